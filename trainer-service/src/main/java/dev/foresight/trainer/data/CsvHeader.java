package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The names in the first line of a CSV file; a name may be quoted, but not go over lines. */
final class CsvHeader {
  private static final int LONGEST = 1 << 20;

  private CsvHeader() {}

  static List<String> read(Path file, char delimiter) throws IOException {
    try (Lines lines = new Lines(file)) {
      if (!lines.next(LONGEST) || !lines.endsLine()) {
        throw new IOException(file + ":1: there is no header");
      }
      String line = new String(lines.bytes(), StandardCharsets.UTF_8);
      return names(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, delimiter);
    }
  }

  private static List<String> names(String line, char delimiter) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        name.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    return names;
  }
}
