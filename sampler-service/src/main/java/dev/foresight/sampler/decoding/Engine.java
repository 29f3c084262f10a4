package dev.foresight.sampler.decoding;

import dev.foresight.model.CachePool;
import dev.foresight.model.ComputeDevice;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Decodes many tasks at once, of any models and temperatures, in steps of many rows: rows that have
 * ended leave and waiting ones enter at every step. What prompts have in common is read once a
 * model, a question once a task, and each sample keeps only its own keys and values, in a pool of
 * fixed size.
 *
 * <pre>{@code
 * try (Engine engine = new Engine(Engine.Settings.forThisMachine())) {
 *   List<SampleBatch> batches = engine.decode(model, task, () -> true, Listener.NONE);
 * }
 * }</pre>
 *
 * <p>A sample is a function of evaluation, problem, temperature and index alone, to the last bit:
 * whatever the range of the task, the rows beside it, the lanes and their threads, with or without
 * speculation. What it does not know: checkpoints' places, Kafka, grades. Safe for use by several
 * threads.
 */
public final class Engine implements AutoCloseable {
  /**
   * Changes whenever the same task would draw other samples; part of every evaluation's
   * specification.
   */
  public static final int SAMPLER_VERSION = 3;

  private final Nucleus nucleus = new Nucleus();
  private final Counters counters = new Counters();
  private final CachePool pool;
  private final Roots roots;
  private final TaskQueue queue;
  private final List<Thread> lanes;

  /**
   * How an engine uses its machine; none of it changes what is drawn.
   *
   * @param cacheBytes memory for keys and values: three quarters for those of rows, the rest for
   *     those of prompts; above 0
   * @param lanes threads that decode, at least 1
   * @param rows most rows decoded together in one lane, at least 1
   * @param speculation whether the extra heads propose tokens
   * @param threads of one operation of a lane on the processor, at least 1. Lanes that do not wait
   *     for each other make more of a processor than threads of one operation, which do.
   * @param device that holds keys and values; the models' too
   */
  public record Settings(
      long cacheBytes,
      int lanes,
      int rows,
      Speculation speculation,
      int threads,
      ComputeDevice device) {
    /** Rows of a lane beyond which a step's time per row hardly falls. */
    public static final int ROWS = 1024;

    /** Checks the ranges above. */
    public Settings {
      if (cacheBytes < 1 || lanes < 1 || rows < 1 || threads < 1) {
        throw new IllegalArgumentException(
            "cacheBytes, lanes, rows and threads must be at least 1, not %d, %d, %d and %d"
                .formatted(cacheBytes, lanes, rows, threads));
      }
    }

    /** On the processor, with one thread a lane. */
    public Settings(long cacheBytes, int lanes, int rows, Speculation speculation) {
      this(cacheBytes, lanes, rows, speculation, 1, ComputeDevice.CPU);
    }

    /** A lane for each processor, a quarter of the memory, speculation where it is faster. */
    public static Settings forThisMachine() {
      return new Settings(
          ComputeDevice.CPU.memoryBytes() / 4,
          Runtime.getRuntime().availableProcessors(),
          ROWS,
          Speculation.AUTO);
    }
  }

  /** An engine whose lanes run until it is closed. */
  public Engine(Settings settings) {
    this(
        settings,
        (decoder, feeds, times) ->
            times == null ? decoder.step(feeds) : decoder.step(feeds, times));
  }

  /** An engine that makes its forward passes with {@code forward}. */
  Engine(Settings settings, Lane.Forward forward) {
    long ofRoots = settings.cacheBytes / 4;
    pool = new CachePool(settings.device, settings.cacheBytes - ofRoots);
    roots = new Roots(ofRoots);
    queue = new TaskQueue(pool, settings.lanes, settings.rows);
    var tools =
        new Lane.Tools(
            queue,
            nucleus,
            counters,
            forward,
            settings.speculation,
            clock(settings),
            settings.rows,
            settings.threads,
            settings.device);
    lanes =
        Stream.generate(() -> Thread.ofPlatform().name("sampling-lane").daemon())
            .limit(settings.lanes)
            .map(thread -> thread.start(new Lane(tools)))
            .toList();
  }

