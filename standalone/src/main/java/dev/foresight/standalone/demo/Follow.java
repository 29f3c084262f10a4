package dev.foresight.standalone.demo;

import dev.foresight.standalone.terminal.Bar;
import dev.foresight.standalone.terminal.Board;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Watches an experiment over REST until every cell is complete, and draws how far it is. */
final class Follow {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Api api;
  private final URI results;
  private final Board board;
  private final Map<String, Bar> bars = new LinkedHashMap<>();

  /**
   * @param results address of the experiment's results
   */
  Follow(Api api, URI results, Board board) {
    this.api = api;
    this.results = results;
    this.board = board;
  }

  /**
   * The results once they are complete.
   *
   * @throws IOException if a training run or an evaluation failed or was cancelled, with its reason
   */
  Results untilComplete() throws IOException, InterruptedException {
    while (true) {
      var now = api.get(results, Results.class);
      draw(now, System.nanoTime());
      if (now.complete()) {
        return now;
      }
      requireNoneEnded(now);
      Thread.sleep(INTERVAL);
    }
  }

  private void draw(Results now, long nanos) {
    for (var run : now.runs()) {
      bar("train  n=%d %s".formatted(run.predictTokens(), Bar.count(run.tokenBudget())), "tokens")
          .read(nanos, run.tokensSeen(), run.tokenBudget());
    }
    bar("sample", "samples")
        .read(
            nanos,
            now.cells().stream().mapToLong(Results.Cell::samplesCounted).sum(),
            now.cells().stream().mapToLong(Results.Cell::samplesWanted).sum());
    bar("score", "problems")
        .read(
            nanos,
            now.cells().stream().mapToLong(Results.Cell::problemsComplete).sum(),
            now.cells().stream().mapToLong(Results.Cell::problemsTotal).sum());
    board.show(inOrder(), nanos);
  }

  private Bar bar(String label, String unit) {
    return bars.computeIfAbsent(label, missing -> new Bar(label, unit));
  }

  /** Runs in the order they were first seen, sampling and scoring below them. */
  private List<Bar> inOrder() {
    var ordered = new ArrayList<Bar>();
    bars.forEach(
        (label, bar) -> {
          if (label.startsWith("train")) {
            ordered.add(bar);
          }
        });
    ordered.add(bar("sample", "samples"));
    ordered.add(bar("score", "problems"));
    return ordered;
  }

  private static void requireNoneEnded(Results now) throws IOException {
    for (var run : now.runs()) {
      if (run.stage().equals("failed") || run.stage().equals("cancelled")) {
        throw new IOException(
            "the run n=%d over %s tokens was %s: %s"
                .formatted(
                    run.predictTokens(), Bar.count(run.tokenBudget()), run.stage(), run.reason()));
      }
    }
    for (var cell : now.cells()) {
      if (cell.stage().equals("failed") || cell.stage().equals("cancelled")) {
        throw new IOException(
            "the evaluation of n=%d over %s tokens was %s; the sampler's /api/v1/evaluations says why"
                .formatted(cell.predictTokens(), Bar.count(cell.tokenBudget()), cell.stage()));
      }
    }
  }
}
