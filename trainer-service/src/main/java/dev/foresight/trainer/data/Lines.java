package dev.foresight.trainer.data;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file as bytes, unpacked where its name ends in .gz or .zst. Lines end with a line
 * feed; a byte order mark at the beginning is dropped. A line longer than wanted comes in parts.
 */
final class Lines implements Closeable {
  private static final int BLOCK = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path file;
  private final Counting counting;
  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private int at;
  private int end;
  private byte[] part = new byte[BLOCK];
  private int length;
  private boolean endsLine = true;
  private boolean hasLineFeed;
  private long number;

  Lines(Path file) throws IOException {
    this.file = file;
    counting = new Counting(Files.newInputStream(file));
    try {
      in = unpacked(file, new BufferedInputStream(counting, BLOCK));
      fill();
      if (end >= 3 && Arrays.equals(block, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
        at = 3;
      }
    } catch (IOException e) {
      counting.close();
      throw e;
    }
  }

  private static InputStream unpacked(Path file, InputStream in) throws IOException {
    String name = file.toString();
    try {
      if (Files.size(file) == 0) {
        return in;
      }
      if (name.endsWith(".gz")) {
        return new GZIPInputStream(in, BLOCK);
      }
      return name.endsWith(".zst") ? new ZstdInputStream(in) : in;
    } catch (IOException e) {
      throw new IOException(file + ": cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /**
   * Goes on to the next part.
   *
   * @param most its bytes at most, at least 1
   * @return whether there is one
   */
  boolean next(int most) throws IOException {
    if (endsLine) {
      number++;
    }
    length = 0;
    endsLine = false;
    hasLineFeed = false;
    while (length < most && !endsLine) {
      if (at == end && !fill()) {
        endsLine = true;
        return length > 0;
      }
      take(Math.min(end, at + most - length));
    }
    return true;
  }

  /** The part's bytes, without the line feed. */
  byte[] bytes() {
    return Arrays.copyOf(part, length);
  }

  /** Whether the line ends with this part. */
  boolean endsLine() {
    return endsLine;
  }

  /** Whether a line feed follows this part. */
  boolean hasLineFeed() {
    return hasLineFeed;
  }

  /** Whether the part has nothing but white space. */
  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (part[i] != ' ' && (part[i] < '\t' || part[i] > '\r')) {
        return false;
      }
    }
    return true;
  }

  /** The line's number, from 1. */
  long number() {
    return number;
  }

  /** Bytes of the file that are read, packed as they are. */
  long bytesRead() {
    return counting.count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void take(int limit) {
    int stop = at;
    while (stop < limit && block[stop] != '\n') {
      stop++;
    }
    int count = stop - at;
    if (part.length - length < count) {
      part = Arrays.copyOf(part, Math.max(length + count, 2 * part.length));
    }
    System.arraycopy(block, at, part, length, count);
    length += count;
    at = stop;
    if (stop < end && block[stop] == '\n') {
      hasLineFeed = true;
      endsLine = true;
      at++;
    }
  }

  private boolean fill() throws IOException {
    try {
      at = 0;
      end = Math.max(0, in.readNBytes(block, 0, BLOCK));
      return end > 0;
    } catch (IOException e) {
      throw new IOException(
          file + ":" + number + ": cannot be read any further: " + e.getMessage(), e);
    }
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    private Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      int read = in.read(into, offset, most);
      count += Math.max(read, 0);
      return read;
    }
  }
}
