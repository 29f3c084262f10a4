package dev.foresight.model.problems;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * Problem files that requests call by name, each with its SHA-256 pinned: a name means the same
 * problems everywhere and for ever. They are looked for in a folder, and fetched from where their
 * authors publish them if they are not there.
 *
 * <p>The names are {@value #GSM8K} and {@value #GSM8K_TRAIN}, the splits of GSM8K (Cobbe et al.
 * 2021), in the folder {@code gsm8k}. Anything else is the path of a file; {@code ./gsm8k} is a
 * path too.
 */
public final class Datasets {
  /** The test split of GSM8K, 1319 problems. */
  public static final String GSM8K = "gsm8k";

  /** Its train split, 7473 problems. */
  public static final String GSM8K_TRAIN = "gsm8k-train";

  /** Where OpenAI publishes both. */
  public static final URI GSM8K_SOURCE =
      URI.create(
          "https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data/");

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final int LARGEST = 64_000_000;

  private static final List<Named> KNOWN =
      List.of(
          new Named(
              GSM8K,
              "gsm8k/test.jsonl",
              "3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14"),
          new Named(
              GSM8K_TRAIN,
              "gsm8k/train.jsonl",
              "17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465"));

  private final Path folder;
  private final URI source;
  private final List<Named> known;
  private final NameableFiles files;

  /**
   * A file that has a name.
   *
   * @param file below the folder of datasets; its last part is its name at the source
   */
  record Named(String name, String file, String sha256) {}

  /**
   * Looks in {@code folder}, which need not exist, and fetches from {@code source}.
   *
   * @param source the address of a folder that holds {@code test.jsonl} and {@code train.jsonl},
   *     ending in a slash
   */
  public Datasets(Path folder, URI source) {
    this(folder, source, KNOWN, NameableFiles.any());
  }

  Datasets(Path folder, URI source, List<Named> known) {
    this(folder, source, known, NameableFiles.any());
  }

  private Datasets(Path folder, URI source, List<Named> known, NameableFiles files) {
    this.folder = folder.toAbsolutePath().normalize();
    this.source = source;
    this.known = List.copyOf(known);
    this.files = files;
  }

  /** The same, where paths lead to {@code files} only. */
  public Datasets among(NameableFiles files) {
    return new Datasets(folder, source, known, files);
  }

  /** The files that requests may name by path. */
  public NameableFiles files() {
    return files;
  }

  /** Whether {@code text} names a dataset, and not a file. */
  public static boolean isName(String text) {
    return KNOWN.stream().anyMatch(named -> named.name.equals(text));
  }

  /**
   * The absolute path of a dataset, fetched now if it has a name and is not there.
   *
   * @param nameOrPath a name, or the path of a file, which need not exist
   * @throws IOException if what has a name can be neither found nor fetched, or is another file
   *     than the one pinned, or if a path leads elsewhere than it may; says how to provide it
   */
  public Path path(String nameOrPath) throws IOException {
    for (Named named : known) {
      if (named.name.equals(nameOrPath)) {
        return path(named);
      }
    }
    try {
      Path path = Path.of(nameOrPath).toAbsolutePath().normalize();
      files.requireNameable(path.toString());
      files.requireInside(List.of(path));
      return path;
    } catch (InvalidPathException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Path path(Named named) throws IOException {
    Path file = folder.resolve(named.file);
    if (!Files.exists(file)) {
      fetch(named, file);
    } else if (!ProblemFile.digest(Files.readAllBytes(file)).equals(named.sha256)) {
      throw new IOException(
          "%s: is not %s, whose SHA-256 is %s; remove it, or put the right file there"
              .formatted(file, named.name, named.sha256));
    }
    return file;
  }

  private void fetch(Named named, Path file) throws IOException {
    URI address = source.resolve(String.valueOf(file.getFileName()));
    byte[] bytes = get(named, file, address);
    if (!ProblemFile.digest(bytes).equals(named.sha256)) {
      throw missing(named, file, address + " holds another file than the one pinned");
    }
    Files.createDirectories(file.getParent());
    Path partial = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".partial");
    try {
      Files.write(partial, bytes);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static byte[] get(Named named, Path file, URI address) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN).build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw missing(named, file, address + " answers " + answer.statusCode());
        }
        return body.readNBytes(LARGEST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while fetching " + address);
    } catch (MissingException e) {
      throw e;
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw missing(named, file, address + " cannot be reached (" + why + ")");
    }
  }

  private static MissingException missing(Named named, Path file, String why) {
    return new MissingException(
        "%s is not at %s, and %s; put the file with the SHA-256 %s there, or name a file of your own"
            .formatted(named.name, file, why, named.sha256));
  }

  private static final class MissingException extends IOException {
    private static final long serialVersionUID = 1;

    MissingException(String message) {
      super(message);
    }
  }
}
