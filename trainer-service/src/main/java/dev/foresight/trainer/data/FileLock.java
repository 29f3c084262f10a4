package dev.foresight.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread of one process at a time through. The system frees it when its holder dies. The
 * file stays: deleting it would let a second one in.
 */
final class FileLock implements Closeable {
  /** What a preparation does meanwhile, in words. */
  static final String WAITING = "waiting for another preparation";

  private static final long PATIENCE_MILLIS = 100;

  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until {@code file} is free.
   *
   * @param waiting told again and again meanwhile
   */
  static FileLock acquire(Path file, Runnable waiting) throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (attempt(channel) == null) {
        waiting.run();
        Thread.sleep(PATIENCE_MILLIS);
      }
      return new FileLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static java.nio.channels.@Nullable FileLock attempt(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
