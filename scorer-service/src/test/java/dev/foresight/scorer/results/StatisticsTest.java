package dev.foresight.scorer.results;

import static dev.foresight.scorer.Fixtures.EXPERIMENT;
import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.proto.Speculation;
import dev.foresight.proto.VerdictCell;
import dev.foresight.scorer.Fixtures;
import dev.foresight.scorer.pipeline.Pipeline;
import dev.foresight.scorer.results.VerdictResult.Order;
import dev.foresight.scorer.statistics.SeedSpread;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // start comes before every test
class StatisticsTest {
  private static final List<Integer> PROBLEMS = List.of(5, 2, 9);

  private Pipeline pipeline;
  private EvaluationStatistics evaluations;
  private Comparisons comparisons;
  private Verdicts verdicts;
  private Envelopes envelopes;

  @BeforeEach
  void start(@TempDir Path state) {
    pipeline = new Pipeline(state);
    var computations = new Computations(pipeline.settings());
    evaluations = new EvaluationStatistics(pipeline.views(), computations);
    comparisons = new Comparisons(pipeline.views(), computations);
    verdicts = new Verdicts(pipeline.views(), computations);
    envelopes = new Envelopes(pipeline.views(), computations);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void everyStatisticComesFromTheSameTalliesAtAnyK() {
    model("e", 1, 1000, 7, "0.2", problem -> problem == 5 ? 1 : problem == 2 ? 4 : 0);

    var policy = evaluations.results("e", List.of(1, 3), List.of("strict-1")).statistics();

    assertThat(policy).singleElement().extracting(PolicyResult::primary).isEqualTo(false);
    assertThat(policy.getFirst().statistics())
        .extracting(StatisticResult::measure, StatisticResult::k)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("pass@k", 1),
            org.assertj.core.api.Assertions.tuple("pass@k", 3),
            org.assertj.core.api.Assertions.tuple("pass^k", 1),
            org.assertj.core.api.Assertions.tuple("pass^k", 3),
            org.assertj.core.api.Assertions.tuple("avg@n", 4),
            org.assertj.core.api.Assertions.tuple("maj@n", 4));
    assertThat(policy.getFirst().statistics())
        .extracting(StatisticResult::value)
        .satisfiesExactly(
            value -> assertThat(value).isCloseTo(5 / 12.0, within(1e-12)),
            value -> assertThat(value).isCloseTo((0.75 + 1) / 3, within(1e-12)),
            value -> assertThat(value).isCloseTo(5 / 12.0, within(1e-12)),
            value -> assertThat(value).isCloseTo(1 / 3.0, within(1e-12)),
            value -> assertThat(value).isCloseTo(5 / 12.0, within(1e-12)),
            value -> assertThat(value).isCloseTo(1 / 3.0, within(1e-12)));
    assertThat(policy.getFirst().curve().value()).hasSize(4);
  }

  @Test
  void intervalsAreThoseOfTheRecord() {
    model("e", 1, 1000, 7, "0.2", problem -> problem % 4);

    var results = evaluations.results("e", null, null);

    var record = results.cells().getFirst().estimate("flexible-1", 2).orElseThrow();
    var shown = results.statistics().getFirst().statistics().get(1);
    assertThat(shown.measure() + shown.k()).isEqualTo("pass@k2");
    assertThat(List.of(shown.value(), shown.lower(), shown.upper(), shown.lower95()))
        .containsExactly(record.value(), record.lower(), record.upper(), record.lower95());
    assertThat(shown.samplingError()).isEqualTo(record.samplingError());
  }

  @Test
  void everyPolicyCanBeAskedFor() {
    model("e", 1, 1000, 7, "0.2", problem -> 4);

    var policies =
        List.of("lm-eval-gsm8k-strict-1", "lm-eval-gsm8k-flexible-1", "lm-eval-gsm8k-cot-strict-1");
    var results = evaluations.results("e", List.of(1), policies);

    assertThat(results.statistics())
        .extracting(PolicyResult::policy)
        .containsExactlyElementsOf(policies);
    assertThat(results.statistics())
        .extracting(policy -> policy.statistics().getFirst().value())
        .containsExactly(0.0, 1.0, 1.0);
    assertThat(tallies("e", policies).getFirst().correct()).containsOnlyKeys(policies);
    var csv = new StatisticsCsv(results).text().lines().toList();
    assertThat(csv).hasSize(1 + 3 * 4);
    assertThat(csv.get(1)).startsWith("e,0.2,lm-eval-gsm8k-strict-1,pass@k,1,0.0,");
    assertThat(new TalliesCsv("e", evaluations.tallies("e", policies)).text().lines())
        .hasSize(1 + 3 * 3)
        .contains("e,0.2,5,4,lm-eval-gsm8k-flexible-1,4");
  }

