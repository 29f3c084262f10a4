package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Inference: prompts are read once, then many samples continue them together, each attending to the
 * shared copies of its prompt's keys and values and to its own suffix.
 *
 * <pre>{@code
 * try (Decoder decoder = Decoder.open(folder, Precision.BFLOAT16);
 *     CachePool pool = new CachePool(ComputeDevice.CPU, 1L << 30);
 *     Decoder.Prefix exemplars = decoder.prefill(shared);
 *     Decoder.Prefix question = decoder.prefill(exemplars, tokens);
 *     Decoder.Batch batch = decoder.start(question, 200, 256, pool).orElseThrow()) {
 *   NDArray first = question.logits(manager); // [1, V], of every row's first token
 *   try (Decoder.Step step = decoder.step(List.of(new Decoder.Feed(batch, drawn)))) {
 *     NDArray logits = step.logits(manager); // [200, V]
 *   }
 *   batch.remove(finishedRows);
 * }
 * }</pre>
 *
 * <p>A row's logits have the same bits whatever runs beside it, in whatever order, with however
 * many tokens of each row in a step; where a prompt was cut in two may change them. What it does
 * not know: sampling, text, when a row is finished. Several threads may decode different batches at
 * once.
 */
public final class Decoder implements AutoCloseable {
  /** Rows are computed in groups of so many. */
  public static final int ROW_GROUP = ModelScript.ROW_GROUP;

  private final ModelShape shape;
  private final Execution execution;
  private final int drafts;
  private final NDManager manager;
  private final TorchScript script;
  private final TorchScript.Value weights;
  private final long weightBytes;

  private Decoder(ModelShape shape, Execution execution, int drafts, WeightSource source)
      throws IOException {
    if (drafts < 0 || drafts >= shape.predictTokens()) {
      throw new IllegalArgumentException(
          "0 to " + (shape.predictTokens() - 1) + " heads can draft, not " + drafts);
    }
    this.shape = shape;
    this.execution = execution;
    this.drafts = drafts;
    manager = execution.device().newManager();
    script = ModelScript.compile(shape, execution);
    try {
      DecoderWeights read = new DecoderWeights(shape, drafts, manager, script, source);
      weights = read.read();
      weightBytes = read.bytes(execution.precision());
    } catch (IOException | RuntimeException e) {
      script.close();
      manager.close();
      throw e;
    }
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
    return open(checkpoint, execution, 0);
  }

  /**
   * Reads a checkpoint's trunk, head 1 and the heads that draft, a layer at a time.
   *
   * @param drafts heads 2 to 1 + drafts are read as well; less than the model's heads
   * @throws IOException if a file is damaged or not of the format, naming it
   */
  public static Decoder open(Checkpoint checkpoint, Execution execution, int drafts)
      throws IOException {
    try (WeightFiles files = checkpoint.weights()) {
      return new Decoder(checkpoint.shape(), execution, drafts, files);
    }
  }

  /** Decodes with a copy of the present weights of {@code model}, as it is executed. */
  public static Decoder of(Transformer model) {
    return of(model, 0);
  }

