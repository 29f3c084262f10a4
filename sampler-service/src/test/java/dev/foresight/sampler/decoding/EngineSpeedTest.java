package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Decoder;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.SamplingTask;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Prints how fast a model of a million parameters is sampled: 800 rows a task behind a prompt of
 * about 500 tokens, and where the lanes' time went. Its weights are random; low temperatures give
 * its distributions the entropy of a trained model's.
 */
@Tag("slow")
class EngineSpeedTest {
  private static final String PROMPT = "Ann has 3 apples and 4 pears. ".repeat(25);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1024, bfloat16",
    "4, 2, 512, bfloat16",
    "4, 2, 1024, bfloat16",
    "4, 2, 512, float32"
  })
  void tokensPerSecond(int tasks, int lanes, int rows, String precision) throws Exception {
    var tokenizer = BpeTrainer.train(List.of(PROMPT), 290);
    var shape = new ModelShape(512, 128, 5, 4, 352, 1024, 1);
    try (var transformer = Transformer.initialize(shape, Precision.of(precision), 1);
        var model = new LoadedModel(Decoder.of(transformer), tokenizer);
        var engine = new Engine(new Engine.Settings(1L << 30, lanes, rows, Speculation.OFF));
        var threads = Executors.newFixedThreadPool(tasks)) {
      engine.decode(model, task(4), () -> true, Listener.NONE); // warms up
      var before = engine.figures();
      long start = System.nanoTime();
      long processor = processorNanoseconds();
      Callable<?> decoding = () -> engine.decode(model, task(60), () -> true, Listener.NONE);
      for (var done : threads.invokeAll(Collections.nCopies(tasks, decoding))) {
        done.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double busy = (processorNanoseconds() - processor) / 1e9;
      var after = engine.figures();
      double lane = lanes * seconds * 1e7; // nanoseconds, as percents
      System.out.printf(
          "%d parameters, prompt of %d tokens, %d x 800 rows, %d lanes of %d rows, %s: "
              + "%.0f tokens/s, %.0f a second of processor time; attention %.0f%%, dense %.0f%%, nucleus %.0f%%, prompts %.0f%%; %.0f%% occupied%n",
          shape.parameterCount(),
          tokenizer.encode(PROMPT).length,
          tasks,
          lanes,
          rows,
          precision,
          (after.tokens() - before.tokens()) / seconds,
          (after.tokens() - before.tokens()) / busy,
          (after.attentionNanoseconds() - before.attentionNanoseconds()) / lane,
          (after.denseNanoseconds() - before.denseNanoseconds()) / lane,
          (after.nucleusNanoseconds() - before.nucleusNanoseconds()) / lane,
          (after.readNanoseconds() - before.readNanoseconds()) / lane,
          100.0 * (after.rows() - before.rows()) / (after.rowLimit() - before.rowLimit()));
      assertThat(after.tokens()).isPositive();
    }
  }

  private static long processorNanoseconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static SamplingTask task(int maxNewTokens) {
    return SamplingTask.newBuilder()
        .setEvaluationId("0123456789abcdef".repeat(4))
        .setPrompt(PROMPT)
        .setSharedTokens(400)
        .addAllTemperatures(List.of("0.03", "0.06", "0.09", "0.12"))
        .setTopP("0.95")
        .setCount(200)
        .setMaxNewTokens(maxNewTokens)
        .addStopStrings("\n\n")
        .build();
  }
}
