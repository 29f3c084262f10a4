package dev.foresight.sampler.decoding;

/**
 * Philox4x32-10, the counter-based generator of Salmon et al. 2011 ("Parallel random numbers: as
 * easy as 1, 2, 3"): a number is a function of key and counter alone, so a sample can be drawn
 * again anywhere, in any batch.
 *
 * @param low the first word of the key
 * @param high the second word of the key
 */
record Philox(int low, int high) {
  private static final int ROUNDS = 10;
  private static final long FIRST_MULTIPLIER = 0xD2511F53L;
  private static final long SECOND_MULTIPLIER = 0xCD9E8D57L;
  private static final int FIRST_WEYL = 0x9E3779B9;
  private static final int SECOND_WEYL = 0xBB67AE85;
  private static final long WORD = 0xFFFFFFFFL;

  /**
   * The stream of an evaluation: the key is the first 64 bits of the id's digest, the first 32 of
   * them being the first word.
   *
   * @param evaluationId a digest in hexadecimal, at least 16 digits
   */
  static Philox of(String evaluationId) {
    return new Philox(
        Integer.parseUnsignedInt(evaluationId, 0, 8, 16),
        Integer.parseUnsignedInt(evaluationId, 8, 16, 16));
  }

  /**
   * The number that draws one token, uniform on the 2^24 midpoints of [0, 1].
   *
   * @param problem row of the dataset
   * @param temperature ordinal among the evaluation's temperatures
   * @param index of the sample
   * @param position of the token in the sample, 0 first
   */
  double uniform(int problem, int temperature, int index, int position) {
    int first = block(problem, temperature, index, position)[0];
    return ((first >>> 8) + 0.5) / (1 << 24);
  }

  /** The four words at a counter. */
  int[] block(int c0, int c1, int c2, int c3) {
    int k0 = low;
    int k1 = high;
    for (int round = 0; round < ROUNDS; round++) {
      long first = FIRST_MULTIPLIER * (c0 & WORD);
      long second = SECOND_MULTIPLIER * (c2 & WORD);
      c0 = (int) (second >>> 32) ^ c1 ^ k0;
      c1 = (int) second;
      c2 = (int) (first >>> 32) ^ c3 ^ k1;
      c3 = (int) first;
      k0 += FIRST_WEYL;
      k1 += SECOND_WEYL;
    }
    return new int[] {c0, c1, c2, c3};
  }
}
