package dev.foresight.scorer;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Exemplar;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.PromptTemplate;
import dev.foresight.proto.RunState;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.proto.TrainingRun;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Records as the other services would write them, small. */
public final class Fixtures {
  public static final String EXPERIMENT = "experiment-1";
  public static final int SAMPLES = 4;

  private Fixtures() {}

  /** Problems 5, 2 and 9 in that order, four samples each, at 0.2 and 0.25, k of 1 and 2. */
  public static EvaluationSpec spec() {
    return EvaluationSpec.newBuilder()
        .addAllTemperatures(List.of("0.2", "0.25"))
        .setSamplesPerProblem(SAMPLES)
        .addAllK(List.of(1, 2))
        .addAllProblems(List.of(5, 2, 9))
        .addAllPolicies(List.of("flexible-1", "strict-1"))
        .addExemplars(Exemplar.newBuilder().setQuestion("Two?").setAnswer("2"))
        .setTemplate(
            PromptTemplate.newBuilder()
                .setShot("Q: {question}\nA: {answer}\n\n")
                .setQuery("Q: {question}\nA:"))
        .build();
  }

  /** An evaluation of the final checkpoint of {@link #run}. */
  public static Evaluation evaluation(String id, int predictTokens, long budget, long seed) {
    return Evaluation.newBuilder()
        .setEvaluationId(id)
        .setSpec(spec())
        .setState(EvaluationState.EVALUATION_STATE_ACTIVE)
        .setSubmittedAtMillis(1_700_000_100_000L)
        .setCheckpoint(
            CheckpointPublished.newBuilder()
                .setCheckpointId("checkpoint-of-" + id)
                .setExperimentId(EXPERIMENT)
                .setJobId(job(predictTokens, budget, seed))
                .setShape(ModelShape.newBuilder().setPredictTokens(predictTokens))
                .setTokensSeen(budget)
                .setTokenBudget(budget)
                .setSeed(seed))
        .build();
  }

  /** One and two tokens ahead, two budgets, one seed, evaluated as in {@link #spec}. */
  public static Experiment experiment() {
    return Experiment.newBuilder()
        .setExperimentId(EXPERIMENT)
        .setSubmittedAtMillis(1_700_000_000_000L)
        .setSpec(
            ExperimentSpec.newBuilder()
                .setName("laptop")
                .addAllPredictTokens(List.of(1, 2))
                .addAllTokenBudgets(List.of(1000L, 2000L))
                .addSeeds(7)
                .setEvaluation(spec()))
        .build();
  }

  /** A run of the experiment's job. */
  public static TrainingRun run(int predictTokens, long budget, long seed, RunState state) {
    var id = job(predictTokens, budget, seed);
    return TrainingRun.newBuilder()
        .setJobId(id)
        .setJob(
            TrainingJob.newBuilder()
                .setJobId(id)
                .setSpec(
                    TrainingJobSpec.newBuilder()
                        .setExperimentId(EXPERIMENT)
                        .setShape(ModelShape.newBuilder().setPredictTokens(predictTokens))
                        .setTokenBudget(budget)
                        .setSeed(seed)))
        .setState(state)
        .setStep(30)
        .setStepsTotal(100)
        .setTokensSeen(budget * 3 / 10)
        .build();
  }

  private static String job(int predictTokens, long budget, long seed) {
    return "job-" + predictTokens + "-" + budget + "-" + seed;
  }

  /** Samples from..to-1 of a problem whose answer is 18; those that {@code right} accepts hit. */
  public static SampleBatch batch(
      String evaluation, int problem, String temperature, int from, int to, IntPredicate right) {
    return SampleBatch.newBuilder()
        .setEvaluationId(evaluation)
        .setProblem(problem)
        .setTemperature(temperature)
        .setQuestion("How many?")
        .setReferenceAnswer("18")
        .addAllSamples(
            IntStream.range(from, to).mapToObj(index -> sample(index, right.test(index))).toList())
        .build();
  }

  private static Sample sample(int index, boolean right) {
    return Sample.newBuilder()
        .setIndex(index)
        .setText(" Sample %d. The answer is %d.".formatted(index, right ? 18 : 20))
        .setTokenCount(9)
        .build();
  }
}
