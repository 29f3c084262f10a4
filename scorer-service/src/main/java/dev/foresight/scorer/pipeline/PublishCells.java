package dev.foresight.scorer.pipeline;

import dev.foresight.proto.Command;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.Subject;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.scorer.cell.Cell;
import dev.foresight.scorer.cell.CellEstimates;
import dev.foresight.scorer.state.ProblemMarks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the marks of every problem of a cell, each replaced by the next, and publishes the pass@k
 * of cells that changed, each at most once in the publish interval.
 *
 * <p>A cell that changed is remembered in a store until it is published. So a crash in between
 * publishes it later, and so do samples that come before their evaluation's record: their cell
 * waits for it, however long that takes, and nothing is lost.
 */
final class PublishCells implements Processor<String, ProblemMarks, String, PassAtK> {
  static final String MARKS = "marks";
  static final String CHANGED = "changed-cells";

  private static final Logger log = LoggerFactory.getLogger(PublishCells.class);

  private final ScoringSettings settings;
  private final Tracing tracing;
  private final CellEstimates estimates;
  private final Map<String, Long> publishedAt = new HashMap<>();
  private ProcessorContext<String, PassAtK> context;
  private KeyValueStore<String, ProblemMarks> marks;
  private KeyValueStore<String, byte[]> changed;
  private KeyValueStore<String, ValueAndTimestamp<Evaluation>> evaluations;
  private KeyValueStore<String, ValueAndTimestamp<Command>> commands;

  @SuppressWarnings("NullAway.Init") // init comes before the first record
  PublishCells(ScoringSettings settings, Tracing tracing) {
    this.settings = settings;
    this.tracing = tracing;
    estimates = new CellEstimates(settings.resamples());
  }

  @Override
  public void init(ProcessorContext<String, PassAtK> context) {
    this.context = context;
    marks = context.getStateStore(MARKS);
    changed = context.getStateStore(CHANGED);
    evaluations = context.getStateStore(Views.EVALUATIONS);
    commands = context.getStateStore(Views.COMMANDS);
    context.schedule(settings.look(), PunctuationType.WALL_CLOCK_TIME, this::publish);
  }

  @Override
  public void process(Record<String, ProblemMarks> entry) {
    marks.put(entry.key() + "/" + entry.value().getProblem(), entry.value());
    changed.put(entry.key(), new byte[] {1});
  }

  private void publish(long now) {
    for (var key : changedCells()) {
      if (now - publishedAt.getOrDefault(key, 0L) >= settings.publishInterval().toMillis()) {
        publish(key, now);
      }
    }
  }

  private List<String> changedCells() {
    var keys = new ArrayList<String>();
    try (var entries = changed.all()) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private void publish(String key, long now) {
    var cell = cell(key);
    if (cell != null) {
      Subject.of(cell.evaluation()).inLogs(() -> publish(key, cell, now));
      changed.delete(key);
    }
  }

  private void publish(String key, Cell cell, long now) {
    if (cell.isWanted()) {
      var entry = new Record<>(key, cell.passAtK(marks(key), estimates), now);
      forward(entry, cell.evaluation());
      publishedAt.put(key, now);
    } else {
      log.warn("Samples of cell {} are not counted: its evaluation has no such temperature", key);
    }
  }

  /** Of the records on the way to a complete cell only the last one is part of a trace. */
  private void forward(Record<String, PassAtK> entry, Evaluation evaluation) {
    if (!entry.value().getComplete()) {
      context.forward(entry);
      return;
    }
    tracing.send(
        Topics.PASS_AT_K,
        evaluation,
        evaluation.getTraceparent(),
        () -> {
          Tracing.inject(entry.headers());
          context.forward(entry);
        });
  }

  /** The cell of that key; null while its evaluation is not known. */
  private @Nullable Cell cell(String key) {
    int slash = key.lastIndexOf('/');
    var id = key.substring(0, slash);
    var evaluation = ValueAndTimestamp.getValueOrNull(evaluations.get(id));
    var command = ValueAndTimestamp.getValueOrNull(commands.get(Views.rescoreKey(id)));
    return evaluation == null
        ? null
        : new Cell(Views.shown(evaluation, command), key.substring(slash + 1));
  }

  private List<ProblemMarks> marks(String key) {
    var problems = new ArrayList<ProblemMarks>();
    try (var entries = marks.prefixScan(key + "/", new StringSerializer())) {
      entries.forEachRemaining(entry -> problems.add(entry.value));
    }
    return problems;
  }
}
