package dev.foresight.trainer.experiments;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.Shuffle;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.training.Tokenizers;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Checks all that can be checked before anything runs: the fields, the files line by line, and that
 * the longest prompt with its answer fits the model's context.
 */
@Component
class Admission {
  private final Tokenizers tokenizers;

  Admission(StoreProperties store) {
    this.tokenizers = new Tokenizers(store.root());
  }

  /**
   * Resolves {@code request}.
   *
   * @throws InvalidFieldsException listing what is wrong with fields or files
   * @throws ContextTooShortException if prompts do not fit
   * @throws IOException if the store cannot be read or written
   */
  Admitted admit(ExperimentRequest request) throws IOException {
    FieldRules.check(request);
    EvaluationRequest evaluation = request.evaluation();
    ProblemFile corpus = read("corpus", request.corpus());
    ProblemFile dataset = read("evaluation.dataset", evaluation.dataset());
    List<Problem> shots = shots(evaluation, corpus);
    List<Integer> rows = rows(evaluation, dataset);
    Tokenizer tokenizer = tokenizer(request, corpus);
    requireContext(request, longestPrompt(evaluation, shots, dataset, rows, tokenizer));
    var spec = Specifications.of(request, corpus, dataset, shots, rows);
    return new Admitted(spec, corpus.path(), dataset.path());
  }

  private static ProblemFile read(String field, String path) {
    try {
      return ProblemFile.read(Path.of(path).toAbsolutePath().normalize());
    } catch (IOException | InvalidPathException e) {
      throw invalid(field, String.valueOf(e.getMessage()));
    }
  }

  private static List<Problem> shots(EvaluationRequest evaluation, ProblemFile corpus) {
    String named = evaluation.exemplars();
    ProblemFile file = named == null ? corpus : read("evaluation.exemplars", named);
    int available = file.problems().size();
    if (evaluation.shots() > available) {
      throw invalid(
          "evaluation.shots",
          "must be at most "
              + available
              + ", the problems in "
              + file.path()
              + ", not "
              + evaluation.shots());
    }
    return file.problems().subList(0, evaluation.shots());
  }

  /** The rows that are asked, in their seeded order. */
  private static List<Integer> rows(EvaluationRequest evaluation, ProblemFile dataset) {
    int available = dataset.problems().size();
    Integer limit = evaluation.problems();
    if (limit != null && limit > available) {
      throw invalid(
          "evaluation.problems",
          "must be at most "
              + available
              + ", the problems in "
              + dataset.path()
              + ", not "
              + limit);
    }
    int[] order = Shuffle.order(available, evaluation.problemSeed(), 0);
    List<Integer> rows =
        Arrays.stream(order).limit(limit == null ? available : limit).boxed().toList();
    for (int row : rows) {
      if (!dataset.problems().get(row).hasReferenceAnswer()) {
        throw invalid(
            "evaluation.dataset",
            dataset.path() + ": the answer of problem " + (row + 1) + " has no \"####\"");
      }
    }
    return rows;
  }

  private Tokenizer tokenizer(ExperimentRequest request, ProblemFile corpus) throws IOException {
    try {
      return tokenizers.of(corpus, request.model().vocabularySize());
    } catch (IllegalArgumentException e) {
      throw invalid("model.vocabularySize", String.valueOf(e.getMessage()));
    }
  }

  private static int longestPrompt(
      EvaluationRequest evaluation,
      List<Problem> shots,
      ProblemFile dataset,
      List<Integer> rows,
      Tokenizer tokenizer) {
    return rows.stream()
        .map(row -> evaluation.template().prompt(shots, dataset.problems().get(row).question()))
        .mapToInt(prompt -> tokenizer.encode(prompt).length)
        .max()
        .orElse(0);
  }

  private static void requireContext(ExperimentRequest request, int promptTokens) {
    int contextLength = request.model().contextLength();
    int maxNewTokens = request.evaluation().maxNewTokens();
    if ((long) promptTokens + maxNewTokens > contextLength) {
      throw new ContextTooShortException(promptTokens, maxNewTokens, contextLength);
    }
  }

  private static InvalidFieldsException invalid(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
