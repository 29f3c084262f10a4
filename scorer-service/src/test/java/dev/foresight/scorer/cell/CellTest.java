package dev.foresight.scorer.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.proto.Estimate;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PolicyTally;
import dev.foresight.proto.ProblemTally;
import dev.foresight.scorer.Fixtures;
import dev.foresight.scorer.grading.Reference;
import dev.foresight.scorer.state.Drafts;
import dev.foresight.scorer.state.ProblemMarks;
import dev.foresight.scorer.tally.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {
  private final Cell cell = new Cell(Fixtures.evaluation("e", 2, 1000, 7), "0.2");

  @Test
  void pass1IsTheShareOfRightSamples() {
    var result = passAtK(marks(5, 4, 1), marks(2, 4, 2), marks(9, 4, 0));

    assertThat(estimate(result, "flexible-1", 1).getValue()).isCloseTo(0.25, within(1e-12));
    assertThat(estimate(result, "strict-1", 1).getValue()).isCloseTo(0.25, within(1e-12));
    // 1 of 4: 1/2; 2 of 4: 1 - (2/4)(1/3) = 5/6
    assertThat(estimate(result, "flexible-1", 2).getValue())
        .isCloseTo((1 / 2.0 + 5 / 6.0) / 3, within(1e-12));
    assertThat(result.getComplete()).isTrue();
  }

  @Test
  void theIntervalHoldsTheEstimate() {
    var estimate = estimate(passAtK(marks(5, 4, 1), marks(2, 4, 4), marks(9, 4, 0)), "strict-1", 1);

    assertThat(estimate.getLower()).isLessThan(estimate.getValue());
    assertThat(estimate.getUpper()).isGreaterThan(estimate.getValue());
  }

  @Test
  void aPartialEstimateIsOverTheCompletePrefixOfTheOrder() {
    var result = passAtK(marks(9, 4, 4), marks(5, 4, 1), marks(2, 3, 3));

    assertThat(result.getComplete()).isFalse();
    assertThat(estimate(result, "flexible-1", 1).getProblems()).isEqualTo(1);
    assertThat(estimate(result, "flexible-1", 1).getValue()).isCloseTo(0.25, within(1e-12));
    assertThat(result.getProblemsList())
        .extracting(ProblemTally::getProblem, ProblemTally::getN)
        .containsExactly(tuple(5, 4), tuple(2, 3), tuple(9, 4));
  }

  @Test
  void withoutACompleteProblemThereIsNoEstimate() {
    assertThat(passAtK(marks(5, 3, 3), marks(2, 4, 4)).getEstimatesList()).isEmpty();
  }

  @Test
  void problemsAndIndicesThatAreNotWantedDoNotCount() {
    var result = passAtK(marks(5, 6, 6), marks(100, 4, 4));

    assertThat(result.getProblemsList()).hasSize(1);
    assertThat(result.getProblems(0).getN()).isEqualTo(4);
    assertThat(right(result, "strict-1")).isEqualTo(4);
  }

  @Test
  void theSameCountsGiveTheSameRecordInAnyOrder() {
    assertThat(passAtK(marks(5, 4, 1), marks(2, 4, 2), marks(9, 4, 0)))
        .isEqualTo(passAtK(marks(9, 4, 0), marks(2, 4, 2), marks(5, 4, 1)));
  }

  @Test
  void everyPolicyHasItsTalliesWhateverTheEvaluationAsksFor() {
    var result = passAtK(marks(5, 4, 3), marks(2, 4, 2), marks(9, 4, 0));

    assertThat(result.getPoliciesList())
        .extracting(PolicyTally::getPolicy)
        .containsExactly(
            "strict-1",
            "flexible-1",
            "lm-eval-gsm8k-strict-1",
            "lm-eval-gsm8k-flexible-1",
            "lm-eval-gsm8k-cot-strict-1");
    var flexible = result.getPolicies(1);
    assertThat(flexible.getRightList()).containsExactly(3, 2, 0);
    assertThat(flexible.getMajorityList()).containsExactly(1, 2, 0);
    assertThat(result.getPolicies(2).getRightList()).containsExactly(0, 0, 0);
  }

  @Test
  void bothIntervalsAndTheSamplingErrorAreThere() {
    var estimate = estimate(passAtK(marks(5, 4, 1), marks(2, 4, 4), marks(9, 4, 0)), "strict-1", 1);

    assertThat(estimate.getLower95()).isLessThanOrEqualTo(estimate.getLower());
    assertThat(estimate.getUpper95()).isGreaterThanOrEqualTo(estimate.getUpper());
    assertThat(estimate.getSamplingError())
        .isCloseTo(Math.sqrt(0.25 * 0.75 / 3) / 3, within(1e-12));
  }

  @Test
  void draftsAreSummedOverProblems() {
    var drafts = Drafts.newBuilder().setForwards(3).addAccepted(2);
    var result =
        passAtK(
            marks(5, 4, 1).toBuilder().setDrafts(drafts).build(),
            marks(2, 4, 2).toBuilder().setDrafts(drafts.addAccepted(1)).build());

    assertThat(result.getSpeculation().getForwards()).isEqualTo(6);
    assertThat(result.getSpeculation().getAcceptedList()).containsExactly(4L, 1L);
    assertThat(passAtK(marks(5, 4, 1)).hasSpeculation()).isFalse();
  }

  @Test
  void theRecordSaysWhereTheCheckpointCameFrom() {
    var result = passAtK(marks(5, 4, 1));

    assertThat(result.getExperimentId()).isEqualTo(Fixtures.EXPERIMENT);
    assertThat(result.getPredictTokens()).isEqualTo(2);
    assertThat(result.getTokensSeen()).isEqualTo(1000);
    assertThat(result.getSeed()).isEqualTo(7);
    assertThat(result.getProblemsTotal()).isEqualTo(3);
  }

  private static int right(PassAtK cell, String policy) {
    return cell.getPoliciesList().stream()
        .filter(tally -> tally.getPolicy().equals(policy))
        .map(tally -> tally.getRight(0))
        .findFirst()
        .orElseThrow();
  }

  private PassAtK passAtK(ProblemMarks... marks) {
    return cell.passAtK(List.of(marks), new CellEstimates(200));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static Estimate estimate(PassAtK passAtK, String policy, int k) {
    return passAtK.getEstimatesList().stream()
        .filter(estimate -> estimate.getPolicy().equals(policy) && estimate.getK() == k)
        .findFirst()
        .orElseThrow();
  }

  private static ProblemMarks marks(int problem, int samples, int right) {
    var tally = new Tally();
    for (int index = 0; index < samples; index++) {
      var answer = index < right ? "18" : "20";
      tally.add(index, "The answer is " + answer, Reference.of("18"));
    }
    return Tally.marks(problem, tally.state());
  }
}