  @Test
  void whatIsNotDefinedIsRefused() {
    model("e", 1, 1000, 7, "0.2", problem -> 4);

    assertThatThrownBy(() -> evaluations.results("e", List.of(5), null))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("k must be 1 to the samples a problem (4), not 5");
    assertThatThrownBy(() -> evaluations.results("e", null, List.of("kind-1")))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("lm-eval-gsm8k-strict-1");
    assertThatThrownBy(() -> comparisons.compare(List.of("e/9"), List.of("e/0.2"), null, null))
        .isInstanceOf(UnknownIdException.class);
    assertThatThrownBy(
            () -> comparisons.compare(List.of("e/0.2", "e/0.2"), List.of("e/0.2"), null, null))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("different training seeds");
  }

  @Test
  void anyTwoCellsAreComparedProblemByProblem() {
    model("e", 1, 1000, 7, "0.2", problem -> problem == 5 ? 1 : 2);
    model("f", 2, 1000, 7, "0.25", problem -> problem == 5 ? 3 : 4);

    var comparison = comparisons.compare(List.of("f/0.25"), List.of("e/0.2"), List.of(1), null);

    var at1 = comparison.passAtK().getFirst();
    assertThat(at1.a()).isCloseTo(11 / 12.0, within(1e-12));
    assertThat(at1.b()).isCloseTo(5 / 12.0, within(1e-12));
    assertThat(at1.difference().value()).isCloseTo(0.5, within(1e-12));
    assertThat(at1.difference().lower95()).isCloseTo(0.5, within(1e-12));
    assertThat(at1.difference().clear()).isTrue();
    assertThat(at1.seeds()).isNull();
    assertThat(comparison.policy()).isEqualTo("flexible-1");
  }

  @Test
  void seedsOfEachSideAreAveragedAndTheirSpreadIsShown() {
    model("e7", 1, 1000, 7, "0.2", problem -> 0);
    model("e8", 1, 1000, 8, "0.2", problem -> 1);
    model("f7", 2, 1000, 7, "0.2", problem -> 2);
    model("f8", 2, 1000, 8, "0.2", problem -> 4);

    var comparison =
        comparisons.compare(
            List.of("f7/0.2", "f8/0.2"), List.of("e7/0.2", "e8/0.2"), List.of(1), null);

    var at1 = comparison.passAtK().getFirst();
    assertThat(at1.difference().value()).isCloseTo(0.625, within(1e-12));
    assertThat(at1.seeds()).isEqualTo(new SeedSpread(2, Math.sqrt(2 * 0.125 * 0.125), 0.5, 0.75));
  }

  @Test
  void theVerdictSaysWhoLeadsAndThatTheOrderReverses() {
    pipeline.put(Fixtures.experiment());
    model("a", 1, 1000, 7, "0.2", problem -> 1);
    model("b", 2, 1000, 7, "0.2", problem -> problem == 5 ? 2 : 3);
    model("c", 1, 2000, 7, "0.2", problem -> 4);
    model("d", 2, 2000, 7, "0.2", problem -> 3);

    var verdict = verdicts.verdict(EXPERIMENT, null);

    assertThat(verdict.declared()).isFalse();
    assertThat(verdict.temperature()).isEqualTo("0.2");
    assertThat(verdict.k()).isEqualTo(1);
    assertThat(verdict.complete()).isTrue();
    assertThat(verdict.budgets()).extracting(VerdictResult.AtBudget::leader).containsExactly(2, 1);
    assertThat(verdict.budgets()).allMatch(VerdictResult.AtBudget::clear);
    var lead = verdict.budgets().getFirst().differences().getFirst();
    assertThat(lead.over()).isEqualTo(1);
    assertThat(lead.difference().value()).isCloseTo(5 / 12.0, within(1e-12));
    var reversal = verdict.reversals().getFirst();
    assertThat(reversal.order()).isEqualTo(Order.REVERSES);
    assertThat(reversal.change().value()).isCloseTo(-0.25 - 5 / 12.0, within(1e-12));
    assertThat(verdict.budgets()).allMatch(VerdictResult.AtBudget::fewProblems);
    assertThat(verdict.caveats())
        .anyMatch(caveat -> caveat.startsWith("One training seed"))
        .first()
        .asString()
        .startsWith("Only 3 problems: with fewer than 30, ");
    assertThat(verdicts.verdict(EXPERIMENT, "strict-1").policy()).isEqualTo("strict-1");
  }

