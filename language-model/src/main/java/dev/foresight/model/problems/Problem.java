package dev.foresight.model.problems;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A question and its worked answer, as GSM8K has them: the answer ends in {@code #### 18}.
 *
 * @param question the question, not blank
 * @param answer the worked answer, calculator marks included where the file has them
 */
public record Problem(String question, String answer) {
  private static final Pattern CALCULATOR_MARK = Pattern.compile("<<[^<>\n]*>>");
  private static final String REFERENCE = "#### ";

  /**
   * Reads a JSON object with {@code question} and {@code answer}; other fields are ignored.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Problem parse(String json) {
    try {
      JsonNode fields = JsonMapper.shared().readTree(json);
      if (!fields.isObject()) {
        throw new IllegalArgumentException("not a JSON object");
      }
      return new Problem(text(fields, "question"), text(fields, "answer"));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    if (!value.isString() || value.stringValue().isBlank()) {
      throw new IllegalArgumentException(name + " must be a string that is not blank");
    }
    return value.stringValue();
  }

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

  /** Whether its reference is a number as graders read it; else no sample can ever be right. */
  public boolean hasNumericReference() {
    return hasReferenceAnswer() && ReferenceNumber.matches(referenceAnswer());
  }
}
