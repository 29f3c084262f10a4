package dev.foresight.trainer.experiments;

/** The model's context does not hold the longest prompt and an answer. */
final class ContextTooShortException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int promptTokens;
  private final int maxNewTokens;
  private final int contextLength;

  /**
   * The figures.
   *
   * @param promptTokens tokens of the longest prompt
   */
  ContextTooShortException(int promptTokens, int maxNewTokens, int contextLength) {
    super(
        "The longest prompt has %d tokens and an answer may have %d: together %d, more than the"
                .formatted(promptTokens, maxNewTokens, promptTokens + maxNewTokens)
            + " model's context of "
            + contextLength
            + ". Ask for a longer context, fewer shots or shorter answers.");
    this.promptTokens = promptTokens;
    this.maxNewTokens = maxNewTokens;
    this.contextLength = contextLength;
  }

  int promptTokens() {
    return promptTokens;
  }

  int maxNewTokens() {
    return maxNewTokens;
  }

  int contextLength() {
    return contextLength;
  }
}
