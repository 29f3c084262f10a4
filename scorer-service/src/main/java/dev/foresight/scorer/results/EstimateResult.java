package dev.foresight.scorer.results;

import dev.foresight.proto.Estimate;

/**
 * pass@k of a cell under one policy.
 *
 * @param value mean over problems, 0..1
 * @param lower end of the 90% bootstrap interval over problems
 * @param upper end of the same
 * @param lower95 end of the 95% interval
 * @param upper95 end of the same
 * @param samplingError standard error if the same problems were sampled again
 * @param problems that entered
 */
record EstimateResult(
    String policy,
    int k,
    double value,
    double lower,
    double upper,
    double lower95,
    double upper95,
    double samplingError,
    int problems) {

  static EstimateResult of(Estimate estimate) {
    return new EstimateResult(
        estimate.getPolicy(),
        estimate.getK(),
        estimate.getValue(),
        estimate.getLower(),
        estimate.getUpper(),
        estimate.getLower95(),
        estimate.getUpper95(),
        estimate.getSamplingError(),
        estimate.getProblems());
  }
}
