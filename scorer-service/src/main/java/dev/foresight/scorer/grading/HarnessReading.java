package dev.foresight.scorer.grading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter of lm-evaluation-harness' GSM8K tasks (version 3.0) with its exact_match, faults
 * included: it is there to compare with published figures. The text is cut at the task's own stop
 * strings; one match of {@code pattern} is taken, its first group that matched; then commas, dollar
 * signs and one full stop at the end are left out, and texts are compared, not numbers.
 *
 * @param stopStrings the text ends before the first of these
 * @param pattern with one group or more
 * @param last takes the last match; else the first
 */
record HarnessReading(List<String> stopStrings, Pattern pattern, boolean last) implements Reading {
  private static final Pattern BEFORE_REFERENCE = Pattern.compile("(?s).*#### ");

  @Override
  public Optional<String> answer(String completion) {
    var matcher = pattern.matcher(cut(completion));
    var found = Optional.<String>empty();
    while (matcher.find()) {
      found = Optional.of(group(matcher));
      if (!last) {
        break;
      }
    }
    return found.map(HarnessReading::bare).filter(answer -> !answer.isEmpty());
  }

  @Override
  public String reference(String text) {
    return bare(BEFORE_REFERENCE.matcher(text).replaceFirst("").strip());
  }

  private String cut(String completion) {
    int end = completion.length();
    for (var stop : stopStrings) {
      int at = completion.indexOf(stop);
      end = at < 0 ? end : Math.min(end, at);
    }
    return completion.substring(0, end);
  }

  private static String group(Matcher found) {
    for (int group = 1; group < found.groupCount(); group++) {
      if (found.group(group) != null) {
        return found.group(group);
      }
    }
    return found.group(found.groupCount());
  }

  private static String bare(String answer) {
    var digits = answer.replace(",", "").replace("$", "");
    var whole = digits.endsWith(".") ? digits.substring(0, digits.length() - 1) : digits;
    return whole.toLowerCase(Locale.ROOT);
  }
}