  /** The same with heads 2 to 1 + {@code drafts}. */
  public static Decoder of(Transformer model, int drafts) {
    try {
      return new Decoder(model.shape(), model.execution(), drafts, model::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read from files.
    }
  }

  public ModelShape shape() {
    return shape;
  }

  /** Heads behind head 1 that can draft. */
  public int drafts() {
    return drafts;
  }

  /** Bytes that the weights take. */
  public long weightBytes() {
    return weightBytes;
  }

  /**
   * Bytes that a pool is asked for each row of a batch.
   *
   * @param maxTokens as in {@link #start}
   */
  public long bytesPerRow(int maxTokens) {
    return blocks(maxTokens) * ModelScript.SUFFIX_BLOCK * bytesPerToken();
  }

  /** Bytes that the keys and values of a prefix take, without those before it. */
  public long bytesOfPrefix(int tokens) {
    return tokens * bytesPerToken();
  }

  /**
   * Reads a prompt, or the part of it that many prompts share.
   *
   * @param tokens 1 to context length token ids
   * @throws IllegalArgumentException if there are none, too many, or one outside the vocabulary
   */
  public Prefix prefill(int[] tokens) {
    return read(null, tokens);
  }

  /**
   * Reads on behind {@code before}, which must stay open as long as what is returned.
   *
   * @param before a prefix that has none before it
   * @param tokens at least one, both together at most the context length
   * @throws IllegalArgumentException if there are none, too many, or one outside the vocabulary; or
   *     if {@code before} is another decoder's or a second level
   */
  public Prefix prefill(Prefix before, int[] tokens) {
    if (before.decoder() != this || before.before != null) {
      throw new IllegalArgumentException(
          "a prefix goes on behind one of the same decoder that has none before it");
    }
    return read(before, tokens);
  }

  /**
   * Starts samples that continue a prompt, if the pool has room for all that they may come to.
   *
   * @param rows samples, at least 1
   * @param maxTokens tokens fed to a row at most, at least 1; they and the prompt fit the context
   * @return nothing if there is no room now
   * @throws IllegalArgumentException if an argument is out of range, or the prefix is another
   *     decoder's, or the pool on another device
   */
  public Optional<Batch> start(Prefix prefix, int rows, int maxTokens, CachePool pool) {
    requireOwn(prefix);
    if (rows < 1) {
      throw new IllegalArgumentException("a batch must hold at least 1 row, not " + rows);
    }
    if (maxTokens < 1 || maxTokens > shape.contextLength() - prefix.length()) {
      throw new IllegalArgumentException(
          "behind a prompt of %d tokens a context of %d has room for 1 to %d, not %d"
              .formatted(
                  prefix.length(),
                  shape.contextLength(),
                  shape.contextLength() - prefix.length(),
                  maxTokens));
    }
    if (!pool.device().equals(execution.device())) {
      throw new IllegalArgumentException(
          "the model is on " + execution.device() + ", the pool on " + pool.device());
    }
    return pool.reserve(Math.multiplyExact(rows, bytesPerRow(maxTokens)))
        .map(region -> new Batch(prefix, rows, maxTokens, pool, region));
  }

  /**
   * Appends tokens to every row of some batches: one each, or more where later ones are drafts. The
   * batches share the matrix products; neighbours share the attention to a common prefix.
   *
   * @param feeds at least one, each of another batch of this decoder
   * @throws IllegalArgumentException if the feeds are not of equally many tokens a row, 1 to 1 +
   *     {@link #drafts()}, or one is outside the vocabulary
   * @throws IllegalStateException if a row has as many tokens as it may, or a batch was not told
   *     which tokens of the last step to keep
   */
  public Step step(List<Feed> feeds) {
    return stepped(feeds, this::run);
  }

  /**
   * The same, bit for bit, a layer's parts one by one, so that {@code times} can be told what each
   * took. Costs a few calls more.
   */
  public Step step(List<Feed> feeds, StepTimes times) {
    return stepped(feeds, new TimedStep(script, weights, shape, times)::run);
  }

  private Step stepped(
      List<Feed> feeds, BiFunction<Queries, NDArray, List<TorchScript.Value>> run) {
    int tokensPerRow = check(feeds);
    Queries queries = new Queries(tokensPerRow);
    for (Feed feed : feeds) {
      feed.batch.makeRoom(tokensPerRow);
      queries.add(feed.batch, feed.tokens, feed.batch.lengths());
    }
    try (NDManager scope = manager.newSubManager()) {
      List<TorchScript.Value> result = run.apply(queries, queries.numbers(scope));
      List<Batch> batches = feeds.stream().map(feed -> feed.batch).toList();
      Step step = new Step(batches, tokensPerRow, result.get(0), result.get(1));
      batches.forEach(batch -> batch.fed(tokensPerRow));
      return step;
    }
  }

  /** Logits and the trunk's output. */
  private List<TorchScript.Value> run(Queries queries, NDArray numbers) {
    try (TorchScript.Value result =
        script.run(
            "step",
            numbers,
            queries.count(),
            queries.tokensPerRow(),
            queries.prefixes(),
            queries.spans(),
            queries.suffixes(),
            queries.feeds(),
            weights)) {
      return result.elements();
    }
  }

  @Override
  public void close() {
    weights.close();
    script.close();
    manager.close();
  }

  private Prefix read(@Nullable Prefix before, int[] tokens) {
    int first = before == null ? 0 : before.length();
    int room = shape.contextLength() - first;
    if (tokens.length == 0 || tokens.length > room) {
      throw new IllegalArgumentException(
          "a prompt must hold 1 to " + room + " tokens, not " + tokens.length);
    }
    Transformer.checkTokens(tokens, shape.vocabularySize());
    try (NDManager scope = manager.newSubManager();
        TorchScript.Value result = prefilled(padded(scope, tokens), tokens.length, before)) {
      List<TorchScript.Value> elements = result.elements();
      return new Prefix(before, tokens.length, elements.get(0), elements.get(1));
    }
  }

  private TorchScript.Value prefilled(NDArray tokens, int count, @Nullable Prefix before) {
    return before == null
        ? script.run("prefill_root", tokens, count, weights)
        : script.run("prefill", tokens, count, before.length(), before.cache, weights);
  }

  /** The ids as int64, zeros behind them up to whole row groups. */
  private static NDArray padded(NDManager scope, int[] ids) {
    int groups = Math.ceilDiv(ids.length, ModelScript.ROW_GROUP);
    long[] wide = new long[groups * ModelScript.ROW_GROUP];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return scope.create(wide, new Shape(wide.length));
  }

  private void requireOwn(Prefix prefix) {
    if (prefix.decoder() != this) {
      throw new IllegalArgumentException("the prefix is another decoder's");
    }
  }

  /** Tokens of each row. */
  private int check(List<Feed> feeds) {
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("a step needs at least one feed");
    }
    if (feeds.stream().map(feed -> feed.batch).distinct().count() < feeds.size()) {
      throw new IllegalArgumentException("a batch can be fed once in a step");
    }
    int tokensPerRow = feeds.get(0).tokens.length == 0 ? 0 : feeds.get(0).tokens[0].length;
    if (tokensPerRow < 1 || tokensPerRow > 1 + drafts) {
      throw new IllegalArgumentException(
          "a row takes 1 to " + (1 + drafts) + " tokens a step, not " + tokensPerRow);
    }
    feeds.forEach(feed -> feed.check(this, tokensPerRow));
    return tokensPerRow;
  }

