package dev.foresight.scorer.results;

import dev.foresight.proto.PassAtK;
import dev.foresight.proto.Speculation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the drafts of a cell's samples.
 *
 * @param forwards forward passes in which drafts were tried
 * @param accepted drafts confirmed, of head 2, of head 3 and so on
 * @param tokensPerForward 1 and the drafts confirmed per forward pass; 1 is plain decoding
 */
record SpeculationResult(long forwards, List<Long> accepted, double tokensPerForward) {

  /** Null where no drafts were tried. */
  static @Nullable SpeculationResult of(PassAtK cell) {
    Speculation drafts = cell.getSpeculation();
    if (drafts.getForwards() == 0) {
      return null;
    }
    double accepted = drafts.getAcceptedList().stream().mapToLong(Long::longValue).sum();
    return new SpeculationResult(
        drafts.getForwards(), drafts.getAcceptedList(), 1 + accepted / drafts.getForwards());
  }
}
