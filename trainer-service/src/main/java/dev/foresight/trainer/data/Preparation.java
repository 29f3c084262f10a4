package dev.foresight.trainer.data;

/**
 * Is told how a preparation goes, on the thread that prepares. An exception thrown here ends the
 * preparation and is passed on; what is done by then is kept, and the next preparation goes on from
 * there.
 */
@FunctionalInterface
public interface Preparation {
  /** Tells no one. */
  Preparation SILENT = progress -> {};

  /**
   * Told a few times a second at most.
   *
   * @param progress of what is done now
   */
  void at(Progress progress);

  /** A row that could not be read and is left out; told of each in the order of the files. */
  default void broken(BrokenRow row) {}

  /**
   * How far the present activity is.
   *
   * @param activity in words, such as {@code tokenizing}
   * @param bytes of the sources' files that are read
   * @param totalBytes of them all
   * @param tokensPerSecond since this preparation began, 0 where none are made
   */
  record Progress(String activity, long bytes, long totalBytes, double tokensPerSecond) {
    /** In words, such as {@code tokenizing 45%}. */
    public String words() {
      return totalBytes == 0
          ? activity
          : "%s %d%%".formatted(activity, 100 * Math.min(bytes, totalBytes) / totalBytes);
    }
  }
}
