package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.Scratch;
import dev.foresight.benchmarks.measuring.ChildProcess;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./foresight bench sample}. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = {
      "Sampling: tokens a second by model, batch and prompt, against the same work without a shared prompt and against the "
          + "floor that the machine's own matrix products and memory set; time and memory as samples grow; the nucleus; drafts.",
      "Vocabulary 2048, temperature 0.8, top-p 0.95. A figure is the median over rounds, with [least, greatest]."
    })
public final class SampleCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Part {
    grid,
    growth,
    nucleus,
    speculation,
    real
  }

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Part> parts = List.of(Part.values());

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "NAME",
      description = "Of 0.8M, 5M, 25M (default: all; quick: 5M).")
  private @Nullable List<String> shapes;

  @Option(
      names = "--precisions",
      split = ",",
      paramLabel = "P",
      description = "Of float32, bfloat16 (default: both; quick: float32).")
  private @Nullable List<String> precisions;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      description = "Samples decoded together (default: 1,32,200; quick: 1,200).")
  private @Nullable List<Integer> batches;

  @Option(
      names = "--prefixes",
      split = ",",
      paramLabel = "N",
      description = "Tokens of the prompt (default: 100,800,1600; quick: 800).")
  private @Nullable List<Integer> prefixes;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of a turn; at least one task (default: 1; quick: 0.5).")
  private @Nullable Double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each (default: 3; quick: 2).")
  private @Nullable Integer rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the machine's own rates and of other programs (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "A model with several heads for the drafts, instead of training one for minutes.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--peer",
      description =
          "Beside it transformers and llama.cpp on the real work; installs them into target/peers first (about 6 GB).")
  private boolean withPeers;

  @Option(names = "--quick", description = "Two minutes instead of twenty-five.")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the Markdown to this file as well.")
  private @Nullable Path output;

  private final StringBuilder report = new StringBuilder();

  @Override
  public Integer call() throws IOException {
    TorchScript.useThreads(threads);
    Path scratch = Scratch.create();
    try {
      say(legend());
      for (Part part : parts) {
        measure(part, scratch);
      }
    } finally {
      Scratch.delete(scratch);
    }
    if (output != null) {
      Files.writeString(output, report);
    }
    return 0;
  }

  private void measure(Part part, Path scratch) throws IOException {
    switch (part) {
      case grid -> grid(scratch);
      case growth -> growth(scratch);
      case nucleus -> nucleus();
      case speculation -> speculation(scratch);
      case real -> real(scratch);
    }
  }

  private void grid(Path scratch) throws IOException {
    Grid grid =
        new Grid(
            or(batches, List.of(1, 200), List.of(1, 32, 200)),
            or(prefixes, List.of(800), List.of(100, 800, 1600)),
            rounds(),
            seconds(),
            this::log);
    for (String shape : or(shapes, List.of("5M"), List.of("0.8M", "5M", "25M"))) {
      Table table = Grid.table();
      for (Precision precision : precisions()) {
        grid.measure(shape, precision, scratch, table);
      }
      section("Tokens a second, " + shape, table);
    }
  }

  private void growth(Path scratch) throws IOException {
    if (ChildProcess.memoryIsMeasurable()) {
      log("more and more samples in one process");
      section(
          "From 200 samples to more, 0.8M, 16 tokens each behind 800",
          Growth.measure(quick ? 2_000 : 20_000, scratch, threads));
    }
  }

  private void nucleus() {
    NucleusCost cost = new NucleusCost(rounds(), quick ? 0.05 : 0.2, this::log);
    section("The nucleus over one log_softmax, 200 rows, milliseconds", cost.measure());
  }

  private void speculation(Path scratch) throws IOException {
    DemoModel model =
        checkpoint == null
            ? DemoModel.train(scratch.resolve("demo"), quick ? 20_000 : 450_000, this::log)
            : DemoModel.of(checkpoint, scratch.resolve("demo"));
    SpeculationGain gain =
        new SpeculationGain(model.folder(), model.prompt(), rounds(), seconds(), this::log);
    for (Precision precision : precisions()) {
      section("Drafts of the extra heads, one sample at a time", gain.measure(precision));
    }
  }

  private void real(Path scratch) throws IOException {
    Table table = RealWork.table();
    for (Precision precision : precisions()) {
      new RealWork(precision, quick ? 32 : 64)
          .measure(scratch, home(), withPeers, threads, rounds(), this::log, table);
    }
    section("200 samples of one problem behind eight exemplars, 5M", table);
  }

  private String legend() {
    return String.format(
        Locale.ROOT,
        """
        %d processors, %d threads; %d rounds of turns of at least %.1f s; a figure is the median over rounds, with [least, greatest].
        Engine: whole tasks of 32 tokens a sample through the engine as it is shipped, the prompt read before, nucleus and text included;
        its lanes are one for each processor from 64 rows on, below that one lane with all threads. Without sharing: the same dense
        products and nucleus, but each sample attends to its own copy of the prompt's keys and values, by whichever is faster here,
        PyTorch's fused attention or batched products; every position of the copies is read in each step. Floor: dense products and
        attention apart, each as long as the slower of its operations at the rate of a square product 2048 wide and its bytes at
        the rate of reading as many bytes as a step does, both measured right before each turn.
        """,
        Runtime.getRuntime().availableProcessors(),
        threads,
        rounds(),
        seconds());
  }

  private void section(String title, Table table) {
    say("### " + title + "\n\n" + table.markdown());
  }

  private void say(String text) {
    report.append(text).append('\n');
    out().println(text);
    out().flush();
  }

  private List<Precision> precisions() {
    return or(precisions, List.of("float32"), List.of("float32", "bfloat16")).stream()
        .map(Precision::of)
        .toList();
  }

  private <T> List<T> or(@Nullable List<T> given, List<T> ifQuick, List<T> otherwise) {
    return given != null ? given : quick ? ifQuick : otherwise;
  }

  private double seconds() {
    return seconds != null ? seconds : quick ? 0.5 : 1;
  }

  private int rounds() {
    return rounds != null ? rounds : quick ? 2 : 3;
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