  private long blocks(int maxTokens) {
    return Math.ceilDiv((long) maxTokens + drafts, ModelScript.SUFFIX_BLOCK);
  }

  /** Bytes of a token's keys and values. */
  private long bytesPerToken() {
    long layers = shape.trunkLayers() + 1L + drafts;
    return 2 * layers * shape.keyValueSize() * execution.precision().bytes();
  }

  /** Tokens for the rows of a batch. */
  public static final class Feed {
    private final Batch batch;
    private final int[][] tokens;

    /**
     * The tokens of one step.
     *
     * @param tokens ids for each row, equally many; not copied
     */
    public Feed(Batch batch, int[][] tokens) {
      this.batch = batch;
      this.tokens = tokens;
    }

    private void check(Decoder decoder, int tokensPerRow) {
      if (batch.prefix.decoder() != decoder) {
        throw new IllegalArgumentException("the batch is another decoder's");
      }
      if (batch.rows() == 0) {
        throw new IllegalArgumentException("the batch has no rows left");
      }
      if (tokens.length != batch.rows()) {
        throw new IllegalArgumentException(
            "tokens of " + batch.rows() + " rows are due, not of " + tokens.length);
      }
      for (int[] row : tokens) {
        if (row.length != tokensPerRow) {
          throw new IllegalArgumentException(
              "rows differ in tokens: " + tokensPerRow + " and " + row.length);
        }
        Transformer.checkTokens(row, decoder.shape.vocabularySize());
      }
      batch.requireReady();
    }
  }

  /**
   * A prompt's keys and values, and the logits after its last token. Immutable; several threads may
   * use it.
   */
  public final class Prefix implements AutoCloseable {
    private final @Nullable Prefix before;
    private final int ownLength;
    private final TorchScript.Value logits;
    private final TorchScript.Value cache;

    private Prefix(
        @Nullable Prefix before, int ownLength, TorchScript.Value logits, TorchScript.Value cache) {
      this.before = before;
      this.ownLength = ownLength;
      this.logits = logits;
      this.cache = cache;
    }

    /** Tokens of the prompt, those before included. */
    public int length() {
      return ownLength + (before == null ? 0 : before.ownLength);
    }

