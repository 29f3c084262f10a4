package dev.foresight.trainer.data;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Stops a preparation when too many of a source's rows are broken. */
final class BrokenRows {
  /** Rows before which a share says little. */
  private static final int FEW = 10_000;

  private static final int NAMED = 5;

  private BrokenRows() {}

  /**
   * Checks in the middle of a source, or at its end.
   *
   * @param share that may be broken, 0 or more, below 1
   * @throws IOException naming the first ones, if more are
   */
  static void check(
      String location, long rows, long broken, List<BrokenRow> first, double share, boolean atEnd)
      throws IOException {
    boolean tooMany = broken > share * rows && (atEnd || share == 0 || rows >= FEW);
    if (tooMany) {
      throw new IOException(
          "%s: %d of %d rows are broken, more than a share of %s: %s"
              .formatted(location, broken, rows, share, named(first)));
    }
  }

  private static String named(List<BrokenRow> first) {
    return first.stream().limit(NAMED).map(BrokenRow::toString).collect(Collectors.joining("; "));
  }
}
