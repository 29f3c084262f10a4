package dev.foresight.sampler.checkpoints;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads objects. A store that does not answer, or is busy, is asked again for a while; what it
 * refuses is an error that says where and why.
 */
final class S3Objects implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int TOO_MANY_REQUESTS = 429;

  private final S3Client client;
  private final Duration patience;

  /**
   * Reads through {@code client}, which is closed with this.
   *
   * @param patience how long a store that does not answer is asked again
   */
  S3Objects(S3Client client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  /**
   * An object directly in a folder.
   *
   * @param tag changes when its content does
   */
  record Found(String name, long bytes, String tag) {}

  /** Takes in the content of an object. */
  interface Reader<T> {
    /**
     * Reads {@code content}, maybe not for the first time.
     *
     * @param length of it, in bytes
     */
    T read(InputStream content, long length) throws IOException, InterruptedException;
  }

  /**
   * The objects directly in {@code folder}, by name.
   *
   * @throws IOException if the store refuses, or does not answer for too long
   */
  List<Found> list(S3Location folder) throws IOException, InterruptedException {
    String prefix = folder.key("");
    return patiently(
        folder.toString(),
        () -> {
          var found = new ArrayList<Found>();
          client
              .listObjectsV2Paginator(r -> r.bucket(folder.bucket()).prefix(prefix).delimiter("/"))
              .contents()
              .forEach(
                  o ->
                      found.add(new Found(o.key().substring(prefix.length()), o.size(), o.eTag())));
          found.removeIf(object -> object.name().isEmpty());
          return found;
        });
  }

  /**
   * What {@code reader} makes of the object {@code name} in {@code folder}.
   *
   * @throws IOException if the reader throws it, the store refuses or does not answer for too long
   */
  <T> T read(S3Location folder, String name, Reader<T> reader)
      throws IOException, InterruptedException {
    return patiently(
        folder + "/" + name,
        () -> {
          try (var content =
              client.getObject(r -> r.bucket(folder.bucket()).key(folder.key(name)))) {
            return reader.read(new Connection(content), content.response().contentLength());
          }
        });
  }

  @Override
  public void close() {
    client.close();
  }

  private interface Request<T> {
    T send() throws IOException, InterruptedException;
  }

  private <T> T patiently(String what, Request<T> request)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      try {
        return request.send();
      } catch (AbortedException e) {
        throw new InterruptedException("told to end while reading " + what);
      } catch (SdkException | UncheckedIOException e) {
        if (isRefusal(e) || System.nanoTime() > end) {
          throw new IOException(what + ": " + reason(e), e);
        }
      }
      Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
  }

  private static boolean isRefusal(RuntimeException e) {
    if (e instanceof S3Exception answer) {
      return answer.statusCode() < 500 && answer.statusCode() != TOO_MANY_REQUESTS;
    }
    return e instanceof SdkClientException && !isAboutTheConnection(e);
  }

  private static boolean isAboutTheConnection(Throwable e) {
    Throwable cause = e.getCause();
    return cause instanceof IOException || (cause != null && isAboutTheConnection(cause));
  }

  private static String reason(RuntimeException e) {
    if (!(e instanceof S3Exception answer)) {
      return "the object store cannot be read: " + e.getMessage();
    }
    return switch (answer.statusCode()) {
      case 404 -> "there is no such object or bucket";
      case 401, 403 -> "access is denied (" + answer.statusCode() + ")";
      default -> "the object store answers " + answer.statusCode() + ": " + answer.getMessage();
    };
  }

  /** Says by the type of its errors that they come from the store, and not from the disk. */
  private static final class Connection extends FilterInputStream {
    Connection(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