    /** Bytes that its own keys and values take. */
    public long bytes() {
      return bytesOfPrefix(ownLength);
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

    /** This behind what is before it. */
    List<Prefix> levels() {
      return before == null ? List.of(this) : List.of(before, this);
    }

    TorchScript.Value cache() {
      return cache;
    }

    private Decoder decoder() {
      return Decoder.this;
    }
  }

  /**
   * Samples behind one prompt, each as long as it is; mutable, used by one thread at a time. The
   * prompt and the decoder must stay open as long.
   */
  public final class Batch implements AutoCloseable {
    private final Prefix prefix;
    private final int maxTokens;
    private final CachePool.Region region;
    private TorchScript.Value cache;
    private int[] lengths;
    private int room;
    private int openBlocks;
    private int toKeep;
    private int changes;

    private Batch(Prefix prefix, int rows, int maxTokens, CachePool pool, CachePool.Region region) {
      this.prefix = prefix;
      this.maxTokens = maxTokens;
      this.region = region;
      lengths = new int[rows];
      room = rows;
      cache =
          script.run(
              "open_suffix",
              pool.memory(),
              region.first() / execution.precision().bytes(),
              rows,
              blocks(maxTokens),
              weights);
    }

    /** The prompt. */
    public Prefix prefix() {
      return prefix;
    }

    /** Rows at present. */
    public int rows() {
      return lengths.length;
    }

    /** Tokens of a row behind the prompt. */
    public int length(int row) {
      return lengths[row];
    }

    /**
     * Says, after a step with several tokens a row, how many of them stay; with one it stays.
     *
     * @param counts of each row, 1 to the tokens that it was fed
     * @throws IllegalStateException if there was no such step, or this was said
     */
    public void keep(int[] counts) {
      if (toKeep == 0) {
        throw new IllegalStateException("there are no tokens to keep or to drop");
      }
      if (counts.length != rows() || Arrays.stream(counts).anyMatch(c -> c < 1 || c > toKeep)) {
        throw new IllegalArgumentException(
            "1 to %d tokens of each of %d rows can be kept, not %s"
                .formatted(toKeep, rows(), Arrays.toString(counts)));
      }
      int longest = IntStream.range(0, rows()).map(i -> lengths[i] + counts[i]).max().orElse(0);
      if (longest > maxTokens) {
        throw new IllegalArgumentException(
            "a row of " + longest + " tokens was to have at most " + maxTokens);
      }
      Arrays.setAll(lengths, i -> lengths[i] + counts[i]);
      toKeep = 0;
    }

    /**
     * Takes rows out. The last rows take their places. Memory is given back whenever half of the
     * rows that there is room for have left.
     *
     * @param rows indices of present rows, each once
     * @return for each new row its index before
     */
    public int[] remove(int[] rows) {
      requireReady();
      boolean[] removed = new boolean[rows()];
      for (int row : rows) {
        if (row < 0 || row >= rows() || removed[row]) {
          throw new IllegalArgumentException(
              "rows to remove must be 0 to %d, each once, not %s"
                  .formatted(rows() - 1, Arrays.toString(rows)));
        }
        removed[row] = true;
      }
      int left = rows() - rows.length;
      int[] targets = IntStream.range(0, left).filter(i -> removed[i]).toArray();
      int[] sources = IntStream.range(left, rows()).filter(i -> !removed[i]).toArray();
      int[] before = IntStream.range(0, left).toArray();
      for (int i = 0; i < targets.length; i++) {
        before[targets[i]] = sources[i];
      }
      move(sources, targets, left);
      lengths = Arrays.stream(before).map(i -> lengths[i]).toArray();
      changes++;
      return before;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
      cache.close();
      region.close();
    }

    int[] lengths() {
      return lengths;
    }

    TorchScript.Value cache() {
      return cache;
    }

    private void move(int[] sources, int[] targets, int left) {
      if (sources.length > 0) {
        script.run("move_rows", cache, wide(sources), wide(targets), openBlocks).close();
      }
      if (left <= room / 2) {
        shrink(left);
      }
    }

