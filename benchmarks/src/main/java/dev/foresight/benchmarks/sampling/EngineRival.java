package dev.foresight.benchmarks.sampling;

import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;

/** The engine, drawing what its rivals draw. */
final class EngineRival implements Rival {
  private final RealWork work;
  private final EngineSampling engine;

  EngineRival(RealWork work, PeakedModel model) throws IOException {
    this.work = work;
    engine =
        new EngineSampling(
            model.folder(),
            model.sha256(),
            work.workload().precision(),
            EngineSampling.settings(
                RealWork.CACHE_BYTES,
                Grid.lanes(RealWork.SAMPLES),
                RealWork.SAMPLES,
                Speculation.OFF));
    draw(); // reads what comes before the question
  }

  /** The tokens of the prompt. */
  int[] prompt() {
    return engine.model().tokenizer().encode(engine.prompt(RealWork.PROMPT));
  }

  @Override
  public String name() {
    return "Foresight";
  }

  @Override
  public double tokensPerSecond() {
    long start = System.nanoTime();
    long tokens = draw();
    return tokens / ((System.nanoTime() - start) * 1e-9);
  }

  private long draw() {
    return EngineSampling.tokens(
        engine.draw(
            engine.prompt(RealWork.PROMPT),
            RealWork.SHARED,
            RealWork.SAMPLES,
            work.tokens(),
            Double.toString(Workload.TEMPERATURE)));
  }

  @Override
  public void close() {
    engine.close();
  }
}
