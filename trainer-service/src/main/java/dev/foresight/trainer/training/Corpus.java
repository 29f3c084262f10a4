package dev.foresight.trainer.training;

import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.model.tokenizer.Tokenizer;
import java.util.List;

/**
 * A corpus as token ids.
 *
 * @param documents the problems with their answers, in the file's order, as they stand in prompts
 */
public record Corpus(Tokenizer tokenizer, List<int[]> documents) {

  /** The problems of {@code file} in the tokens of {@code tokenizer}. */
  public static Corpus of(ProblemFile file, Tokenizer tokenizer) {
    return new Corpus(tokenizer, texts(file).stream().map(tokenizer::encode).toList());
  }

  /** The training documents of {@code file}. */
  static List<String> texts(ProblemFile file) {
    return file.problems().stream().map(PromptTemplate.DEFAULT::document).toList();
  }
}
