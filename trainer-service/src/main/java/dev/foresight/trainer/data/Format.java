package dev.foresight.trainer.data;

import java.util.Locale;

/** How a source's files hold documents. */
public enum Format {
  /** JSON Lines with {@code question} and {@code answer}, written as in prompts. */
  PROBLEMS,
  /** JSON Lines with a field that holds the text. */
  JSONL,
  /** Plain text. */
  TEXT,
  /** Comma-separated values with a header; tab-separated where the name ends in .tsv. */
  CSV,
  /** Apache Parquet. */
  PARQUET;

  /** The name in contracts and requests, such as {@code jsonl}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Format of(String label) {
    for (Format format : values()) {
      if (format.label().equals(label)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "the format must be problems, jsonl, text, csv or parquet, not \"" + label + "\"");
  }

  /** Whether documents are one column of several. */
  boolean hasColumns() {
    return this == JSONL || this == CSV || this == PARQUET;
  }
}
