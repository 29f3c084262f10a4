package dev.foresight.sampler.control;

import dev.foresight.edge.Exposure;
import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.Datasets;
import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Exemplar;
import dev.foresight.proto.PromptTemplate;
import dev.foresight.sampler.DatasetsProperties;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What requests ask for, their files entering by content. */
@Component
@InRole(Role.CONTROL)
class Specifications {
  private static final String TRAIN_SPLIT = "train.jsonl";

  private final Datasets datasets;

  Specifications(DatasetsProperties properties, Exposure exposure) {
    this.datasets = properties.datasets(exposure);
  }

  /**
   * The plan of a valid request. Shots for which it names no file come from the train split beside
   * the dataset.
   *
   * @throws InvalidFieldsException if a file cannot be read or had, holds too little, or an answer
   *     that is no number; names file and line
   */
  EvaluationPlan plan(EvaluationRequest request) {
    var benchmark = Benchmark.read(request, datasets, trainSplit(request));
    return EvaluationPlan.newBuilder()
        .setSpec(specification(benchmark))
        .setDatasetLocation(benchmark.dataset().path().toString())
        .build();
  }

  private @Nullable ProblemFile trainSplit(EvaluationRequest request) {
    if (request.exemplars() != null || request.shots() == 0) {
      return null;
    }
    try {
      Path split = datasets.path(request.dataset()).resolveSibling(TRAIN_SPLIT);
      if (!Datasets.isName(request.dataset())) {
        datasets.files().requireInside(List.of(split));
      }
      return Files.isRegularFile(split)
          ? Benchmark.read("evaluation.exemplars", split.toString())
          : null;
    } catch (IOException e) {
      return null; // what is wrong with the dataset is said by whoever reads it
    }
  }

  private static EvaluationSpec specification(Benchmark benchmark) {
    var request = benchmark.request();
    return EvaluationSpec.newBuilder()
        .setDatasetSha256(benchmark.dataset().sha256())
        .addAllExemplars(benchmark.shots().stream().map(Specifications::exemplar).toList())
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
        .addAllProblems(benchmark.rows())
        .setPrecision(request.precision())
        .addAllPolicies(request.policies())
        .build();
  }

  private static Exemplar exemplar(Problem problem) {
    return Exemplar.newBuilder()
        .setQuestion(problem.question())
        .setAnswer(problem.plainAnswer())
        .build();
  }
}
