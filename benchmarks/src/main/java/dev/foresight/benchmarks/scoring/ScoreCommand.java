package dev.foresight.benchmarks.scoring;

import dev.foresight.benchmarks.Scratch;
import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.proto.Topics;
import dev.foresight.standalone.broker.Broker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./foresight bench score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scoring: samples graded under every policy, tallied and stored a second, with the broker on the same machine, and the "
          + "time from a sample's arrival to its gauge and to its Parquet file. ",
      "1,319 problems, 50 samples a record, texts of some 300 characters, written before the scorer starts; the first part of "
          + "them warms it up and does not count."
    })
public final class ScoreCommand implements Callable<Integer> {
  private static final List<String> TEMPERATURES = List.of("0.6");
  private static final String GRADED = "foresight_samples_total{outcome=\"graded\"}";
  private static final String STORED = "foresight_texts_stored_total";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples of each problem (default: 400; quick: 100).")
  private @Nullable Integer samples;

  @Option(
      names = "--problems",
      paramLabel = "N",
      defaultValue = "1319",
      description = "Problems (default: 1319).")
  private int problems;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Single records whose way is timed (default: 20; quick: 5).")
  private @Nullable Integer rounds;

  @Option(names = "--quick", description = "Under a minute.")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the Markdown to this file as well.")
  private @Nullable Path output;

  /** Samples a second, of each alone and until both are done. */
  private record Rates(double graded, double stored, double both) {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    var scratch = Scratch.create();
    try (var broker = Broker.start(scratch.resolve("kafka"))) {
      provision(broker);
      try (var load = new Load(broker.bootstrapServers())) {
        report(measure(load, broker, scratch));
      }
    } finally {
      Scratch.delete(scratch);
    }
    return 0;
  }

  private static void provision(Broker broker) throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Topics.provision(admin, (short) 1, Duration.ofSeconds(15));
    }
  }

  private String measure(Load load, Broker broker, Path scratch)
      throws IOException, InterruptedException {
    int warm = fill(load, "warm-up", warmUp());
    int all = warm + fill(load, "measured", samples());
    note("%,d samples are in the topic".formatted(all));
    try (var scorer = new RunningScorer(broker.bootstrapServers(), scratch)) {
      var rates = rates(scorer, warm, all);
      var gauge = new ArrayList<Double>();
      var file = new ArrayList<Double>();
      for (int round = 0; round < rounds(); round++) {
        Thread.sleep(1500);
        time(load, scorer, "single-" + round, gauge, file);
      }
      return table(all - warm, rates, Spread.of(gauge), Spread.of(file));
    }
  }

  private int fill(Load load, String id, int each) {
    load.announce(id, problems, TEMPERATURES, each);
    return load.fill(id, problems, TEMPERATURES, each);
  }

  /** When a count passed the warm-up, and when it was whole. Mutable. */
  private static final class Course {
    private final String series;
    private double begun;
    private long since;
    private long until;

    private Course(String series) {
      this.series = series;
    }

    private void look(RunningScorer scorer, int warm, int all)
        throws IOException, InterruptedException {
      double now = scorer.metric(series);
      if (since == 0 && now >= warm) {
        since = System.nanoTime();
        begun = now;
      }
      if (until == 0 && now >= all) {
        until = System.nanoTime();
      }
    }

    private double rate(int all) {
      return (all - begun) * 1e9 / (until - since);
    }
  }

  private static Rates rates(RunningScorer scorer, int warm, int all)
      throws IOException, InterruptedException {
    var graded = new Course(GRADED);
    var stored = new Course(STORED);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (graded.until == 0 || stored.until == 0) {
      if (System.nanoTime() > end) {
        throw new IOException("the scorer did not read everything in " + PATIENCE);
      }
      Thread.sleep(100);
      graded.look(scorer, warm, all);
      stored.look(scorer, warm, all);
    }
    long since = Math.min(graded.since, stored.since);
    long until = Math.max(graded.until, stored.until);
    return new Rates(graded.rate(all), stored.rate(all), (all - warm) * 1e9 / (until - since));
  }

  /** One record of an evaluation of one problem, when nothing else happens. */
  private static void time(
      Load load, RunningScorer scorer, String id, List<Double> gauge, List<Double> file)
      throws IOException, InterruptedException {
    load.announce(id, 1, TEMPERATURES, Load.BATCH);
    Thread.sleep(500);
    long begin = System.nanoTime();
    int before = gauge.size();
    load.fill(id, 1, TEMPERATURES, Load.BATCH);
    while (gauge.size() == before || file.size() == before) {
      if (gauge.size() == before
          && scorer
              .metrics()
              .lines()
              .anyMatch(
                  line ->
                      line.startsWith("foresight_samples_counted{")
                          && line.contains("run=\"" + id + "\"")
                          && line.endsWith(" 50.0"))) {
        gauge.add((System.nanoTime() - begin) / 1e9);
      }
      if (file.size() == before && scorer.hasTexts(id)) {
        file.add((System.nanoTime() - begin) / 1e9);
      }
      Thread.sleep(5);
    }
  }

  private String table(int measured, Rates rates, Spread gauge, Spread file) {
    var table = new Table(List.of("What", "Measured", "Aim"));
    table.add(
        List.of("graded, tallied and stored, until both", rate(rates.both), "20,000 samples/s"));
    table.add(List.of("of it graded under 5 policies, tallied", rate(rates.graded), ""));
    table.add(List.of("of it stored as Parquet", rate(rates.stored), ""));
    table.add(List.of("arrival to /actuator/prometheus", gauge.text("%.2f") + " s", "1 s"));
    table.add(List.of("arrival to a Parquet file", file.text("%.2f") + " s", "1 s"));
    return "%,d samples of %,d problems, %d a record, %d processors, broker included%n%n%s"
        .formatted(
            measured,
            problems,
            Load.BATCH,
            Runtime.getRuntime().availableProcessors(),
            table.markdown());
  }

  private static String rate(double samples) {
    return "%,.0f samples/s".formatted(samples);
  }

  private void report(String text) throws IOException {
    out().println(text);
    out().flush();
    if (output != null) {
      Files.writeString(output, text);
    }
  }

  private int samples() {
    return samples != null ? samples : quick ? 100 : 400;
  }

  private int warmUp() {
    return quick ? 50 : 100;
  }

  private int rounds() {
    return rounds != null ? rounds : quick ? 5 : 20;
  }

  private void note(String text) {
    out().println(text);
    out().flush();
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
