package dev.foresight.scorer.results;

import static dev.foresight.scorer.Fixtures.EXPERIMENT;
import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.RunState;
import dev.foresight.scorer.Fixtures;
import dev.foresight.scorer.figure.Figure;
import dev.foresight.scorer.figure.FigureImage;
import dev.foresight.scorer.figure.Point;
import dev.foresight.scorer.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // start comes before every test
class ResultsTest {
  private Pipeline pipeline;
  private Results results;

  @BeforeEach
  void start(@TempDir Path state) {
    pipeline = new Pipeline(state);
    results = new Results(pipeline.views());
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void experimentsAreListedTheLatestFirst() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(
        Fixtures.experiment().toBuilder()
            .setExperimentId("later")
            .setSubmittedAtMillis(1_800_000_000_000L)
            .build());

    assertThat(results.experiments())
        .extracting(ExperimentSummary::id)
        .containsExactly("later", EXPERIMENT);
  }

  @Test
  void everyCellIsThereBeforeAnythingRan() {
    pipeline.put(Fixtures.experiment());

    var cells = results.experiment(EXPERIMENT).cells();
    assertThat(cells).hasSize(2 * 2 * 2).allMatch(cell -> cell.stage() == Stage.WAITING);
    assertThat(cells.getFirst().samplesWanted()).isEqualTo(12);
  }

