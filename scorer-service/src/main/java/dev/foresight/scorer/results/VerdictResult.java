package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.foresight.scorer.statistics.Reversal;
import dev.foresight.scorer.statistics.SeedSpread;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment says about its question, at the one cell where it was to be decided.
 *
 * @param temperature of that cell
 * @param k of that cell
 * @param declared the experiment names the cell; else it is the first of the evaluation's
 *     temperatures and the first of its k, which stood before sampling as well
 * @param policy the grading policy
 * @param complete every model's cell is complete
 * @param budgets who leads at each budget
 * @param reversals for each two numbers of predicted tokens and each two budgets
 * @param caveats how not to read this
 */
record VerdictResult(
    String experimentId,
    @Schema(example = "0.6") String temperature,
    @Schema(example = "10") int k,
    boolean declared,
    @Schema(example = "flexible-1") String policy,
    boolean complete,
    List<AtBudget> budgets,
    List<ReversalResult> reversals,
    List<String> caveats) {
  /** With fewer the bootstrap calls equal models different far more often than it should. */
  static final int FEW_PROBLEMS = 30;

  /**
   * The models of one budget.
   *
   * @param leader predicted tokens of the one with the highest pass@k; absent before two can be
   *     compared
   * @param clear the leader's difference from every other model leaves 0 out of its 95% interval
   * @param fewProblems a difference is over fewer than {@value #FEW_PROBLEMS} problems, so that its
   *     interval is too narrow: that the lead is clear may well be chance
   * @param standings the highest first
   * @param differences the leader less each other
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AtBudget(
      @Schema(example = "5000000") long tokenBudget,
      @Schema(example = "2") @Nullable Integer leader,
      boolean clear,
      boolean fewProblems,
      List<Standing> standings,
      List<Lead> differences) {

    static AtBudget of(long tokenBudget, int leader, List<Standing> standings, List<Lead> leads) {
      return new AtBudget(
          tokenBudget,
          leader,
          !leads.isEmpty() && leads.stream().allMatch(lead -> lead.difference.clear()),
          leads.stream().anyMatch(lead -> lead.difference.problems() < FEW_PROBLEMS),
          standings,
          leads);
    }
  }

  /**
   * pass@k of one model, mean over seeds.
   *
   * @param lower end of the 90% bootstrap interval over problems
   * @param upper end of the same
   * @param seeds that entered
   */
  record Standing(
      @Schema(example = "2") int predictTokens,
      @Schema(example = "0.43") double value,
      double lower,
      double upper,
      double lower95,
      double upper95,
      int seeds) {}

  /**
   * By how much the leader leads another.
   *
   * @param over predicted tokens of the other
   * @param seeds how much the difference differs between seeds; absent for fewer than two
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Lead(
      @Schema(example = "1") int over, DifferenceResult difference, @Nullable SeedSpread seeds) {}

  /**
   * Whether the order of two models turns between two budgets. Differences are {@code
   * predictTokens} less {@code baseline}.
   *
   * @param change the difference at the larger budget less that at the smaller, problem by problem
   * @param order what became of the order
   */
  record ReversalResult(
      @Schema(example = "2") int predictTokens,
      @Schema(example = "1") int baseline,
      @Schema(example = "2000000") long fromBudget,
      @Schema(example = "5000000") long toBudget,
      DifferenceResult before,
      DifferenceResult after,
      DifferenceResult change,
      Order order) {}

  /** What became of an order; clear means that a 95% interval leaves 0 out. */
  enum Order {
    /** Each difference is clear, on opposite sides. */
    @JsonProperty("reverses")
    REVERSES,
    /** Opposite signs and a clear change, but not each difference by itself. */
    @JsonProperty("seems-to-reverse")
    SEEMS_TO_REVERSE,
    /** Each difference is clear, on the same side. */
    @JsonProperty("holds")
    HOLDS,
    /** None of these. */
    @JsonProperty("undecided")
    UNDECIDED;

    static Order of(Reversal reversal) {
      return valueOf(reversal.order().name());
    }
  }
}
