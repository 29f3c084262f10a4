package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Paired differences, reversals and the spread over seeds. */
class ComparingTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(2000, 1);
  private static final int PROBLEMS = 400;

  @Test
  void aSmallDifferenceOfEveryProblemIsClearHoweverHardProblemsDiffer() {
    var weak = values(problem -> problem / (double) PROBLEMS);
    var strong = values(problem -> problem / (double) PROBLEMS + 0.01 + problem % 3 * 0.001);

    var difference = Difference.of(strong.minus(weak), BOOTSTRAP);

    assertThat(difference.value()).isCloseTo(0.011, within(1e-5));
    assertThat(difference.isClear()).isTrue();
    assertThat(difference.pValue()).isLessThan(0.002);
    assertThat(difference.interval95().lower()).isLessThan(difference.interval90().lower());
  }

  @Test
  void theOtherWayRoundItIsTheMirrorImage() {
    var one = values(problem -> problem % 7 / 7.0);
    var other = values(problem -> problem % 5 / 5.0);

    var there = Difference.of(one.minus(other), BOOTSTRAP);
    var back = Difference.of(other.minus(one), BOOTSTRAP);

    assertThat(back.value()).isCloseTo(-there.value(), within(1e-15));
    assertThat(back.interval90().lower()).isCloseTo(-there.interval90().upper(), within(1e-12));
    assertThat(back.pValue()).isCloseTo(there.pValue(), within(1e-9));
  }

  @Test
  void modelsThatAreAlikeDoNotDiffer() {
    var same = values(problem -> problem % 7 / 7.0);

    var difference = Difference.of(same.minus(same), BOOTSTRAP);

    assertThat(difference.value()).isZero();
    assertThat(difference.pValue()).isEqualTo(1);
    assertThat(difference.isClear()).isFalse();
  }

  @Test
  void thePValueIsWhereTheIntervalReachesZero() {
    var differences = values(problem -> problem % 2 == 0 ? 1.12 : -1);

    var difference = Difference.of(differences, new Bootstrap(20_000, 3));

    // z = 0.06 / (1.06 / 20) = 1.132
    assertThat(difference.pValue()).isCloseTo(0.2576, within(0.02));
  }

  @Test
  void onlyProblemsOfBothSidesAreCompared() {
    var one = ProblemValues.of(List.of(5, 2, 9), new double[] {1, 0.5, 0});
    var other = ProblemValues.of(List.of(9, 5, 7), new double[] {0.25, 0, 1});

    var difference = one.minus(other);

    assertThat(difference.byProblem()).containsOnlyKeys(5, 9);
    assertThat(difference.mean()).isCloseTo((1 - 0.25) / 2, within(1e-15));
    assertThat(ProblemValues.mean(List.of(one, other)).byProblem())
        .containsEntry(5, 0.5)
        .containsEntry(9, 0.125)
        .hasSize(2);
    assertThat(one.within(other).byProblem()).containsOnlyKeys(5, 9);
    var nothing = one.minus(ProblemValues.of(List.of(1), new double[] {1}));
    assertThatThrownBy(() -> Difference.of(nothing, BOOTSTRAP))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOrderThatIsClearBothTimesReversesOrHolds() {
    var up = values(problem -> 0.1 + problem % 3 * 0.01);
    var down = values(problem -> -0.1 - problem % 3 * 0.01);

    assertThat(Reversal.of(up, down, BOOTSTRAP).order()).isEqualTo(Reversal.Order.REVERSES);
    assertThat(Reversal.of(up, up, BOOTSTRAP).order()).isEqualTo(Reversal.Order.HOLDS);
    assertThat(Reversal.of(up, down, BOOTSTRAP).change().value()).isCloseTo(-0.22, within(0.001));
  }

  @Test
  void aClearChangeBetweenUnclearDifferencesSeemsToReverse() {
    var hard = values(problem -> problem % 2 == 0 ? 1 : -1);
    var before = ProblemValues.of(rows(), plus(hard, 0.05));
    var after = ProblemValues.of(rows(), plus(hard, -0.05));

    var reversal = Reversal.of(before, after, BOOTSTRAP);

    assertThat(reversal.before().isClear()).isFalse();
    assertThat(reversal.change().isClear()).isTrue();
    assertThat(reversal.order()).isEqualTo(Reversal.Order.SEEMS_TO_REVERSE);
  }

  @Test
  void noiseDecidesNothing() {
    var before = values(problem -> problem % 2 == 0 ? 1.02 : -1);
    var after = values(problem -> problem % 3 == 0 ? 1.9 : -1);

    assertThat(Reversal.of(before, after, BOOTSTRAP).order()).isEqualTo(Reversal.Order.UNDECIDED);
  }

  @Test
  void theSpreadOfSeedsIsTheirStandardDeviationAndRange() {
    var spread = SeedSpread.of(List.of(0.1, 0.2, 0.6));

    assertThat(spread.seeds()).isEqualTo(3);
    assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(0.07), within(1e-12));
    assertThat(spread.lowest()).isEqualTo(0.1);
    assertThat(spread.highest()).isEqualTo(0.6);
    assertThatThrownBy(() -> SeedSpread.of(List.of(0.1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] plus(ProblemValues values, double shift) {
    return Arrays.stream(values.array()).map(value -> value + shift).toArray();
  }

  private static ProblemValues values(IntToDoubleFunction ofProblem) {
    return ProblemValues.of(rows(), IntStream.range(0, PROBLEMS).mapToDouble(ofProblem).toArray());
  }

  private static List<Integer> rows() {
    return IntStream.range(0, PROBLEMS).boxed().toList();
  }
}
