package dev.foresight.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code foresight demo --quick --keep} in a process of its own, watched from outside over REST.
 */
final class DemoProcess implements AutoCloseable {
  private static final Pattern EXPERIMENT =
      Pattern.compile("Experiment (\\w+); live at (http:\\S+)");
  private static final Pattern TRAINER = Pattern.compile("trainer at (http:[^\\s,]+)");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path output;

  private DemoProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts the demo over {@code folder}. */
  static DemoProcess start(Path folder) throws IOException {
    var output = Files.createTempFile("demo", ".log");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-DOPT_OUT_TRACKING=true",
            "-cp",
            System.getProperty("java.class.path"),
            Foresight.class.getName(),
            "demo",
            "--quick",
            "--keep",
            "--port=0",
            "--data=" + folder);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return new DemoProcess(builder.redirectOutput(output.toFile()).start(), output);
  }

  /** Everything it has printed. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** The demo's experiment once {@code enough} holds of its results. */
  JsonNode await(Predicate<JsonNode> enough, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new AssertionError("the demo ended by itself:\n" + output());
      }
      var started = EXPERIMENT.matcher(output());
      if (started.find()) {
        var results = get(results(started.group(2), started.group(1)));
        if (enough.test(results)) {
          return results;
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within " + limit + ":\n" + output());
  }

  /** Every tally by model, temperature and problem: n and the right ones by policy. */
  Map<String, String> tallies(JsonNode results) throws IOException, InterruptedException {
    var table = new TreeMap<String, String>();
    for (var cell : results.path("cells")) {
      String id = cell.path("evaluationId").asString();
      String temperature = cell.path("temperature").asString();
      var evaluation = get(page() + "/api/v1/results/evaluations/" + id + "/pass-at-k");
      for (var tally : evaluation.path("tallies").path(temperature)) {
        table.put(
            "n=%s tokens=%s T=%s problem=%s"
                .formatted(
                    cell.path("predictTokens"),
                    cell.path("tokenBudget"),
                    temperature,
                    tally.path("problem")),
            "n=%s c=%s".formatted(tally.path("n"), tally.path("correct")));
      }
    }
    return table;
  }

  /** Submits an experiment as any client does and returns its results once complete. */
  JsonNode experiment(Map<String, Object> body, Duration limit)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(trainer() + "/api/v1/experiments"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(answer.body());
    }
    String id = JSON.readTree(answer.body()).path("id").asString();
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      var results = get(results(page(), id));
      if (results.path("complete").asBoolean()) {
        return results;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not complete within " + limit);
  }

  /** Kills the process and the broker it supervises with SIGKILL, both at once. */
  void kill() throws InterruptedException {
    var broker = process.children().toList();
    if (broker.size() != 1) {
      throw new AssertionError("one child, the broker, was expected: " + broker);
    }
    process.destroyForcibly();
    broker.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** Ends it as Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Sum of {@code field} over the cells. */
  static long sum(JsonNode results, String field) {
    return StreamSupport.stream(results.path("cells").spliterator(), false)
        .mapToLong(cell -> cell.path(field).asLong())
        .sum();
  }

  private String page() throws IOException {
    return found(EXPERIMENT, 2);
  }

  private String trainer() throws IOException {
    return found(TRAINER, 1);
  }

  private String found(Pattern pattern, int group) throws IOException {
    var matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in\n" + output());
    }
    return matcher.group(group);
  }

  private static String results(String page, String id) {
    return page + "/api/v1/results/experiments/" + id;
  }

  private static JsonNode get(String address) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address)).build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
  }
}
