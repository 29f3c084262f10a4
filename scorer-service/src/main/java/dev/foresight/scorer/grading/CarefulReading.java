package dev.foresight.scorer.grading;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The project's own reading: answers are numbers, compared as numbers.
 *
 * @param takesLastNumber where no phrase leads to an answer
 */
record CarefulReading(boolean takesLastNumber) implements Reading {
  private static final String RUN_ON = "Question:";
  private static final String SPACES = " \t\n\u000b\f\r";
  private static final String MARKER = "####";
  private static final String PHRASE = "the";

  // A number that goes on, as in "18 - 3" or "1,25", is no final answer.
  private static final Pattern ANCHORED =
      Pattern.compile(
          "(?:(?i:\\bthe\\s+(?:final\\s+|correct\\s+)?answer\\s+is\\b)|####)"
              + Notation.LEAD
              + Notation.WORKING
              + Notation.NUMBER
              + "(?!,?\\d|[ ]*[-+*/×÷^x][ ]*[$£€]?\\d)");

  private static final Pattern NUMBER =
      Pattern.compile(Notation.BEGINNING + "(?<!\\w)(?<!\\d\\.)(?<!\\)(?=[+-]))" + Notation.NUMBER);

  /**
   * What follows the start of another question is the model talking to itself, and is not read.
   * (The sampler has cut at the evaluation's own stop strings.)
   */
  @Override
  public Optional<String> answer(String completion) {
    var own = Notation.plain(completion.substring(0, runOn(completion)));
    var anchored = lastAnchored(own);
    var answer = anchored.isPresent() || !takesLastNumber ? anchored : lastNumber(own);
    return answer.map(Answer::toString);
  }

  @Override
  public String reference(String text) {
    return Answer.reference(text).toString();
  }

  private static int runOn(String completion) {
    int at = completion.indexOf(RUN_ON);
    while (at > 0 && SPACES.indexOf(completion.charAt(at - 1)) < 0) {
      at = completion.indexOf(RUN_ON, at + 1);
    }
    return at < 0 ? completion.length() : at;
  }

  /** From the end: no match holds the beginning of another one. */
  private static Optional<Answer> lastAnchored(String text) {
    var matcher = ANCHORED.matcher(text).useTransparentBounds(true);
    for (int at = text.length() - MARKER.length(); at >= 0; at--) {
      boolean begins =
          text.startsWith(MARKER, at) || text.regionMatches(true, at, PHRASE, 0, PHRASE.length());
      if (begins && matcher.region(at, text.length()).lookingAt()) {
        return Notation.read(matcher);
      }
    }
    return Optional.empty();
  }

  private static Optional<Answer> lastNumber(String text) {
    var matcher = NUMBER.matcher(text);
    int last = -1;
    while (matcher.find()) {
      last = matcher.start();
    }
    return last >= 0 && matcher.find(last) ? Notation.read(matcher) : Optional.empty();
  }
}