  @ParameterizedTest
  @CsvSource({"29, true", "30, false"})
  void ofFewProblemsTheVerdictSaysSo(int problems, boolean few) {
    pipeline.put(Fixtures.experiment());
    for (int n = 1; n <= 2; n++) {
      var evaluation = Fixtures.evaluation("e" + n, n, 1000, 7).toBuilder();
      evaluation.getSpecBuilder().clearProblems();
      for (int problem = 0; problem < problems; problem++) {
        evaluation.getSpecBuilder().addProblems(problem);
      }
      pipeline.put(evaluation.build());
      for (int problem = 0; problem < problems; problem++) {
        int right = n + problem % 2;
        pipeline.put(batch("e" + n, problem, "0.2", 0, 4, index -> index < right));
      }
    }
    pipeline.waitSeconds(1);

    var verdict = verdicts.verdict(EXPERIMENT, null);

    assertThat(verdict.budgets().getFirst().clear()).isTrue();
    assertThat(verdict.budgets().getFirst().fewProblems()).isEqualTo(few);
    assertThat(verdict.caveats().stream().anyMatch(caveat -> caveat.startsWith("Only 29")))
        .isEqualTo(few);
  }

  @Test
  void theVerdictIsTakenWhereTheExperimentDeclaredIt() {
    var experiment = Fixtures.experiment().toBuilder();
    experiment.getSpecBuilder().setVerdict(VerdictCell.newBuilder().setTemperature("0.25").setK(3));
    pipeline.put(experiment.build());
    model("a", 1, 1000, 7, "0.25", problem -> 1);

    var verdict = verdicts.verdict(EXPERIMENT, null);

    assertThat(verdict.declared()).isTrue();
    assertThat(verdict.temperature()).isEqualTo("0.25");
    assertThat(verdict.k()).isEqualTo(3);
    assertThat(verdict.complete()).isFalse();
    assertThat(verdict.budgets().getFirst().leader()).isNull();
    assertThat(verdict.budgets().getFirst().standings())
        .singleElement()
        .satisfies(standing -> assertThat(standing.value()).isCloseTo(0.75, within(1e-12)));
    assertThat(verdict.budgets().getLast().standings()).isEmpty();
    assertThat(verdict.reversals()).isEmpty();
  }

  @Test
  void theEnvelopeTakesTheBestTemperatureOfEachModel() {
    pipeline.put(Fixtures.experiment());
    model("a", 1, 1000, 7, "0.2", problem -> 2);
    samples("a", "0.25", problem -> 3);
    model("b", 2, 1000, 7, "0.2", problem -> 2);
    samples("b", "0.25", problem -> 2);

    var envelope = envelopes.envelope(EXPERIMENT, List.of(1), null);

    assertThat(envelope.best())
        .extracting(EnvelopeResult.Best::predictTokens, EnvelopeResult.Best::temperature)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1, "0.25"),
            org.assertj.core.api.Assertions.tuple(2, "0.2"));
    assertThat(envelope.best()).allMatch(EnvelopeResult.Best::complete);
    assertThat(envelope.best().getFirst().value()).isCloseTo(0.75, within(1e-12));
    assertThat(envelope.caveat()).contains("chosen on the very samples");
  }

  @Test
  void tokensPerForwardAreOneAndTheDraftsConfirmed() {
    pipeline.put(Fixtures.evaluation("e", 4, 1000, 7));
    var drafts = Speculation.newBuilder().setForwards(10).addAccepted(6).addAccepted(3);
    var batch = batch("e", 5, "0.2", 0, 2, i -> true).toBuilder().setSpeculation(drafts).build();
    pipeline.put(batch);
    pipeline.put(batch);
    pipeline.put(batch("e", 2, "0.2", 0, 2, i -> true).toBuilder().setSpeculation(drafts).build());
    pipeline.waitSeconds(1);

    var cell = evaluations.results("e", null, null).cells().getFirst();

    assertThat(cell.speculation()).isEqualTo(new SpeculationResult(20, List.of(12L, 6L), 1.9));
  }

  private List<EvaluationResults.Tally> tallies(String id, List<String> policies) {
    return evaluations.tallies(id, policies).getOrDefault("0.2", List.of());
  }

  private void model(
      String id, int predictTokens, long budget, long seed, String at, IntUnaryOperator right) {
    pipeline.put(Fixtures.evaluation(id, predictTokens, budget, seed));
    samples(id, at, right);
  }

  private void samples(String id, String temperature, IntUnaryOperator right) {
    for (int problem : PROBLEMS) {
      int count = right.applyAsInt(problem);
      pipeline.put(batch(id, problem, temperature, 0, 4, index -> index < count));
    }
    pipeline.waitSeconds(1);
  }
}