  /** A lane's own processor time where that is all of its work: others then do not disturb it. */
  private static LongSupplier clock(Settings settings) {
    var threads = ManagementFactory.getThreadMXBean();
    boolean alone = settings.threads == 1 && !settings.device.isCuda();
    return alone && threads.isCurrentThreadCpuTimeSupported()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }

  /**
   * Draws all samples of {@code task}; returns when all are there.
   *
   * @param wanted asked many times a second by the calling thread; false ends the work
   * @return the samples in batches of at most 50 indices of one temperature; nothing if they were
   *     no longer wanted
   * @throws IllegalArgumentException if the prompt and the answer do not fit the model's context,
   *     or the keys and values of the prompt or of one sample not the cache
   * @throws IllegalStateException if the samples could not be drawn, with the reason as its message
   * @throws InterruptedException if the thread was interrupted, or the engine takes no more rows
   */
  public List<SampleBatch> decode(
      LoadedModel model, SamplingTask task, BooleanSupplier wanted, Listener listener)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int[] prompt = model.tokenizer().prompt(task.getPrompt());
    requireRoom(prompt.length, task, model);
    int shared = Math.min(task.getSharedTokens(), prompt.length - 1);
    requireCache(task, model);
    requireCache(task, Roots.Prompt.of(model, prompt, shared));
    if (task.getCount() * task.getTemperaturesCount() == 0 || !wanted.getAsBoolean()) {
      return List.of();
    }
    var open = new OpenTask(model, task, listener, roots, prompt, shared);
    queue.add(open);
    return open.await(wanted, queue) ? open.batches() : List.of();
  }

  /**
   * Lets no more rows enter. Tasks all of whose rows are being decoded go on; {@link #decode} of
   * the others ends with an {@link InterruptedException} at once.
   *
   * @param grace how long to wait for the tasks that go on
   * @return whether all have ended
   */
  public boolean drain(Duration grace) throws InterruptedException {
    queue.drain();
    return queue.awaitEnd(grace);
  }

  /** How the work went so far. */
  public Figures figures() {
    return new Figures(
        counters.tokens.sum(),
        counters.steps.sum(),
        counters.rows.sum(),
        counters.groupRows.sum(),
        counters.rowLimit.sum(),
        counters.attentionNanoseconds.sum(),
        counters.denseNanoseconds.sum(),
        counters.draftNanoseconds.sum(),
        counters.nucleusNanoseconds.sum(),
        counters.readNanoseconds.sum(),
        roots.hits(),
        roots.misses(),
        roots.bytes(),
        pool.inUse(),
        pool.capacity(),
        queue.tasks(),
        queue.presentRows(),
        queue.waitingRows());
  }

  /** Ends the lanes; tasks in work end with an {@link InterruptedException}. */
  @Override
  public void close() {
    queue.close();
    lanes.forEach(Engine::join);
    roots.close();
    pool.close();
  }

  private static void join(Thread lane) {
    boolean interrupted = Thread.interrupted();
    while (lane.isAlive()) {
      try {
        lane.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireRoom(int promptTokens, SamplingTask task, LoadedModel model) {
    int context = model.shape().contextLength();
    if (promptTokens == 0 || task.getMaxNewTokens() < 1) {
      throw new IllegalArgumentException(
          "problem %d: neither prompt nor answer may be empty".formatted(task.getProblem()));
    }
    if (promptTokens + task.getMaxNewTokens() > context) {
      throw new IllegalArgumentException(
          "problem %d: a prompt of %d tokens and an answer of %d do not fit a context of %d"
              .formatted(task.getProblem(), promptTokens, task.getMaxNewTokens(), context));
    }
  }

  private void requireCache(SamplingTask task, LoadedModel model) {
    long bytes = model.decoder().bytesPerRow(OpenTask.mostFed(task));
    if (bytes > pool.capacity()) {
      throw new IllegalArgumentException(
          "problem %d: one sample of %d tokens needs %d bytes of cache, and there are %d"
              .formatted(task.getProblem(), task.getMaxNewTokens(), bytes, pool.capacity()));
    }
  }

  private void requireCache(SamplingTask task, Roots.Prompt prompt) {
    if (prompt.bytes() > roots.budget()) {
      throw new IllegalArgumentException(
          "problem %d: its prompt needs %d bytes of cache, and there are %d for prompts"
              .formatted(task.getProblem(), prompt.bytes(), roots.budget()));
    }
  }
}
