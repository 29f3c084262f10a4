package dev.foresight.model.problems;

import java.util.regex.Pattern;

/**
 * A question and its worked answer, as GSM8K has them: the answer ends in {@code #### 18}.
 *
 * @param question the question, not blank
 * @param answer the worked answer, calculator marks included where the file has them
 */
public record Problem(String question, String answer) {
  private static final Pattern CALCULATOR_MARK = Pattern.compile("<<[^<>\n]*>>");
  private static final String REFERENCE = "#### ";

  /** The worked answer without calculator marks such as {@code <<9*2=18>>}. */
  public String plainAnswer() {
    return CALCULATOR_MARK.matcher(answer).replaceAll("");
  }

  /**
   * What stands after the last {@code "#### "}, stripped.
   *
   * @throws IllegalStateException if there is no such mark
   */
  public String referenceAnswer() {
    int mark = answer.lastIndexOf(REFERENCE);
    if (mark < 0) {
      throw new IllegalStateException("the answer has no \"####\": " + answer);
    }
    return answer.substring(mark + REFERENCE.length()).strip();
  }

  /** Whether the answer has a reference after {@code "#### "}. */
  public boolean hasReferenceAnswer() {
    return answer.contains(REFERENCE);
  }
}
