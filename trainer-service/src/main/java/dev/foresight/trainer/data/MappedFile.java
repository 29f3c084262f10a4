package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of little-endian numbers in memory, as many segments as it takes, since one holds 2 GiB at
 * most. The memory is the system's page cache; it is unmapped once nothing refers to it. Safe for
 * use by several threads.
 */
final class MappedFile {
  /** A power of two, so that no number lies across a border. */
  private static final int SEGMENT_BITS = 30;

  private final MappedByteBuffer[] segments;
  private final int bits;
  private final long size;

  private MappedFile(MappedByteBuffer[] segments, int bits, long size) {
    this.segments = segments;
    this.bits = bits;
    this.size = size;
  }

  static MappedFile open(Path file) throws IOException {
    return open(file, SEGMENT_BITS);
  }

  /**
   * Maps {@code file} in segments of 2 to the power of {@code bits} bytes.
   *
   * @param bits 3 to 30
   */
  static MappedFile open(Path file, int bits) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      MappedByteBuffer[] segments = new MappedByteBuffer[Math.toIntExact(((size - 1) >> bits) + 1)];
      for (int i = 0; i < segments.length; i++) {
        long start = (long) i << bits;
        segments[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(1L << bits, size - start));
        segments[i].order(ByteOrder.LITTLE_ENDIAN);
      }
      return new MappedFile(segments, bits, size);
    }
  }

  /** In bytes. */
  long size() {
    return size;
  }

  long longAt(long offset) {
    return segments[segment(offset)].getLong(within(offset));
  }

  /** Reads {@code count} numbers of 16 bits without sign into {@code into}, from {@code at} on. */
  void unsignedShorts(long offset, int[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      long place = offset + 2L * i;
      into[at + i] = segments[segment(place)].getShort(within(place)) & 0xFFFF;
    }
  }

  /** Reads {@code count} numbers of 32 bits into {@code into}, from {@code at} on. */
  void ints(long offset, int[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      long place = offset + 4L * i;
      into[at + i] = segments[segment(place)].getInt(within(place));
    }
  }

  private int segment(long offset) {
    return (int) (offset >> bits);
  }

  private int within(long offset) {
    return (int) (offset & ((1L << bits) - 1));
  }
}
