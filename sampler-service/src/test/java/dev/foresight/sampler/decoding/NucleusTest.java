package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foresight.model.TorchScript;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NucleusTest {
  private static final Nucleus nucleus = new Nucleus();
  private static final int threads = TorchScript.threads();

  @BeforeAll
  static void useOneThread() {
    TorchScript.useThreads(1); // many small operations are faster so
  }

  @AfterAll
  static void close() {
    TorchScript.useThreads(threads);
  }

  @Test
  void temperatureComesFirst() {
    float[] logits = logs(.5, .25, .125, .0625, .0625);
    var kept = ReferenceNucleus.nucleus(logits, 2, 0.8);
    double[] expected = {.39052, .27614, .19526, .13807};
    assertThat(kept).hasSize(4);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      assertThat(kept.get(i).probability()).isCloseTo(expected[i], within(5e-6));
      var drawn = draw(new float[][] {logits}, 2, 0.8, sum + expected[i] / 2);
      assertThat(drawn).extracting(Nucleus.Draw::id).containsExactly(i);
      assertThat(Math.exp(drawn.getFirst().sampled())).isCloseTo(expected[i], within(5e-6));
      assertThat(Math.exp(drawn.getFirst().model())).isCloseTo(Math.pow(2, -i - 1), within(1e-6));
      sum += expected[i];
    }
    assertThat(draw(new float[][] {logits}, 2, 0.8, 1 - 1e-7).getFirst().id()).isEqualTo(3);
  }

  @Test
  void theCrossingTokenIsKept() {
    float[] logits = logs(.5, .25, .25);
    assertThat(draw(new float[][] {logits}, 1, 0.5, 0.99).getFirst().id()).isEqualTo(0);
    assertThat(draw(new float[][] {logits}, 1, 0.51, 0.99).getFirst().id()).isEqualTo(1);
    assertThat(draw(new float[][] {logits}, 1, 1, 0.99).getFirst().id()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 1, 1.4})
  void tiesBreakByTokenId(double temperature) {
    float[] flat = new float[300];
    double u = 0.5;
    int expected = temperature == 0 ? 0 : (int) (u * 285); // 0.95 of 300 tokens are kept
    assertThat(draw(new float[][] {flat}, temperature, 0.95, u).getFirst().id())
        .isEqualTo(expected);
  }

  @Test
  void aTieAtTheEdgeOfWhatIsSortedFirstDoesNotMatter() {
    float[] logits = new float[200];
    Arrays.fill(logits, 100, 200, 3f);
    for (double u = 0.005; u < 1; u += 0.01) {
      assertThat(draw(new float[][] {logits}, 1, 0.9, u).getFirst().id())
          .isEqualTo(ReferenceNucleus.draw(logits, 1, 0.9, u).token());
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 3", "64, 3", "67, 1", "67, 6", "513, 0.1", "513, 2", "1024, 4"})
  void agreesWithTheReference(int vocabulary, float spread) {
    var random = new SplittableRandom(7);
    float[][] logits = normal(random, 120, vocabulary, spread);
    round(logits, 40); // some with the ties of eight-bit mantissas
    for (double temperature : new double[] {0, 0.2, 0.6, 1, 1.4}) {
      for (double p : new double[] {0.01, 0.5, 0.95, 1}) {
        double[] u = random.doubles(120).toArray();
        var drawn = draw(logits, filled(120, temperature), p, u);
        for (int i = 0; i < 120; i++) {
          var expected = ReferenceNucleus.draw(logits[i], temperature, p, u[i]);
          assertThat(drawn.get(i).id()).isEqualTo(expected.token());
          assertThat(drawn.get(i).sampled())
              .isCloseTo(Math.log(expected.probability()), within(1e-9));
          assertThat(drawn.get(i).model())
              .isCloseTo(
                  ReferenceNucleus.logProbability(logits[i], expected.token()), within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 31, 32, 33, 65, 2048, 32_000, 50_257})
  void everyVocabularyIsLookedAtWhole(int vocabulary) {
    float[][] logits = normal(new SplittableRandom(vocabulary), 5, vocabulary, 3);
    logits[1][vocabulary - 1] = 9; // in no strip, if it does not divide
    double[] u = {0.01, 0.3, 0.6, 0.9, 0.999};
    for (double temperature : new double[] {0, 0.3, 1, 1.2}) {
      var drawn = draw(logits, filled(5, temperature), 0.95, u);
      for (int i = 0; i < 5; i++) {
        assertThat(drawn.get(i).id())
            .isEqualTo(ReferenceNucleus.draw(logits[i], temperature, 0.95, u[i]).token());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1e-10", "1, -1e-10", "0.7, 1e-11", "0.7, -1e-11", "1.3, 1e-10", "1.3, -1e-10"})
  void doublePrecisionDecidesWhereSinglePrecisionCannot(double temperature, double beside) {
    float[] logits = normal(new SplittableRandom(3), 1, 700, 2)[0];
    var all = ReferenceNucleus.nucleus(logits, temperature, 1);
    double mass = 0;
    double[] wanted = new double[60];
    for (int i = 0; i < wanted.length; i++) {
      mass += all.get(i).probability();
      wanted[i] = mass + beside; // the token that crosses p by a hair, or misses it by one
    }
    float[][] same = new float[wanted.length][];
    Arrays.fill(same, logits);
    double last = 1 - 1e-9;
    var drawn = draw(same, filled(wanted.length, temperature), wanted, filled(wanted.length, last));
    for (int i = 0; i < wanted.length; i++) {
      var expected = ReferenceNucleus.draw(logits, temperature, wanted[i], last);
      assertThat(drawn.get(i).id()).isEqualTo(expected.token());
      assertThat(drawn.get(i).sampled()).isCloseTo(Math.log(expected.probability()), within(1e-9));
    }
  }

  @Test
  void manySmallProbabilitiesAreNotLostBehindALargeOne() {
    float[] logits = new float[200_000];
    Arrays.fill(logits, (float) Math.log(2e-8)); // each below half a unit in the last place of 1
    logits[160] = 0;
    logits[17] = (float) Math.log(0.1);
    double p = 1.1 / (1.1 + 199_998 * 2e-8) * (1 + 1e-6);
    float[][] same = {logits, logits};
    double[] u = {0.5, 1 - 1e-12};
    var drawn = draw(same, filled(2, 1), p, u);
    for (int i = 0; i < 2; i++) {
      var expected = ReferenceNucleus.draw(logits, 1, p, u[i]);
      assertThat(drawn.get(i).id()).isEqualTo(expected.token());
      assertThat(drawn.get(i).model())
          .isCloseTo(ReferenceNucleus.logProbability(logits, expected.token()), within(3e-6));
    }
  }

  @Test
  void aPartOfALargerArrayIsReadAsItIs() {
    float[][] logits = normal(new SplittableRandom(5), 6, 80, 3);
    double[] u = {0.1, 0.4, 0.9};
    try (var manager = NDManager.newBaseManager("PyTorch")) {
      var flat = manager.create(flat(logits), new Shape(6, 80));
      for (String part : List.of("2:5, :", "2:5, 10:60")) {
        var some = flat.get(part);
        float[][] copied = new float[3][];
        Arrays.setAll(copied, i -> some.get(i).toFloatArray());
        assertThat(nucleus.draw(some, filled(3, 1), u, 0.95))
            .isEqualTo(draw(copied, filled(3, 1), 0.95, u));
      }
    }
  }

  @Test
  void tokensThatCannotBeDrawnDoNotMatter() {
    float[] logits = new float[100];
    Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    logits[40] = 1;
    logits[70] = 1;
    for (double p : new double[] {0.5, 0.95, 1}) {
      int last = p == 0.5 ? 40 : 70;
      assertThat(draw(new float[][] {logits}, 0.8, p, 0.999).getFirst().id()).isEqualTo(last);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNoDistributionIsRefused(float logit) {
    float[] logits = new float[50];
    logits[20] = logit;
    assertThatThrownBy(
            () -> draw(new float[][] {new float[50], logits}, filled(2, 1), 0.9, filled(2, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1");
  }

  @ParameterizedTest
  @CsvSource({"67, 3", "512, 4", "1023, 2"})
  void aRowDrawsTheSameBitsAloneAndInABatch(int vocabulary, float spread) {
    TorchScript.useThreads(threads);
    var random = new SplittableRandom(11);
    int rows = 800;
    float[][] logits = normal(random, rows, vocabulary, spread);
    double[] u = random.doubles(rows).toArray();
    double[] t = IntStream.range(0, rows).mapToDouble(i -> (i % 8) * 0.2).toArray();
    var together = draw(logits, t, 0.95, u);
    for (int size : new int[] {1, 3, 200}) {
      for (int from = 0; from + size <= rows; from += 5 * size) {
        int to = from + size;
        var apart =
            draw(
                Arrays.copyOfRange(logits, from, to),
                Arrays.copyOfRange(t, from, to),
                0.95,
                Arrays.copyOfRange(u, from, to));
        assertThat(apart).isEqualTo(together.subList(from, to));
      }
    }
    TorchScript.useThreads(1);
    assertThat(draw(logits, t, 0.95, u)).isEqualTo(together);
  }

  @ParameterizedTest
  @CsvSource({"0.6, 0.95", "1, 0.95", "1.4, 0.9", "1, 1"})
  void drawsInProportionToTheNucleus(double temperature, double p) {
    var random = new SplittableRandom(13);
    int rows = 1000;
    int rounds = 40;
    float[] logits = normal(random, 1, 100, 1.5f)[0];
    float[][] same = new float[rows][];
    Arrays.fill(same, logits);
    int[] counts = new int[100];
    var philox = new Philox(3, 4);
    for (int round = 0; round < rounds; round++) {
      double[] u = new double[rows];
      for (int i = 0; i < rows; i++) {
        u[i] = philox.uniform(0, 0, i, round);
      }
      draw(same, filled(rows, temperature), p, u).forEach(drawn -> counts[drawn.id()]++);
    }
    var kept = ReferenceNucleus.nucleus(logits, temperature, p);
    double chiSquare = 0;
    for (var token : kept) {
      double expected = token.probability() * rows * rounds;
      chiSquare += Math.pow(counts[token.token()] - expected, 2) / expected;
      counts[token.token()] = 0;
    }
    double freedom = kept.size() - 1;
    assertThat(Arrays.stream(counts).sum()).as("outside the nucleus").isZero();
    assertThat(chiSquare).isLessThan(freedom + 3.5 * Math.sqrt(2 * freedom));
  }

  private static List<Nucleus.Draw> draw(float[][] logits, double temperature, double p, double u) {
    return draw(logits, new double[] {temperature}, p, new double[] {u});
  }

  private static List<Nucleus.Draw> draw(float[][] logits, double[] t, double p, double[] u) {
    return draw(logits, t, filled(u.length, p), u);
  }

  private static List<Nucleus.Draw> draw(float[][] logits, double[] t, double[] p, double[] u) {
    try (var manager = NDManager.newBaseManager("PyTorch")) {
      var array = manager.create(flat(logits), new Shape(logits.length, logits[0].length));
      var drawn = nucleus.draw(array, t, u, p);
      return IntStream.range(0, u.length).mapToObj(drawn::get).toList();
    }
  }

  private static float[] flat(float[][] logits) {
    float[] flat = new float[logits.length * logits[0].length];
    for (int i = 0; i < logits.length; i++) {
      System.arraycopy(logits[i], 0, flat, i * logits[0].length, logits[0].length);
    }
    return flat;
  }

  private static float[][] normal(SplittableRandom random, int rows, int columns, float spread) {
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (spread * random.nextGaussian());
      }
    }
    return values;
  }

  /** Rounds the first rows as bfloat16 does. */
  private static void round(float[][] values, int rows) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < values[r].length; i++) {
        values[r][i] = Float.intBitsToFloat(Float.floatToIntBits(values[r][i]) & 0xFFFF0000);
      }
    }
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }
}
