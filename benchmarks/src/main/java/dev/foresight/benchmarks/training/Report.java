package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came out, as Markdown. */
final class Report {
  private Report() {}

  /** What the columns mean, and how it was measured. */
  static String legend(int threads, int rounds, double seconds) {
    return String.format(
        Locale.ROOT,
        """
        %d threads; %d rounds, in each a turn of at least a step and %.1f s for every configuration, forwards and backwards in
        turn; a figure is the median over rounds, with [least, greatest]. A step: 16 rows of 256 tokens, loss, gradients, clipping,
        AdamW. Operations a token: 6 for each weight of a matrix product, the unembedding once for each head, and 6 H E T for
        attention in each layer. The large product: two square matrices, 2048 wide, same precision and threads, right before each turn.
        Time over FLOPs: time a token over that of n = 1, divided by the ratio of their operations. Peak: VmHWM of a process that does
        nothing else.
        """,
        threads,
        rounds,
        seconds);
  }

  /**
   * One shape's section.
   *
   * @param memory peak mebibytes by contest; empty if not measured
   */
  static String section(ShapeBenchmark benchmark, Map<Contest, Double> memory) {
    ModelShape model = benchmark.shape().model();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "### %s: %d layers, hidden %d, feed-forward %d, %.1f million parameters with embeddings%n%n",
            benchmark.shape().name(),
            model.layers(),
            model.hiddenSize(),
            model.feedForwardSize(),
            model.parameterCount() * 1e-6));
    benchmark
        .largeRates()
        .forEach(
            (precision, rates) ->
                text.append(
                    String.format(
                        "%s products in GFLOP/s: large %s, this shape's feed-forward %s%n%n",
                        precision.label(),
                        Spread.of(rates).text("%.0f"),
                        Spread.of(benchmark.typicalRates().getOrDefault(precision, rates))
                            .text("%.0f"))));
    text.append(table(benchmark, memory).markdown());
    benchmark.disagreements().forEach(line -> text.append('\n').append(line).append('\n'));
    return text.toString();
  }

  private static Table table(ShapeBenchmark benchmark, Map<Contest, Double> memory) {
    List<Trainer> trainers = benchmark.contests().getFirst().trainers();
    List<String> heading =
        new ArrayList<>(List.of("precision", "n", "MFLOP/token", "tokens/s", "% of large product"));
    heading.add("time over FLOPs, to n=1");
    if (!memory.isEmpty()) {
      heading.addAll(List.of("peak MiB", "to n=1"));
    }
    if (trainers.size() > 1) {
      trainers.stream().skip(1).forEach(peer -> heading.add(peer.name()));
      heading.add("over the better");
    }
    Table table = new Table(heading);
    for (Contest contest : benchmark.contests()) {
      table.add(row(contest, single(benchmark, contest.precision()), memory));
    }
    return table;
  }

  private static List<String> row(Contest contest, Contest single, Map<Contest, Double> memory) {
    List<String> row = new ArrayList<>();
    row.add(contest.precision().label());
    row.add(Integer.toString(contest.heads()));
    row.add(number("%.1f", contest.flopsPerToken() * 1e-6));
    row.add(contest.tokensPerSecond(0).text("%.0f"));
    row.add(contest.shareOfProduct().text("%.0f"));
    row.add(contest == single ? "" : contest.timeOverFlops(single).text("%.2f"));
    if (!memory.isEmpty()) {
      double peak = memory.getOrDefault(contest, Double.NaN);
      row.add(number("%.0f", peak));
      row.add(number("%.3f", peak / memory.getOrDefault(single, Double.NaN)));
    }
    for (int i = 1; i < contest.trainers().size(); i++) {
      row.add(contest.tokensPerSecond(i).text("%.0f"));
    }
    if (contest.trainers().size() > 1) {
      row.add(contest.overBestPeer().text("%.2f"));
    }
    return row;
  }

  /** The contest in the same precision with the fewest heads. */
  private static Contest single(ShapeBenchmark benchmark, Precision precision) {
    return benchmark.contests().stream()
        .filter(contest -> contest.precision() == precision)
        .findFirst()
        .orElseThrow();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
