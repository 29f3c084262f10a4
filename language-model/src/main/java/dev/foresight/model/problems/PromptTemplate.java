package dev.foresight.model.problems;

import java.util.List;

/**
 * How problems become text. {@code {question}} and {@code {answer}} are replaced; calculator marks
 * are removed. Training documents are shots, so that a few shots in a row are nothing new to a
 * trained model.
 *
 * @param shot a question with its answer
 * @param query a question to be answered, a beginning of what {@code shot} gives
 */
public record PromptTemplate(String shot, String query) {
  private static final String QUESTION = "{question}";
  private static final String ANSWER = "{answer}";

  /** {@code Question: ...}, a line {@code Answer: ...} and an empty line. */
  public static final PromptTemplate DEFAULT =
      new PromptTemplate(
          "Question: {question}\nAnswer: {answer}\n\n", "Question: {question}\nAnswer:");

  /** A part that is null, as a request may leave it, is empty. */
  public PromptTemplate {
    shot = shot == null ? "" : shot;
    query = query == null ? "" : query;
  }

  /** The prompt for {@code question}: the shots in order, then the question. */
  public String prompt(List<Problem> shots, String question) {
    StringBuilder prompt = new StringBuilder();
    shots.forEach(problem -> prompt.append(document(problem)));
    return prompt.append(query.replace(QUESTION, question)).toString();
  }

  /** A problem with its answer, as it stands in a prompt and in training text. */
  public String document(Problem problem) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < shot.length()) {
      if (shot.startsWith(QUESTION, at)) {
        text.append(problem.question());
        at += QUESTION.length();
      } else if (shot.startsWith(ANSWER, at)) {
        text.append(problem.plainAnswer());
        at += ANSWER.length();
      } else {
        text.append(shot.charAt(at++));
      }
    }
    return text.toString();
  }

  /** Whether both parts hold their placeholders. */
  public boolean isComplete() {
    return shot.contains(QUESTION) && shot.contains(ANSWER) && query.contains(QUESTION);
  }
}
