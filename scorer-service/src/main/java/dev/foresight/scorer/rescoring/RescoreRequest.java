package dev.foresight.scorer.rescoring;

import dev.foresight.proto.GradingPolicies;
import dev.foresight.scorer.results.InvalidQueryException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which policies an evaluation is to be shown.
 *
 * @param policies the primary one first
 */
record RescoreRequest(
    @Schema(example = "[\"strict-1\", \"flexible-1\"]") @Nullable List<String> policies) {

  /**
   * The policies.
   *
   * @throws InvalidQueryException if they break their rule
   */
  List<String> valid() {
    var named = policies == null ? List.<String>of() : policies;
    var fault = GradingPolicies.fault(named);
    if (!fault.isEmpty()) {
      throw new InvalidQueryException("policies", fault);
    }
    return named;
  }
}
