package dev.foresight.scorer.pipeline;

import com.google.protobuf.Message;
import dev.foresight.proto.Command;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.proto.TrainingRun;
import dev.foresight.scorer.state.TallyState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The whole stream without a broker, for tests here and in other packages. */
public final class Pipeline implements AutoCloseable {
  private static final ScoringSettings SETTINGS =
      new ScoringSettings(Duration.ofSeconds(1), 200, 400);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> samples;
  private final TestOutputTopic<String, PassAtK> cells;
  private final TestOutputTopic<String, DeadLetter> deadLetters;

  public Pipeline(Path state) {
    var builder = new StreamsBuilder();
    new ScoringTopology(SETTINGS, new SampleCounts(registry), Tracing.off()).build(builder);
    var properties = new Properties();
    properties.putAll(Map.of("application.id", "test", "state.dir", state.toString()));
    driver = new TopologyTestDriver(builder.build(), properties);
    samples = input(Topics.SAMPLES);
    cells = output(Topics.PASS_AT_K, PassAtK.getDefaultInstance());
    deadLetters = output(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance());
  }

  private TestInputTopic<byte[], byte[]> input(Topics topic) {
    return driver.createInputTopic(
        topic.topic(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private <T extends Message> TestOutputTopic<String, T> output(Topics topic, T instance) {
    return driver.createOutputTopic(
        topic.topic(), new StringDeserializer(), ProtobufSerde.of(instance).deserializer());
  }

  public void put(Evaluation evaluation) {
    put(Topics.EVALUATIONS, evaluation.getEvaluationId(), evaluation);
  }

  public void put(Experiment experiment) {
    put(Topics.EXPERIMENTS, experiment.getExperimentId(), experiment);
  }

  public void put(TrainingRun run) {
    put(Topics.TRAINING_RUNS, run.getJobId(), run);
  }

  private void put(Topics topic, String key, Message value) {
    input(topic).pipeInput(key.getBytes(StandardCharsets.UTF_8), value.toByteArray());
  }

  public void put(Command command) {
    put(Topics.COMMANDS, Views.rescoreKey(command.getRescore().getEvaluationId()), command);
  }

  /** Makes every tally one of a version that did not know {@code policy}. */
  void forget(String policy) {
    KeyValueStore<String, TallyState> tallies = driver.getKeyValueStore(TallySamples.TALLIES);
    var all = new HashMap<String, TallyState>();
    try (var entries = tallies.all()) {
      entries.forEachRemaining(entry -> all.put(entry.key, entry.value));
    }
    all.forEach((key, tally) -> tallies.put(key, tally.toBuilder().removeVerdicts(policy).build()));
  }

  void putBytes(Topics topic, String key, byte[] value) {
    input(topic).pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
  }

  public void put(SampleBatch batch) {
    sample(batch.getEvaluationId() + "/" + batch.getProblem(), batch.toByteArray());
  }

  void sample(String key, byte @Nullable [] value) {
    samples.pipeInput(new StringSerializer().serialize("", key), value);
  }

  /** Lets {@code seconds} pass on the wall clock. */
  public void waitSeconds(long seconds) {
    driver.advanceWallClockTime(Duration.ofSeconds(seconds));
  }

  /** Cells published since the last call, the latest record of each. */
  public Map<String, PassAtK> published() {
    return cells.readKeyValuesToMap();
  }

  /** The latest record of one cell, which must have been published since the last call. */
  public PassAtK published(String cell) {
    return Objects.requireNonNull(published().get(cell), cell);
  }

  List<PassAtK> publications() {
    return cells.readValuesToList();
  }

  List<DeadLetter> deadLetters() {
    return deadLetters.readValuesToList();
  }

  /** How it is set up. */
  public ScoringSettings settings() {
    return SETTINGS;
  }

  public Views views() {
    return new Views(driver::getKeyValueStore);
  }

  /** Samples received since the start, or by outcome. */
  double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  @Override
  public void close() {
    driver.close();
  }
}
