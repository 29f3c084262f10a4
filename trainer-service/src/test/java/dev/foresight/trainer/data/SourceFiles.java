package dev.foresight.trainer.data;

import dev.foresight.trainer.data.Chunk.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Files of documents, and how they are read. */
final class SourceFiles {
  private SourceFiles() {}

  /** What reading a source gives. */
  record Read(List<String> texts, List<String> broken) {}

  static Source jsonl(Path file) {
    return new Source(file.toString(), Format.JSONL, "text", null);
  }

  static Source text(Path file) {
    return new Source(file.toString(), Format.TEXT, null, null);
  }

  static Source table(Path file, Format format) {
    return new Source(file.toString(), format, "text", null);
  }

  /** A JSON line with {@code text}. */
  static String line(String text) {
    return "{\"id\": 1, \"text\": \"" + text + "\"}\n";
  }

  static Path write(Path file, String content) throws IOException {
    return Files.writeString(file, content);
  }

  static byte[] gzipped(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** All texts, and {@code ROW: REASON} of each broken row. */
  static Read read(Source source) throws IOException {
    DocumentText documentText = DocumentText.of(source);
    List<String> texts = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    try (ChunkReader reader = new ChunkReader(source, source.files(), Position.START)) {
      for (Chunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        for (Row row : chunk.rows()) {
          try {
            String known = row.broken();
            if (known != null) {
              throw new IllegalArgumentException(known);
            }
            texts.add(documentText.of(row.content()));
          } catch (IllegalArgumentException e) {
            broken.add(row.number() + ": " + e.getMessage());
          }
        }
      }
    }
    return new Read(texts, broken);
  }
}
