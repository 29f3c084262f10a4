package dev.foresight.scorer.results;

import dev.foresight.proto.Estimate;

/**
 * pass@k of a cell under one policy.
 *
 * @param value mean over problems, 0..1
 * @param lower end of the 90% bootstrap interval over problems
 * @param upper end of the same
 * @param problems that entered
 */
record EstimateResult(
    String policy, int k, double value, double lower, double upper, int problems) {

  static EstimateResult of(Estimate estimate) {
    return new EstimateResult(
        estimate.getPolicy(),
        estimate.getK(),
        estimate.getValue(),
        estimate.getLower(),
        estimate.getUpper(),
        estimate.getProblems());
  }
}
