package dev.foresight.model;

/**
 * Rotary positions (<a href="https://arxiv.org/abs/2104.09864">Su et al. 2021</a>): the pair i of a
 * head of width E turns by {@code position * base^(-2i/E)}, slowed down for contexts longer than
 * those first trained on.
 *
 * @param base the longest wavelength over 2 pi, about; above 1
 * @param scaling how turns are slowed down
 */
public record RotaryPositions(double base, Scaling scaling) {
  /** Base 10,000, not scaled. */
  public static final RotaryPositions DEFAULT = of(10_000);

  /**
   * Checks the range above.
   *
   * @throws IllegalArgumentException if the base is out of range
   */
  public RotaryPositions {
    require(base > 1 && base < Double.POSITIVE_INFINITY, "ropeBase must be above 1", base);
  }

  /** Positions of the given base, not scaled. */
  public static RotaryPositions of(double base) {
    return new RotaryPositions(base, new Unscaled());
  }

  /** Radians that each pair turns from one position to the next, E/2 values. */
  double[] frequencies(int headSize) {
    double[] frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = scaling.scaled(StrictMath.pow(base, -2.0 * i / headSize));
    }
    return frequencies;
  }

  /** Maps the radians by which a pair turns at each position. */
  public sealed interface Scaling {
    /** The frequency used in place of {@code frequency}. */
    double scaled(double frequency);
  }

  /** Frequencies as they are. */
  public record Unscaled() implements Scaling {
    @Override
    public double scaled(double frequency) {
      return frequency;
    }
  }

  /**
   * All frequencies divided by a factor (<a href="https://arxiv.org/abs/2306.15595">Chen et al.
   * 2023</a>).
   *
   * @param factor how many times longer the context is than the original one, at least 1
   */
  public record Linear(double factor) implements Scaling {
    /** Checks the range above. */
    public Linear {
      require(
          factor >= 1 && factor < Double.POSITIVE_INFINITY, "factor must be at least 1", factor);
    }

    @Override
    public double scaled(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * The rule of Llama 3.1 (<a href="https://arxiv.org/abs/2407.21783">Grattafiori et al. 2024</a>):
   * long wavelengths are stretched by the factor, short ones kept, those between interpolated.
   *
   * @param factor by which wavelengths above {@code originalContextLength / lowFrequencyFactor} are
   *     stretched, at least 1
   * @param lowFrequencyFactor above 0
   * @param highFrequencyFactor above {@code lowFrequencyFactor}: wavelengths below {@code
   *     originalContextLength / highFrequencyFactor} are kept
   * @param originalContextLength tokens, at least 1
   */
  public record Llama3(
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      int originalContextLength)
      implements Scaling {
    /** Checks the ranges above. */
    public Llama3 {
      require(
          factor >= 1 && factor < Double.POSITIVE_INFINITY, "factor must be at least 1", factor);
      require(lowFrequencyFactor > 0, "low_freq_factor must be above 0", lowFrequencyFactor);
      require(
          highFrequencyFactor > lowFrequencyFactor,
          "high_freq_factor must be above low_freq_factor",
          highFrequencyFactor);
      require(
          originalContextLength >= 1,
          "original_max_position_embeddings must be at least 1",
          originalContextLength);
    }

    @Override
    public double scaled(double frequency) {
      double turns = originalContextLength * frequency / (2 * Math.PI);
      double kept = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      double share = Math.max(0, Math.min(1, kept));
      return share * frequency + (1 - share) * frequency / factor;
    }
  }

  private static void require(boolean holds, String rule, double found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", not " + found);
    }
  }
}
