package dev.foresight.standalone.train;

import dev.foresight.proto.TrainingJob;
import dev.foresight.standalone.terminal.Bar;
import dev.foresight.standalone.terminal.Board;
import dev.foresight.trainer.data.BrokenRow;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.jobs.Plans;
import dev.foresight.trainer.training.Step;
import dev.foresight.trainer.training.TrainedModel;
import dev.foresight.trainer.training.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws how far a run is. Used by the run's own thread. */
final class TrainProgress implements Preparation, Watcher {
  private static final long INTERVAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final int BROKEN_ROWS_SHOWN = 10;

  private final Board board;
  private final long tokens;
  private final Bar preparing = new Bar("preparing", "MB");
  private final Bar training = new Bar("training", "tokens");
  private List<Float> losses = List.of();
  private List<Float> validation = List.of();
  private long brokenRows;
  private long shown = System.nanoTime() - INTERVAL_NANOS;

  TrainProgress(TrainingJob job, Board board) {
    this.board = board;
    this.tokens = Plans.of(job).tokens();
  }

  @Override
  public void at(Progress progress) {
    long nanos = System.nanoTime();
    preparing.read(nanos, progress.bytes() / 1_000_000, progress.totalBytes() / 1_000_000);
    show(preparing, nanos);
  }

  @Override
  public void broken(BrokenRow row) {
    brokenRows++;
    if (brokenRows <= BROKEN_ROWS_SHOWN) {
      board.say("left out: " + row);
    }
  }

  @Override
  public boolean goOn(Step step) {
    long nanos = System.nanoTime();
    losses = step.losses();
    training.read(nanos, step.tokensSeen(), tokens);
    show(training, nanos);
    return true;
  }

  @Override
  public void validated(long step, List<Float> taken) {
    validation = taken;
    board.say("step %d: loss %s, validation %s".formatted(step, text(losses), text(taken)));
  }

  @Override
  public void announce(TrainedModel model) {
    board.say("%s tokens: %s".formatted(Bar.count(model.tokensSeen()), model.folder()));
  }

  private void show(Bar bar, long nanos) {
    if (bar.complete() || nanos - shown >= INTERVAL_NANOS) {
      shown = nanos;
      board.show(List.of(bar), nanos);
    }
  }

  /** The end of it all, in a line or two. */
  String summary(TrainedModel model) {
    String left = brokenRows == 0 ? "" : "%n%d broken rows were left out.".formatted(brokenRows);
    String validated = validation.isEmpty() ? "" : ", validation " + text(validation);
    // A run that was complete before has no step to tell a loss from.
    String loss = losses.isEmpty() ? "" : "; loss by head %s%s".formatted(text(losses), validated);
    return "Done after %s tokens%s.%s%nThe checkpoint is %s"
        .formatted(Bar.count(model.tokensSeen()), loss, left, model.folder());
  }

  private static String text(List<Float> losses) {
    return losses.stream()
        .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
        .collect(Collectors.joining(" "));
  }
}
