package dev.foresight.scorer.grading;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A reference answer, as each policy writes it. */
public final class Reference {
  private final Map<GradingPolicy, String> forms = new EnumMap<>(GradingPolicy.class);

  private Reference(String text) {
    for (var policy : GradingPolicy.values()) {
      forms.put(policy, policy.reference(text));
    }
  }

  /**
   * Reads a reference answer: a number such as "1,450" or "-$3", alone or after "####".
   *
   * @throws IllegalArgumentException if {@code text} is not a number; nothing could ever be right
   */
  public static Reference of(String text) {
    return new Reference(text);
  }

  String form(GradingPolicy policy) {
    return Objects.requireNonNull(forms.get(policy));
  }
}
