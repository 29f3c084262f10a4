package dev.foresight.sampler.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Folders of files that were fetched, within a budget of bytes: those used longest ago go first,
 * those in use never. A file is written under another name and takes its own once it is whole and
 * its digest is right, so whatever has its name can be used, also after a crash.
 *
 * <p>The folder belongs to one process. Safe for use by several threads.
 */
final class CheckpointCache {
  private static final String PARTIAL = ".partial";

  private final Path root;
  private final long capacity;
  private final InstantSource clock;
  private final Map<String, Integer> users = new HashMap<>();

  /**
   * Opens the cache in {@code root}, which is made if it is missing, without what another process
   * left unfinished there.
   *
   * @param capacity most bytes in it
   */
  CheckpointCache(Path root, long capacity, InstantSource clock) throws IOException {
    this.root = Files.createDirectories(root).toAbsolutePath();
    this.capacity = capacity;
    this.clock = clock;
    for (Path entry : list(this.root)) {
      for (Path file : list(entry)) {
        if (file.toString().endsWith(PARTIAL)) {
          Files.delete(file);
        }
      }
    }
  }

  /** A folder that stays until it is given back. */
  final class Held implements AutoCloseable {
    private final String key;
    private final Path folder;
    private boolean closed;

    private Held(String key, Path folder) {
      this.key = key;
      this.folder = folder;
    }

    Path folder() {
      return folder;
    }

    /** Whether {@code name} is there with the digest {@code sha256}; a damaged one is removed. */
    boolean has(String name, String sha256) throws IOException {
      Path file = file(name);
      if (!Files.exists(file)) {
        return false;
      }
      boolean whole = Digest.of(file).equals(sha256);
      if (!whole) {
        Files.delete(file);
      }
      return whole;
    }

    /**
     * Writes the file {@code name}, making room for it.
     *
     * @param length of {@code content}, in bytes
     * @param rule accepts the SHA-256 of what was read or throws
     * @return the SHA-256
     * @throws IOException if there is no room, or {@code rule} throws it; nothing is left then
     */
    String write(String name, InputStream content, long length, Rule rule)
        throws IOException, InterruptedException {
      Path file = file(name);
      Path partial = begin(folder, length);
      try {
        String sha256 = copy(content, partial, length);
        rule.check(sha256);
        Files.move(
            partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return sha256;
      } finally {
        Files.deleteIfExists(partial);
      }
    }

    /** Gives the folder another key, unless there is one of that key; then it is removed. */
    void rename(String other) throws IOException {
      CheckpointCache.this.rename(folder, root.resolve(other));
    }

    private Path file(String name) throws IOException {
      Path file = folder.resolve(name).normalize();
      if (name.startsWith(".") || !folder.equals(file.getParent())) {
        throw new IOException("a checkpoint's file must have a plain name, not " + name);
      }
      return file;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(key);
      }
    }
  }

  /** What a digest must be. */
  interface Rule {
    void check(String sha256) throws IOException;
  }

  /** The folder {@code key}, made if it is missing, in use from now on. */
  synchronized Held hold(String key) throws IOException {
    Path folder = Files.createDirectories(root.resolve(key));
    touch(folder);
    users.merge(key, 1, Integer::sum);
    return new Held(key, folder);
  }

  /** Bytes of all files in the cache, those that are being written included. */
  synchronized long bytes() throws IOException {
    long bytes = 0;
    for (Path entry : list(root)) {
      bytes += bytes(entry);
    }
    return bytes;
  }

  private synchronized void rename(Path folder, Path other) throws IOException {
    if (Files.exists(other)) {
      remove(folder);
    } else {
      Files.move(folder, other, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private synchronized void release(String key) {
    users.computeIfPresent(key, (k, count) -> count > 1 ? count - 1 : null);
  }

  /** A file that takes the room of {@code length} bytes at once, so that others know. */
  private synchronized Path begin(Path folder, long length) throws IOException {
    makeRoom(length);
    Path partial = Files.createTempFile(folder, ".", PARTIAL);
    try (var file = new RandomAccessFile(partial.toFile(), "rw")) {
      file.setLength(length);
    }
    touch(folder);
    return partial;
  }

  private void makeRoom(long wanted) throws IOException {
    long excess = bytes() + wanted - capacity;
    for (Path entry : unusedLongestFirst()) {
      if (excess <= 0) {
        return;
      }
      excess -= bytes(entry);
      remove(entry);
    }
    if (excess > 0) {
      throw new IOException(
          "the cache for checkpoints (%s) has no room for %,d bytes more; it may hold %,d: see foresight.sampler.checkpoints.cache-size"
              .formatted(root, wanted, capacity));
    }
  }

  private List<Path> unusedLongestFirst() throws IOException {
    Map<Path, FileTime> used = new HashMap<>();
    for (Path entry : list(root)) {
      if (!users.containsKey(String.valueOf(entry.getFileName()))) {
        used.put(entry, Files.getLastModifiedTime(entry));
      }
    }
    return used.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void remove(Path entry) throws IOException {
    for (Path file : list(entry)) {
      Files.deleteIfExists(file);
    }
    Files.delete(entry);
  }

  private void touch(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
  }

  private static String copy(InputStream content, Path file, long length)
      throws IOException, InterruptedException {
    var digest = Digest.sha256();
    byte[] piece = new byte[1 << 16];
    long done = 0;
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("told to end while fetching a checkpoint");
        }
        done += read;
        if (done > length) {
          break;
        }
        out.write(piece, 0, read);
        digest.update(piece, 0, read);
      }
    }
    if (done != length) {
      throw new IOException("a file has another length than was said: not " + length);
    }
    return Digest.hex(digest);
  }

  private static long bytes(Path entry) throws IOException {
    long bytes = 0;
    for (Path file : list(entry)) {
      bytes += bytesOf(file);
    }
    return bytes;
  }

  /** A file that just took its name has gone; it is counted under the other. */
  private static long bytesOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    var entries = new ArrayList<Path>();
    try (Stream<Path> found = Files.list(folder)) {
      found.forEach(entries::add);
    }
    return entries;
  }
}
