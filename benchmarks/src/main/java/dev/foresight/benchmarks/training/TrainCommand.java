package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.Scratch;
import dev.foresight.benchmarks.measuring.ChildProcess;
import dev.foresight.benchmarks.measuring.Peer;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./foresight bench train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Training: tokens a second, the share of the machine's own rate of matrix products (square, 2048 wide, in the same "
          + "precision with the same threads, measured right before each turn), the cost of n heads, and peak memory. ",
      "16 rows of 256 tokens a step, vocabulary 2048. A figure is the median over rounds, with [least, greatest]."
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "NAME",
      description = "Of 0.8M, 5M, 25M (default: all; quick: 0.8M,5M).")
  private @Nullable List<String> shapes;

  @Option(
      names = "--precisions",
      split = ",",
      paramLabel = "P",
      defaultValue = "float32,bfloat16",
      description = "Of float32, bfloat16 (default: both).")
  private List<String> precisions = List.of();

  @Option(
      names = "--heads",
      split = ",",
      paramLabel = "N",
      description = "Heads of the models (default: 1,2,4; quick: 1,4).")
  private @Nullable List<Integer> heads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of a turn; at least one step (default: 2; quick: 0.5).")
  private @Nullable Double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each configuration (default: 5; quick: 3).")
  private @Nullable Integer rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--peer",
      description =
          "Beside it PyTorch, eager and compiled, in turns; installs it into target/peers first (about 6 GB).")
  private boolean withPeer;

  @Option(
      names = "--no-memory",
      negatable = true,
      description =
          "Leave out the peak memory, for which each model trains once more in a new process.")
  private boolean memory = true;

  @Option(names = "--quick", description = "One or two minutes instead of ten; no peak memory.")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the Markdown to this file as well.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    TorchScript.useThreads(threads);
    Path scratch = Scratch.create();
    StringBuilder report = new StringBuilder(Report.legend(threads, rounds(), seconds()));
    out().println(report.append('\n'));
    try (Peer peer = withPeer ? Peer.start(home(), "train.py", threads) : null) {
      for (String name : shapes()) {
        String section = measure(BenchmarkShape.of(name), peer, scratch);
        out().println(section);
        out().flush();
        report.append(section).append('\n');
      }
    } finally {
      Scratch.delete(scratch);
    }
    if (output != null) {
      Files.writeString(output, report);
    }
    return 0;
  }

  private String measure(BenchmarkShape shape, @Nullable Peer peer, Path scratch)
      throws IOException {
    try (ShapeBenchmark benchmark = new ShapeBenchmark(shape, this::log)) {
      for (String precision : precisions) {
        for (int count : heads()) {
          benchmark.add(Precision.of(precision), count, peer, scratch);
        }
      }
      benchmark.playRounds(rounds(), seconds());
      return Report.section(benchmark, peaks(benchmark));
    }
  }

  private Map<Contest, Double> peaks(ShapeBenchmark benchmark) throws IOException {
    Map<Contest, Double> peaks = new HashMap<>();
    if (memory && !quick && ChildProcess.memoryIsMeasurable()) {
      for (Contest contest : benchmark.contests()) {
        log(contest.label() + ": peak memory");
        BenchmarkShape model = benchmark.shape().withHeads(contest.heads());
        peaks.put(contest, PeakMemory.mebibytes(model, contest.precision(), threads));
      }
    }
    return peaks;
  }

  private List<String> shapes() {
    if (shapes != null) {
      return shapes;
    }
    return quick ? List.of("0.8M", "5M") : List.of("0.8M", "5M", "25M");
  }

  private List<Integer> heads() {
    if (heads != null) {
      return heads;
    }
    return quick ? List.of(1, 4) : List.of(1, 2, 4);
  }

  private double seconds() {
    if (seconds != null) {
      return seconds;
    }
    return quick ? 0.5 : 2;
  }

  private int rounds() {
    if (rounds != null) {
      return rounds;
    }
    return quick ? 3 : 5;
  }

  private static Path home() {
    return Path.of(System.getProperty("foresight.home", "."));
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }

  private void log(String line) {
    command.commandLine().getErr().println(line);
    command.commandLine().getErr().flush();
  }
}
