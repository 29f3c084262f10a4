package dev.foresight.sampler;

import static dev.foresight.sampler.Neighbours.PROBLEMS;
import static dev.foresight.sampler.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Ids;
import dev.foresight.proto.PromptTemplate;
import dev.foresight.proto.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The whole sampler against a real broker; the test plays trainer and scorer. */
class SamplerApplicationTest {
  private static final List<String> TEMPERATURES = List.of("0.5", "1.0");
  private static final int SAMPLES = 60;

  private static Path folder;
  private static Neighbours neighbours;
  private static ConfigurableApplicationContext sampler;
  private static Caller caller;

  @BeforeAll
  static void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    neighbours = new Neighbours(folder);
    sampler = sampler("control, worker");
    caller = Caller.of(sampler);
  }

  @AfterAll
  static void stop() {
    sampler.close();
    neighbours.close();
  }

  @Test
  void anEvaluationIsDrawnOnceAndIsCompleteWhenAllIsCounted() throws Exception {
    var request = request(neighbours.publish(neighbours.checkpoint("plain", 256)), Map.of());
    var posted = await(() -> caller.post(request), r -> r.statusCode() != 404);
    assertThat(posted.statusCode()).isEqualTo(202);
    String id = Caller.json(posted).path("id").stringValue();
    assertThat(posted.headers().firstValue("Location")).hasValue("/api/v1/evaluations/" + id);
    assertThat(caller.post(request).statusCode()).isEqualTo(200);

    var samples = await(() -> samples(id), drawn -> drawn.size() == wanted(SAMPLES));
    assertThat(samples.keySet()).isEqualTo(ids());
    assertThat(neighbours.batches(id))
        .allSatisfy(
            batch -> {
              assertThat(batch.getSamplesCount()).isLessThanOrEqualTo(50);
              assertThat(batch.getReferenceAnswer())
                  .isEqualTo(Integer.toString(batch.getProblem()));
            });
    assertThat(caller.state(id)).isEqualTo("active");

    neighbours.score(id, "0.5", SAMPLES, true);
    neighbours.score(id, "1.0", SAMPLES / 2, false);
    int counted = PROBLEMS * (SAMPLES + SAMPLES / 2);
    var half =
        await(() -> caller.evaluation(id), now -> now.path("samplesCounted").asInt() == counted);
    assertThat(half.path("samplesWanted").asInt()).isEqualTo(wanted(SAMPLES));
    assertThat(half.path("conflicts").asInt()).isZero();
    assertThat(half.path("sharedPromptTokens").asInt()).isPositive();
    assertThat(half.has("secondsLeft")).isTrue();
    assertThat(half.path("state").stringValue()).isEqualTo("active");
    neighbours.score(id, "1.0", SAMPLES, true);
    await(() -> caller.state(id), "complete"::equals);
    assertThat(neighbours.batches(id)).as("nothing is drawn twice").hasSize(PROBLEMS * 2 * 2);
    assertThat(caller.get("/actuator/prometheus").body())
        .contains("foresight_sampled_samples_total{", "foresight_sampled_tokens_total{")
        .contains("foresight_sampling_lane_seconds_total{part=\"attention\"} ")
        .contains("foresight_sampling_backlog ", "foresight_sampling_rows_total ")
        .contains("foresight_sampling_shared_prompts_total{read=\"now\"} ")
        .contains("foresight_sampling_cache_bytes ", "foresight_sampling_model_bytes ")
        .contains("foresight_sampling_tokens_per_second ")
        .contains("foresight_sampling_workers 4.0", "foresight_dead_letters_total ")
        .contains("foresight_evaluations_active ", "foresight_sampling_conflicts 0");
  }

  @Test
  void aCheckpointThatBringsAPlanIsEvaluatedOnce() throws Exception {
    var checkpoint = neighbours.checkpoint("planned", 256);
    var plan =
        EvaluationPlan.newBuilder()
            .setDatasetLocation(neighbours.dataset().toString())
            .setSpec(spec(Ids.sha256(Files.readAllBytes(neighbours.dataset()))));
    neighbours.publish(checkpoint.toBuilder().setEvaluation(plan).build());
    neighbours.publish(checkpoint.toBuilder().setEvaluation(plan).build());
    String id = await(() -> evaluationOf("planned"), found -> !found.isEmpty());
    await(() -> samples(id), drawn -> drawn.size() == wanted(SAMPLES));
    complete(id, SAMPLES);
  }

  @Test
  void aPlanThatCannotRunHasFailedWithItsReason() throws Exception {
    var plan =
        EvaluationPlan.newBuilder()
            .setDatasetLocation(neighbours.dataset().toString())
            .setSpec(spec("0".repeat(64)));
    neighbours.publish(
        neighbours.checkpoint("unplanned", 256).toBuilder().setEvaluation(plan).build());
    String id = await(() -> evaluationOf("unplanned"), found -> !found.isEmpty());
    assertThat(caller.state(id)).isEqualTo("failed");
    assertThat(caller.evaluation(id).path("reason").stringValue()).contains("has changed since");
  }

  @Test
  void aCancelledEvaluationEndsAndCanGoOn() throws Exception {
    String request =
        request(
            neighbours.publish(neighbours.checkpoint("cancelled", 256)),
            Map.of("samplesPerProblem", 5000));
    String id = post(request);
    assertThat(caller.delete(id).statusCode()).isEqualTo(202);
    await(() -> caller.state(id), "cancelled"::equals);
    assertThat(caller.post(request).statusCode()).isEqualTo(202);
    assertThat(caller.state(id)).isEqualTo("active");
    assertThat(caller.delete(id).statusCode()).isEqualTo(202);
    await(() -> caller.state(id), "cancelled"::equals);
    assertThat(caller.delete("0".repeat(64)).statusCode()).isEqualTo(404);
  }

  @Test
  void aDamagedCheckpointFailsItsEvaluationAndNoOther() throws Exception {
    var damaged = neighbours.checkpoint("damaged", 256);
    var weights = folder.resolve("damaged/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    String failing = post(request(neighbours.publish(damaged), Map.of()));
    String other = post(request(neighbours.publish(neighbours.checkpoint("whole", 256)), Map.of()));
    await(() -> caller.state(failing), "failed"::equals);
    assertThat(caller.evaluation(failing).path("reason").stringValue())
        .contains("model.safetensors");
    await(() -> samples(other), drawn -> drawn.size() == wanted(SAMPLES));
    assertThat(samples(failing)).isEmpty();
    complete(other, SAMPLES);
  }

  @Test
  void anotherSamplerGoesOnWhereOneIsStoppedAndDrawsTheSame() throws Exception {
    var checkpoint = neighbours.publish(neighbours.checkpoint("stopped", 256));
    String id = post(request(checkpoint, Map.of("samplesPerProblem", 400)));
    await(() -> samples(id), drawn -> !drawn.isEmpty());
    sampler.close();
    sampler = sampler("control, worker");
    caller = Caller.of(sampler);
    await(() -> samples(id), drawn -> drawn.size() == wanted(400));
    complete(id, 400);
  }

  @Test
  void aWorkerAloneTakesNoEvaluationsIn() throws Exception {
    try (var worker = sampler("worker")) {
      assertThat(Caller.of(worker).get("/api/v1/evaluations").statusCode()).isEqualTo(404);
      assertThat(Caller.of(worker).get("/actuator/health").statusCode()).isEqualTo(200);
    }
    assertThat(caller.get("/v3/api-docs").body())
        .contains("/api/v1/evaluations/{id}", "s3://models/llama-7b-mtp-4", "Rows, from 0");
  }

  @Test
  void whatCannotRunIsRefusedWithItsReason() throws Exception {
    var checkpoint = neighbours.publish(neighbours.checkpoint("short", 64));
    var tooLong =
        await(() -> caller.post(request(checkpoint, Map.of())), r -> r.statusCode() != 404);
    assertThat(tooLong.statusCode()).isEqualTo(422);
    assertThat(tooLong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(tooLong.body()).contains("do not fit a context of 64");

    var unknown = caller.post(request("nowhere", Map.of()));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("no checkpoint nowhere");

    var bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"question\": \"a\"");
    var badLine = caller.post(request(checkpoint, Map.of("dataset", bad.toString())));
    assertThat(badLine.statusCode()).isEqualTo(400);
    assertThat(fields(badLine.body())).containsExactly("evaluation.dataset");
    assertThat(badLine.body()).contains("bad.jsonl:1");

    var policy =
        caller.post(
            "{\"checkpointId\": \"x\", \"evaluation\": {\"dataset\": \"x\", \"policies\": [\"lax\"]}}");
    assertThat(policy.statusCode()).isEqualTo(400);
    assertThat(fields(policy.body())).containsExactly("evaluation.policies");
    assertThat(policy.body()).contains("must be of strict-1, flexible-1, ");
    var fields = caller.post("{\"evaluation\": {\"topP\": \"2\", \"dataset\": \"x\"}}");
    assertThat(fields.statusCode()).isEqualTo(400);
    assertThat(fields(fields.body())).containsExactly("checkpointId", "evaluation.topP");

    var misspelt = caller.post("{\"checkpoints\": \"x\"}");
    assertThat(misspelt.statusCode()).isEqualTo(400);
    assertThat(fields(misspelt.body())).containsExactly("checkpoints");

    var notAllowed =
        caller.post(
            """
            {"checkpoint": {"location": "%s"}, "evaluation": {"dataset": "x"}}"""
                .formatted(folder.resolve("short")));
    assertThat(notAllowed.statusCode()).isEqualTo(400);
    assertThat(notAllowed.body())
        .contains("foresight.sampler.control.roots names no folder or s3:// prefix yet");
  }

  private static ConfigurableApplicationContext sampler(String roles) {
    return SamplerApplication.builder()
        .run(
            "--server.port=0",
            "--management.server.port=",
            "--spring.main.banner-mode=off",
            "--spring.kafka.bootstrap-servers=" + neighbours.servers(),
            "--foresight.sampler.roles=" + roles,
            "--foresight.sampler.state=" + folder.resolve("state-" + roles.length()),
            "--foresight.sampler.control.period=100ms",
            "--foresight.work-queue.lock=3s");
  }

  private static EvaluationSpec.Builder spec(String datasetSha256) {
    return EvaluationSpec.newBuilder()
        .setDatasetSha256(datasetSha256)
        .setTemplate(
            PromptTemplate.newBuilder().setShot("{question}{answer}").setQuery("{question}"))
        .addAllTemperatures(TEMPERATURES)
        .setTopP("0.9")
        .setSamplesPerProblem(SAMPLES)
        .setMaxNewTokens(10)
        .addAllProblems(IntStream.range(0, PROBLEMS).boxed().toList())
        .setPrecision("bfloat16");
  }

  /** Posts once the checkpoint is known; the evaluation's id. */
  private static String post(String request) throws Exception {
    var response = await(() -> caller.post(request), r -> r.statusCode() != 404);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return Caller.json(response).path("id").stringValue();
  }

  private static void complete(String id, int samples) throws Exception {
    for (String temperature : TEMPERATURES) {
      neighbours.score(id, temperature, samples, true);
    }
    await(() -> caller.state(id), "complete"::equals);
  }

  private static String evaluationOf(String checkpoint) throws Exception {
    return caller
        .evaluations()
        .valueStream()
        .filter(e -> e.path("checkpointId").stringValue().equals(checkpoint))
        .map(e -> e.path("id").stringValue())
        .collect(Collectors.joining(" and "));
  }

  private static int wanted(int samples) {
    return PROBLEMS * TEMPERATURES.size() * samples;
  }

  private static Set<String> ids() {
    return IntStream.range(0, PROBLEMS)
        .boxed()
        .flatMap(problem -> TEMPERATURES.stream().map(t -> problem + "/" + t))
        .flatMap(cell -> IntStream.range(0, SAMPLES).mapToObj(i -> cell + "/" + i))
        .collect(Collectors.toSet());
  }

  /** The samples of an evaluation by id; one that was drawn twice must be the same. */
  private static Map<String, Sample> samples(String id) {
    var samples = new TreeMap<String, Sample>();
    for (var batch : neighbours.batches(id)) {
      for (var sample : batch.getSamplesList()) {
        String key = batch.getProblem() + "/" + batch.getTemperature() + "/" + sample.getIndex();
        assertThat(samples.put(key, sample)).isIn(null, sample);
      }
    }
    return samples;
  }

  private static String request(String checkpoint, Map<String, Object> other) {
    var evaluation = new LinkedHashMap<String, Object>();
    evaluation.put("dataset", neighbours.dataset().toString());
    evaluation.put("shots", 2);
    evaluation.put("temperatures", TEMPERATURES);
    evaluation.put("samplesPerProblem", SAMPLES);
    evaluation.put("k", List.of(1, 10));
    evaluation.put("maxNewTokens", 20);
    evaluation.put("precision", "float32");
    evaluation.putAll(other);
    return JsonMapper.shared()
        .writeValueAsString(Map.of("checkpointId", checkpoint, "evaluation", evaluation));
  }

  private static Stream<String> fields(String problem) {
    return JsonMapper.shared()
        .readTree(problem)
        .path("errors")
        .valueStream()
        .map(error -> error.path("field").stringValue());
  }
}
