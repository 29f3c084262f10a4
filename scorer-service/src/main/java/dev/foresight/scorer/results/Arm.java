package dev.foresight.scorer.results;

import dev.foresight.scorer.statistics.ProblemValues;
import dev.foresight.scorer.statistics.SeedSpread;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One side of a comparison: pass@k by problem of the same model under one or more training seeds.
 *
 * @param bySeed at least one
 */
record Arm(NavigableMap<Long, ProblemValues> bySeed) {

  /** Of the cells that have a complete problem; nothing if there is none. */
  static Optional<Arm> of(List<ScoredCell> cells, String policy, int k) {
    var bySeed = new TreeMap<Long, ProblemValues>();
    cells.forEach(
        cell -> cell.passAtK(policy, k).ifPresent(values -> bySeed.put(cell.seed(), values)));
    return bySeed.isEmpty() ? Optional.empty() : Optional.of(new Arm(bySeed));
  }

  /** Mean over seeds. */
  ProblemValues values() {
    return ProblemValues.mean(bySeed.values());
  }

  ProblemValues minus(Arm other) {
    return values().minus(other.values());
  }

  /** Of the difference, over the seeds that both have; nothing for fewer than two. */
  Optional<SeedSpread> spread(Arm other) {
    var differences =
        bySeed.keySet().stream()
            .filter(other.bySeed::containsKey)
            .map(seed -> own(seed).minus(other.own(seed)))
            .filter(difference -> !difference.isEmpty())
            .map(ProblemValues::mean)
            .toList();
    return differences.size() < 2 ? Optional.empty() : Optional.of(SeedSpread.of(differences));
  }

  private ProblemValues own(long seed) {
    return Objects.requireNonNull(bySeed.get(seed));
  }
}