  @Test
  void aCellSaysWhetherItsModelTrainsOrFailed() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(Fixtures.run(1, 1000, 7, RunState.RUN_STATE_RUNNING));
    pipeline.put(Fixtures.run(2, 1000, 7, RunState.RUN_STATE_FAILED));

    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.TRAINING);
    assertThat(cell(2, 1000, "0.2").stage()).isEqualTo(Stage.FAILED);
    assertThat(results.experiment(EXPERIMENT).runs()).hasSize(2);
  }

  @Test
  void theLatestAttemptSaysHowACellStands() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(Fixtures.run(1, 1000, 7, RunState.RUN_STATE_FAILED));
    var again = Fixtures.run(1, 1000, 7, RunState.RUN_STATE_RUNNING).toBuilder();
    again.setJobId("again").getJobBuilder().setAttempt(1);
    pipeline.put(again.build());

    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.TRAINING);
  }

  @Test
  void progressAndEstimatesGrow() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.SAMPLING);

    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> true));
    pipeline.put(batch("e", 2, "0.2", 0, 2, index -> true));
    pipeline.waitSeconds(1);
    var partial = cell(1, 1000, "0.2");
    assertThat(partial.problemsComplete()).isEqualTo(1);
    assertThat(partial.samplesCounted()).isEqualTo(6);
    assertThat(partial.complete()).isFalse();
    assertThat(partial.estimate("strict-1", 2)).isPresent();

    complete("e", "0.2", index -> true);
    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.COMPLETE);
    assertThat(cell(1, 1000, "0.25").stage()).isEqualTo(Stage.SAMPLING);
  }

  @Test
  void aCancelledEvaluationKeepsWhatWasCounted() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(
        Fixtures.evaluation("e", 1, 1000, 7).toBuilder()
            .setState(EvaluationState.EVALUATION_STATE_CANCELLED)
            .build());
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> true));
    pipeline.waitSeconds(1);

    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.CANCELLED);
    assertThat(cell(1, 1000, "0.2").samplesCounted()).isEqualTo(4);
  }

  @Test
  void anExperimentIsCompleteWhenEveryCellIs() {
    pipeline.put(Fixtures.experiment());
    for (int n = 1; n <= 2; n++) {
      for (long budget = 1000; budget <= 2000; budget += 1000) {
        assertThat(results.experiment(EXPERIMENT).complete()).isFalse();
        var id = "e" + n + budget;
        pipeline.put(Fixtures.evaluation(id, n, budget, 7));
        complete(id, "0.2", index -> index == 0);
        complete(id, "0.25", index -> index < 2);
      }
    }

    assertThat(results.experiment(EXPERIMENT).complete()).isTrue();
    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();
    assertThat(points(figure)).hasSize(16).allMatch(Point::complete);
    assertThat(figure.notes()).hasSize(1);
  }

  @Test
  void thePartsOfAnExperimentThatAreMissingAreMissingInTheFigure() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    pipeline.put(batch("e", 5, "0.25", 0, 4, index -> true));
    pipeline.waitSeconds(1);

    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();

    assertThat(figure.rows()).hasSize(2).allMatch(row -> row.size() == 2);
    assertThat(points(figure))
        .containsExactly(new Point(0.25, 1, 1, 1, false), new Point(0.25, 1, 1, 1, false));
    assertThat(figure.notes()).last().asString().contains("8 of 8 cells are incomplete");
    assertThat(new FigureImage(figure).svg()).contains("pass@2 after 1k tokens");
  }

  @Test
  void theFigureTakesTheMeanOverSeeds() {
    var experiment = Fixtures.experiment().toBuilder();
    experiment.getSpecBuilder().addSeeds(8);
    pipeline.put(experiment.build());
    pipeline.put(Fixtures.evaluation("e7", 1, 1000, 7));
    pipeline.put(Fixtures.evaluation("e8", 1, 1000, 8));
    complete("e7", "0.2", index -> true);
    complete("e8", "0.2", index -> index == 0);

    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();

    assertThat(points(figure).getFirst().value()).isEqualTo((1 + 0.25) / 2);
    assertThat(figure.notes()).anyMatch(note -> note.contains("means over 2 seeds"));
  }

  @Test
  void theCsvHasALineForEachEstimate() {
    pipeline.put(Fixtures.experiment());
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    complete("e", "0.2", index -> index == 0);

    var lines = new ResultsCsv(results.experiment(EXPERIMENT)).text().split("\r\n", -1);

    assertThat(lines).hasSize(1 + 4 + 1);
    assertThat(lines[1])
        .isEqualTo(
            "experiment-1,e,checkpoint-of-e,job-1-1000-7,1,1000,1000,7,0.2,flexible-1,1,0.25,0.25,"
                + "0.25,3,3,3,12,12,0,true,,,false,0.25,0.25,0.14433756729740643,");
  }

  @Test
  void aModelFromElsewhereIsShownBesideTheExperimentsOwn() {
    pipeline.put(Fixtures.experiment());
    var foreign = Fixtures.evaluation("f", 4, 3000, 0).toBuilder();
    foreign.getCheckpointBuilder().setName("llama-mtp").setJobId("");
    pipeline.put(foreign.build());
    complete("f", "0.2", index -> true);

    var cells = results.experiment(EXPERIMENT).cells();
    assertThat(cells).hasSize(2 * 2 * 2 + 2);
    assertThat(cells.getLast().name()).isEqualTo("llama-mtp");
    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();
    assertThat(figure.legend())
        .extracting(line -> line.label() + " " + line.style())
        .containsExactly("n = 1 (next token) 0", "n = 2 1", "llama-mtp (n = 4) 2");
    assertThat(figure.rows()).hasSize(3);
    assertThat(points(figure)).hasSize(2);
    assertThat(new ResultsCsv(results.experiment(EXPERIMENT)).text())
        .contains(",llama-mtp,,false,");
  }

  @Test
  void aCheckpointFromTheMiddleOfARunDoesNotStandForItsEnd() {
    pipeline.put(Fixtures.experiment());
    var middle = Fixtures.evaluation("m", 1, 2000, 7).toBuilder();
    middle.getCheckpointBuilder().setIntermediate(true).setTokensSeen(500).setSchedule("cosine");
    pipeline.put(middle.build());
    complete("m", "0.2", index -> true);

    assertThat(cell(1, 2000, "0.2").stage()).isEqualTo(Stage.WAITING);
    var shown = results.experiment(EXPERIMENT).cells().getLast();
    assertThat(shown.intermediate()).isTrue();
    assertThat(shown.tokensSeen()).isEqualTo(500);
    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();
    assertThat(figure.rows().getFirst().getFirst().title())
        .isEqualTo("500 of 2k tokens, not decayed");
  }

  @Test
  void aRunWithBranchesStandsForAllItsBudgets() {
    var experiment = Fixtures.experiment().toBuilder();
    experiment.getSpecBuilder().getOptimizationBuilder().setSchedule("wsd");
    pipeline.put(experiment.build());
    var run = Fixtures.run(1, 2000, 7, RunState.RUN_STATE_RUNNING).toBuilder();
    run.getJobBuilder()
        .getSpecBuilder()
        .addBranchBudgets(1000)
        .getOptimizationBuilder()
        .setSchedule("wsd");
    pipeline.put(run.build());

    assertThat(cell(1, 1000, "0.2").stage()).isEqualTo(Stage.TRAINING);
    assertThat(cell(1, 2000, "0.2").stage()).isEqualTo(Stage.TRAINING);
    assertThat(cell(2, 1000, "0.2").stage()).isEqualTo(Stage.WAITING);
    assertThat(results.experiment(EXPERIMENT).schedule()).isEqualTo("wsd");
    var figure = new FigureOfResults(results.experiment(EXPERIMENT)).figure();
    assertThat(figure.subtitle()).contains("wsd schedule");
  }

  @Test
  void aRunShowsItsValidationLossesAndWhatOfTheBenchmarkItsCorpusHolds() {
    pipeline.put(Fixtures.experiment());
    var run = Fixtures.run(2, 1000, 7, RunState.RUN_STATE_RUNNING).toBuilder();
    run.addAllValidationLosses(List.of(1.5f, 2.5f)).setValidationStep(20);
    run.getOverlapBuilder().setN(13).setProblems(3).setOverlapping(1);
    run.getOverlapBuilder().addWorstBuilder().setProblem(2).setShare(0.5).setExample("a b c");
    pipeline.put(run.build());

    var shown = results.experiment(EXPERIMENT).runs().getFirst();
    assertThat(shown.validationLosses()).containsExactly(1.5f, 2.5f);
    assertThat(shown.overlap())
        .isEqualTo(
            new OverlapResult(13, 3, 1, List.of(new OverlapResult.Problem(2, 0.5, "a b c"))));
  }

  @Test
  void anEvaluationShowsAllItsTemperatures() {
    pipeline.put(Fixtures.evaluation("e", 1, 1000, 7));
    complete("e", "0.25", index -> true);

    assertThat(statistics("e").cells())
        .extracting(CellResult::temperature)
        .containsExactly("0.2", "0.25");
  }

  @Test
  void unknownIdsAreRefused() {
    assertThatThrownBy(() -> results.experiment("x")).isInstanceOf(UnknownIdException.class);
    assertThatThrownBy(() -> statistics("x")).isInstanceOf(UnknownIdException.class);
  }

  @Test
  void tokensAreSaidAsPeopleSayThem() {
    assertThat(List.of(0L, 512L, 1000L, 1_536_000L, 209_700_000_000L, 999_999L))
        .extracting(Tokens::text)
        .containsExactly("0", "512", "1k", "1.54M", "210B", "1M");
  }

  private void complete(String evaluation, String temperature, IntPredicate right) {
    for (int problem : List.of(5, 2, 9)) {
      pipeline.put(batch(evaluation, problem, temperature, 0, 4, right));
    }
    pipeline.waitSeconds(1);
  }

  private EvaluationResults statistics(String evaluation) {
    var computations = new Computations(pipeline.settings());
    return new EvaluationStatistics(pipeline.views(), computations).results(evaluation, null, null);
  }

  @Test
  void aNumberOfPredictedTokensHasItsStyleInEveryFigure() {
    var experiment = Fixtures.experiment().toBuilder();
    experiment.getSpecBuilder().clearPredictTokens().addAllPredictTokens(List.of(2, 4));
    pipeline.put(experiment.build());
    var foreign = Fixtures.evaluation("f", 2, 3000, 0).toBuilder();
    foreign.getCheckpointBuilder().setName("another").setJobId("");
    pipeline.put(foreign.build());

    assertThat(new FigureOfResults(results.experiment(EXPERIMENT)).figure().legend())
        .extracting(line -> line.label() + " " + line.style())
        .containsExactly("n = 2 1", "n = 4 2", "another (n = 2) 7");
  }

  @Test
  void aRunAndItsCheckpointNameEachOther() {
    var run = Fixtures.run(2, 1000, 7, RunState.RUN_STATE_SUCCEEDED);
    pipeline.put(run.toBuilder().addCheckpointIds("checkpoint-of-e").build());
    pipeline.put(Fixtures.evaluation("e", 2, 1000, 7));
    pipeline.put(Fixtures.evaluation("other", 1, 1000, 7));

    var shown = results.run(run.getJobId());
    assertThat(shown.experimentId()).isEqualTo(EXPERIMENT);
    assertThat(shown.progress().stage()).isEqualTo(Stage.TRAINED);
    assertThat(shown.checkpointIds()).containsExactly("checkpoint-of-e");
    assertThat(shown.evaluations()).extracting(EvaluationSummary::id).containsExactly("e");
    var checkpoint = results.checkpoint("checkpoint-of-e");
    assertThat(checkpoint.jobId()).isEqualTo(run.getJobId());
    assertThat(checkpoint.evaluations()).isEqualTo(shown.evaluations());
    assertThatThrownBy(() -> results.run("x")).hasMessageContaining("no training run");
    assertThatThrownBy(() -> results.checkpoint("x")).hasMessageContaining("no evaluated");
  }

  private CellResult cell(int predictTokens, long budget, String temperature) {
    return results.experiment(EXPERIMENT).cells().stream()
        .filter(cell -> cell.predictTokens() == predictTokens && cell.tokenBudget() == budget)
        .filter(cell -> cell.temperature().equals(temperature))
        .findFirst()
        .orElseThrow();
  }

  private static List<Point> points(Figure figure) {
    return figure.rows().stream()
        .flatMap(List::stream)
        .flatMap(panel -> panel.lines().stream())
        .flatMap(line -> line.points().stream())
        .toList();
  }
}
