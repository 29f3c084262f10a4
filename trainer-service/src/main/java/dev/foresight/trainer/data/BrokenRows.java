package dev.foresight.trainer.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many of a source's rows are broken.
 *
 * @param rows that were read, broken and empty ones included
 * @param broken of these
 * @param first the first of them
 */
record BrokenRows(long rows, long broken, List<BrokenRow> first) {
  static final BrokenRows NONE = new BrokenRows(0, 0, List.of());

  /** Rows before which a share says little. */
  private static final int FEW = 10_000;

  private static final int MOST = 20;
  private static final int NAMED = 5;

  /** With another {@code moreRows} rows, of which {@code more} are broken. */
  BrokenRows plus(int moreRows, List<BrokenRow> more) {
    return new BrokenRows(
        rows + moreRows,
        broken + more.size(),
        Stream.concat(first.stream(), more.stream()).limit(MOST).toList());
  }

  /**
   * Checks in the middle of a source, or at its end.
   *
   * @param share that may be broken, 0 or more, below 1
   * @throws BrokenRowsException naming the first ones, if more are
   */
  void require(String location, double share, boolean atEnd) throws BrokenRowsException {
    if (broken > share * rows && (atEnd || share == 0 || rows >= FEW)) {
      throw new BrokenRowsException(
          "%s: %d of %d rows are broken, more than a share of %s: %s"
              .formatted(location, broken, rows, share, named()));
    }
  }

  private String named() {
    return first.stream().limit(NAMED).map(BrokenRow::toString).collect(Collectors.joining("; "));
  }
}
