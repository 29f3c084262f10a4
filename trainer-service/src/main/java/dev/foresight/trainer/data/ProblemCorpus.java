package dev.foresight.trainer.data;

import dev.foresight.model.problems.Packing;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.model.tokenizer.Tokenizer;
import java.util.List;

/**
 * The problems of one file as they stand in prompts.
 *
 * @param documents token ids of each problem with its answer, in the file's order
 */
public record ProblemCorpus(Tokenizer tokenizer, List<int[]> documents) implements Corpus {

  /** The problems of {@code file} in the tokens of {@code tokenizer}. */
  public static ProblemCorpus of(ProblemFile file, Tokenizer tokenizer) {
    return new ProblemCorpus(tokenizer, texts(file).stream().map(tokenizer::encode).toList());
  }

  @Override
  public Sequences training(long seed, int length, int ahead) {
    Packing packing = new Packing(documents, seed, length, ahead);
    return new Sequences() {
      @Override
      public int[][] next(int rows) {
        return packing.next(rows);
      }

      @Override
      public long cursor() {
        return packing.cursor();
      }

      @Override
      public void seek(long cursor) {
        packing.seek(cursor);
      }
    };
  }

  @Override
  public List<int[]> validation(int length, int ahead) {
    return List.of();
  }

  @Override
  public long brokenRows() {
    return 0;
  }

  @Override
  public void close() {}

  /** The training documents of {@code file}. */
  static List<String> texts(ProblemFile file) {
    return file.problems().stream().map(PromptTemplate.DEFAULT::document).toList();
  }
}
