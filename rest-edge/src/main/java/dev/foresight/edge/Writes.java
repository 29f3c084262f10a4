package dev.foresight.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Tells requests that change something from those that only read. */
final class Writes {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private Writes() {}

  /** Whether {@code request} changes nothing. */
  static boolean none(HttpServletRequest request) {
    return READING.contains(request.getMethod());
  }
}
