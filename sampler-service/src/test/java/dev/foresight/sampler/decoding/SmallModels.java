package dev.foresight.sampler.decoding;

import dev.foresight.model.AdamW;
import dev.foresight.model.Decoder;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.SamplingTask;
import java.util.List;

/** Models that take no time, and tasks for them. */
final class SmallModels {
  static final String PROMPT = "Question: Ann has 3 apples and 4 pears.\nAnswer:";
  static final String ANSWER = " Ann has 3 + 4 = 7 fruits.\n#### 7\n\n";
  static final Tokenizer TOKENIZER = BpeTrainer.train(List.of(PROMPT + ANSWER), 300);
  static final long CACHE = 64L << 20;

  private SmallModels() {}

  /** Two lanes of one thread. */
  static Engine engine() {
    return engine(2, 512, CACHE, Speculation.AUTO);
  }

  static Engine engine(int lanes, int rows, long cache, Speculation speculation) {
    return new Engine(new Engine.Settings(cache, lanes, rows, speculation));
  }

  /** One head and random weights. */
  static LoadedModel random(Precision precision, int context) {
    return random(precision, context, 5);
  }

  static LoadedModel random(Precision precision, int context, long seed) {
    var shape = new ModelShape(TOKENIZER.vocabularySize(), 32, 3, 2, 64, context, 1);
    try (var transformer = Transformer.initialize(shape, precision, seed)) {
      return new LoadedModel(Decoder.of(transformer), TOKENIZER);
    }
  }

  /** Four heads, trained a little to say what {@link #PROMPT} and {@link #ANSWER} say. */
  static LoadedModel trained(Precision precision, int steps) {
    var shape = new ModelShape(TOKENIZER.vocabularySize(), 32, 5, 2, 64, 192, 4);
    try (var transformer = Transformer.initialize(shape, precision, 5);
        var optimizer = new AdamW(transformer, 0, 1)) {
      int[] text = TOKENIZER.encode((PROMPT + ANSWER).repeat(12));
      for (int step = 0; step < steps; step++) {
        int[][] rows = new int[4][68];
        for (int i = 0; i < rows.length; i++) {
          int from = (13 * step + 29 * i) % (text.length - 68);
          System.arraycopy(text, from, rows[i], 0, 68);
        }
        transformer.lossesAndGradients(rows);
        optimizer.step(3e-3);
      }
      return new LoadedModel(Decoder.of(transformer, 3), TOKENIZER);
    }
  }

  static SamplingTask task(int first, int count) {
    return SamplingTask.newBuilder()
        .setTaskId("0123456789abcdef/17/" + first)
        .setEvaluationId("0123456789abcdef".repeat(4))
        .setProblem(17)
        .setPrompt(PROMPT)
        .setSharedTokens(5)
        .setQuestion("Ann has 3 apples and 4 pears.")
        .setReferenceAnswer("7")
        .addAllTemperatures(List.of("0.2", "0.5", "1.0", "1.4"))
        .setTopP("0.95")
        .setFirstIndex(first)
        .setCount(count)
        .setMaxNewTokens(40)
        .addAllStopStrings(List.of("\n\n", "a"))
        .build();
  }
}
