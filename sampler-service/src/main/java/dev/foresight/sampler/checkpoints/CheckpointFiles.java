package dev.foresight.sampler.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The files of checkpoints, wherever they are. Those in an object store are fetched into a cache
 * once, and checked by the digests that were announced.
 *
 * <pre>{@code
 * try (var folder = files.open(checkpoint)) {
 *   load(folder.path());
 * }
 * }</pre>
 */
@Component
public final class CheckpointFiles implements AutoCloseable {
  private final CheckpointsProperties properties;
  private @Nullable CheckpointCache cache;
  private @Nullable S3Objects objects;

  CheckpointFiles(CheckpointsProperties properties) {
    this.properties = properties;
  }

  /** A folder that can be read until this is closed. */
  public interface Folder extends AutoCloseable {
    /** Where it is on this machine. */
    Path path();

    @Override
    void close();
  }

  /**
   * All files of {@code checkpoint}.
   *
   * @throws IOException if a file is missing or another than announced, naming it; those in folders
   *     are not checked
   * @throws InterruptedException after an interrupt
   */
  public Folder open(CheckpointPublished checkpoint) throws IOException, InterruptedException {
    return open(checkpoint, checkpoint.getSha256Map().keySet());
  }

  /** As {@link #open(CheckpointPublished)}, but only the files {@code names} have to be there. */
  public Folder open(CheckpointPublished checkpoint, Set<String> names)
      throws IOException, InterruptedException {
    String location = checkpoint.getLocation();
    if (!S3Location.isOne(location)) {
      return new Local(folder(location));
    }
    var at =
        S3Location.parse(location)
            .orElseThrow(() -> new IOException(location + ": is no s3://bucket/prefix"));
    return fetched(at, checkpoint.getSha256Map(), names);
  }

  @Override
  public synchronized void close() {
    if (objects != null) {
      objects.close();
    }
  }

  private static Path folder(String location) throws IOException {
    try {
      return location.contains(":/") ? Path.of(URI.create(location)) : Path.of(location);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException("a checkpoint's location must be a folder, not " + location, e);
    }
  }

  Folder fetched(S3Location at, Map<String, String> announced, Set<String> names)
      throws IOException, InterruptedException {
    var held = cache().hold(key(announced));
    try {
      for (String name : names) {
        String sha256 = announced.get(name);
        if (sha256 == null) {
          throw new IOException(at + "/" + name + ": no such file was announced");
        }
        if (!held.has(name, sha256)) {
          fetch(at, name, sha256, held);
        }
      }
      return new Fetched(held);
    } catch (IOException | InterruptedException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private void fetch(S3Location at, String name, String sha256, CheckpointCache.Held into)
      throws IOException, InterruptedException {
    CheckpointCache.Rule rule =
        found -> {
          if (!found.equals(sha256)) {
            throw new IOException(
                "%s/%s: its SHA-256 is %s, %s was announced".formatted(at, name, found, sha256));
          }
        };
    objects().read(at, name, (content, length) -> into.write(name, content, length, rule));
  }

  /** Same files, same folder, wherever they came from. */
  static String key(Map<String, String> announced) {
    return Ids.sha256(new TreeMap<>(announced).toString().getBytes(UTF_8));
  }

  synchronized CheckpointCache cache() throws IOException {
    if (cache == null) {
      cache =
          new CheckpointCache(
              properties.cache(), properties.cacheSize().toBytes(), InstantSource.system());
    }
    return cache;
  }

  synchronized S3Objects objects() throws IOException {
    if (objects == null) {
      try {
        objects = new S3Objects(S3Clients.of(properties.s3()), properties.patience());
      } catch (SdkClientException e) {
        throw new IOException("the object store cannot be read: " + e.getMessage(), e);
      }
    }
    return objects;
  }

  private record Local(Path path) implements Folder {
    @Override
    public void close() {
      // It stays where it is.
    }
  }

  private record Fetched(CheckpointCache.Held held) implements Folder {
    @Override
    public Path path() {
      return held.folder();
    }

    @Override
    public void close() {
      held.close();
    }
  }
}
