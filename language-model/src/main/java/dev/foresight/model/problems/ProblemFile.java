package dev.foresight.model.problems;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of problems: JSON Lines with {@code question} and {@code answer}. Other fields and empty
 * lines are ignored.
 *
 * @param path where it was read from
 * @param sha256 lower-case hexadecimal SHA-256 of the file's bytes
 * @param problems the problems in the file's order, at least one
 */
public record ProblemFile(Path path, String sha256, List<Problem> problems) {

  public ProblemFile {
    problems = List.copyOf(problems);
  }

  /**
   * Reads {@code path}.
   *
   * @throws IOException naming the file and the line, if the file cannot be read, holds no problem,
   *     or a line is not a JSON object with a question and an answer
   */
  public static ProblemFile read(Path path) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": there is no such file", e);
    }
    List<Problem> problems = parse(path, bytes);
    if (problems.isEmpty()) {
      throw new IOException(path + ": there are no problems in it");
    }
    return new ProblemFile(path, digest(bytes), problems);
  }

  private static List<Problem> parse(Path path, byte[] bytes) throws IOException {
    List<Problem> problems = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder()));
    int number = 0;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          problems.add(parse(path + ":" + number, line));
        }
      }
    } catch (CharacterCodingException e) {
      throw new IOException(path + ": not UTF-8 after line " + number, e);
    }
    return problems;
  }

  private static Problem parse(String place, String line) throws IOException {
    try {
      return Problem.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }

  /** Lower-case hexadecimal SHA-256. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
