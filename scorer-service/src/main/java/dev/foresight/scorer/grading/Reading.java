package dev.foresight.scorer.grading;

import java.util.Optional;

/** How a policy finds an answer and writes it down. */
interface Reading {

  /** The final answer of {@code completion} in this reading's normal form. */
  Optional<String> answer(String completion);

  /** A reference answer in the same form. */
  String reference(String text);
}
