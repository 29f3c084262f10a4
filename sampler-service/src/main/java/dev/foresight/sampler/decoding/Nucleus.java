package dev.foresight.sampler.decoding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.TorchScript;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nucleus sampling (Holtzman et al. 2020), temperature first. Kept is the smallest set of most
 * probable tokens whose mass reaches p, the crossing one included; drawn is the first of them, in
 * descending order of probability, whose cumulative mass exceeds u times the nucleus' mass. Ties
 * break by token id. Temperature 0 is greedy.
 *
 * <pre>{@code
 * try (Nucleus nucleus = new Nucleus()) {
 *   Nucleus.Drawn drawn = nucleus.draw(logits, temperatures, u, p); // a value a row each
 * }
 * }</pre>
 *
 * <p>All of a vocabulary is looked at in single precision, for its greatest logits and its mass;
 * the few tokens that matter are weighed in double precision. Where single precision leaves open
 * which token crosses p, the mass of that row is summed in double precision, so that the result is
 * always that of double precision. What a row draws depends on that row alone, to the last bit.
 * Safe for use by several threads.
 */
public final class Nucleus implements AutoCloseable {
  /** Below this many rows a sum may be split over threads; such a call is padded. */
  private static final int MINIMUM_ROWS = 4;

  /** Logits that are looked at together by their greatest. */
  private static final int STRIP = 32;

  /** From this many rows on, the threads of an operation share them out. */
  private static final int PARALLEL_ROWS = 64;

  /** Logits of a block of rows: a block and what is made of it stay in the processor's cache. */
  private static final int BLOCK = 1 << 18;

  private final TorchScript script =
      TorchScript.resource(Nucleus.class, "nucleus.torchscript", Map.of());

  /**
   * A token drawn.
   *
   * @param id of the token
   * @param model its log-probability under the model as it is, in nats
   * @param sampled its log-probability under the distribution it was drawn from, in nats
   */
  public record Draw(int id, double model, double sampled) {}

  /** Tokens drawn, one a row. */
  public static final class Drawn {
    private final int[] ids;
    private final double[] model;
    private final double[] sampled;

    private Drawn(int rows) {
      ids = new int[rows];
      model = new double[rows];
      sampled = new double[rows];
    }

    private void set(int i, RowNucleus row) {
      ids[i] = row.id();
      model[i] = row.model();
      sampled[i] = row.sampled();
    }

    /** The id of the token that {@code row} drew. */
    public int id(int row) {
      return ids[row];
    }

    /** Its log-probability under the model as it is, in nats. */
    public double model(int row) {
      return model[row];
    }

    /** Its log-probability under the distribution it was drawn from, in nats. */
    public double sampled(int row) {
      return sampled[row];
    }

    /** All that {@code row} drew. */
    public Draw get(int row) {
      return new Draw(ids[row], model[row], sampled[row]);
    }
  }

  /** As {@link #draw(NDArray, double[], double[], double[])} with the same p for each row. */
  public List<Draw> draw(NDArray logits, double[] temperatures, double[] u, double p) {
    double[] same = new double[u.length];
    Arrays.fill(same, p);
    Drawn drawn = draw(logits, temperatures, u, same);
    return IntStream.range(0, u.length).mapToObj(drawn::get).toList();
  }

  /**
   * Draws a token for each row.
   *
   * @param logits float32 [rows, V], not changed
   * @param temperatures 0 or more, one a row
   * @param u in (0, 1), one a row
   * @param p above 0, at most 1, one a row
   * @throws IllegalArgumentException if the greatest logit of a row is no finite number
   */
  public Drawn draw(NDArray logits, double[] temperatures, double[] u, double[] p) {
    int rows = u.length;
    int vocabulary = Math.toIntExact(logits.getShape().get(1));
    try (NDManager scope = logits.getManager().newSubManager()) {
      NDList found = survey(scope, logits, temperatures, vocabulary);
      LogitTable table =
          new LogitTable(numbers(logits), vocabulary, numbers(found.get(0)), strip(vocabulary));
      FloatBuffer surveyed = numbers(found.get(1));
      Drawn drawn = new Drawn(rows);
      boolean[] settled = new boolean[rows];
      int parts = rows < PARALLEL_ROWS ? 1 : TorchScript.threads();
      parts(parts)
          .forEach(
              part -> {
                RowNucleus row = new RowNucleus(table, surveyed);
                for (int i = rows * part / parts; i < rows * (part + 1) / parts; i++) {
                  settled[i] = row.draw(i, temperatures[i], u[i], p[i]);
                  drawn.set(i, row);
                }
              });
      int[] open = IntStream.range(0, rows).filter(i -> !settled[i]).toArray();
      double[] masses = masses(scope, logits, temperatures, open);
      RowNucleus row = new RowNucleus(table, surveyed);
      for (int k = 0; k < open.length; k++) {
        int i = open[k];
        row.drawExactly(i, temperatures[i], u[i], p[i], masses[k]);
        drawn.set(i, row);
      }
      return drawn;
    }
  }

  private static IntStream parts(int count) {
    IntStream parts = IntStream.range(0, count);
    return count == 1 ? parts : parts.parallel();
  }

  /** The script's two tensors: the greatest logit of each strip, and what is known of rows. */
  private NDList survey(NDManager scope, NDArray logits, double[] temperatures, int vocabulary) {
    int padding = Math.max(0, MINIMUM_ROWS - temperatures.length);
    NDArray padded = logits;
    if (padding > 0) {
      padded = logits.concat(logits.get("0:1").repeat(0, padding));
      padded.attach(scope);
    }
    float[] positive = new float[temperatures.length + padding];
    Arrays.fill(positive, 1);
    boolean tempered = false;
    for (int i = 0; i < temperatures.length; i++) {
      positive[i] = temperatures[i] == 0 ? 1 : (float) temperatures[i];
      tempered |= positive[i] != 1;
    }
    try (TorchScript.Value found =
        script.run(
            "survey",
            padded,
            scope.create(positive),
            tempered,
            strip(vocabulary),
            block(vocabulary))) {
      return found.toArrays(scope);
    }
  }

  /** The masses of the rows {@code open}, and perhaps some more, in double precision. */
  private double[] masses(NDManager scope, NDArray logits, double[] temperatures, int[] open) {
    if (open.length == 0) {
      return new double[0];
    }
    long[] rows = new long[Math.max(MINIMUM_ROWS, open.length)];
    double[] t = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = open[Math.min(k, open.length - 1)];
      t[k] = temperatures[(int) rows[k]];
    }
    int block = block(Math.toIntExact(logits.getShape().get(1)));
    try (TorchScript.Value masses =
        script.run("masses", logits, scope.create(rows), scope.create(t), block)) {
      return masses.toArray(scope).toDoubleArray();
    }
  }

  /** Rows that are looked at together. */
  private static int block(int vocabulary) {
    return Math.max(MINIMUM_ROWS, BLOCK / vocabulary);
  }

  private static int strip(int vocabulary) {
    return Math.min(STRIP, vocabulary);
  }

  /** The numbers of an array, where it keeps them if that is in the processor's memory. */
  private static FloatBuffer numbers(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }

  @Override
  public void close() {
    script.close();
  }
}
