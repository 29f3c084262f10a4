package dev.foresight.trainer.jobs;

import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.RotaryPositions;
import dev.foresight.proto.Optimization;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.training.Descent;
import dev.foresight.trainer.training.Schedule;
import dev.foresight.trainer.training.TrainingPlan;
import dev.foresight.trainer.training.Upkeep;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans from jobs. */
public final class Plans {
  private Plans() {}

  /**
   * What {@code job} asks for.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public static TrainingPlan of(TrainingJob job) {
    TrainingJobSpec spec = job.getSpec();
    List<Long> budgets = new ArrayList<>(spec.getBranchBudgetsList());
    budgets.add(spec.getTokenBudget());
    return new TrainingPlan(
        shape(spec.getShape()),
        budgets,
        spec.getAnnounceAtList(),
        descent(spec.getOptimization()),
        spec.getSeed(),
        initial(job));
  }

  private static Descent descent(Optimization optimization) {
    return new Descent(
        Schedule.of(optimization.getSchedule()),
        optimization.getBatchTokens(),
        number(optimization.getPeakLearningRate()),
        number(optimization.getWarmupShare()),
        number(optimization.getDecayShare()),
        number(optimization.getFinalShare()),
        number(optimization.getWeightDecay()),
        number(optimization.getGradientClipping()),
        Precision.of(optimization.getPrecision()),
        optimization.getMicroBatch(),
        optimization.getRecomputeActivations());
  }

  /** The number that a decimal string says; 0 if it is empty. */
  static double number(String decimal) {
    return decimal.isEmpty() ? 0 : Double.parseDouble(decimal);
  }

  private static @Nullable Path initial(TrainingJob job) {
    return job.getInitialLocation().isEmpty()
        ? null
        : Path.of(URI.create(job.getInitialLocation()));
  }

  private static ModelShape shape(dev.foresight.proto.ModelShape shape) {
    String base = shape.getRopeBase();
    return new ModelShape(
        shape.getVocabularySize(),
        shape.getHiddenSize(),
        shape.getLayers(),
        shape.getAttentionHeads(),
        shape.getFeedForwardSize(),
        shape.getContextLength(),
        shape.getPredictTokens(),
        shape.getKeyValueHeads(),
        shape.getHeadSize(),
        shape.getTiedEmbeddings(),
        base.isEmpty() ? RotaryPositions.DEFAULT : RotaryPositions.of(Double.parseDouble(base)),
        0);
  }

  /**
   * How the run of {@code job} is looked after, where the job says nothing as {@code trainer} does.
   */
  static Upkeep upkeep(TrainingJob job, TrainerProperties trainer) {
    return upkeep(job, trainer.saveEvery(), trainer.validations(), trainer.validationTokens());
  }

  /**
   * How the run of {@code job} is looked after.
   *
   * @param saveEvery how often its state is saved where the job does not say
   * @param validations how often it takes its loss over the held-out documents
   * @param validationTokens held-out tokens that are looked at each time; 0 means all
   */
  public static Upkeep upkeep(
      TrainingJob job, Duration saveEvery, int validations, long validationTokens) {
    var states = job.getStates();
    long millis = states.getEveryMillis();
    return new Upkeep(
        millis == 0 ? saveEvery : Duration.ofMillis(millis),
        states.getEveryTokens(),
        Math.max(1, states.getKeep()),
        validations,
        validationTokens);
  }
}
