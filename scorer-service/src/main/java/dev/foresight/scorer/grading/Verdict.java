package dev.foresight.scorer.grading;

/**
 * What a policy makes of one completion.
 *
 * @param answer in the policy's normal form, so that equal answers are equal texts; "" if it found
 *     none
 * @param right whether that is the reference answer
 */
public record Verdict(String answer, boolean right) {}
