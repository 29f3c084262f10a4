package dev.foresight.benchmarks.scoring;

import com.google.protobuf.Message;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.FinishReason;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes evaluations and their samples as sampler and control do: {@value #BATCH} a record, texts
 * as long as answers to GSM8K, about 300 characters, no two alike.
 */
final class Load implements AutoCloseable {
  static final int BATCH = 50;

  private static final List<String> STEPS =
      List.of(
          " She sells %d - %d = %d eggs on each of the other days, which her neighbours buy.",
          " In the next month he saves $%d + $%d = $%d, and he spends none of it on tickets.",
          " Then %d of the boxes and %d of the bags make %d pieces, all of them of one size.");

  private final KafkaProducer<String, Message> producer;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);

  Load(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "zstd",
                "linger.ms",
                20,
                "batch.size",
                1 << 18),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer());
  }

  /** Announces an evaluation; every sample of it is wanted at each of the temperatures. */
  void announce(String id, int problems, List<String> temperatures, int samples) {
    var spec =
        EvaluationSpec.newBuilder()
            .addAllTemperatures(temperatures)
            .setSamplesPerProblem(samples)
            .addAllK(List.of(1, Math.min(10, samples), samples))
            .addAllProblems(IntStream.range(0, problems).boxed().toList())
            .addAllPolicies(List.of("flexible-1", "strict-1"));
    var checkpoint =
        CheckpointPublished.newBuilder()
            .setCheckpointId(id)
            .setShape(ModelShape.newBuilder().setPredictTokens(1))
            .setTokensSeen(1);
    var evaluation =
        Evaluation.newBuilder()
            .setEvaluationId(id)
            .setSpec(spec)
            .setCheckpoint(checkpoint)
            .setState(EvaluationState.EVALUATION_STATE_ACTIVE)
            .setSubmittedAtMillis(System.currentTimeMillis());
    var unused =
        producer.send(new ProducerRecord<>(Topics.EVALUATIONS.topic(), id, evaluation.build()));
    producer.flush();
  }

  /** Writes all samples, index by index as workers do; returns how many. */
  int fill(String id, int problems, List<String> temperatures, int samples) {
    int written = 0;
    for (int from = 0; from < samples; from += BATCH) {
      for (int problem = 0; problem < problems; problem++) {
        for (var temperature : temperatures) {
          int to = Math.min(samples, from + BATCH);
          send(batch(id, problem, temperature, from, to));
          written += to - from;
        }
      }
    }
    producer.flush();
    return written;
  }

  private void send(SampleBatch batch) {
    var key = batch.getEvaluationId() + "/" + batch.getProblem();
    var unused = producer.send(new ProducerRecord<>(Topics.SAMPLES.topic(), key, batch));
  }

  private SampleBatch batch(String id, int problem, String temperature, int from, int to) {
    var batch =
        SampleBatch.newBuilder()
            .setEvaluationId(id)
            .setProblem(problem)
            .setTemperature(temperature)
            .setQuestion(text("How many are there in all after " + problem + " days?", 200))
            .setReferenceAnswer(Integer.toString(problem % 97));
    for (int index = from; index < to; index++) {
      int answer = random.nextInt(3) == 0 ? problem % 97 : random.nextInt(1000);
      batch.addSamples(
          Sample.newBuilder()
              .setIndex(index)
              .setText(text("", 260) + " The answer is " + answer + ".")
              .setTokenCount(110)
              .setFinishReason(FinishReason.FINISH_REASON_STOP)
              .setModelLogProbability(-40 * random.nextDouble())
              .setSampledLogProbability(-30 * random.nextDouble()));
    }
    return batch.build();
  }

  private String text(String begin, int characters) {
    var text = new StringBuilder(begin);
    while (text.length() < characters) {
      int a = random.nextInt(500);
      int b = random.nextInt(500);
      text.append(STEPS.get(random.nextInt(STEPS.size())).formatted(a, b, a + b));
    }
    return text.toString();
  }

  @Override
  public void close() {
    producer.close();
  }
}
