package dev.foresight.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import dev.foresight.proto.PromptTemplate;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole sampler against a real broker; the test plays trainer and scorer. */
class SamplerApplicationTest {
  private static final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private static final HttpClient http = HttpClient.newHttpClient();
  private static KafkaProducer<String, Message> producer;
  private static ConfigurableApplicationContext sampler;

  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()))) {
      Topics.provision(admin, (short) 1, Duration.ofSeconds(3));
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.getBrokersAsString()),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer());
    write("test.jsonl", 6);
    write("train.jsonl", 3);
    sampler = sampler();
  }

  @AfterAll
  static void stop() {
    sampler.close();
    producer.close();
    broker.destroy();
  }

  @Test
  void anEvaluationIsDrawnOnceAndIsCompleteWhenAllIsCounted() throws Exception {
    var checkpoint = publish(checkpoint("plain", 256));
    var posted = post(request(checkpoint, "\"problemSeed\": 1"));
    assertThat(posted.statusCode()).isEqualTo(202);
    String id = json(posted).path("id").stringValue();
    assertThat(posted.headers().firstValue("Location")).hasValue("/api/v1/evaluations/" + id);
    assertThat(post(request(checkpoint, "\"problemSeed\": 1")).statusCode()).isEqualTo(200);

    var samples = await(() -> samples(id), all -> all.size() == 6 * 2 * 60);
    var expected =
        IntStream.range(0, 6)
            .boxed()
            .flatMap(p -> List.of("0.5", "1.0").stream().map(t -> p + "/" + t))
            .flatMap(cell -> IntStream.range(0, 60).mapToObj(i -> cell + "/" + i))
            .collect(Collectors.toSet());
    assertThat(samples.keySet()).isEqualTo(expected);
    assertThat(records(id))
        .allSatisfy(
            batch -> {
              assertThat(batch.getSamplesCount()).isLessThanOrEqualTo(50);
              assertThat(batch.getReferenceAnswer()).isEqualTo("" + batch.getProblem());
            })
        .hasSize(6 * 2 * 2);

    assertThat(get(id).path("state").stringValue()).isEqualTo("active");
    score(id, "0.5", 60, true);
    score(id, "1.0", 30, false);
    var half = await(() -> get(id), now -> now.path("samplesCounted").asInt() == 6 * 90);
    assertThat(half.path("samplesWanted").asInt()).isEqualTo(6 * 2 * 60);
    assertThat(half.path("state").stringValue()).isEqualTo("active");
    score(id, "1.0", 60, true);
    await(() -> get(id), now -> now.path("state").stringValue().equals("complete"));
    assertThat(records(id)).as("nothing was drawn twice").hasSize(6 * 2 * 2);
    assertThat(metrics())
        .contains("foresight_sampled_samples_total{", "foresight_sampled_tokens_total{")
        .contains("foresight_sampling_step_seconds_count{", "foresight_sampling_backlog 0.0");
  }

  @Test
  void aCheckpointThatBringsAPlanIsEvaluated() throws Exception {
    var folder = checkpoint("planned", 256);
    var plan =
        EvaluationPlan.newBuilder()
            .setDatasetLocation(SamplerApplicationTest.folder.resolve("test.jsonl").toString())
            .setSpec(
                EvaluationSpec.newBuilder()
                    .setDatasetSha256(
                        dev.foresight.proto.Ids.sha256(
                            Files.readAllBytes(
                                SamplerApplicationTest.folder.resolve("test.jsonl"))))
                    .setTemplate(
                        PromptTemplate.newBuilder()
                            .setShot("{question}{answer}")
                            .setQuery("{question}"))
                    .addTemperatures("0.5")
                    .addTemperatures("1.0")
                    .setTopP("0.9")
                    .setSamplesPerProblem(60)
                    .setMaxNewTokens(10)
                    .addAllProblems(List.of(3, 1))
                    .setPrecision("bfloat16"));
    var published = folder.toBuilder().setEvaluation(plan).build();
    publish(published);
    publish(published);
    var evaluation =
        await(
            () ->
                all()
                    .valueStream()
                    .filter(e -> e.path("checkpointId").asString().equals("planned"))
                    .toList(),
            found -> !found.isEmpty());
    String id = evaluation.getFirst().path("id").stringValue();
    assertThat(await(() -> samples(id), drawn -> drawn.size() == 2 * 2 * 60)).isNotEmpty();
    score(id, "0.5", 60, true);
    score(id, "1.0", 60, true);
    await(() -> get(id), now -> now.path("state").stringValue().equals("complete"));
  }

  @Test
  void aCancelledEvaluationEndsAndCanGoOn() throws Exception {
    var checkpoint = publish(checkpoint("cancelled", 256));
    String request = request(checkpoint, "\"samplesPerProblem\": 5000, \"k\": [1]");
    String id = json(post(request)).path("id").stringValue();
    assertThat(delete(id).statusCode()).isEqualTo(202);
    await(() -> get(id), now -> now.path("state").stringValue().equals("cancelled"));
    assertThat(post(request).statusCode()).isEqualTo(202);
    assertThat(get(id).path("state").stringValue()).isEqualTo("active");
    assertThat(delete(id).statusCode()).isEqualTo(202);
    await(() -> get(id), now -> now.path("state").stringValue().equals("cancelled"));
    assertThat(delete("0".repeat(64)).statusCode()).isEqualTo(404);
  }

  @Test
  void aDamagedCheckpointFailsItsEvaluationsAndNoOther() throws Exception {
    var damaged = checkpoint("damaged", 256);
    var weights = folder.resolve("damaged/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    String failed = json(post(request(publish(damaged), ""))).path("id").stringValue();
    String other =
        json(post(request(publish(checkpoint("whole", 256)), ""))).path("id").stringValue();
    var end = await(() -> get(failed), now -> !now.path("state").stringValue().equals("active"));
    assertThat(end.path("state").stringValue()).isEqualTo("failed");
    assertThat(end.path("reason").stringValue()).contains("model.safetensors");
    await(() -> samples(other), drawn -> drawn.size() == 6 * 2 * 60);
    assertThat(samples(failed)).isEmpty();
    score(other, "0.5", 60, true);
    score(other, "1.0", 60, true);
    await(() -> get(other), now -> now.path("state").stringValue().equals("complete"));
  }

  @Test
  void anotherSamplerGoesOnWhereOneIsStoppedAndDrawsTheSame() throws Exception {
    var checkpoint = publish(checkpoint("stopped", 256));
    String id =
        json(post(request(checkpoint, "\"samplesPerProblem\": 400"))).path("id").stringValue();
    await(() -> samples(id), drawn -> !drawn.isEmpty());
    sampler.close();
    sampler = sampler();
    await(() -> samples(id), drawn -> drawn.size() == 6 * 2 * 400);
    score(id, "0.5", 400, true);
    score(id, "1.0", 400, true);
    await(() -> get(id), now -> now.path("state").stringValue().equals("complete"));
  }

  @Test
  void whatCannotRunIsRefusedWithItsReason() throws Exception {
    var checkpoint = publish(checkpoint("short", 64));
    var tooLong = post(request(checkpoint, ""));
    assertThat(tooLong.statusCode()).isEqualTo(422);
    assertThat(tooLong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(tooLong).path("detail").stringValue()).contains("do not fit a context of 64");

    var unknown = post(request("nowhere", ""));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("detail").stringValue()).contains("no checkpoint nowhere");

    Files.writeString(
        folder.resolve("bad.jsonl"), "{\"question\": \"a\", \"answer\": \"#### 1\"}\n{\n");
    var badLine = post(request(checkpoint, "\"dataset\": \"" + folder.resolve("bad.jsonl") + "\""));
    assertThat(badLine.statusCode()).isEqualTo(400);
    assertThat(json(badLine).path("errors").get(0).path("field").stringValue())
        .isEqualTo("evaluation.dataset");
    assertThat(json(badLine).path("errors").get(0).path("message").stringValue())
        .contains("bad.jsonl:2");

    var fields = post("{\"evaluation\": {\"topP\": \"2\", \"dataset\": \"x\"}}");
    assertThat(fields.statusCode()).isEqualTo(400);
    assertThat(json(fields).path("errors").valueStream().map(e -> e.path("field").stringValue()))
        .containsExactly("checkpointId", "evaluation.topP");

    var misspelt = post("{\"checkpoint\": \"x\"}");
    assertThat(misspelt.statusCode()).isEqualTo(400);
    assertThat(json(misspelt).path("detail").stringValue()).contains("checkpoint is unknown");
  }

  private static ConfigurableApplicationContext sampler() {
    return SamplerApplication.builder()
        .run(
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
            "--foresight.sampler.state=" + folder.resolve("state"),
            "--foresight.sampler.control.period=100ms",
            "--foresight.sampler.worker.threads=1",
            "--foresight.work-queue.lock=3s");
  }

  private static void write(String name, int problems) throws IOException {
    Files.write(
        folder.resolve(name),
        IntStream.range(0, problems)
            .mapToObj(
                i ->
                    "{\"question\": \"Ann has %d pears. How many?\", \"answer\": \"%d\\n#### %d\"}"
                        .formatted(i, i, i))
            .toList());
  }

  /** An untrained model. */
  private static CheckpointPublished checkpoint(String id, int context) throws IOException {
    var tokenizer = BpeTrainer.train(List.of(Files.readString(folder.resolve("test.jsonl"))), 320);
    var shape = new ModelShape(tokenizer.vocabularySize(), 32, 2, 2, 64, context, 1);
    try (var model = Transformer.initialize(shape, Precision.FLOAT32, id.hashCode())) {
      var digests = Checkpoint.write(folder.resolve(id), model, tokenizer);
      return CheckpointPublished.newBuilder()
          .setCheckpointId(id)
          .setLocation(folder.resolve(id).toUri().toString())
          .putAllSha256(digests)
          .setShape(
              dev.foresight.proto.ModelShape.newBuilder()
                  .setContextLength(context)
                  .setPredictTokens(1))
          .build();
    }
  }

  private static String publish(CheckpointPublished checkpoint) throws Exception {
    send(Topics.CHECKPOINTS, checkpoint.getCheckpointId(), checkpoint);
    return checkpoint.getCheckpointId();
  }

  /** Says, as the scorer would, that {@code n} samples of each problem are counted. */
  private static void score(String id, String temperature, int n, boolean complete)
      throws Exception {
    var cell =
        PassAtK.newBuilder().setEvaluationId(id).setTemperature(temperature).setComplete(complete);
    for (int problem = 0; problem < 6; problem++) {
      cell.addProblems(ProblemTally.newBuilder().setProblem(problem).setN(n));
    }
    send(Topics.PASS_AT_K, id + "/" + temperature, cell.build());
  }

  private static void send(Topics topic, String key, Message value) throws Exception {
    producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
  }

  /** The samples of an evaluation; one drawn twice must be the same. */
  private static Map<String, Sample> samples(String id) {
    var samples = new TreeMap<String, Sample>();
    for (var batch : records(id)) {
      for (var sample : batch.getSamplesList()) {
        String key = batch.getProblem() + "/" + batch.getTemperature() + "/" + sample.getIndex();
        var before = samples.put(key, sample);
        assertThat(before).isIn(null, sample);
      }
    }
    return samples;
  }

  private static List<SampleBatch> records(String id) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringDeserializer(),
            ProtobufSerde.of(SampleBatch.getDefaultInstance()).deserializer())) {
      var partitions =
          IntStream.range(0, Topics.SAMPLES.partitions())
              .mapToObj(p -> new TopicPartition(Topics.SAMPLES.topic(), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var batches = new java.util.ArrayList<SampleBatch>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> batches.add(record.value()));
      }
      return batches.stream().filter(batch -> batch.getEvaluationId().equals(id)).toList();
    }
  }

  private static String request(String checkpoint, String extra) {
    var fields = new HashMap<String, String>();
    fields.put("dataset", "\"" + folder.resolve("test.jsonl") + "\"");
    fields.put("shots", "2");
    fields.put("temperatures", "[\"0.5\", \"1.0\"]");
    fields.put("samplesPerProblem", "60");
    fields.put("k", "[1, 10]");
    fields.put("maxNewTokens", "20");
    fields.put("precision", "\"float32\"");
    for (String field : extra.isEmpty() ? new String[0] : extra.split(", (?=\")", -1)) {
      fields.put(field.split("\"", -1)[1], field.substring(field.indexOf(':') + 1).strip());
    }
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
        .collect(
            Collectors.joining(
                ", ", "{\"checkpointId\": \"" + checkpoint + "\", \"evaluation\": {", "}}"));
  }

  private static HttpResponse<String> post(String body) throws Exception {
    return call(
        HttpRequest.newBuilder(uri("/api/v1/evaluations"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> delete(String id) throws Exception {
    return call(HttpRequest.newBuilder(uri("/api/v1/evaluations/" + id)).DELETE());
  }

  private static JsonNode get(String id) throws Exception {
    return json(call(HttpRequest.newBuilder(uri("/api/v1/evaluations/" + id))));
  }

  private static JsonNode all() throws Exception {
    return json(call(HttpRequest.newBuilder(uri("/api/v1/evaluations"))));
  }

  private static String metrics() throws Exception {
    return call(HttpRequest.newBuilder(uri("/actuator/prometheus"))).body();
  }

  private static URI uri(String path) {
    String port = sampler.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static <T> T await(Callable<T> source, java.util.function.Predicate<T> condition)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      T now = source.call();
      if (condition.test(now)) {
        return now;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 60 s; last: " + now);
      }
      Thread.sleep(100);
    }
  }
}
