package dev.foresight.sampler.control;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.Shuffle;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Exemplar;
import dev.foresight.proto.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a request asks for, its files entering by their content. */
final class Specifications {
  private static final String TRAIN_SPLIT = "train.jsonl";

  private Specifications() {}

  /**
   * The plan of a valid request.
   *
   * @throws InvalidFieldsException if a file cannot be read or holds too little, naming file and
   *     line
   */
  static EvaluationPlan plan(EvaluationRequest request) {
    var dataset = read("evaluation.dataset", request.dataset());
    var spec =
        EvaluationSpec.newBuilder()
            .setDatasetSha256(dataset.sha256())
            .addAllExemplars(exemplars(request, dataset))
            .setTemplate(
                PromptTemplate.newBuilder()
                    .setShot(request.template().shot())
                    .setQuery(request.template().query()))
            .addAllTemperatures(request.temperatures())
            .setTopP(request.topP())
            .setSamplesPerProblem(request.samplesPerProblem())
            .addAllK(request.k())
            .setMaxNewTokens(request.maxNewTokens())
            .addAllStopStrings(request.stopStrings())
            .addAllProblems(problems(request, dataset))
            .setPrecision(request.precision())
            .addAllPolicies(request.policies());
    return EvaluationPlan.newBuilder()
        .setSpec(spec)
        .setDatasetLocation(dataset.path().toString())
        .build();
  }

  /** The rows of the dataset that are asked, in their seeded order. */
  private static List<Integer> problems(EvaluationRequest request, ProblemFile dataset) {
    int available = dataset.problems().size();
    int wanted = request.problems() == null ? available : request.problems();
    requireAtMost("evaluation.problems", wanted, dataset);
    var order = Shuffle.order(available, request.problemSeed(), 0);
    var rows = Arrays.stream(order).limit(wanted).boxed().toList();
    rows.forEach(row -> requireReferenceAnswer(row, dataset));
    return rows;
  }

  private static void requireReferenceAnswer(int row, ProblemFile dataset) {
    if (!dataset.problems().get(row).hasReferenceAnswer()) {
      throw invalid(
          "evaluation.dataset",
          "%s: the answer of problem %d has no \"####\"".formatted(dataset.path(), row + 1));
    }
  }

  private static List<Exemplar> exemplars(EvaluationRequest request, ProblemFile dataset) {
    if (request.shots() == 0) {
      return List.of();
    }
    var file = read("evaluation.exemplars", exemplarFile(request, dataset));
    requireAtMost("evaluation.shots", request.shots(), file);
    return file.problems().subList(0, request.shots()).stream()
        .map(Specifications::exemplar)
        .toList();
  }

  private static String exemplarFile(EvaluationRequest request, ProblemFile dataset) {
    if (request.exemplars() != null) {
      return request.exemplars();
    }
    var beside = dataset.path().resolveSibling(TRAIN_SPLIT);
    if (!Files.isRegularFile(beside)) {
      throw invalid("evaluation.exemplars", "must name a file, as there is no " + beside);
    }
    return beside.toString();
  }

  private static Exemplar exemplar(Problem problem) {
    return Exemplar.newBuilder()
        .setQuestion(problem.question())
        .setAnswer(problem.plainAnswer())
        .build();
  }

  private static ProblemFile read(String field, String path) {
    try {
      return ProblemFile.read(Path.of(path).toAbsolutePath().normalize());
    } catch (IOException | InvalidPathException e) {
      throw invalid(field, String.valueOf(e.getMessage()));
    }
  }

  private static void requireAtMost(String field, int wanted, ProblemFile file) {
    int available = file.problems().size();
    if (wanted > available) {
      throw invalid(
          field,
          "must be at most %d, the problems in %s, not %d"
              .formatted(available, file.path(), wanted));
    }
  }

  private static InvalidFieldsException invalid(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
