package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** A tokenizer made elsewhere, checked before anything is trained with it. */
final class GivenTokenizer {
  /** What corpora of problems are made of, and what tokenizers tend to lose. */
  private static final String SAMPLE =
      "Question: Janet's ducks lay 16 eggs.\nAnswer: 16 - 3 * 2 = 10, or $1,200.50.\n#### 10\n\n"
          + "def f(x):\n    return {\"a\": [x]}\n\t\u00e9\u00fc \u65e5\u672c \ud83d\ude00";

  private GivenTokenizer() {}

  /**
   * Reads {@code file}.
   *
   * @param vocabularySize of the model: the most that it may have
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it has more tokens, or does not give text back as it was
   */
  static Tokenizer read(Path file, int vocabularySize) throws IOException {
    Tokenizer tokenizer = Tokenizer.readFile(file);
    if (tokenizer.vocabularySize() > vocabularySize) {
      throw new IllegalArgumentException(
          "the model's vocabulary must have at least %d tokens for %s, not %d"
              .formatted(tokenizer.vocabularySize(), file, vocabularySize));
    }
    String back = tokenizer.decode(tokenizer.encode(SAMPLE));
    if (!back.equals(SAMPLE)) {
      throw new IllegalArgumentException(
          "%s does not give text back as it was: %s became %s"
              .formatted(file, escaped(SAMPLE), escaped(back)));
    }
    return tokenizer;
  }

  private static String escaped(String text) {
    return "\"" + text.replace("\n", "\\n").replace("\t", "\\t") + "\"";
  }
}
