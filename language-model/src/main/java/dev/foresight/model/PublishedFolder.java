package dev.foresight.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A folder of files that appears whole or not at all, with a manifest of their digests. */
final class PublishedFolder {
  private static final String PARTIAL = ".partial-";

  /** A writer touches some file far more often than this. */
  static final Duration STALE = Duration.ofHours(1);

  private PublishedFolder() {}

  /** Writes the files of a folder. */
  interface Contents {
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Fills a folder beside the target, then renames it: readers see all of it or nothing. What
   * writers that died left behind there is removed first.
   *
   * @throws FileAlreadyExistsException if the folder exists
   * @throws IOException naming the folder and the reason, such as a full disk; nothing is left
   */
  static Manifest publish(Path folder, Contents contents) throws IOException {
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path parent = Files.createDirectories(folder.toAbsolutePath().normalize().getParent());
    removeStale(parent);
    Path partial = Files.createTempDirectory(parent, PARTIAL);
    try {
      contents.writeTo(partial);
      Manifest manifest = Manifest.of(partial);
      write(partial.resolve(Manifest.FILE), manifest.toJson());
      force(partial);
      move(partial, folder);
      force(parent);
      return manifest;
    } catch (IOException e) {
      delete(partial, e);
      throw new IOException(
          folder + " could not be written: " + e.getMessage() + "; " + free(parent), e);
    } catch (RuntimeException e) {
      delete(partial, e);
      throw e;
    }
  }

  /**
   * Removes folders below {@code parent} that a writer began and has not touched for an hour. Were
   * it still alive, its write would fail and leave nothing.
   */
  static void removeStale(Path parent) throws IOException {
    Instant oldest = Instant.now().minus(STALE);
    for (Path partial : list(parent)) {
      if (String.valueOf(partial.getFileName()).startsWith(PARTIAL)
          && Files.isDirectory(partial)
          && lastTouched(partial).isBefore(oldest)) {
        delete(partial);
      }
    }
  }

  static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static Instant lastTouched(Path partial) throws IOException {
    try {
      Instant latest = Files.getLastModifiedTime(partial).toInstant();
      for (Path file : list(partial)) {
        Instant touched = Files.getLastModifiedTime(file).toInstant();
        latest = touched.isAfter(latest) ? touched : latest;
      }
      return latest;
    } catch (NoSuchFileException e) {
      return Instant.MAX; // Its writer was just done with it.
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void delete(Path partial, Exception reason) {
    try {
      delete(partial);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void delete(Path partial) throws IOException {
    if (Files.exists(partial)) {
      for (Path file : list(partial)) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(partial);
    }
  }

  private static String free(Path parent) throws IOException {
    FileStore store = Files.getFileStore(parent);
    return store.getUsableSpace() / (1 << 20) + " MiB are free on " + store;
  }

  /** Where a folder cannot be renamed, its files are moved one by one, the manifest last. */
  private static void move(Path partial, Path folder) throws IOException {
    try {
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.createDirectories(folder);
      for (Path file : list(partial)) {
        if (!file.endsWith(Manifest.FILE)) {
          Files.move(file, folder.resolve(partial.relativize(file)));
        }
      }
      Files.move(partial.resolve(Manifest.FILE), folder.resolve(Manifest.FILE));
      Files.delete(partial);
    }
  }

  /** Makes the entries of a folder durable. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }
}
