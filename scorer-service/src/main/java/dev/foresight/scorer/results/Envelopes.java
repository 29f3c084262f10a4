package dev.foresight.scorer.results;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.results.EnvelopeResult.Best;
import dev.foresight.scorer.statistics.ProblemValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the best temperatures. */
@Component
class Envelopes {
  private final Views views;
  private final Computations computations;

  Envelopes(Views views, Computations computations) {
    this.views = views;
    this.computations = computations;
  }

  private record Candidate(String temperature, ProblemValues values) {}

  /**
   * The best temperature of each of the experiment's models at each k.
   *
   * @param k default: those of the evaluation
   * @param policy default: the evaluation's primary one
   * @throws UnknownIdException if there is no experiment of that id
   */
  EnvelopeResult envelope(String experimentId, @Nullable List<Integer> k, @Nullable String policy) {
    var contest = Contest.of(views, experimentId);
    var spec = contest.experiment().getSpec();
    var graded = Question.policy(policy, spec.getEvaluation());
    var best = new ArrayList<Best>();
    for (long budget : spec.getTokenBudgetsList()) {
      for (int n : spec.getPredictTokensList()) {
        for (int asked : Question.of(k, null, spec.getEvaluation()).k()) {
          best(contest, budget, n, asked, graded).ifPresent(best::add);
        }
      }
    }
    return new EnvelopeResult(experimentId, graded, best, EnvelopeResult.CAVEAT);
  }

  private Optional<Best> best(Contest contest, long budget, int n, int k, String policy) {
    var candidates = candidates(contest, budget, n, k, policy).toList();
    return candidates.stream()
        .max(Comparator.comparingDouble(candidate -> candidate.values.mean()))
        .map(candidate -> best(contest, budget, n, k, candidate));
  }

  private Best best(Contest contest, long budget, int n, int k, Candidate candidate) {
    var mean = computations.mean(candidate.values, contest.seed(candidate.temperature));
    return new Best(
        budget,
        n,
        k,
        candidate.temperature,
        mean.value(),
        mean.interval90().lower(),
        mean.interval90().upper(),
        mean.interval95().lower(),
        mean.interval95().upper(),
        temperatures(contest).allMatch(t -> contest.isComplete(n, budget, t)));
  }

  /** By temperature: of equal ones the lowest is taken. */
  private static Stream<Candidate> candidates(
      Contest contest, long budget, int n, int k, String policy) {
    return temperatures(contest)
        .sorted(Comparator.comparing(BigDecimal::new))
        .flatMap(
            temperature ->
                contest.arm(n, budget, temperature, policy, k).stream()
                    .map(arm -> new Candidate(temperature, arm.values())));
  }

  private static Stream<String> temperatures(Contest contest) {
    EvaluationSpec spec = contest.experiment().getSpec().getEvaluation();
    return spec.getTemperaturesList().stream();
  }
}
