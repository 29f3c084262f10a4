package dev.foresight.scorer.samples;

import dev.foresight.scorer.results.InvalidQueryException;
import java.util.List;

/** Which of many are shown. */
record Page(int offset, int limit) {
  static final int MOST = 200;

  /**
   * A page within the limits.
   *
   * @throws InvalidQueryException if it is not
   */
  static Page of(int offset, int limit) {
    if (offset < 0) {
      throw new InvalidQueryException("offset", "must be 0 or more, not " + offset);
    }
    if (limit < 1 || limit > MOST) {
      throw new InvalidQueryException("limit", "must be 1 to %d, not %d".formatted(MOST, limit));
    }
    return new Page(offset, limit);
  }

  <T> List<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    return all.subList(from, Math.min(all.size() - from, limit) + from);
  }

  /** The first one after this page. */
  long end() {
    return (long) offset + limit;
  }
}
