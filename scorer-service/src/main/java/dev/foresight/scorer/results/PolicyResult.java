package dev.foresight.scorer.results;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * All statistics of a cell under one policy.
 *
 * @param primary the policy stands first in the evaluation
 * @param samples of each problem, n
 * @param problems that entered: the longest complete prefix of the evaluation's order
 * @param complete all problems did
 */
record PolicyResult(
    @Schema(example = "0.6") String temperature,
    @Schema(example = "flexible-1") String policy,
    boolean primary,
    @Schema(example = "200") int samples,
    @Schema(example = "1319") int problems,
    boolean complete,
    List<StatisticResult> statistics,
    CurveResult curve) {}
