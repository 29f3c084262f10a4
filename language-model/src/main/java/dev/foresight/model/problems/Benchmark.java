package dev.foresight.model.problems;

import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation request with its files read.
 *
 * @param request as it was made
 * @param dataset the problems that can be asked
 * @param shots exemplars before each question
 * @param rows of the dataset that are asked, in their seeded order
 */
public record Benchmark(
    EvaluationRequest request, ProblemFile dataset, List<Problem> shots, List<Integer> rows) {

  /**
   * Reads the files of {@code request}.
   *
   * @param datasets where those that are named are found
   * @param corpus where the shots come from unless the request names a file; null if there is none
   * @throws InvalidFieldsException naming field, file and line of what is wrong
   */
  public static Benchmark read(
      EvaluationRequest request, Datasets datasets, @Nullable ProblemFile corpus) {
    ProblemFile dataset = read("evaluation.dataset", request.dataset(), datasets);
    return new Benchmark(
        request, dataset, shots(request, datasets, corpus), rows(request, dataset));
  }

  private static ProblemFile read(String field, String nameOrPath, Datasets datasets) {
    try {
      return ProblemFile.read(datasets.path(nameOrPath));
    } catch (IOException e) {
      throw invalid(field, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads the problem file at {@code path}, which a request gave in {@code field}.
   *
   * @throws InvalidFieldsException if it cannot be read; says file and line
   */
  public static ProblemFile read(String field, String path) {
    try {
      return ProblemFile.read(Path.of(path).toAbsolutePath().normalize());
    } catch (IOException | InvalidPathException e) {
      throw invalid(field, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes sure that every prompt and its answer fit.
   *
   * @param contextLength of the model, in tokens
   * @throws ContextTooShortException with the figures if they do not
   */
  public void requireContext(Tokenizer tokenizer, int contextLength) {
    int prompt = longestPrompt(tokenizer);
    if ((long) prompt + request.maxNewTokens() > contextLength) {
      throw new ContextTooShortException(prompt, request.maxNewTokens(), contextLength);
    }
  }

  private int longestPrompt(Tokenizer tokenizer) {
    return rows.stream()
        .map(row -> request.template().prompt(shots, dataset.problems().get(row).question()))
        .mapToInt(prompt -> tokenizer.prompt(prompt).length)
        .max()
        .orElse(0);
  }

  private static List<Problem> shots(
      EvaluationRequest request, Datasets datasets, @Nullable ProblemFile corpus) {
    if (request.shots() == 0) {
      return List.of();
    }
    Exemplars named = request.exemplars();
    ProblemFile file =
        named == null ? corpus : read("evaluation.exemplars", named.file(), datasets);
    if (file == null) {
      throw invalid("evaluation.exemplars", "must name a file, or shots be 0");
    }
    int available = file.problems().size();
    if (request.shots() > available) {
      throw invalid(
          "evaluation.shots",
          "must be at most %d, the problems in %s, not %d"
              .formatted(available, file.path(), request.shots()));
    }
    return file.problems().subList(0, request.shots());
  }

  private static List<Integer> rows(EvaluationRequest request, ProblemFile dataset) {
    int available = dataset.problems().size();
    int[] order = Shuffle.order(available, request.problemSeed(), 0);
    Subset asked = request.problems() == null ? Subset.first(available) : request.problems();
    String fault = asked.fault(available);
    if (fault != null) {
      throw invalid(
          "evaluation.problems",
          "%s; there are %d problems in %s".formatted(fault, available, dataset.path()));
    }
    List<Integer> rows = asked.in(order);
    rows.forEach(row -> requireReference(dataset, row));
    return rows;
  }

  private static void requireReference(ProblemFile dataset, int row) {
    Problem problem = dataset.problems().get(row);
    String place = dataset.path() + ": the answer of problem " + (row + 1);
    if (!problem.hasReferenceAnswer()) {
      throw invalid("evaluation.dataset", place + " has no \"####\"");
    }
    if (!ReferenceNumber.matches(problem.referenceAnswer())) {
      throw invalid(
          "evaluation.dataset",
          place + " must be a number, not \"" + problem.referenceAnswer() + "\"");
    }
  }

  private static InvalidFieldsException invalid(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
