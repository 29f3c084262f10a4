package dev.foresight.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Initial weights: normally distributed, a pure function of the seed and of what the tensor is, on
 * any Java. Nothing depends on the number of heads, so models that differ in it alone start alike
 * wherever they have the same layer.
 */
final class InitialWeights {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long start;
  private final double deviation;

  private InitialWeights(long start, double deviation) {
    this.start = start;
    this.deviation = deviation;
  }

  /** The values of one tensor, rows first. */
  static void of(Parameter parameter, long seed, FloatSink sink) throws IOException {
    float[] values = new float[(int) Math.min(WeightSource.PIECE, parameter.size())];
    Arrays.fill(values, 1);
    InitialWeights random =
        new InitialWeights(streamOf(parameter.seedName(), seed), parameter.initialDeviation());
    for (long done = 0; done < parameter.size(); done += values.length) {
      int count = (int) Math.min(values.length, parameter.size() - done);
      if (parameter.isMatrix()) {
        random.fill(values, count, done);
      }
      sink.accept(values, count);
    }
  }

  /** Box and Muller's transform of pairs of uniform numbers; {@code first} is even. */
  private void fill(float[] values, int count, long first) {
    IntStream.range(0, (count + 1) / 2)
        .parallel()
        .forEach(
            pair -> {
              int i = 2 * pair;
              double radius =
                  deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(first + i)));
              double angle = 2 * Math.PI * uniform(first + i + 1);
              values[i] = (float) (radius * StrictMath.cos(angle));
              if (i + 1 < count) {
                values[i + 1] = (float) (radius * StrictMath.sin(angle));
              }
            });
  }

  /** The number at {@code index}, in [0, 1), by SplitMix64 (Steele, Lea and Flood 2014). */
  private double uniform(long index) {
    long z = start + (index + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }

  private static long streamOf(String name, long seed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
      return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
