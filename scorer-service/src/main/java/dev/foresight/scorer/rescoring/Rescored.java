package dev.foresight.scorer.rescoring;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A rescore that was taken down.
 *
 * @param policies the primary one first
 */
record Rescored(
    @Schema(example = "9f2c...") String evaluationId,
    @Schema(example = "[\"strict-1\", \"flexible-1\"]") List<String> policies) {}
