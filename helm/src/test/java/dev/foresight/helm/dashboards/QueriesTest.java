package dev.foresight.helm.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foresight.model.TorchScript;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import dev.foresight.standalone.wordproblems.WordProblems;
import dev.foresight.trainer.TrainerApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every query of the dashboards and alerts, put to a Prometheus that scraped a small experiment.
 */
class QueriesTest {
  private static final int CELLS = 3 * 2;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Map<String, ConfigurableApplicationContext> services = new LinkedHashMap<>();

  private static Broker broker;
  private static Prometheus prometheus;
  private static String experiment = "";

  @BeforeAll
  static void anExperimentWasRunAndScraped(@TempDir Path folder) throws Exception {
    assumeTrue(Prometheus.isHere(), "prometheus is not here; Debian has it in that package");
    TorchScript.useThreads(2);
    broker = Broker.start(folder.resolve("kafka"));
    start("foresight-scorer", ScorerApplication.builder(), folder);
    var trainer = start("foresight-trainer", TrainerApplication.builder(), folder);
    start("foresight-sampler-control", SamplerApplication.builder(), folder);
    prometheus = Prometheus.start(folder, jobs());
    experiment = submit(port(trainer, "server"), folder);
    awaitCompletion();
  }

  @AfterAll
  static void stop() {
    services.values().forEach(ConfigurableApplicationContext::close);
    if (prometheus != null) {
      prometheus.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void everyPanelShowsSomething() throws Exception {
    var empty = new TreeSet<String>();
    for (var dashboard : Dashboards.all()) {
      for (var panel : dashboard.panels()) {
        for (var target : JsonMapper.shared().valueToTree(panel.json()).path("targets")) {
          var expression = filled(target.path("expr").asString());
          if (prometheus.range(expression).isEmpty()) {
            empty.add(dashboard.uid() + ": " + panel.json().get("title") + ": " + expression);
          }
        }
      }
    }
    assertThat(empty).isEmpty();
  }

  @Test
  void everyMetricOfAnAlertIsThere() throws Exception {
    var rules = Files.readString(Path.of("foresight/files/rules/foresight.yml"));
    var names =
        java.util.regex.Pattern.compile("foresight_\\w+")
            .matcher(rules)
            .results()
            .map(found -> found.group())
            .distinct()
            .toList();
    assertThat(names).hasSizeGreaterThan(8);
    for (var name : names) {
      // Nothing went wrong here, so the failures that a run counts have no series.
      if (!name.equals("foresight_training_save_failures_total")) {
        assertThat(prometheus.range(name)).as(name).isNotEmpty();
      }
    }
  }

  /** What the variables of a dashboard would be. */
  private static String filled(String expression) {
    return expression
        .replace("$tokens_seen", ".+")
        .replace("=\"$experiment\"", "=\"" + experiment + "\"")
        .replace("$experiment", ".*")
        .replace("$run", ".*");
  }

  private static ConfigurableApplicationContext start(
      String job, SpringApplicationBuilder service, Path folder) {
    var context =
        service.run(
            "--server.port=0",
            "--management.server.port=0",
            "--spring.main.banner-mode=off",
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

  private static Map<String, Integer> jobs() {
    var jobs = new java.util.TreeMap<String, Integer>();
    services.forEach((job, context) -> jobs.put(job, port(context, "management")));
    return jobs;
  }

  private static int port(ConfigurableApplicationContext context, String server) {
    var environment = context.getEnvironment();
    return environment.getRequiredProperty("local." + server + ".port", Integer.class);
  }

  private static String submit(int trainer, Path folder) throws Exception {
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
  private static void awaitCompletion() throws Exception {
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

  private static boolean done(JsonNode result, String value) {
    return result.path(0).path("value").path(1).asString("").equals(value);
  }
}
