package dev.foresight.trainer.training;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the learning rate serves token budgets. */
public enum Schedule {
  /** Each budget is a run of its own: warm-up, then half a cosine down. */
  COSINE("cosine"),

  /** One run at the peak, with a decayed branch for each budget: warm-up, stable, decay. */
  WSD("wsd");

  private final String label;

  Schedule(String label) {
    this.label = label;
  }

  /** Its name in specifications. */
  public String label() {
    return label;
  }

  /**
   * The schedule of this name; that of the empty name is {@link #COSINE}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Schedule of(String label) {
    if (label.isEmpty()) {
      return COSINE;
    }
    return Arrays.stream(values())
        .filter(schedule -> schedule.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the schedule must be one of "
                        + Arrays.stream(values())
                            .map(Schedule::label)
                            .collect(Collectors.joining(", "))
                        + ", not \""
                        + label
                        + "\""));
  }
}
