package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.MatrixProduct;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Precision;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tokens a second of one model in one precision, for every batch and prompt. */
final class Grid {
  /** Tokens drawn for each sample. */
  private static final int TOKENS = 32;

  private static final long CACHE_BYTES = 1L << 30;

  /** The share of the memory that copies of prompts may take. */
  private static final double COPIES_SHARE = 0.25;

  private final List<Integer> batches;
  private final List<Integer> prefixes;
  private final int rounds;
  private final double seconds;
  private final Consumer<String> log;

  Grid(
      List<Integer> batches,
      List<Integer> prefixes,
      int rounds,
      double seconds,
      Consumer<String> log) {
    this.batches = List.copyOf(batches);
    this.prefixes = List.copyOf(prefixes);
    this.rounds = rounds;
    this.seconds = seconds;
    this.log = log;
  }

  static Table table() {
    return new Table(
        List.of(
            "model",
            "precision",
            "batch",
            "prompt",
            "engine tokens/s",
            "without sharing",
            "times",
            "floor",
            "% of floor"));
  }

  /** Adds a row for each workload of {@code model}. */
  void measure(String model, Precision precision, Path scratch, Table table) throws IOException {
    PeakedModel checkpoint =
        PeakedModel.write(
            scratch.resolve(model + "-" + precision.label()),
            new Workload(model, precision, 1, 1, TOKENS).shape());
    try (MatrixProduct product = MatrixProduct.large(precision)) {
      for (int batch : batches) {
        try (EngineSampling engine =
            new EngineSampling(
                checkpoint.folder(),
                checkpoint.sha256(),
                precision,
                EngineSampling.settings(CACHE_BYTES, lanes(batch), batch, Speculation.OFF))) {
          for (int prefix : prefixes) {
            Workload work = new Workload(model, precision, batch, prefix, TOKENS);
            table.add(row(work, engine, product));
          }
        }
      }
    }
  }

  /** A lane for each processor, unless there is too little to share out. */
  static int lanes(int batch) {
    return batch < 64 ? 1 : Runtime.getRuntime().availableProcessors();
  }

  private List<String> row(Workload work, EngineSampling engine, MatrixProduct product) {
    log.accept(
        "%s %s: batch %d, prompt %d"
            .formatted(work.model(), work.precision().label(), work.rows(), work.prefix()));
    UnsharedSampling unshared = copiesFit(work) ? new UnsharedSampling(work) : null;
    try (Duel duel = new Duel(work, engine, unshared)) {
      for (int round = 0; round < rounds; round++) {
        duel.playRound(product, seconds);
      }
      return row(duel);
    }
  }

  private static List<String> row(Duel duel) {
    List<String> row = new ArrayList<>();
    row.add(duel.work().model());
    row.add(duel.work().precision().label());
    row.add(Integer.toString(duel.work().rows()));
    row.add(Integer.toString(duel.work().prefix()));
    row.add(duel.engineRate().text("%.0f"));
    String none = copiesFit(duel.work()) ? "" : duel.work().rows() == 1 ? "the same" : "no memory";
    row.add(duel.unsharedRate().map(rate -> rate.text("%.0f")).orElse(none));
    row.add(duel.gain().map(gain -> gain.text("%.2f")).orElse(""));
    row.add(String.format("%.0f", duel.floorRate().median()));
    row.add(duel.shareOfFloor().text("%.0f"));
    return row;
  }

  private static boolean copiesFit(Workload work) {
    return work.rows() > 1
        && UnsharedSampling.bytes(work) < COPIES_SHARE * ComputeDevice.CPU.memoryBytes();
  }
}
