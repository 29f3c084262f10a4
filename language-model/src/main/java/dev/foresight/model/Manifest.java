package dev.foresight.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The digests of a folder's files: {@code manifest.json}, written last.
 *
 * @param sha256 lower-case hexadecimal SHA-256 by file name
 */
record Manifest(SortedMap<String, String> sha256) {
  static final String FILE = "manifest.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  Manifest {
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }

  /** The digests of all files in {@code folder} but a manifest, hidden files and folders. */
  static Manifest of(Path folder) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (var files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = String.valueOf(file.getFileName());
        if (!name.equals(FILE) && !name.startsWith(".")) {
          digests.put(name, digest(file));
        }
      }
    }
    return new Manifest(digests);
  }

  /**
   * Compares the digest of every file listed with that of the file in {@code folder}.
   *
   * @throws IOException naming the file that is missing or differs
   */
  void verify(Path folder) throws IOException {
    for (Map.Entry<String, String> entry : sha256.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      if (!folder.equals(file.getParent())) {
        throw new IOException(
            folder.resolve(FILE) + ": names a file outside the folder: " + entry.getKey());
      }
      String found = digest(file);
      if (!found.equals(entry.getValue())) {
        throw new IOException(
            file + ": its SHA-256 is " + found + ", the manifest says " + entry.getValue());
      }
    }
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(Map.of("sha256", sha256));
  }

  /**
   * Reads the manifest of {@code folder}.
   *
   * @throws IOException naming the file, if it is missing or damaged
   */
  static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    SortedMap<String, String> digests = new TreeMap<>();
    try {
      JsonNode entries = JSON.readTree(Files.readAllBytes(file)).path("sha256");
      entries.properties().forEach(e -> digests.put(e.getKey(), e.getValue().asString()));
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is none, so this is no complete checkpoint", e);
    }
    if (digests.isEmpty()) {
      throw new IOException(file + ": lists no files");
    }
    return new Manifest(digests);
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": the manifest lists it, but it is missing", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
