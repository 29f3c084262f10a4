package dev.foresight.scorer.results;

import dev.foresight.scorer.pipeline.ScoringSettings;
import dev.foresight.scorer.statistics.Bootstrap;
import dev.foresight.scorer.statistics.CorrectCounts;
import dev.foresight.scorer.statistics.Difference;
import dev.foresight.scorer.statistics.MeanEstimate;
import dev.foresight.scorer.statistics.Memo;
import dev.foresight.scorer.statistics.PolicyStatistics;
import dev.foresight.scorer.statistics.ProblemValues;
import dev.foresight.scorer.statistics.Reversal;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Statistics that take resamples, each computed once for the same numbers. Seeds are given, so that
 * the same question has the same answer anywhere.
 */
@Component
class Computations {
  private static final int REMEMBERED = 256;

  private final ScoringSettings settings;
  private final Memo<CellQuestion, PolicyStatistics> cells = new Memo<>(REMEMBERED);
  private final Memo<Compared, MeanEstimate> means = new Memo<>(REMEMBERED);
  private final Memo<Compared, Difference> differences = new Memo<>(REMEMBERED);
  private final Memo<BeforeAndAfter, Reversal> reversals = new Memo<>(REMEMBERED);

  private record CellQuestion(
      CorrectCounts counts, List<Integer> majority, List<Integer> k, long seed) {}

  private record Compared(ProblemValues values, long seed) {}

  private record BeforeAndAfter(ProblemValues before, ProblemValues after, long seed) {}

  Computations(ScoringSettings settings) {
    this.settings = settings;
  }

  /** All of a cell; intervals are those of its record where both have one. */
  PolicyStatistics statistics(
      CorrectCounts counts, List<Integer> majority, List<Integer> k, long seed) {
    return cells.get(
        new CellQuestion(counts, majority, k, seed),
        q -> PolicyStatistics.of(q.counts, q.majority, q.k, bootstrap(q.seed)));
  }

  /** Of values of which there is one at least. */
  MeanEstimate mean(ProblemValues values, long seed) {
    return means.get(new Compared(values, seed), q -> q.values.mean(bootstrap(q.seed)));
  }

  /** Of differences of which there is one at least. */
  Difference difference(ProblemValues differences, long seed) {
    return this.differences.get(
        new Compared(differences, seed), q -> Difference.of(q.values, comparison(q.seed)));
  }

  /** Of differences of which one problem at least has both. */
  Reversal reversal(ProblemValues before, ProblemValues after, long seed) {
    return reversals.get(
        new BeforeAndAfter(before, after, seed),
        q -> Reversal.of(q.before, q.after, comparison(q.seed)));
  }

  private Bootstrap bootstrap(long seed) {
    return new Bootstrap(settings.resamples(), seed);
  }

  private Bootstrap comparison(long seed) {
    return new Bootstrap(settings.comparisonResamples(), seed);
  }
}
