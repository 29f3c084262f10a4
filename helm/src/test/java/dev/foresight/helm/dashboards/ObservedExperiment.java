package dev.foresight.helm.dashboards;

import dev.foresight.model.TorchScript;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import dev.foresight.standalone.wordproblems.WordProblems;
import dev.foresight.trainer.TrainerApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small experiment on the whole platform, which a Prometheus scraped, whose spans were collected
 * and whose log was kept. It runs once, for all tests that look at it.
 */
final class ObservedExperiment implements AutoCloseable {
  private static final int CELLS = 3 * 2;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;
  private final Broker broker;
  private final Map<String, ConfigurableApplicationContext> services = new LinkedHashMap<>();
  private final Prometheus prometheus;
  private final Collector collector = new Collector();
  private final JsonLog log;
  private final String id;

  private ObservedExperiment() throws Exception {
    folder = Files.createTempDirectory("observed");
    TorchScript.useThreads(2);
    broker = Broker.start(folder.resolve("kafka"));
    start("foresight-scorer", ScorerApplication.builder());
    var trainer = start("foresight-trainer", TrainerApplication.builder());
    start("foresight-sampler-control", SamplerApplication.builder());
    log = JsonLog.start(trainer.getEnvironment());
    prometheus = Prometheus.start(folder, jobs());
    id = submit(port(trainer, "server"));
    awaitCompletion();
  }

  /** Gives it to the tests that ask for it. */
  static final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ObservedExperiment.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(ObservedExperiment.class, type -> run());
    }

    private static ObservedExperiment run() {
      try {
        return new ObservedExperiment();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  String id() {
    return id;
  }

  Prometheus prometheus() {
    return prometheus;
  }

  Collector collector() {
    return collector;
  }

  JsonLog log() {
    return log;
  }

  private ConfigurableApplicationContext start(String job, SpringApplicationBuilder service) {
    var context =
        service.run(
            "--server.port=0",
            "--management.server.port=0",
            "--spring.main.banner-mode=off",
            "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.address(),
            "--management.opentelemetry.tracing.export.schedule-delay=100ms",
            // Else nothing is said of a task that nothing is wrong with.
            "--logging.level.dev.foresight.proto.WorkQueue=debug",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--foresight.work-queue.lock=6s",
            "--foresight.sampler.worker.threads=2",
            // Else drafts are tried only where they were measured to be quicker.
            "--foresight.sampler.worker.speculation=on",
            "--foresight.trainer.save-every=0s",
            "--foresight.store=" + folder.resolve("store"),
            "--foresight.trainer.state=" + folder.resolve("trainer"),
            "--foresight.sampler.state=" + folder.resolve("sampler"),
            "--foresight.scorer.state=" + folder.resolve("scorer"));
    services.put(job, context);
    return context;
  }

  private Map<String, Integer> jobs() {
    var jobs = new TreeMap<String, Integer>();
    services.forEach((job, context) -> jobs.put(job, port(context, "management")));
    return jobs;
  }

  private int port(ConfigurableApplicationContext context, String server) {
    var environment = context.getEnvironment();
    return environment.getRequiredProperty("local." + server + ".port", Integer.class);
  }

  private String submit(int trainer) throws Exception {
    WordProblems.write(folder.resolve("problems"), 2000, 12, 7);
    var problems = folder.resolve("problems").toRealPath();
    var body =
        Map.of(
            "name", "scraped",
            "corpus", problems.resolve("train.jsonl").toString(),
            "model",
                Map.of(
                    "vocabularySize", 512,
                    "hiddenSize", 64,
                    "layers", 5,
                    "attentionHeads", 2,
                    "feedForwardSize", 172,
                    "contextLength", 512),
            "predictTokens", List.of(1, 2, 4),
            "tokenBudgets", List.of(30_000),
            "optimization", Map.of("batchTokens", 512),
            "evaluation",
                Map.of(
                    "dataset",
                    problems.resolve("test.jsonl").toString(),
                    "problems",
                    2,
                    "temperatures",
                    List.of("0.2", "0.8"),
                    "samplesPerProblem",
                    100,
                    "k",
                    List.of(1, 10, 100),
                    "maxNewTokens",
                    24));
    var address = "http://127.0.0.1:" + trainer + "/api/v1/experiments";
    return Prometheus.post(address, JsonMapper.shared().writeValueAsString(body))
        .path("id")
        .asString();
  }

  /** Waits until all samples are counted and every series is there. */
  private void awaitCompletion() throws Exception {
    var share = "sum(foresight_samples_counted) / sum(foresight_samples_wanted)";
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!done(prometheus.instant(share), "1")
        || prometheus.instant("foresight_samples_wanted").size() < CELLS) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not complete within " + LIMIT);
      }
      Thread.sleep(500);
    }
    Thread.sleep(2500); // rates are of two scrapes
  }

  private boolean done(JsonNode result, String value) {
    return result.path(0).path("value").path(1).asString("").equals(value);
  }

  @Override
  public void close() throws IOException {
    services.values().forEach(ConfigurableApplicationContext::close);
    prometheus.close();
    broker.close();
    collector.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}
