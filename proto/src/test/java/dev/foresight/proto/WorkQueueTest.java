package dev.foresight.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class WorkQueueTest {
  private static final Duration LOCK = Duration.ofSeconds(2);
  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private static KafkaProducer<String, Message> producer;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()))) {
      Topics.provision(admin, (short) 1, LOCK);
      Topics.provision(admin, (short) 1, LOCK); // again: every service does
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.getBrokersAsString()),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.destroy();
  }

  @Test
  void aTaskLongerThanItsLockIsDeliveredOnce() throws Exception {
    var id = submitJob();
    try (var queue =
        queue(
            (job, delivery) -> {
              Thread.sleep(LOCK.multipliedBy(3));
              events.add(job.getJobId() + " done, delivery " + delivery);
            })) {
      queue.start();
      assertThat(next()).isEqualTo(id + " done, delivery 1");
      assertThat(events.poll(4, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void aTaskWhoseHolderClosesGoesToAnotherAsIfNew() throws Exception {
    var id = submitJob();
    try (var first =
        queue(
            (job, delivery) -> {
              events.add("started");
              Thread.sleep(Duration.ofMinutes(1));
            })) {
      first.start();
      assertThat(next()).isEqualTo("started");
    }
    try (var second =
        queue((job, delivery) -> events.add(job.getJobId() + " delivery " + delivery))) {
      second.start();
      assertThat(next()).isEqualTo(id + " delivery 1");
    }
  }

  @Test
  void aTaskThatThrowsIsADeadLetterWithItsReason() throws Exception {
    var id = submitJob();
    try (var queue =
        queue(
            (job, delivery) -> {
              throw new IllegalStateException("the corpus is gone");
            })) {
      queue.start();
      assertThat(deadLetter("training-jobs/" + id).getReason()).isEqualTo("the corpus is gone");
    }
  }

  @Test
  void aTaskIsTriedThriceThenADeadLetterWithItsLastReason() throws Exception {
    var id = submitJob();
    var failures = new LinkedBlockingQueue<WorkQueue.Failure>();
    try (var queue =
        thrice(failing(failures, tries -> new IllegalStateException("no space " + tries)))) {
      queue.start();
      assertThat(deadLetter("training-jobs/" + id).getReason()).isEqualTo("no space 3");
    }
    assertThat(failures)
        .containsExactly(
            new WorkQueue.Failure("no space 1", 1, false),
            new WorkQueue.Failure("no space 2", 2, false),
            new WorkQueue.Failure("no space 3", 3, true));
  }

  @Test
  void failuresAreCountedAcrossHolders() throws Exception {
    var id = submitJob();
    var failures = new LinkedBlockingQueue<WorkQueue.Failure>();
    var failing = failing(failures, tries -> new IllegalStateException("no space " + tries));
    try (var first = thrice(failing)) {
      first.start();
      assertThat(failures.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
    try (var second =
        thrice(
            (job, delivery) -> {
              events.add("started");
              Thread.sleep(Duration.ofMinutes(1));
            })) {
      second.start();
      assertThat(next()).isEqualTo("started"); // and is handed back, which is no failure
    }
    try (var third = thrice(failing)) {
      third.start();
      deadLetter("training-jobs/" + id);
    }
    assertThat(failures).last().isEqualTo(new WorkQueue.Failure("no space 3", 3, true));
  }

  @Test
  void aHopelessTaskIsNotTriedAgain() throws Exception {
    var id = submitJob();
    var failures = new LinkedBlockingQueue<WorkQueue.Failure>();
    try (var queue = thrice(failing(failures, tries -> new HopelessException("at step 7")))) {
      queue.start();
      assertThat(deadLetter("training-jobs/" + id).getReason()).isEqualTo("at step 7");
    }
    assertThat(failures).containsExactly(new WorkQueue.Failure("at step 7", 1, true));
  }

  @Test
  void aTaskStaysInItsTraceAndItsLogsThroughEveryHolder() throws Exception {
    var spans = InMemorySpanExporter.create();
    var provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    var tracing = new Tracing(OpenTelemetrySdk.builder().setTracerProvider(provider).build());
    var id = submitJob(new RecordHeader("traceparent", TRACEPARENT.getBytes(UTF_8)));
    try (var first =
        queue(
            (job, delivery) -> {
              events.add(inLogs());
              Thread.sleep(Duration.ofMinutes(1));
            },
            1,
            tracing)) {
      first.start();
      assertThat(next()).isEqualTo(id);
    }
    try (var second =
        queue(
            (job, delivery) -> {
              events.add(inLogs());
              throw new IllegalStateException("no space");
            },
            2,
            tracing)) {
      second.start();
      assertThat(deadLetter("training-jobs/" + id).getHeadersMap())
          .containsEntry("traceparent", ByteString.copyFromUtf8(TRACEPARENT));
    }
    assertThat(events).containsExactly(id, id);
    assertThat(spans.getFinishedSpanItems())
        .hasSize(3)
        .allSatisfy(
            span -> {
              assertThat(span.getName()).isEqualTo("process training-jobs");
              assertThat(TRACEPARENT).contains(span.getTraceId(), span.getParentSpanId());
              assertThat(span.getAttributes().asMap())
                  .containsEntry(AttributeKey.stringKey("foresight.run"), id);
            })
        .extracting(span -> span.getStatus().getStatusCode())
        .containsExactly(StatusCode.UNSET, StatusCode.ERROR, StatusCode.ERROR);
  }

  private static String inLogs() {
    return String.valueOf(MDC.get("run"));
  }

  /** Fails as {@code how} says, given the number of the try. */
  private static WorkQueue.Worker<TrainingJob> failing(
      BlockingQueue<WorkQueue.Failure> failures, IntFunction<Exception> how) {
    var tries = new AtomicInteger();
    return new WorkQueue.Worker<>() {
      @Override
      public void work(TrainingJob job, int delivery) throws Exception {
        throw how.apply(tries.incrementAndGet());
      }

      @Override
      public void failed(TrainingJob job, WorkQueue.Failure failure) {
        failures.add(failure);
      }
    };
  }

  @Test
  void aRecordThatDoesNotParseIsADeadLetterAndTheNextTaskRuns() throws Exception {
    var key = UUID.randomUUID().toString();
    try (var raw =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      raw.send(new ProducerRecord<>("training-jobs", key, new byte[] {1, 2, 3})).get();
    }
    var id = submitJob();
    try (var queue = queue((job, delivery) -> events.add(job.getJobId()))) {
      queue.start();
      assertThat(next()).isEqualTo(id);
      var letter = deadLetter("training-jobs/" + key);
      assertThat(letter.getReason()).contains("not a valid message");
      assertThat(letter.getValue().toByteArray()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aPoisonTaskIsADeadLetterBeforeTheBrokerForgetsIt() throws Exception {
    var id = submitJob();
    for (int delivery = 1; delivery <= 3; delivery++) {
      deliverInVain(id);
    }
    try (var queue = queue((job, delivery) -> events.add("started"))) {
      queue.start();
      assertThat(deadLetter("training-jobs/" + id).getReason())
          .isEqualTo("no end after 3 deliveries");
    }
  }

  /** Takes the task and gives it up, as the broker does for a holder that died. */
  private static void deliverInVain(String id) {
    try (var consumer =
        new KafkaShareConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                broker.getBrokersAsString(),
                "group.id",
                Topics.TRAINERS,
                "share.acknowledgement.mode",
                "explicit"),
            new StringDeserializer(),
            ProtobufSerde.of(TrainingJob.getDefaultInstance()).deserializer())) {
      consumer.subscribe(List.of(Topics.TRAINING_JOBS.topic()));
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          consumer.acknowledge(record, AcknowledgeType.RELEASE);
          consumer.commitSync();
          if (record.key().equals(id)) {
            return;
          }
        }
      }
    }
  }

  private static String submitJob(Header... headers) throws Exception {
    var id = UUID.randomUUID().toString();
    var job = TrainingJob.newBuilder().setJobId(id).build();
    var topic = Topics.TRAINING_JOBS.topic();
    producer.send(new ProducerRecord<>(topic, null, id, job, List.of(headers))).get();
    return id;
  }

  private String next() throws InterruptedException {
    return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "nothing within 30 s");
  }

  private static WorkQueue<TrainingJob> queue(WorkQueue.Worker<TrainingJob> worker) {
    return queue(worker, 1, Tracing.off());
  }

  private static WorkQueue<TrainingJob> thrice(WorkQueue.Worker<TrainingJob> worker) {
    return queue(worker, 3, Tracing.off());
  }

  private static WorkQueue<TrainingJob> queue(
      WorkQueue.Worker<TrainingJob> worker, int tries, Tracing tracing) {
    return new WorkQueue<>(
        new WorkQueue.Settings(
            Topics.TRAINING_JOBS,
            Topics.TRAINERS,
            LOCK.dividedBy(4),
            3,
            tries,
            Duration.ofMillis(100),
            "trainer"),
        TrainingJob.getDefaultInstance(),
        worker,
        Map.of("bootstrap.servers", broker.getBrokersAsString()),
        producer,
        tracing,
        Clock.systemUTC());
  }

  private static DeadLetter deadLetter(String key) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringDeserializer(),
            ProtobufSerde.of(DeadLetter.getDefaultInstance()).deserializer())) {
      var partition = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var keys = new ArrayList<String>();
      for (int attempt = 0; attempt < 60; attempt++) {
        for (var letter : consumer.poll(Duration.ofMillis(500))) {
          if (letter.key().equals(key)) {
            return letter.value();
          }
          keys.add(letter.key());
        }
      }
      throw new AssertionError("no dead letter " + key + " among " + keys);
    }
  }
}