    /** Gives memory back: moving the rest of it together takes time, so half of it at once. */
    private void shrink(int left) {
      if (left > 0) {
        try (TorchScript.Value all = cache) {
          cache = script.run("shrink", all, left, openBlocks);
        }
      }
      room = left;
      region.shrink(left * bytesPerRow(maxTokens));
    }

    private void requireReady() {
      if (toKeep > 0) {
        throw new IllegalStateException("keep must say first which tokens of the last step stay");
      }
    }

    /** Opens the blocks that the next tokens need. */
    private void makeRoom(int tokensPerRow) {
      int longest = Arrays.stream(lengths).max().orElse(0);
      if (longest >= maxTokens) {
        throw new IllegalStateException("a row has its " + maxTokens + " tokens");
      }
      int needed = Math.ceilDiv(longest + tokensPerRow, ModelScript.SUFFIX_BLOCK);
      if (needed > openBlocks) {
        script.run("open_blocks", cache, openBlocks, needed).close();
        openBlocks = needed;
      }
    }

    private void fed(int tokensPerRow) {
      changes++;
      if (tokensPerRow == 1) {
        lengths = Arrays.stream(lengths).map(length -> length + 1).toArray();
      } else {
        toKeep = tokensPerRow;
      }
    }

    private static long[] wide(int[] values) {
      return Arrays.stream(values).asLongStream().toArray();
    }
  }

  /** What came out of a step. Used by one thread at a time. */
  public final class Step implements AutoCloseable {
    private final List<Batch> batches;
    private final int tokensPerRow;
    private final List<int[]> places;
    private final List<Integer> changes;
    private final TorchScript.Value logits;
    private final TorchScript.Value trunk;

    private Step(
        List<Batch> batches, int tokensPerRow, TorchScript.Value logits, TorchScript.Value trunk) {
      this.batches = batches;
      this.tokensPerRow = tokensPerRow;
      places = batches.stream().map(Batch::lengths).map(int[]::clone).toList();
      changes = batches.stream().map(batch -> batch.changes + 1).toList();
      this.logits = logits;
      this.trunk = trunk;
    }

    /**
     * Logits of what follows each token, feed by feed, row by row, token by token: float32 [tokens,
     * V], owned by {@code owner}.
     */
    public NDArray logits(NDManager owner) {
      return logits.toArray(owner);
    }

    /**
     * Logits of heads 2 to 1 + {@link #drafts()} after the last token that a row keeps, before rows
     * are removed or fed again.
     *
     * @param kept of each row of all feeds, 1 to the tokens that it was fed
     * @return float32 [heads, rows, V], owned by {@code owner}
     * @throws IllegalStateException if no heads draft, or a batch has changed since
     */
    public NDArray drafts(NDManager owner, int[] kept) {
      requireDrafts(kept);
      Queries queries = new Queries(1);
      int row = 0;
      for (int i = 0; i < batches.size(); i++) {
        int[] at = places.get(i).clone();
        int[][] indices = new int[at.length][];
        for (int j = 0; j < at.length; j++, row++) {
          at[j] += kept[row] - 1;
          indices[j] = new int[] {row * tokensPerRow + kept[row] - 1};
        }
        queries.add(batches.get(i), indices, at);
      }
      try (NDManager scope = manager.newSubManager();
          TorchScript.Value result =
              script.run(
                  "drafts",
                  trunk,
                  queries.numbers(scope),
                  queries.count(),
                  queries.prefixes(),
                  queries.spans(),
                  queries.suffixes(),
                  queries.feeds(),
                  weights)) {
        return result.toArray(owner);
      }
    }

    @Override
    public void close() {
      logits.close();
      trunk.close();
    }

    private void requireDrafts(int[] kept) {
      if (drafts == 0) {
        throw new IllegalStateException("no heads were read that draft");
      }
      for (int i = 0; i < batches.size(); i++) {
        if (batches.get(i).changes != changes.get(i)) {
          throw new IllegalStateException("a batch has changed since this step");
        }
      }
      int rows = places.stream().mapToInt(at -> at.length).sum();
      if (kept.length != rows || Arrays.stream(kept).anyMatch(k -> k < 1 || k > tokensPerRow)) {
        throw new IllegalArgumentException(
            "1 to %d tokens of each of %d rows can be kept, not %s"
                .formatted(tokensPerRow, rows, Arrays.toString(kept)));
      }
    }
  }
}
