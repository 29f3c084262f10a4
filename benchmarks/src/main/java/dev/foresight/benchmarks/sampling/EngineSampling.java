package dev.foresight.benchmarks.sampling;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.decoding.Listener;
import dev.foresight.sampler.decoding.LoadedModel;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Foresight's engine, drawing samples of one model after the other problem. */
final class EngineSampling implements AutoCloseable {
  private static final String EVALUATION = "0123456789abcdef".repeat(4);

  private final Engine engine;
  private final LoadedModel model;
  private int problem;

  /**
   * An engine of its own with one model.
   *
   * @param sha256 of the checkpoint's files
   */
  EngineSampling(
      Path folder, Map<String, String> sha256, Precision precision, Engine.Settings settings)
      throws IOException {
    model =
        LoadedModel.open(
            Checkpoint.open(folder, sha256), Execution.of(precision), settings.speculation());
    engine = new Engine(settings);
  }

  /** As the engine is shipped, but for how much there is of what. */
  static Engine.Settings settings(long cacheBytes, int lanes, int rows, Speculation speculation) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Engine.Settings(
        cacheBytes, lanes, rows, speculation, Math.max(1, processors / lanes), ComputeDevice.CPU);
  }

  LoadedModel model() {
    return model;
  }

  /** A prompt of that many tokens: of digits, which the tokenizer splits singly. */
  String prompt(int tokens) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      digits.append((char) ('0' + (i * i + i / 7) % 10));
    }
    int more = model.tokenizer().encode(digits.toString()).length - tokens;
    return digits.substring(0, tokens - more);
  }

  /** Draws {@code samples} of another problem at one temperature. */
  List<SampleBatch> draw(String prompt, int shared, int samples, int tokens, String temperature) {
    SamplingTask task =
        SamplingTask.newBuilder()
            .setEvaluationId(EVALUATION)
            .setProblem(problem++)
            .setPrompt(prompt)
            .setSharedTokens(shared)
            .addTemperatures(temperature)
            .setTopP(Double.toString(Workload.TOP_P))
            .setCount(samples)
            .setMaxNewTokens(tokens)
            .build();
    try {
      return engine.decode(model, task, () -> true, Listener.NONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Tokens of all samples. */
  static long tokens(List<SampleBatch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.getSamplesList().stream())
        .mapToLong(Sample::getTokenCount)
        .sum();
  }

  /** Tokens a second of whole tasks behind a prompt that was read before. */
  double tokensPerSecond(Workload work, double seconds) {
    String prompt = prompt(work.prefix());
    String temperature = Double.toString(Workload.TEMPERATURE);
    long start = System.nanoTime();
    long tokens = 0;
    double passed;
    do {
      tokens += tokens(draw(prompt, work.prefix() - 1, work.rows(), work.tokens(), temperature));
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    return tokens / passed;
  }

  @Override
  public void close() {
    engine.close();
    model.close();
  }
}
