package dev.foresight.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import com.google.protobuf.Message;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.TorchScript;
import dev.foresight.proto.Ids;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.Optimization;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.RunState;
import dev.foresight.proto.Source;
import dev.foresight.proto.StatePolicy;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingData;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.jobs.Plans;
import dev.foresight.trainer.training.RunFolder;
import dev.foresight.trainer.training.TrainingLoop;
import dev.foresight.trainer.training.Upkeep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Trainers that share a queue and a store, one of them a process that is paused or killed. */
class SeveralTrainersTest {
  private static final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private static Path folder = Path.of("");
  private static KafkaProducer<String, Message> producer;

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    Engine.getEngine("PyTorch");
    TorchScript.useThreads(1);
    Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
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

  /**
   * A process takes a job and is paused; another trainer takes the job over and ends it; the first
   * wakes and changes nothing, takes one of two more jobs, and is killed; that one too is ended by
   * the other. The models are those of undisturbed runs.
   */
  @Test
  void jobsOfAPausedAndOfAKilledTrainerAreEndedByAnother() throws Exception {
    try (var process = new TrainerProcess(log(), arguments("process", "info"));
        var runs = new RunsTopic(broker.getBrokersAsString())) {
      TrainingJob first = submit(1, 200);
      TrainingRun before = runs.await(first, run -> run.getStep() > 20);
      process.pause();
      try (var trainer = TrainerApplication.builder().run(arguments("trainer", "error"))) {
        assertThat(trainer.isRunning()).isTrue();
        TrainingRun ended = runs.await(first, SeveralTrainersTest::succeeded);
        assertThat(ended.getEpoch()).isGreaterThan(before.getEpoch());
        assertThat(ended.getFirstLossesList()).isEqualTo(before.getFirstLossesList());
        Map<Path, FileTime> files = files(first);
        process.wake();
        awaitInLog("another trainer has the job now");
        List<TrainingJob> more = List.of(submit(2, 1000), submit(3, 1000));
        awaitInLog("job " + more.get(0).getJobId(), "job " + more.get(1).getJobId());
        TrainingJob killed = more.get(inLog("job " + more.get(0).getJobId()) ? 0 : 1);
        runs.await(killed, run -> run.getStep() > 20);
        assertThat(files(first)).as("files of the first run").isEqualTo(files);
        assertThat(runs.latest(first)).as("its record").isEqualTo(ended);
        process.kill();
        assertThat(process.isAlive()).isFalse();
        assertThat(sha256(runs.await(killed, SeveralTrainersTest::succeeded), killed))
            .isEqualTo(undisturbed(killed));
        assertThat(sha256(ended, first)).isEqualTo(undisturbed(first));
      }
    }
  }

  private static boolean succeeded(TrainingRun run) {
    assertThat(run.getState()).isNotEqualTo(RunState.RUN_STATE_FAILED);
    return run.getState() == RunState.RUN_STATE_SUCCEEDED;
  }

  private static String[] arguments(String name, String level) {
    return new String[] {
      "--server.port=0",
      "--management.server.port=",
      "--spring.main.banner-mode=off",
      "--logging.level.dev.foresight=" + level,
      "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
      "--foresight.store=" + folder.resolve("store"),
      "--foresight.trainer.state=" + folder.resolve(name),
      "--foresight.trainer.device=cpu",
      "--foresight.trainer.progress-every=50ms",
      "--foresight.work-queue.lock=2s",
      "--foresight.broker.replication=1"
    };
  }

  private static Path log() {
    return folder.resolve("process.log");
  }

  /** Waits until the process has said one of {@code words}. */
  private static void awaitInLog(String... words) throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      if (Arrays.stream(words).anyMatch(SeveralTrainersTest::inLog)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within a minute in: " + Files.readString(log()));
  }

  private static boolean inLog(String words) {
    try {
      return Files.readString(log()).contains(words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TrainingJob submit(long seed, int steps) throws Exception {
    Path corpus = folder.resolve("corpus.jsonl");
    var optimization =
        Optimization.newBuilder()
            .setBatchTokens(128)
            .setPeakLearningRate("0.01")
            .setWarmupShare("0.1")
            .setFinalShare("0.1")
            .setWeightDecay("0.1")
            .setGradientClipping("1")
            .setPrecision("float32");
    var shape =
        ModelShape.newBuilder()
            .setVocabularySize(320)
            .setHiddenSize(16)
            .setLayers(3)
            .setAttentionHeads(2)
            .setFeedForwardSize(32)
            .setContextLength(32)
            .setPredictTokens(2);
    var source =
        Source.newBuilder().setFormat("problems").setSha256(Ids.sha256(Files.readAllBytes(corpus)));
    var spec =
        TrainingJobSpec.newBuilder()
            .setShape(shape)
            .setTokenBudget(128L * steps)
            .setSeed(seed)
            .setOptimization(optimization)
            .setData(TrainingData.newBuilder().addSources(source))
            .build();
    var job =
        TrainingJob.newBuilder()
            .setJobId(Ids.of(spec))
            .setSpec(spec)
            .addSourceLocations(corpus.toString())
            .setStates(StatePolicy.newBuilder().setEveryMillis(1000))
            .build();
    producer.send(new ProducerRecord<>(Topics.TRAINING_JOBS.topic(), job.getJobId(), job)).get();
    return job;
  }

  /** All files of the run of {@code job}, with the time each was written. */
  private static Map<Path, FileTime> files(TrainingJob job) throws IOException {
    Path run = folder.resolve("store").resolve("runs").resolve(job.getJobId());
    var times = new TreeMap<Path, FileTime>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** The digests of the one checkpoint of {@code job}. */
  private static Map<String, String> sha256(TrainingRun run, TrainingJob job) throws Exception {
    Path runFolder = folder.resolve("store").resolve("runs").resolve(job.getJobId());
    assertThat(run.getCheckpointIdsList()).hasSize(1);
    try (Stream<Path> files = Files.walk(runFolder)) {
      List<Path> models = files.filter(file -> name(file).startsWith("checkpoint-")).toList();
      assertThat(models).hasSize(1);
      return Checkpoint.open(models.getFirst()).sha256();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static Map<String, String> undisturbed(TrainingJob job) throws Exception {
    var plan = CorpusPlan.problems(folder.resolve("corpus.jsonl"), 320);
    Path store = folder.resolve("undisturbed");
    try (var corpus = new Corpora(store, 1).prepare(plan, Preparation.SILENT)) {
      var loop =
          new TrainingLoop(
              Plans.of(job),
              corpus,
              RunFolder.claim(store, job.getJobId(), 1),
              ComputeDevice.CPU,
              new Upkeep(Duration.ofDays(1), 0, 1, 0, 0),
              step -> true,
              InstantSource.system());
      return loop.run().orElseThrow().sha256();
    }
  }
}
