package dev.foresight.scorer.tally;

import dev.foresight.proto.Speculation;
import dev.foresight.scorer.state.Drafts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of drafts, summed.
 *
 * @param forwards forward passes in which drafts were tried
 * @param accepted drafts confirmed, by head from head 2
 */
public record DraftSums(long forwards, List<Long> accepted) {
  /** No drafts. */
  public static final DraftSums NONE = new DraftSums(0, List.of());

  /** As kept in a store. */
  public static DraftSums of(Drafts kept) {
    return new DraftSums(kept.getForwards(), kept.getAcceptedList());
  }

  /** These and {@code others}. */
  public DraftSums plus(DraftSums others) {
    var sums = new ArrayList<Long>();
    for (int head = 0; head < Math.max(accepted.size(), others.accepted.size()); head++) {
      sums.add(at(accepted, head) + at(others.accepted, head));
    }
    return new DraftSums(forwards + others.forwards, sums);
  }

  DraftSums plus(Speculation speculation) {
    return plus(new DraftSums(speculation.getForwards(), speculation.getAcceptedList()));
  }

  private static long at(List<Long> list, int index) {
    return index < list.size() ? list.get(index) : 0;
  }

  /** For a record; empty where no drafts were tried. */
  public Optional<Speculation> speculation() {
    return forwards == 0
        ? Optional.empty()
        : Optional.of(
            Speculation.newBuilder().setForwards(forwards).addAllAccepted(accepted).build());
  }

  Drafts message() {
    return Drafts.newBuilder().setForwards(forwards).addAllAccepted(accepted).build();
  }
}
