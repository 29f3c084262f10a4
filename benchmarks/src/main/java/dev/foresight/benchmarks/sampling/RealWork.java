package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The work as it comes: 200 samples of one problem behind eight exemplars, by the engine and other
 * programs in turns, each in its own best way, from the same checkpoint. The exemplars have been
 * read before; every sample gets as many tokens as every other.
 *
 * @param tokens of each sample
 */
record RealWork(Precision precision, int tokens) {
  static final int SAMPLES = 200;

  /** Tokens of the exemplars, and of the whole prompt. */
  static final int SHARED = 1000;

  static final int PROMPT = 1064;
  static final long CACHE_BYTES = 2L << 30;

  private static final String MODEL = "5M";

  Workload workload() {
    return new Workload(MODEL, precision, SAMPLES, PROMPT, tokens);
  }

  static Table table() {
    return new Table(List.of("precision", "program", "tokens/s", "Foresight over it"));
  }

  /** Measures all programs and adds a row for each. */
  void measure(
      Path scratch,
      Path home,
      boolean withPeers,
      int threads,
      int rounds,
      Consumer<String> log,
      Table table)
      throws IOException {
    PeakedModel model =
        PeakedModel.write(scratch.resolve("real-" + precision.label()), workload().shape());
    List<Rival> rivals = new ArrayList<>();
    try {
      EngineRival engine = new EngineRival(this, model);
      rivals.add(engine);
      if (withPeers) {
        addPeers(rivals, model, engine.prompt(), home, threads, log);
      }
      List<List<Double>> rates = play(rivals, rounds, log);
      for (int i = 0; i < rivals.size(); i++) {
        table.add(row(rivals.get(i), rates.getFirst(), rates.get(i)));
      }
    } finally {
      for (Rival rival : rivals) {
        rival.close();
      }
    }
  }

  private void addPeers(
      List<Rival> rivals,
      PeakedModel model,
      int[] prompt,
      Path home,
      int threads,
      Consumer<String> log)
      throws IOException {
    Map<String, Object> request = new HashMap<>();
    request.put("open", 1);
    request.put("checkpoint", model.folder().toString());
    request.put("precision", precision.label());
    request.put("prompt", Arrays.stream(prompt).boxed().toList());
    request.put("shared", SHARED);
    request.put("samples", SAMPLES);
    request.put("tokens", tokens);
    request.put("temperature", Workload.TEMPERATURE);
    request.put("top_p", Workload.TOP_P);
    log.accept("transformers reads the exemplars");
    rivals.add(new PeerRival("transformers", "sample_transformers.py", home, threads, request));
    log.accept("llama.cpp reads the exemplars");
    rivals.add(new PeerRival("llama.cpp", "sample_llama_cpp.py", home, threads, request));
  }

  private List<List<Double>> play(List<Rival> rivals, int rounds, Consumer<String> log)
      throws IOException {
    List<List<Double>> rates = new ArrayList<>();
    rivals.forEach(rival -> rates.add(new ArrayList<>()));
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < rivals.size(); i++) {
        log.accept(
            "the real work, %s: round %d of %d, %s"
                .formatted(precision.label(), round, rounds, rivals.get(i).name()));
        rates.get(i).add(rivals.get(i).tokensPerSecond());
      }
    }
    return rates;
  }

  private List<String> row(Rival rival, List<Double> ours, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return List.of(
        precision.label(),
        rival.name(),
        Spread.of(theirs).text("%.0f"),
        rival instanceof EngineRival ? "" : Spread.of(ratios).text("%.1f"));
  }
}
