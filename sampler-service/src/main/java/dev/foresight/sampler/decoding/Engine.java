package dev.foresight.sampler.decoding;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.Decoder;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Decodes tasks: the prompt is read once, its keys and values are shared by all temperatures and
 * indices, which are decoded together; rows that end are dropped.
 *
 * <pre>{@code
 * try (Engine engine = new Engine(1024)) {
 *   List<SampleBatch> batches = engine.decode(model, task, () -> true, (tokens, time) -> {});
 * }
 * }</pre>
 *
 * <p>A sample is a function of evaluation, problem, temperature and index alone, to the last bit:
 * whatever the range of the task, the rows beside it and the rows that ended before. What it does
 * not know: checkpoints' places, Kafka, grades. Safe for use by several threads.
 */
public final class Engine implements AutoCloseable {
  /**
   * Changes whenever the same task would draw other samples; part of every evaluation's
   * specification.
   */
  public static final int SAMPLER_VERSION = 1;

  /** Indices that go into one batch of results. */
  static final int BATCH_INDICES = 50;

  private final Nucleus nucleus = new Nucleus();
  private final int rowLimit;

  /**
   * An engine.
   *
   * @param rowLimit most rows decoded together, 1 or more; a task with more is done in parts
   */
  public Engine(int rowLimit) {
    this.rowLimit = rowLimit;
  }

  /**
   * Draws all samples of {@code task}.
   *
   * @param wanted asked before every step; false ends the work
   * @return the samples in batches of at most 50 indices of one temperature; nothing if they were
   *     no longer wanted
   * @throws IllegalArgumentException if the prompt and the answer do not fit the model's context
   * @throws InterruptedException if the thread was interrupted
   */
  public List<SampleBatch> decode(
      LoadedModel model, SamplingTask task, BooleanSupplier wanted, StepListener listener)
      throws InterruptedException {
    int[] prompt = model.tokenizer().encode(task.getPrompt());
    requireRoom(prompt.length, task, model);
    List<Row> rows = rows(task);
    try (Decoder.Prefix prefix = model.decoder().prefill(prompt)) {
      var part = new Part(model, task, prefix, listener);
      for (int from = 0; from < rows.size(); from += rowLimit) {
        if (!part.decode(rows.subList(from, Math.min(rows.size(), from + rowLimit)), wanted)) {
          return List.of();
        }
      }
    }
    return batches(model, task, rows);
  }

  @Override
  public void close() {
    nucleus.close();
  }

  private static void requireRoom(int promptTokens, SamplingTask task, LoadedModel model) {
    int context = model.decoder().shape().contextLength();
    if (promptTokens + task.getMaxNewTokens() > context) {
      throw new IllegalArgumentException(
          "problem %d: a prompt of %d tokens and an answer of %d do not fit a context of %d"
              .formatted(task.getProblem(), promptTokens, task.getMaxNewTokens(), context));
    }
  }

  private static List<Row> rows(SamplingTask task) {
    var rows = new ArrayList<Row>();
    for (int temperature = 0; temperature < task.getTemperaturesCount(); temperature++) {
      for (int i = 0; i < task.getCount(); i++) {
        rows.add(new Row(temperature, task.getFirstIndex() + i, task.getMaxNewTokens()));
      }
    }
    return rows;
  }

  private static List<SampleBatch> batches(LoadedModel model, SamplingTask task, List<Row> rows) {
    var stops = model.stops(task.getStopStringsList());
    var batches = new ArrayList<SampleBatch>();
    rows.stream()
        .collect(groupingBy(Row::temperature, TreeMap::new, toList()))
        .forEach(
            (temperature, same) -> {
              for (int from = 0; from < same.size(); from += BATCH_INDICES) {
                var some = same.subList(from, Math.min(same.size(), from + BATCH_INDICES));
                batches.add(
                    batch(
                        task,
                        task.getTemperatures(temperature),
                        some.stream()
                            .map(row -> row.sample(model.tokenizer()::decode, stops))
                            .toList()));
              }
            });
    return batches;
  }

  private static SampleBatch batch(SamplingTask task, String temperature, List<Sample> samples) {
    return SampleBatch.newBuilder()
        .setEvaluationId(task.getEvaluationId())
        .setProblem(task.getProblem())
        .setTemperature(temperature)
        .setQuestion(task.getQuestion())
        .setReferenceAnswer(task.getReferenceAnswer())
        .addAllSamples(samples)
        .build();
  }

  /** Decodes rows of one task behind its prompt. */
  private final class Part {
    private final LoadedModel model;
    private final Decoder.Prefix prefix;
    private final StepListener listener;
    private final StopStrings stops;
    private final Philox random;
    private final int problem;
    private final double[] temperatures;
    private final double topP;
    private long since;

    Part(LoadedModel model, SamplingTask task, Decoder.Prefix prefix, StepListener listener) {
      this.model = model;
      this.prefix = prefix;
      this.listener = listener;
      this.stops = model.stops(task.getStopStringsList());
      this.random = Philox.of(task.getEvaluationId());
      this.problem = task.getProblem();
      this.temperatures =
          task.getTemperaturesList().stream().mapToDouble(Double::parseDouble).toArray();
      this.topP = Double.parseDouble(task.getTopP());
    }

    /** Decodes {@code rows} to their ends; false if they were no longer wanted. */
    boolean decode(List<Row> rows, BooleanSupplier wanted) throws InterruptedException {
      try (NDManager scope = NDManager.newBaseManager("PyTorch");
          Decoder.Batch batch = model.decoder().start(prefix, rows.size())) {
        since = System.nanoTime();
        var present = rows;
        draw(present, prefix.logits(scope).repeat(0, rows.size()));
        for (int[] open = open(present); open.length > 0; open = open(present)) {
          if (!goesOn(wanted)) {
            return false;
          }
          if (worthDropping(open.length, present.size())) {
            batch.keep(open);
            present = IntStream.of(open).mapToObj(present::get).toList();
          }
          draw(present, batch.step(scope, present.stream().mapToInt(Row::last).toArray()));
        }
        return true;
      }
    }

    private static boolean goesOn(BooleanSupplier wanted) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return wanted.getAsBoolean();
    }

    /** Appends a token to each row that has not ended, and closes the logits. */
    private void draw(List<Row> present, NDArray logits) {
      double[] t = new double[present.size()];
      double[] u = new double[present.size()];
      for (int i = 0; i < u.length; i++) {
        var row = present.get(i);
        t[i] = temperatures[row.temperature()];
        u[i] = random.uniform(problem, row.temperature(), row.index(), row.count());
      }
      try (logits) {
        append(present, nucleus.draw(logits, t, u, topP));
      }
    }

    private void append(List<Row> present, List<Nucleus.Draw> drawn) {
      int endOfText = model.tokenizer().endOfText();
      int appended = 0;
      for (int i = 0; i < present.size(); i++) {
        var row = present.get(i);
        if (!row.finished()) {
          row.append(drawn.get(i), stops, endOfText);
          appended++;
        }
      }
      long now = System.nanoTime();
      listener.stepped(appended, now - since);
      since = now;
    }

    private static int[] open(List<Row> present) {
      return IntStream.range(0, present.size()).filter(i -> !present.get(i).finished()).toArray();
    }

    /** Dropping copies the caches, so it waits until an eighth of the rows has ended. */
    private static boolean worthDropping(int open, int present) {
      return open <= present - Math.max(1, present / 8);
    }
  }
}
