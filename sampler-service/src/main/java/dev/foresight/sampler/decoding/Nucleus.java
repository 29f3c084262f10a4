package dev.foresight.sampler.decoding;

import ai.djl.ndarray.NDArray;
import dev.foresight.model.TorchScript;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nucleus sampling (Holtzman et al. 2020), temperature first. Kept is the smallest set of most
 * probable tokens whose mass reaches p, the crossing one included; drawn is the first of them, in
 * descending order of probability, whose cumulative mass exceeds u times the nucleus' mass. Ties
 * break by token id. Temperature 0 is greedy.
 *
 * <pre>{@code
 * Nucleus.Drawn drawn = new Nucleus().draw(logits, temperatures, u, p); // a value a row each
 * }</pre>
 *
 * <p>All of a vocabulary is looked at in single precision, for its greatest logits and its mass;
 * the few tokens that matter are weighed in double precision. Where single precision leaves open
 * which token crosses p, the mass of that row is summed in double precision, so that the result is
 * always that of double precision. What a row draws depends on that row alone, to the last bit, on
 * any processor. Safe for use by several threads.
 */
public final class Nucleus {
  /** From this many rows on, the threads of an operation share them out. */
  private static final int PARALLEL_ROWS = 64;

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
    FloatBuffer numbers = logits.toByteBuffer(true).asFloatBuffer(); // no copy on the processor
    Drawn drawn = new Drawn(rows);
    int parts = rows < PARALLEL_ROWS ? 1 : TorchScript.threads();
    parts(parts)
        .forEach(
            part -> {
              RowNucleus row = new RowNucleus(numbers, vocabulary);
              for (int i = rows * part / parts; i < rows * (part + 1) / parts; i++) {
                row.draw(i, temperatures[i], u[i], p[i]);
                drawn.set(i, row);
              }
            });
    return drawn;
  }

  private static IntStream parts(int count) {
    IntStream parts = IntStream.range(0, count);
    return count == 1 ? parts : parts.parallel();
  }
}
