package dev.foresight.standalone.demo;

import dev.foresight.standalone.platform.Platform;
import dev.foresight.standalone.platform.PlatformOptions;
import dev.foresight.standalone.terminal.Board;
import dev.foresight.standalone.wordproblems.WordProblems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an experiment from end to end and prints what came out. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train models that predict 1, 2 and 4 tokens at two budgets, sample answers to word problems,"
          + " and score them by pass@k.",
      "Stopped at any moment, the same command goes on where it was."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "The smallest experiment: two minutes.")
  private boolean quick;

  @Option(
      names = "--dataset",
      paramLabel = "DIR",
      description =
          "Use DIR/train.jsonl and DIR/test.jsonl, in GSM8K's format, instead of made-up problems.")
  private @Nullable Path dataset;

  @Option(
      names = "--exemplars",
      paramLabel = "FILE",
      description = "The file whose first eight problems are the shots (default: train.jsonl).")
  private @Nullable Path exemplars;

  @Option(names = "--problems", paramLabel = "N", description = "How many problems are asked.")
  private @Nullable Integer problems;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      split = ",",
      description = "Token budgets of the training runs, such as 500000,1000000.")
  private @Nullable List<Long> tokens;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples of each problem at each temperature.")
  private @Nullable Integer samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of weights and data order (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed = 1;

  @Option(names = "--keep", description = "Stay up afterwards, so that the page can be looked at.")
  private boolean keep;

  @Mixin private PlatformOptions platformOptions = new PlatformOptions();

  @Override
  public Integer call() throws Exception {
    var data = data();
    try (var platform = platformOptions.start()) {
      var api = new Api();
      var id = submit(api, platform, data);
      System.out.printf("Experiment %s; live at %s%n%n", id, platform.scorer());
      var at = platform.scorer().resolve("/api/v1/results/experiments/" + id);
      var board = new Board(System.out, Boolean.getBoolean("foresight.terminal"));
      var results = new Follow(api, at, board).untilComplete();
      System.out.printf("%n%s%n", ResultsTable.of(results));
      save(
          api,
          at.toString(),
          platformOptions.data().resolve("results").resolve(id.substring(0, 12)));
      if (keep) {
        System.out.printf("The page stays at %s until Ctrl-C.%n", platform.scorer());
        new CountDownLatch(1).await();
      }
      return 0;
    }
  }

  private Preset preset() {
    if (quick) {
      return Preset.QUICK;
    }
    return dataset == null ? Preset.FULL : Preset.GSM8K;
  }

  /** The folder with train.jsonl and test.jsonl; made-up problems are written once. */
  private Path data() throws IOException {
    var folder = dataset == null ? platformOptions.data().resolve("word-problems") : dataset;
    if (dataset == null && !Files.exists(folder.resolve("test.jsonl"))) {
      WordProblems.write(folder);
    }
    for (var name : List.of("train.jsonl", "test.jsonl")) {
      if (!Files.isReadable(folder.resolve(name))) {
        throw new IOException(
            "there is no " + folder.resolve(name) + "; --dataset names a folder that holds it");
      }
    }
    return folder.toRealPath();
  }

  private String submit(Api api, Platform platform, Path data)
      throws IOException, InterruptedException {
    var answer = api.post(platform.trainer().resolve("/api/v1/experiments"), experiment(data));
    return answer.path("id").asString();
  }

  private Map<String, Object> experiment(Path data) {
    var preset = preset();
    return Map.of(
        "name", quick ? "demo-quick" : dataset == null ? "demo" : "demo-dataset",
        "corpus", data.resolve("train.jsonl").toString(),
        "model", preset.model(),
        "predictTokens", List.of(1, 2, 4),
        "tokenBudgets", tokens == null ? preset.tokenBudgets() : tokens,
        "seeds", List.of(seed),
        "optimization", preset.optimization(),
        "evaluation", evaluation(preset, data));
  }

  private Map<String, Object> evaluation(Preset preset, Path data) {
    int drawn = samples == null ? preset.samples() : samples;
    var evaluation = new HashMap<String, Object>();
    evaluation.put("dataset", data.resolve("test.jsonl").toString());
    if (exemplars != null) {
      evaluation.put("exemplars", exemplars.toAbsolutePath().toString());
    }
    evaluation.put("problems", problems == null ? preset.problems() : problems);
    evaluation.put("temperatures", preset.temperatures());
    evaluation.put("samplesPerProblem", drawn);
    evaluation.put("k", List.of(1, 10, 100).stream().filter(k -> k <= drawn).toList());
    evaluation.put("maxNewTokens", preset.maxNewTokens());
    return evaluation;
  }

  private static void save(Api api, String at, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    for (var name : List.of("figure.svg", "figure.png", "results.csv")) {
      System.out.println(api.download(URI.create(at + "/" + name), folder.resolve(name)));
    }
  }
}
