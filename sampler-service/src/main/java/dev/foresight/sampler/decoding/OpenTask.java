package dev.foresight.sampler.decoding;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.foresight.model.Decoder;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A task in work: its rows, and what they share. Rows enter lanes in the order of the list. What
 * says how far that has come is guarded by the {@link TaskQueue}.
 */
final class OpenTask {
  /** Indices that go into one batch of results. */
  static final int BATCH_INDICES = 50;

  /** How often the caller is asked whether the task is still wanted. */
  private static final long ASKING_MILLISECONDS = 50;

  private final LoadedModel model;
  private final SamplingTask task;
  private final Listener listener;
  private final StopStrings stops;
  private final Philox random;
  private final double[] temperatures;
  private final double topP;
  private final int endOfText;
  private final List<Row> rows;
  private final int[] question;
  private final Roots roots;
  private final Roots.Prompt prompt;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean withdrawn;
  private volatile @Nullable Throwable failure;

  private Roots.@Nullable Lease root;
  private Decoder.@Nullable Prefix prefix;
  private int entered;
  private int holders;

  /**
   * A task none of whose rows has entered.
   *
   * @param prompt its tokens
   * @param shared how many of them are the root's, less than all
   */
  OpenTask(
      LoadedModel model,
      SamplingTask task,
      Listener listener,
      Roots roots,
      int[] prompt,
      int shared) {
    this.model = model;
    this.task = task;
    this.listener = listener;
    this.stops = model.stops(task.getStopStringsList());
    this.random = Philox.of(task.getEvaluationId());
    this.temperatures =
        task.getTemperaturesList().stream().mapToDouble(Double::parseDouble).toArray();
    this.topP = Double.parseDouble(task.getTopP());
    this.endOfText = model.tokenizer().endOfText();
    this.rows = rows(task);
    this.question = Arrays.copyOfRange(prompt, shared, prompt.length);
    this.roots = roots;
    this.prompt = Roots.Prompt.of(model, prompt, shared);
  }

  private static List<Row> rows(SamplingTask task) {
    var rows = new ArrayList<Row>(task.getTemperaturesCount() * task.getCount());
    for (int temperature = 0; temperature < task.getTemperaturesCount(); temperature++) {
      for (int i = 0; i < task.getCount(); i++) {
        rows.add(new Row(temperature, task.getFirstIndex() + i, task.getMaxNewTokens()));
      }
    }
    return rows;
  }

  LoadedModel model() {
    return model;
  }

  /** The same for tasks that share a root. */
  int rootNumber() {
    return Objects.requireNonNull(root, "the question is not read").number();
  }

  double topP() {
    return topP;
  }

  double temperature(Row row) {
    return temperatures[row.temperature()];
  }

  /** The random number that draws the token of {@code row} at {@code position}. */
  double uniform(Row row, int position) {
    return random.uniform(task.getProblem(), row.temperature(), row.index(), position);
  }

  /** Most tokens that a row of {@code task} is fed: the last one drawn never is. */
  static int mostFed(SamplingTask task) {
    return Math.max(1, task.getMaxNewTokens() - 1);
  }

  int mostFed() {
    return mostFed(task);
  }

  /**
   * Appends what was drawn for {@code row}, as far as it holds, and tells the listener.
   *
   * @return how many tokens were appended
   */
  int take(Row row, int[] fed, List<Nucleus.Draw> drawn, int from) {
    int taken = row.take(fed, drawn, from, stops, endOfText);
    for (int i = row.count() - taken; i < row.count(); i++) {
      listener.drawn(row.temperature(), row.index(), row.token(i));
    }
    return taken;
  }

  /** Tells the listener of a step. */
  void stepped(int tokens) {
    listener.stepped(tokens);
  }

  /** Ends the task with an error; the first one counts. */
  void fail(Throwable cause) {
    synchronized (ended) {
      failure = failure == null ? cause : failure;
    }
  }

  /** Ends the task without one. */
  void withdraw() {
    withdrawn = true;
  }

  /** Whether its rows are to leave. */
  boolean ending() {
    return withdrawn || failure != null;
  }

