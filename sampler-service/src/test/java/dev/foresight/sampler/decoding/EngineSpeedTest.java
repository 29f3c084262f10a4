package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Decoder;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.SamplingTask;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Prints how fast a model of a million parameters is sampled: 800 rows a task behind a prompt of
 * about 500 tokens, one thread a task. Its weights are random; low temperatures give its
 * distributions the entropy of a trained model's.
 */
@Tag("slow")
class EngineSpeedTest {
  private static final String PROMPT = "Ann has 3 apples and 4 pears. ".repeat(25);

  @ParameterizedTest
  @CsvSource({"1, bfloat16", "2, bfloat16", "2, float32"})
  void tokensPerSecond(int tasks, String precision) throws Exception {
    var tokenizer = BpeTrainer.train(List.of(PROMPT), 290);
    var shape = new ModelShape(512, 128, 5, 4, 352, 1024, 1);
    var tokens = new AtomicLong();
    try (var transformer = Transformer.initialize(shape, Precision.of(precision), 1);
        var model = new LoadedModel(Decoder.of(transformer), tokenizer);
        var engine = new Engine(1024);
        var threads = Executors.newFixedThreadPool(tasks)) {
      decode(engine, model, task(4), new AtomicLong()); // warms up
      long start = System.nanoTime();
      Callable<Void> decoding = () -> decode(engine, model, task(100), tokens);
      for (var done : threads.invokeAll(Collections.nCopies(tasks, decoding))) {
        done.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%d parameters, prompt of %d tokens, %d x 800 rows, %s: %.0f tokens/s%n",
          shape.parameterCount(),
          tokenizer.encode(PROMPT).length,
          tasks,
          precision,
          tokens.get() / seconds);
    }
    assertThat(tokens.get()).isPositive();
  }

  private static Void decode(Engine engine, LoadedModel model, SamplingTask task, AtomicLong tokens)
      throws InterruptedException {
    TorchScript.useThreads(1);
    engine.decode(model, task, () -> true, (count, time) -> tokens.addAndGet(count));
    return null;
  }

  private static SamplingTask task(int maxNewTokens) {
    return SamplingTask.newBuilder()
        .setEvaluationId("0123456789abcdef".repeat(4))
        .setPrompt(PROMPT)
        .addAllTemperatures(List.of("0.03", "0.06", "0.09", "0.12"))
        .setTopP("0.95")
        .setCount(200)
        .setMaxNewTokens(maxNewTokens)
        .addStopStrings("\n\n")
        .build();
  }
}
