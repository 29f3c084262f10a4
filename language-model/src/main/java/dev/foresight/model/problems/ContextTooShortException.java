package dev.foresight.model.problems;

/** The model's context does not hold the longest prompt and an answer. */
public final class ContextTooShortException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int promptTokens;
  private final int maxNewTokens;
  private final int contextLength;

  /**
   * The figures.
   *
   * @param promptTokens tokens of the longest prompt
   */
  public ContextTooShortException(int promptTokens, int maxNewTokens, int contextLength) {
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

  /** Tokens of the longest prompt. */
  public int promptTokens() {
    return promptTokens;
  }

  /** Tokens that an answer may have. */
  public int maxNewTokens() {
    return maxNewTokens;
  }

  /** Tokens that the model's context holds. */
  public int contextLength() {
    return contextLength;
  }
}