  /**
   * Waits for the end.
   *
   * @param wanted asked now and then; false withdraws the task
   * @return whether all samples are there
   * @throws InterruptedException if the thread was interrupted or the task is handed back
   * @throws IllegalStateException if the task failed, with the reason as message and cause
   */
  boolean await(BooleanSupplier wanted, TaskQueue queue) throws InterruptedException {
    try {
      while (!ended.await(ASKING_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (!ending() && !wanted.getAsBoolean()) {
          withdraw();
          queue.wake();
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      withdraw();
      queue.wake();
      awaitUninterruptibly();
      throw e;
    }
    if (failure instanceof InterruptedException) {
      throw new InterruptedException(failure.getMessage());
    }
    if (failure != null) {
      throw new IllegalStateException(reason(failure), failure);
    }
    return !withdrawn;
  }

  private static String reason(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  private void awaitUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The samples in batches of at most 50 indices of one temperature; only when all are there. */
  List<SampleBatch> batches() {
    var batches = new ArrayList<SampleBatch>();
    rows.stream()
        .collect(groupingBy(Row::temperature, TreeMap::new, toList()))
        .forEach(
            (temperature, same) -> {
              for (int from = 0; from < same.size(); from += BATCH_INDICES) {
                int to = Math.min(same.size(), from + BATCH_INDICES);
                batches.add(batch(task.getTemperatures(temperature), same.subList(from, to)));
              }
            });
    return batches;
  }

  private SampleBatch batch(String temperature, List<Row> some) {
    var batch =
        SampleBatch.newBuilder()
            .setEvaluationId(task.getEvaluationId())
            .setProblem(task.getProblem())
            .setTemperature(temperature)
            .setQuestion(task.getQuestion())
            .setReferenceAnswer(task.getReferenceAnswer());
    some.forEach(row -> batch.addSamples(row.sample(model.tokenizer()::decode, stops)));
    long forwards = some.stream().mapToLong(Row::forwards).sum();
    if (forwards > 0) {
      long[] accepted = new long[model.decoder().drafts()];
      some.forEach(row -> row.addAccepted(accepted));
      batch.setSpeculation(
          dev.foresight.proto.Speculation.newBuilder()
              .setForwards(forwards)
              .addAllAccepted(Arrays.stream(accepted).boxed().toList()));
    }
    return batch.build();
  }

  // From here on: guarded by the queue.

  /** Rows that have not entered. */
  int waiting() {
    return rows.size() - entered;
  }

  boolean isRead() {
    return prefix != null;
  }

  /** Whether its question is being read, or may be as far as memory goes. */
  boolean hasRoomToRead() {
    return root != null || roots.hasRoom(prompt);
  }

  /** Takes it on to read the question; false while another lane does, or reads the root. */
  boolean claimReading() {
    if (root != null) {
      return false;
    }
    root = roots.lease(prompt).orElse(null);
    holders += root == null ? 0 : 1;
    return root != null;
  }

  /** Reads the question, by whoever has claimed it; slow, and guarded by that claim alone. */
  Decoder.Prefix readQuestion() {
    var before = Objects.requireNonNull(root, "the question is not claimed").read();
    return before == null
        ? model.decoder().prefill(question)
        : model.decoder().prefill(before, question);
  }

  /** The question was read, or could not be. */
  void doneReading(Decoder.@Nullable Prefix read) {
    prefix = read;
    holders--;
  }

  /** What was read. */
  Decoder.Prefix prefix() {
    return Objects.requireNonNull(prefix, "the question is not read");
  }

  /** The next {@code count} rows enter a lane together. */
  List<Row> enter(int count) {
    var entering = rows.subList(entered, entered + count);
    entered += count;
    holders++;
    return entering;
  }

  /** Rows that entered together have left. */
  void left() {
    holders--;
  }

  /** Ends the task if nothing of it is anywhere any more; true if it did. */
  boolean settle() {
    if (holders > 0 || (waiting() > 0 && !ending()) || ended.getCount() == 0) {
      return false;
    }
    if (prefix != null) {
      prefix.close();
    }
    if (root != null) {
      root.close();
    }
    ended.countDown();
    return true;
  }
}
