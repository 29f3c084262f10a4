package dev.foresight.scorer.results;

import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.VerdictCell;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.results.VerdictResult.AtBudget;
import dev.foresight.scorer.results.VerdictResult.Lead;
import dev.foresight.scorer.results.VerdictResult.Order;
import dev.foresight.scorer.results.VerdictResult.ReversalResult;
import dev.foresight.scorer.results.VerdictResult.Standing;
import dev.foresight.scorer.statistics.ProblemValues;
import dev.foresight.scorer.statistics.Reversal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides experiments at their declared cells. */
@Component
class Verdicts {
  private final Views views;
  private final Computations computations;

  Verdicts(Views views, Computations computations) {
    this.views = views;
    this.computations = computations;
  }

  /** Two numbers of predicted tokens, the larger first. */
  private record Pair(int predictTokens, int baseline) {}

  /** Where an experiment is decided, and under which policy. */
  private record Decided(Contest contest, VerdictCell cell, String policy) {
    /** By predicted tokens, those that have a complete problem. */
    TreeMap<Integer, Arm> arms(long budget) {
      var arms = new TreeMap<Integer, Arm>();
      for (int n : spec().getPredictTokensList()) {
        contest
            .arm(n, budget, cell.getTemperature(), policy, cell.getK())
            .ifPresent(arm -> arms.put(n, arm));
      }
      return arms;
    }

    /** How far the larger number of each two leads at a budget, by problem. */
    Map<Pair, ProblemValues> gaps(long budget) {
      var arms = arms(budget);
      var gaps = new LinkedHashMap<Pair, ProblemValues>();
      arms.forEach(
          (baseline, base) ->
              arms.tailMap(baseline, false)
                  .forEach((n, arm) -> gaps.put(new Pair(n, baseline), arm.minus(base))));
      return gaps;
    }

    List<Long> budgets() {
      return spec().getTokenBudgetsList().stream().sorted().toList();
    }

    long seed() {
      return contest.seed(cell.getTemperature());
    }

    ExperimentSpec spec() {
      return contest.experiment().getSpec();
    }
  }

  /**
   * The verdict as far as there are samples.
   *
   * @param policy default: the evaluation's primary one
   * @throws UnknownIdException if there is no experiment of that id
   */
  VerdictResult verdict(String experimentId, @Nullable String policy) {
    var contest = Contest.of(views, experimentId);
    var spec = contest.experiment().getSpec();
    var decided = new Decided(contest, cell(spec), Question.policy(policy, spec.getEvaluation()));
    var budgets = decided.budgets().stream().map(budget -> atBudget(decided, budget)).toList();
    return new VerdictResult(
        experimentId,
        decided.cell.getTemperature(),
        decided.cell.getK(),
        spec.hasVerdict(),
        decided.policy,
        contest.isComplete(decided.cell.getTemperature()),
        budgets,
        reversals(decided),
        caveats(spec, budgets));
  }

  /** The declared one, or else the first temperature and the first k. */
  private static VerdictCell cell(ExperimentSpec spec) {
    if (spec.hasVerdict()) {
      return spec.getVerdict();
    }
    var evaluation = spec.getEvaluation();
    return VerdictCell.newBuilder()
        .setTemperature(evaluation.getTemperaturesList().stream().findFirst().orElse(""))
        .setK(evaluation.getKList().stream().findFirst().orElse(1))
        .build();
  }

  private AtBudget atBudget(Decided decided, long budget) {
    var arms = decided.arms(budget);
    var standings = standings(arms, decided.seed());
    if (standings.size() < 2) {
      return new AtBudget(budget, null, false, false, standings, List.of());
    }
    int leader = standings.getFirst().predictTokens();
    return AtBudget.of(budget, leader, standings, leads(leader, arms, decided.seed()));
  }

  /** Over the problems that all have answered; none as long as there are no such. */
  private List<Standing> standings(Map<Integer, Arm> arms, long seed) {
    var common = ProblemValues.mean(arms.values().stream().map(Arm::values).toList());
    if (common.isEmpty()) {
      return List.of();
    }
    return arms.entrySet().stream()
        .map(entry -> standing(entry.getKey(), entry.getValue(), common, seed))
        .sorted(Comparator.comparingDouble(Standing::value).reversed())
        .toList();
  }

  private Standing standing(int n, Arm arm, ProblemValues common, long seed) {
    var mean = computations.mean(arm.values().within(common), seed);
    return new Standing(
        n,
        mean.value(),
        mean.interval90().lower(),
        mean.interval90().upper(),
        mean.interval95().lower(),
        mean.interval95().upper(),
        arm.bySeed().size());
  }

  private List<Lead> leads(int leader, Map<Integer, Arm> arms, long seed) {
    var leads = new ArrayList<Lead>();
    Optional.ofNullable(arms.get(leader))
        .ifPresent(
            first ->
                arms.forEach(
                    (n, arm) -> {
                      if (n != leader) {
                        leads.add(lead(first, n, arm, seed));
                      }
                    }));
    return leads;
  }

  private Lead lead(Arm leader, int n, Arm arm, long seed) {
    var difference = computations.difference(leader.minus(arm), seed);
    return new Lead(n, DifferenceResult.of(difference), leader.spread(arm).orElse(null));
  }

  private List<ReversalResult> reversals(Decided decided) {
    var reversals = new ArrayList<ReversalResult>();
    var budgets = decided.budgets();
    for (int from = 0; from < budgets.size(); from++) {
      for (int to = from + 1; to < budgets.size(); to++) {
        reversals.addAll(reversals(decided, budgets.get(from), budgets.get(to)));
      }
    }
    return reversals;
  }

  private List<ReversalResult> reversals(Decided decided, long from, long to) {
    var after = decided.gaps(to);
    var reversals = new ArrayList<ReversalResult>();
    decided
        .gaps(from)
        .forEach(
            (pair, gap) ->
                Optional.ofNullable(after.get(pair))
                    .filter(larger -> !larger.minus(gap).isEmpty())
                    .map(larger -> computations.reversal(gap, larger, decided.seed()))
                    .map(reversal -> reversal(pair, from, to, reversal))
                    .ifPresent(reversals::add));
    return reversals;
  }

  private static ReversalResult reversal(Pair pair, long from, long to, Reversal reversal) {
    return new ReversalResult(
        pair.predictTokens,
        pair.baseline,
        from,
        to,
        DifferenceResult.of(reversal.before()),
        DifferenceResult.of(reversal.after()),
        DifferenceResult.of(reversal.change()),
        Order.of(reversal));
  }

  private static List<String> caveats(ExperimentSpec spec, List<AtBudget> budgets) {
    var caveats = new ArrayList<String>();
    if (budgets.stream().anyMatch(AtBudget::fewProblems)) {
      caveats.add(
          "Only %d problems: with fewer than %d, intervals are too narrow and p-values too small,"
                  .formatted(fewest(budgets), VerdictResult.FEW_PROBLEMS)
              + " so that a clear lead may well be chance.");
    }
    caveats.add(
        "Intervals and p-values are over problems: they say whether other problems of the same kind"
            + " would decide alike, not whether other training runs would.");
    caveats.add("Nothing is corrected for the number of comparisons.");
    if (spec.getSeedsCount() < 2) {
      caveats.add("One training seed: how much chance in training matters is not known.");
    }
    return caveats;
  }

  private static int fewest(List<AtBudget> budgets) {
    return budgets.stream()
        .flatMap(budget -> budget.differences().stream())
        .mapToInt(lead -> lead.difference().problems())
        .min()
        .orElseThrow();
  }
}
