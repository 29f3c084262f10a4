package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Inference with head 1: one prompt is read once, then many samples continue it together, each
 * attending to the one shared copy of the prompt's keys and values and to its own suffix.
 *
 * <pre>{@code
 * try (Decoder decoder = Decoder.open(folder, Precision.BFLOAT16);
 *     Decoder.Prefix prompt = decoder.prefill(tokens);
 *     Decoder.Batch batch = decoder.start(prompt, 200)) {
 *   NDArray logits = batch.step(manager, firstTokens); // [200, V]
 *   batch.keep(unfinishedRows);
 * }
 * }</pre>
 *
 * <p>A row's logits have the same bits whatever rows share its batch. What it does not know:
 * sampling, text, when a row is finished. Several threads may decode different batches at once.
 */
public final class Decoder implements AutoCloseable {
  /** Positions by which a batch's caches grow. */
  private static final int CHUNK = 64;

  private final ModelShape shape;
  private final NDManager manager;
  private final TorchScript script;
  private final TorchScript.Value weights;

  private Decoder(
      ModelShape shape, NDManager manager, TorchScript script, TorchScript.Value weights) {
    this.shape = shape;
    this.manager = manager;
    this.script = script;
    this.weights = weights;
  }

  /**
   * Reads a checkpoint on the processor, every digest verified against the folder's own manifest.
   *
   * @param folder holds {@code manifest.json}
   * @throws IOException if a file is missing, damaged or not of the format, naming it
   */
  public static Decoder open(Path folder, Precision precision) throws IOException {
    return open(Checkpoint.open(folder), Execution.of(precision));
  }

  /**
   * Reads a checkpoint's trunk and head 1, a layer at a time.
   *
   * @throws IOException if a file is damaged or not of the format, naming it
   */
  public static Decoder open(Checkpoint checkpoint, Execution execution) throws IOException {
    try (WeightFiles files = checkpoint.weights()) {
      return read(checkpoint.shape(), execution, files);
    }
  }

  /** Decodes with a copy of the present weights of {@code model}, as it is executed. */
  public static Decoder of(Transformer model) {
    try {
      return read(model.shape(), model.execution(), model::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read from files.
    }
  }

  private static Decoder read(ModelShape shape, Execution execution, WeightSource source)
      throws IOException {
    NDManager manager = execution.device().newManager();
    TorchScript script = ModelScript.compile(shape, execution);
    try {
      DecoderWeights weights = new DecoderWeights(shape, manager, script, source);
      return new Decoder(shape, manager, script, weights.read());
    } catch (IOException | RuntimeException e) {
      script.close();
      manager.close();
      throw e;
    }
  }

  public ModelShape shape() {
    return shape;
  }

  /**
   * Reads a prompt.
   *
   * @param tokens 1 to context length token ids
   * @throws IllegalArgumentException if there are none, too many, or one outside the vocabulary
   */
  public Prefix prefill(int[] tokens) {
    if (tokens.length == 0 || tokens.length > shape.contextLength()) {
      throw new IllegalArgumentException(
          "a prompt must hold 1 to " + shape.contextLength() + " tokens, not " + tokens.length);
    }
    Transformer.checkTokens(tokens, shape.vocabularySize());
    try (NDManager scope = manager.newSubManager();
        TorchScript.Value result =
            script.run("prefill", row(scope, tokens, tokens.length).expandDims(0), weights)) {
      List<TorchScript.Value> elements = result.elements();
      return new Prefix(elements.get(0), elements.get(1), tokens.length);
    }
  }

  /**
   * Starts samples that continue a prompt.
   *
   * @param rows samples, at least 1
   */
  public Batch start(Prefix prefix, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a batch must hold at least 1 row, not " + rows);
    }
    return new Batch(prefix, rows);
  }

  @Override
  public void close() {
    weights.close();
    script.close();
    manager.close();
  }

  private static int padded(int rows) {
    return Math.ceilDiv(rows, ModelScript.ROW_GROUP) * ModelScript.ROW_GROUP;
  }

  /** The ids as int64, zeros behind them up to {@code length}. */
  private static NDArray row(NDManager scope, int[] ids, int length) {
    long[] wide = new long[length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return scope.create(wide, new Shape(length));
  }

  /** A prompt's keys and values, immutable, and the logits after its last token. */
  public static final class Prefix implements AutoCloseable {
    private final TorchScript.Value logits;
    private final TorchScript.Value cache;
    private final int length;

    private Prefix(TorchScript.Value logits, TorchScript.Value cache, int length) {
      this.logits = logits;
      this.cache = cache;
      this.length = length;
    }

    /** Tokens of the prompt. */
    public int length() {
      return length;
    }

    /** Logits of the first token after the prompt, float32 [1, V], owned by {@code owner}. */
    public NDArray logits(NDManager owner) {
      return logits.toArray(owner);
    }

    @Override
    public void close() {
      logits.close();
      cache.close();
    }
  }

  /**
   * Samples at the same position behind one prompt; mutable, used by one thread at a time. The
   * prompt and the decoder must stay open as long.
   */
  public final class Batch implements AutoCloseable {
    private final Prefix prefix;
    private int rows;
    private int length;
    private int room = CHUNK;
    private TorchScript.Value suffix;

    private Batch(Prefix prefix, int rows) {
      this.prefix = prefix;
      this.rows = rows;
      suffix = script.run("open_suffix", padded(rows), room, weights);
    }

    /** Rows at present. */
    public int rows() {
      return rows;
    }

    /** Tokens of each row behind the prompt. */
    public int length() {
      return length;
    }

    /**
     * Appends a token to each row.
     *
     * @param tokens one id a row
     * @return the logits of the next token, float32 [rows, V], owned by {@code owner}
     * @throws IllegalStateException if the context is full
     */
    public NDArray step(NDManager owner, int[] tokens) {
      check(tokens);
      if (length == room) {
        rearrange(identity(), room + CHUNK);
      }
      try (NDManager scope = manager.newSubManager();
          TorchScript.Value result =
              script.run(
                  "decode",
                  row(scope, tokens, padded(rows)),
                  rows,
                  length,
                  prefix.cache,
                  suffix,
                  weights)) {
        length++;
        return result.toArray(owner);
      }
    }

    /**
     * Drops all other rows and takes these in the given order.
     *
     * @param kept indices of present rows, at least one
     */
    public void keep(int[] kept) {
      if (kept.length == 0 || Arrays.stream(kept).anyMatch(r -> r < 0 || r >= rows)) {
        throw new IllegalArgumentException(
            "rows to keep must be 0 to " + (rows - 1) + ", not " + Arrays.toString(kept));
      }
      rows = kept.length;
      rearrange(kept, room);
    }

    @Override
    public void close() {
      suffix.close();
    }

    private void check(int[] tokens) {
      if (tokens.length != rows) {
        throw new IllegalArgumentException(rows + " tokens are due, not " + tokens.length);
      }
      if (prefix.length + length >= shape.contextLength()) {
        throw new IllegalStateException(
            "the context of " + shape.contextLength() + " tokens is full");
      }
      Transformer.checkTokens(tokens, shape.vocabularySize());
    }

    private int[] identity() {
      int[] all = new int[rows];
      Arrays.setAll(all, i -> i);
      return all;
    }

    private void rearrange(int[] kept, int newRoom) {
      try (NDManager scope = manager.newSubManager();
          TorchScript.Value old = suffix) {
        suffix =
            script.run("keep_rows", old, row(scope, kept, padded(kept.length)), length, newRoom);
        room = newRoom;
      }
    }
  }
}
