package dev.foresight.scorer.grading;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's own reading: answers are numbers, compared as numbers.
 *
 * @param takesLastNumber where no phrase leads to an answer
 */
record CarefulReading(boolean takesLastNumber) implements Reading {
  private static final Pattern RUN_ON = Pattern.compile("(?:^|(?<=\\s))Question:");

  // A number that goes on, as in "18 - 3" or "1,25", is no final answer.
  private static final Pattern ANCHORED =
      Pattern.compile(
          "(?:(?i:\\bthe\\s+(?:final\\s+|correct\\s+)?answer\\s+is\\b)|####)"
              + Notation.LEAD
              + Notation.WORKING
              + Notation.NUMBER
              + "(?!,?\\d|[ ]*[-+*/×÷^x][ ]*[$£€]?\\d)");

  private static final Pattern NUMBER =
      Pattern.compile("(?<!\\w)(?<!\\d\\.)(?<!\\)(?=[+-]))" + Notation.NUMBER);

  /**
   * What follows the start of another question is the model talking to itself, and is not read.
   * (The sampler has cut at the evaluation's own stop strings.)
   */
  @Override
  public Optional<String> answer(String completion) {
    var runOn = RUN_ON.matcher(completion);
    var own = Notation.plain(runOn.find() ? completion.substring(0, runOn.start()) : completion);
    var anchored = last(ANCHORED.matcher(own));
    var answer = anchored.isPresent() || !takesLastNumber ? anchored : last(NUMBER.matcher(own));
    return answer.map(Answer::toString);
  }

  @Override
  public String reference(String text) {
    return Answer.reference(text).toString();
  }

  private static Optional<Answer> last(Matcher numbers) {
    var answer = Optional.<Answer>empty();
    while (numbers.find()) {
      answer = Notation.read(numbers);
    }
    return answer;
  }
}
