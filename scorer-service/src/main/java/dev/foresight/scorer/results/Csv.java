package dev.foresight.scorer.results;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comma-separated values (RFC 4180). */
public final class Csv {
  private Csv() {}

  /** {@code header} and {@code lines}, each ended. */
  static String text(String header, Stream<String> lines) {
    return Stream.concat(Stream.of(header), lines).collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  /** One line of {@code fields}, quoted where they must be. */
  public static String line(Object... fields) {
    return Stream.of(fields).map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    var text = value.toString();
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
