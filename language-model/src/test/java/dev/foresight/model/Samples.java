package dev.foresight.model;

import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.util.List;

/** Things that several tests need. */
final class Samples {
  private static final Tokenizer TOKENIZER =
      BpeTrainer.train(List.of("Question: How many eggs?\nAnswer: 16 eggs\n\n".repeat(3)), 300);

  private Samples() {}

  /** A small tokenizer of at most 300 tokens. */
  static Tokenizer tokenizer() {
    return TOKENIZER;
  }
}
