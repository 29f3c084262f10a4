package dev.foresight.benchmarks.ecosystem;

import dev.foresight.model.AdamW;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model trained for a few seconds on Foresight's own documents, with grouped queries and two
 * heads.
 */
final class SmallModel {
  static final int CONTINUATION = 24;

  private static final int ROWS = 8;
  private static final int LENGTH = 64;
  private static final int STEPS = 150;

  private static final List<String> TEXTS =
      List.of(
          "Question: Anna has 12 apples and buys 3.5 more. How many?\nAnswer:",
          "  two  spaces,\ttab\n\nlines ",
          "naïve café, Ωμέγα, 漢字, 🙂👩‍👩‍👧, e\u0301, \u00a0no-break",
          "1234567890 -10 2,125 $18.00",
          "<0x41> ends",
          "x");

  private SmallModel() {}

  /** Trains it, writes it to the new folder {@code to}, and returns what it computes. */
  static Expected write(Path home, Path to) throws IOException {
    String text = Files.readString(home.resolve("README.md"));
    Tokenizer tokenizer = BpeTrainer.train(List.of(text), 512);
    int[] tokens = tokenizer.encode(text);
    ModelShape shape =
        new ModelShape(tokenizer.vocabularySize(), 64, 4, 4, 176, 256, 2).withKeyValueHeads(2);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      train(model, tokens);
      Checkpoint.write(to, model, tokenizer);
      List<Integer> prompt = Arrays.stream(tokens, 100, 164).boxed().toList();
      Computation computed = Computation.of(model, prompt, CONTINUATION);
      return new Expected(
          prompt,
          List.of(computed.logits()),
          List.of(),
          computed.continuation(),
          TEXTS.stream().map(each -> cut(tokenizer, each)).toList());
    }
  }

  private static Expected.Cut cut(Tokenizer tokenizer, String text) {
    return new Expected.Cut(text, Arrays.stream(tokenizer.encode(text)).boxed().toList());
  }

  private static void train(Transformer model, int[] tokens) {
    try (AdamW optimizer = new AdamW(model, 0.1, 1)) {
      int length = LENGTH + model.shape().predictTokens();
      for (int step = 0; step < STEPS; step++) {
        List<int[]> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          int start = (step * ROWS + row) * LENGTH % (tokens.length - length);
          rows.add(Arrays.copyOfRange(tokens, start, start + length));
        }
        model.lossesAndGradients(rows.toArray(int[][]::new));
        optimizer.step(3e-3);
      }
    }
  }
}
