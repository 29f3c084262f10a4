package dev.foresight.standalone.wordproblems;

/**
 * A word problem as it is told: sentences of the question, lines of the worked answer, the total.
 */
final class Story {
  private final StringBuilder question = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();
  private int total;

  Story(int start) {
    total = start;
  }

  int total() {
    return total;
  }

  Story tell(String sentence) {
    if (!question.isEmpty()) {
      question.append(' ');
    }
    question.append(sentence);
    return this;
  }

  /** One line of the answer, {@code total operator operand = result}, with its calculator mark. */
  Story step(char operator, int operand) {
    int result =
        switch (operator) {
          case '+' -> total + operand;
          case '-' -> total - operand;
          case '*' -> total * operand;
          default -> throw new IllegalArgumentException("no operator " + operator);
        };
    answer.append(
        "%d %c %d = <<%d%c%d=%d>>%d\n"
            .formatted(total, operator, operand, total, operator, operand, result, result));
    total = result;
    return this;
  }

  WordProblem ask(String sentence) {
    tell(sentence);
    return new WordProblem(question.toString(), answer + "#### " + total);
  }
}
