package dev.foresight.sampler.decoding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.Decoder;
import dev.foresight.model.StepTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one model in one lane; used by that lane alone. */
final class ModelRows {
  /** Rows that are drawn alike are neighbours, and among them those with the same prompt. */
  private static final Comparator<RowBatch> ORDER =
      Comparator.<RowBatch>comparingDouble(batch -> batch.task().topP())
          .thenComparingInt(batch -> batch.task().rootNumber())
          .thenComparingInt(batch -> System.identityHashCode(batch.task()));

  /** One of so many steps is timed part by part. */
  private static final int TIMED = 64;

  private final Lane.Tools tools;
  private final LoadedModel model;
  private final List<RowBatch> batches = new ArrayList<>();
  private double attentionShare;
  private long steps;

  ModelRows(Lane.Tools tools, LoadedModel model) {
    this.tools = tools;
    this.model = model;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Rows at present. */
  int size() {
    int rows = 0;
    for (var batch : batches) {
      rows += batch.size();
    }
    return rows;
  }

  /** Takes rows in, whose first tokens are drawn at once. */
  void enter(RowBatch batch) {
    batches.add(batch);
    batches.sort(ORDER);
    try (NDManager scope = tools.device().newManager()) {
      var entered = List.of(batch);
      var logits = batch.task().prefix().logits(scope).repeat(0, batch.size());
      take(entered, 1, draw(entered, 1, logits));
    } catch (RuntimeException | Error e) {
      batch.task().fail(e);
    }
    leave();
  }

  /** Draws the next token of each row, or more where drafts are confirmed. */
  void step() {
    leave();
    int rows = size();
    if (rows == 0) {
      return;
    }
    long start = tools.clock().getAsLong();
    boolean speculative = speculates(rows);
    int tokens = speculative ? stepWithDrafts() : step(batches, 1, false);
    leave();
    if (tokens > 0) {
      model.pace().took(rows, speculative, tokens, tools.clock().getAsLong() - start);
    }
  }

  private boolean speculates(int rows) {
    return model.decoder().drafts() > 0
        && switch (tools.speculation()) {
          case OFF -> false;
          case ON -> true;
          case AUTO -> model.pace().speculates(rows, 1 + model.decoder().drafts());
        };
  }

  /** Batches with a row so near its limit that its drafts would reach beyond go without. */
  private int stepWithDrafts() {
    int width = 1 + model.decoder().drafts();
    var far = batches.stream().filter(batch -> batch.hasRoom(width)).toList();
    var near = batches.stream().filter(batch -> !batch.hasRoom(width)).toList();
    int tokens = near.isEmpty() ? 0 : step(near, 1, false);
    if (!far.isEmpty()) {
      boolean drafted = far.stream().anyMatch(RowBatch::drafted);
      tokens += step(far, drafted ? width : 1, true);
    }
    return tokens;
  }

  /**
   * One forward pass.
   *
   * @param width tokens fed to each row
   * @param drafting whether tokens are proposed for the next step
   * @return tokens appended; 0 if the step failed, and all tasks in it
   */
  private int step(List<RowBatch> some, int width, boolean drafting) {
    try {
      return forward(some, width, drafting);
    } catch (RuntimeException | Error e) {
      some.forEach(batch -> batch.task().fail(e));
      return 0;
    }
  }

  private int forward(List<RowBatch> some, int width, boolean drafting) {
    var feeds = some.stream().map(batch -> batch.feed(width)).toList();
    long start = System.nanoTime();
    try (NDManager scope = tools.device().newManager();
        Decoder.Step step = tools.forward().step(model.decoder(), feeds, times())) {
      NDArray logits = step.logits(scope);
      count(some, System.nanoTime() - start);
      int[] kept = take(some, width, draw(some, width, logits));
      if (drafting) {
        draft(some, drafts(step, scope, kept));
      }
      if (width > 1) {
        keep(some, kept);
      }
      return Arrays.stream(kept).sum();
    }
  }

  /** Where time goes is looked at now and then, since that costs a little. */
  private @Nullable StepTimes times() {
    return steps++ % TIMED == 0
        ? (dense, attention) -> attentionShare = attention / (double) Math.max(1, dense + attention)
        : null;
  }

  private NDArray drafts(Decoder.Step step, NDManager scope, int[] kept) {
    long start = System.nanoTime();
    NDArray logits = step.drafts(scope, kept);
    tools.counters().draftNanoseconds.add(System.nanoTime() - start);
    return logits;
  }

  private void count(List<RowBatch> some, long nanoseconds) {
    var counters = tools.counters();
    long attention = Math.round(attentionShare * nanoseconds);
    counters.attentionNanoseconds.add(attention);
    counters.denseNanoseconds.add(nanoseconds - attention);
    counters.steps.increment();
    counters.rowLimit.add(tools.rowLimit());
    for (var batch : some) {
      counters.rows.add(batch.size());
      counters.groupRows.add(
          (long) Math.ceilDiv(batch.size(), Decoder.ROW_GROUP) * Decoder.ROW_GROUP);
    }
  }

  /**
   * Draws a token for each row of {@code logits}, whether or not what was fed there was right.
   *
   * @param width rows of {@code logits} for each sample, one for each of its next positions
   */
  private List<Nucleus.Draw> draw(List<RowBatch> some, int width, NDArray logits) {
    long start = System.nanoTime();
    double[] temperatures = new double[Math.toIntExact(logits.getShape().get(0))];
    double[] uniforms = new double[temperatures.length];
    int at = 0;
    for (var batch : some) {
      for (int i = 0; i < batch.size(); i++) {
        var row = batch.row(i);
        for (int j = 0; j < width; j++) {
          temperatures[at] = batch.task().temperature(row);
          uniforms[at++] = batch.task().uniform(row, row.count() + j);
        }
      }
    }
    var drawn = draw(some, width, logits, temperatures, uniforms);
    tools.counters().nucleusNanoseconds.add(System.nanoTime() - start);
    return drawn;
  }

  private List<Nucleus.Draw> draw(
      List<RowBatch> some, int width, NDArray logits, double[] temperatures, double[] uniforms) {
    double topP = some.getFirst().task().topP();
    if (topP == some.getLast().task().topP()) {
      return tools.nucleus().draw(logits, temperatures, uniforms, topP);
    }
    var drawn = new ArrayList<Nucleus.Draw>(uniforms.length);
    for (var batch : some) {
      int from = drawn.size();
      int to = from + batch.size() * width;
      try (NDArray part = logits.get(from + ":" + to)) {
        double[] t = Arrays.copyOfRange(temperatures, from, to);
        double[] u = Arrays.copyOfRange(uniforms, from, to);
        drawn.addAll(tools.nucleus().draw(part, t, u, batch.task().topP()));
      }
    }
    return drawn;
  }

  /** Appends what was drawn, as far as it holds; how many tokens each row got, at least 1. */
  private int[] take(List<RowBatch> some, int width, List<Nucleus.Draw> drawn) {
    int[] kept = new int[drawn.size() / width];
    Arrays.fill(kept, 1);
    int first = 0;
    for (var batch : some) {
      take(batch, width, drawn, first, kept);
      first += batch.size();
    }
    return kept;
  }

  private void take(RowBatch batch, int width, List<Nucleus.Draw> drawn, int first, int[] kept) {
    var task = batch.task();
    try {
      int tokens = 0;
      for (int i = 0; i < batch.size(); i++) {
        int at = first + i;
        kept[at] = task.take(batch.row(i), batch.fed(i), drawn, at * width);
        tokens += kept[at];
      }
      task.stepped(tokens);
      tools.counters().tokens.add(tokens);
    } catch (RuntimeException | Error e) {
      task.fail(e);
    }
  }

  /**
   * Proposes what each extra head holds most probable.
   *
   * @param logits [drafts, rows, V]
   */
  private static void draft(List<RowBatch> some, NDArray logits) {
    int heads = Math.toIntExact(logits.getShape().get(0));
    int rows = Math.toIntExact(logits.getShape().get(1));
    try (NDArray best = logits.argMax(2)) {
      long[] tokens = best.toLongArray(); // head by head
      int at = 0;
      for (var batch : some) {
        for (int i = 0; i < batch.size(); i++, at++) {
          int[] drafts = new int[heads];
          for (int head = 0; head < heads; head++) {
            drafts[head] = (int) tokens[head * rows + at];
          }
          batch.row(i).draft(drafts);
        }
      }
    }
  }

  private static void keep(List<RowBatch> some, int[] kept) {
    int from = 0;
    for (var batch : some) {
      batch.keep(Arrays.copyOfRange(kept, from, from + batch.size()));
      from += batch.size();
    }
  }

  /** Lets rows go that are finished, or whose task is ending. */
  private void leave() {
    batches.removeIf(
        batch -> {
          int before = batch.size();
          boolean gone = batch.task().ending() || !batch.retain();
          if (gone) {
            tools.queue().left(batch);
          } else if (batch.size() < before) {
            tools.queue().left(before - batch.size());
          }
          return gone;
        });
  }

  /** Lets all rows go. */
  void clear() {
    batches.forEach(tools.queue()::left);
    batches.clear();
  }
}
