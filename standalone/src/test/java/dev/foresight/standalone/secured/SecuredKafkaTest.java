package dev.foresight.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.ProtobufSerde.MessageSerializer;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.proto.WorkQueue;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.scorer.broker.ProvisionTopics;
import dev.foresight.standalone.wordproblems.WordProblems;
import dev.foresight.trainer.TrainerApplication;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The services on a Kafka with TLS, passwords and the ACLs that {@code docs/security.md} shows. */
class SecuredKafkaTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** How a service finds out at its start that it may not set Kafka up. */
  private static final Set<String> SETTING_UP =
      Set.of("CreateTopics", "DescribeTopicPartitions", "IncrementalAlterConfigs");

  private static final String PROMETHEUS = "/actuator/prometheus";

  private static final Map<String, Object> MODEL =
      Map.of(
          "vocabularySize", 512,
          "hiddenSize", 32,
          "layers", 2,
          "attentionHeads", 2,
          "feedForwardSize", 64,
          "contextLength", 512);

  private static final List<Service> services = new ArrayList<>();

  private static List<Grant> grants = List.of();
  private static Path folder = Path.of("");
  private static SecuredBroker broker;

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    grants = Grant.documented();
    broker = SecuredBroker.start(folder, grants);
    WordProblems.write(folder.resolve("problems"), 300, 3, 1);
    topicsThatAreMissingAreNamedToWhoMayNotCreateThem();
    run(ProvisionTopics.builder(), chart("topics"));
  }

  private static void topicsThatAreMissingAreNamedToWhoMayNotCreateThem() {
    assertThatThrownBy(
            () ->
                run(ProvisionTopics.builder(), chart("trainer"), "--foresight.broker.patience=0s"))
        .hasStackTraceContaining(" is missing, and this principal may not create it");
  }

  @AfterAll
  static void stop() {
    services.reversed().forEach(Service::close);
    broker.close();
  }

  private static Service run(
      SpringApplicationBuilder application, Map<String, Object> kafka, String... more) {
    var service =
        Service.start(
            application,
            kafka,
            Stream.concat(
                    Stream.of(more),
                    Stream.of(
                        "--server.port=0",
                        "--management.server.port=",
                        "--spring.main.banner-mode=off",
                        "--spring.lifecycle.timeout-per-shutdown-phase=2s",
                        "--spring.kafka.streams.properties.repartition.purge.interval.ms=500",
                        "--foresight.work-queue.lock=2s",
                        "--foresight.sampler.control.period=100ms",
                        "--foresight.sampler.control.task-samples=20000",
                        "--foresight.store=" + folder.resolve("store"),
                        "--foresight.datasets.folder=" + folder.resolve("datasets"),
                        "--foresight.trainer.state=" + folder.resolve("trainer"),
                        "--foresight.scorer.state=" + folder.resolve("scorer")))
                .toArray(String[]::new));
    services.add(service);
    return service;
  }

  /** The environment that the chart gives a pod with these credentials. */
  private static Map<String, Object> chart(String principal, String password) {
    var certificate = broker.certificate();
    return Map.of(
        "SPRING_KAFKA_BOOTSTRAPSERVERS",
        broker.servers(),
        "SPRING_KAFKA_SECURITY_PROTOCOL",
        "SASL_SSL",
        "SPRING_KAFKA_SSL_TRUSTSTORETYPE",
        "PEM",
        "SPRING_KAFKA_SSL_TRUSTSTORELOCATION",
        "file:" + certificate.authority(),
        "SPRING_KAFKA_SSL_KEYSTORETYPE",
        "PEM",
        "SPRING_KAFKA_SSL_KEYSTORELOCATION",
        "file:" + certificate.combined(),
        "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM",
        "SCRAM-SHA-512",
        "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%s\" password=\"%s\";".formatted(principal, password));
  }

  private static Map<String, Object> chart(String principal) {
    return chart(principal, broker.password(principal));
  }

  /** The same with an SSL bundle in place of stores. */
  private static Map<String, Object> bundle(String principal) {
    var environment = new HashMap<>(chart(principal));
    environment.keySet().removeIf(name -> name.startsWith("SPRING_KAFKA_SSL"));
    var certificate = broker.certificate();
    var pem = "SPRING_SSL_BUNDLE_PEM_KAFKA_";
    environment.put("SPRING_KAFKA_SSL_BUNDLE", "kafka");
    environment.put(pem + "TRUSTSTORE_CERTIFICATE", "file:" + certificate.authority());
    environment.put(pem + "KEYSTORE_CERTIFICATE", "file:" + certificate.combined());
    environment.put(pem + "KEYSTORE_PRIVATEKEY", "file:" + certificate.combined());
    return environment;
  }

  @Test
  void theServicesDoAllTheirWorkWithTheGrantsOfTheTableAndNeedEachOfThem() throws Exception {
    var ofOtherTests = refused();
    var trainer = run(TrainerApplication.builder(), chart("trainer"));
    var control =
        run(
            SamplerApplication.builder(),
            bundle("sampler-control"),
            "--foresight.sampler.roles=control",
            "--foresight.sampler.state=" + folder.resolve("control"));
    var worker =
        run(
            SamplerApplication.builder(),
            chart("sampler-worker"),
            "--foresight.sampler.roles=worker",
            "--foresight.sampler.state=" + folder.resolve("worker"));
    var scorer = run(ScorerApplication.builder(), bundle("scorer"));

    var experiment = trainer.post("/api/v1/experiments", experiment()).path("id").asString();
    var results = "/api/v1/results/experiments/" + experiment;
    await(() -> scorer.get(results).path("complete").asBoolean());
    assertThat(scorer.get(results).at("/cells/0/estimates/1/k").asInt()).isEqualTo(10);
    await(() -> control.text(PROMETHEUS).contains("foresight_sampling_workers 4.0"));
    assertThat(scorer.text(PROMETHEUS)).contains("foresight_samples_lag_records{reader=\"texts\"}");

    var evaluation = scorer.get(results).at("/cells/0/evaluationId").asString();
    scorer.post(
        "/api/v1/results/evaluations/" + evaluation + "/rescore",
        Map.of("policies", List.of("strict-1")));
    var job = trainer.post("/api/v1/training-jobs", endlessTraining());
    trainer.delete(job.at("/links/self").asString());
    writeWhatNobodyCanRead();
    var checkpoint = trainer.get("/api/v1/checkpoints").at("/0/id").asString();
    var before = steps(worker);
    var drawn = control.post("/api/v1/evaluations", endlessEvaluation(checkpoint));
    await(() -> !steps(worker).equals(before));
    worker.close();
    control.delete("/api/v1/evaluations/" + drawn.path("id").asString());

    await(() -> unused().isEmpty());
    assertThat(refused()).isEqualTo(ofOtherTests);
  }

  @Test
  void whatNoRowGrantsIsRefused() {
    assertRefused("scorer", Topics.TRAINING_JOBS);
    assertRefused("sampler-worker", Topics.EVALUATIONS);
  }

  private static void assertRefused(String principal, Topics topic) {
    try (var producer = producer(broker.client(principal))) {
      var sent = producer.send(new ProducerRecord<>(topic.topic(), "key", new byte[0]));
      assertThatThrownBy(sent::get).hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aQueueThatMayNotBeReadIsAskedForNowAndThen(CapturedOutput output) throws Exception {
    var settings =
        new WorkQueue.Settings(
            Topics.SAMPLING_TASKS, Topics.SAMPLERS, Duration.ofSeconds(1), 2, "scorer");
    var client = broker.client("scorer");
    try (var producer =
            new KafkaProducer<>(client, new StringSerializer(), new MessageSerializer());
        var queue =
            new WorkQueue<>(
                settings,
                SamplingTask.getDefaultInstance(),
                (task, delivery) -> {},
                client,
                producer,
                Tracing.off(),
                Clock.systemUTC())) {
      queue.start();
      await(() -> output.toString().contains("asking again"));
      Thread.sleep(1500);
    }
    assertThat(output.toString().split("asking again", -1)).hasSize(2);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aWrongPasswordIsWhatEachServiceSaysAtItsStart(CapturedOutput output) {
    var wrong = chart("trainer", "a wrong one");
    assertEnds(TrainerApplication.builder(), wrong, "invalid credentials", output);
    assertEnds(SamplerApplication.builder(), wrong, "invalid credentials", output);
    assertEnds(ScorerApplication.builder(), wrong, "invalid credentials", output);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aBrokerThatIsNotTrustedIsWhatAServiceSaysAtItsStart(CapturedOutput output) {
    var distrusting = new HashMap<>(chart("trainer"));
    distrusting.keySet().removeIf(name -> name.contains("TRUSTSTORE"));
    assertEnds(TrainerApplication.builder(), distrusting, "SSL handshake failed", output);
  }

  private static void assertEnds(
      SpringApplicationBuilder application,
      Map<String, Object> kafka,
      String reason,
      CapturedOutput output) {
    int before = output.length();
    assertThatThrownBy(() -> run(application, kafka)).hasStackTraceContaining(reason);
    assertThat(output.toString().substring(before))
        .contains("APPLICATION FAILED TO START", "lets nobody in", reason)
        .doesNotContain("Application run failed");
  }

  @Test
  void whoeverComesWithoutTlsOrWithoutPasswordIsRefused() {
    for (var protocol : List.of("PLAINTEXT", "SSL")) {
      var client = new HashMap<>(broker.client("trainer"));
      client.put("security.protocol", protocol);
      client.put("default.api.timeout.ms", 1000);
      client.put("request.timeout.ms", 1000);
      try (var admin = Admin.create(client)) {
        assertThatThrownBy(() -> admin.listTopics().names().get())
            .hasCauseInstanceOf(TimeoutException.class);
      }
    }
  }

  @Test
  void theChartSetsWhatIsSetHere() {
    assertThat(Path.of("../helm/foresight/templates/_helpers.tpl"))
        .content()
        .contains(chart("trainer").keySet().stream().map(name -> "- name: " + name).toList());
  }

  private static Map<String, Object> experiment() {
    return Map.of(
        "name", "secured",
        "corpus", folder.resolve("problems/train.jsonl").toString(),
        "model", MODEL,
        "predictTokens", List.of(1),
        "tokenBudgets", List.of(4096),
        "optimization", Map.of("batchTokens", 512, "precision", "float32"),
        "evaluation", evaluation(10, 8));
  }

  private static Map<String, Object> endlessTraining() {
    return Map.of(
        "corpus",
        folder.resolve("problems/train.jsonl").toString(),
        "model",
        MODEL,
        "tokenBudget",
        1_000_000_000);
  }

  private static Map<String, Object> endlessEvaluation(String checkpoint) {
    return Map.of("checkpointId", checkpoint, "evaluation", evaluation(20_000, 100));
  }

  private static Map<String, Object> evaluation(int samples, int maxNewTokens) {
    return Map.of(
        "dataset",
        folder.resolve("problems/test.jsonl").toString(),
        "problems",
        3,
        "temperatures",
        List.of("0.8"),
        "samplesPerProblem",
        samples,
        "k",
        List.of(1, 10),
        "maxNewTokens",
        maxNewTokens);
  }

  /** How often the worker's lanes went a token ahead, as it reports it. */
  private static String steps(Service worker) throws Exception {
    return worker
        .text(PROMETHEUS)
        .lines()
        .filter(line -> line.startsWith("foresight_sampling_steps_total"))
        .findFirst()
        .orElseThrow();
  }

  /** Each service has a topic of which it makes dead letters. */
  private static void writeWhatNobodyCanRead() throws Exception {
    try (var producer = producer(broker.administrator())) {
      for (var topic :
          List.of(
              Topics.TRAINING_JOBS, Topics.CHECKPOINTS, Topics.SAMPLING_TASKS, Topics.SAMPLES)) {
        producer.send(new ProducerRecord<>(topic.topic(), "broken", new byte[] {1, 2, 3})).get();
      }
    }
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> client) {
    return new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  private static List<Grant> unused() throws Exception {
    var asked = broker.asked();
    return grants.stream().filter(grant -> asked.stream().noneMatch(grant::allows)).toList();
  }

  /**
   * What services were refused, but for what they ask to find out whether they may set Kafka up.
   */
  private static List<Access> refused() throws Exception {
    return broker.asked().stream()
        .filter(access -> !access.allowed() && !SETTING_UP.contains(access.request()))
        .toList();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within %s; refused: %s; not asked for: %s".formatted(LIMIT, refused(), unused()));
      }
      Thread.sleep(100);
    }
  }
}
