package dev.foresight.scorer;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingRun;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The live page with invented data and a broker of its own. Arguments: the port; how many seconds
 * it should take to complete the experiment, 0 to leave it waiting for one; "partial" to stop at
 * two thirds.
 */
final class Demo {
  private static final int SAMPLES = 20;
  private static final List<Long> BUDGETS = List.of(2_000_000L, 5_000_000L);
  private static final List<Integer> PREDICT_TOKENS = List.of(1, 2, 4);

  private final Broker broker;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2024);

  private Demo(Broker broker) {
    this.broker = broker;
  }

  public static void main(String[] arguments) throws InterruptedException {
    int seconds = Integer.parseInt(arguments[1]);
    var state =
        System.getProperty("java.io.tmpdir") + "/foresight-demo-" + ProcessHandle.current().pid();
    try (var broker = new Broker();
        ConfigurableApplicationContext scorer =
            broker.scorer("--server.port=" + arguments[0], "--foresight.scorer.state=" + state)) {
      System.out.println("ready on " + scorer.getEnvironment().getProperty("local.server.port"));
      if (seconds > 0) {
        new Demo(broker).run(seconds, arguments.length > 2);
      }
      Thread.currentThread().join();
    }
  }

  private void run(int seconds, boolean partial) throws InterruptedException {
    broker.put(experiment());
    var evaluations =
        BUDGETS.stream()
            .flatMap(budget -> PREDICT_TOKENS.stream().map(n -> evaluation(n, budget)))
            .toList();
    evaluations.stream().map(Demo::run).forEach(broker::put);
    int batches = evaluations.size() * spec().getProblemsCount();
    int last = partial ? batches * 2 / 3 : batches;
    for (int i = 0; i < last; i++) {
      var evaluation = evaluations.get(i / spec().getProblemsCount());
      broker.put(evaluation);
      sample(evaluation, spec().getProblems(i % spec().getProblemsCount()));
      Thread.sleep(seconds * 1000L / batches);
    }
    if (partial) {
      var next = evaluations.getLast();
      var failed = run(next).toBuilder().setState(RunState.RUN_STATE_FAILED);
      broker.put(failed.setReason("the loss was not a number at step 12").build());
    }
  }

  private void sample(Evaluation evaluation, int problem) {
    double difficulty = random.nextDouble();
    var checkpoint = evaluation.getCheckpoint();
    for (var temperature : spec().getTemperaturesList()) {
      double heat = Double.parseDouble(temperature);
      double right =
          Math.pow(difficulty, 4)
              * (checkpoint.getTokenBudget() / 6e6)
              * (1 - 0.1 * checkpoint.getShape().getPredictTokens())
              * (1.2 - Math.abs(heat - 0.5));
      broker.put(
          Fixtures.batch(
              evaluation.getEvaluationId(),
              problem,
              temperature,
              0,
              SAMPLES,
              index -> random.nextDouble() < right));
    }
  }

  private static Experiment experiment() {
    var experiment = Fixtures.experiment().toBuilder();
    experiment
        .getSpecBuilder()
        .setName("GSM8K on a laptop")
        .clearPredictTokens()
        .addAllPredictTokens(PREDICT_TOKENS)
        .clearTokenBudgets()
        .addAllTokenBudgets(BUDGETS)
        .setEvaluation(spec());
    return experiment.build();
  }

  private static EvaluationSpec spec() {
    return Fixtures.spec().toBuilder()
        .clearTemperatures()
        .addAllTemperatures(List.of("0.2", "0.4", "0.6", "0.8", "1.0", "1.2"))
        .setSamplesPerProblem(SAMPLES)
        .setTopP("0.95")
        .clearK()
        .addAllK(List.of(1, 5, 20))
        .clearProblems()
        .addAllProblems(IntStream.range(0, 100).boxed().toList())
        .build();
  }

  private static Evaluation evaluation(int predictTokens, long budget) {
    return Fixtures.evaluation("n%d-%d".formatted(predictTokens, budget), predictTokens, budget, 7)
        .toBuilder()
        .setSpec(spec())
        .setState(EvaluationState.EVALUATION_STATE_ACTIVE)
        .build();
  }

  private static TrainingRun run(Evaluation evaluation) {
    var checkpoint = evaluation.getCheckpoint();
    return Fixtures.run(
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokenBudget(),
        checkpoint.getSeed(),
        RunState.RUN_STATE_RUNNING);
  }
}
