package dev.foresight.sampler.control;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.reconciling.TaskRange;

/** Tasks that carry all that their worker and the scorer need. */
final class Tasks {
  private Tasks() {}

  static SamplingTask task(Evaluation evaluation, TaskRange range, Prompts.Questions questions) {
    var spec = evaluation.getSpec();
    var problem = questions.problems().get(range.problem());
    return SamplingTask.newBuilder()
        .setTaskId(range.evaluationId() + "/" + range.problem() + "/" + range.firstIndex())
        .setEvaluationId(range.evaluationId())
        .setProblem(range.problem())
        .setPrompt(questions.prompt(range.problem()))
        .setQuestion(problem.question())
        .setReferenceAnswer(problem.referenceAnswer())
        .addAllTemperatures(spec.getTemperaturesList())
        .setTopP(spec.getTopP())
        .setFirstIndex(range.firstIndex())
        .setCount(range.count())
        .setMaxNewTokens(spec.getMaxNewTokens())
        .addAllStopStrings(spec.getStopStringsList())
        .setPrecision(spec.getPrecision())
        .setCheckpoint(evaluation.getCheckpoint())
        .setSharedTokens(evaluation.getSharedTokens())
        .build();
  }
}
