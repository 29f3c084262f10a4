package dev.foresight.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Initial weights: normally distributed, a pure function of the seed and of what the tensor is, on
 * any Java. Nothing depends on the number of heads, so models that differ in it alone start alike
 * wherever they have the same layer.
 */
final class InitialWeights {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private InitialWeights(long state) {
    this.state = state;
  }

  /** The values of one tensor, rows first. */
  static float[] of(Parameter parameter, long seed) {
    float[] values = new float[Math.toIntExact(parameter.size())];
    if (parameter.isMatrix()) {
      new InitialWeights(streamOf(parameter.seedName(), seed))
          .fill(values, parameter.initialDeviation());
    } else {
      Arrays.fill(values, 1);
    }
    return values;
  }

  /** Box and Muller's transform of pairs of uniform numbers. */
  private void fill(float[] values, double deviation) {
    for (int i = 0; i < values.length; i += 2) {
      double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
      double angle = 2 * Math.PI * uniform();
      values[i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < values.length) {
        values[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }

  /** In [0, 1), by SplitMix64 (Steele, Lea and Flood 2014). */
  private double uniform() {
    state += GOLDEN_GAMMA;
    long z = state;
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
