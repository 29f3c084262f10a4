package dev.foresight.proto;

/**
 * How problems become text: what sampling asks, what training shows, and what people read later are
 * the same.
 */
public final class PromptText {
  private static final String QUESTION = "{question}";
  private static final String ANSWER = "{answer}";

  private PromptText() {}

  /** The whole prompt of {@code question}: the exemplars in order, then the question. */
  public static String of(EvaluationSpec spec, String question) {
    var prompt = new StringBuilder();
    for (var exemplar : spec.getExemplarsList()) {
      prompt.append(
          shot(spec.getTemplate().getShot(), exemplar.getQuestion(), exemplar.getAnswer()));
    }
    return prompt.append(query(spec.getTemplate().getQuery(), question)).toString();
  }

  /** {@code template} with each {@code {question}} and {@code {answer}} replaced, once. */
  public static String shot(String template, String question, String answer) {
    var text = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      if (template.startsWith(QUESTION, at)) {
        text.append(question);
        at += QUESTION.length();
      } else if (template.startsWith(ANSWER, at)) {
        text.append(answer);
        at += ANSWER.length();
      } else {
        text.append(template.charAt(at++));
      }
    }
    return text.toString();
  }

  /** {@code template} with each {@code {question}} replaced. */
  public static String query(String template, String question) {
    return template.replace(QUESTION, question);
  }
}
