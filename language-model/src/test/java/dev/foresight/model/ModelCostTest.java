package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCostTest {
  private static final Execution BRIEF = Execution.of(Precision.BFLOAT16);
  private static final ModelShape PAPER = ModelPreset.B7.shape();

  @Test
  void presetsAreOfTheSizeTheyAreNamedBy() {
    Map<String, Double> millions =
        Map.of(
            "0.8M", 0.8, "5M", 5.0, "25M", 25.0, "125M", 125.0, "350M", 350.0, "1.3B", 1300.0, "7B",
            7000.0);
    for (ModelPreset preset : ModelPreset.values()) {
      assertThat(ModelPreset.of(preset.label())).isEqualTo(preset);
      assertThat(preset.shape().parameterCount() / 1e6 / millions.getOrDefault(preset.label(), 0.0))
          .as(preset.label())
          .isBetween(0.9, 1.15);
    }
    assertThat(ModelPreset.of("7b").shape().parameterCount()).isEqualTo(6_738_415_616L);
    assertThatThrownBy(() -> ModelPreset.of("8B"))
        .hasMessage("a preset must be one of 0.8M, 5M, 25M, 125M, 350M, 1.3B, 7B, not \"8B\"");
  }

  @Test
  void aTokenCostsSixTimesItsParametersAndItsAttention() {
    ModelCost.Flops flops = ModelCost.of(PAPER, BRIEF, 1, 4096).flops();
    long products = PAPER.parameterCount() - 32_000L * 4096 - 65L * 4096;
    assertThat(flops.needed()).isCloseTo(6.0 * products + 6.0 * 32 * 4096 * 4096, within(1.0));
    assertThat(flops.backward()).isEqualTo(2 * flops.forward());
    assertThat(flops.recomputation()).isZero();
    ModelCost again = ModelCost.of(PAPER, BRIEF.recomputing(true), 1, 4096);
    assertThat(again.flops().done() / flops.needed()).isBetween(1.3, 1.0 + 1.0 / 3);
    ModelCost four = ModelCost.of(PAPER.withPredictTokens(4), BRIEF, 1, 4096);
    assertThat(four.flops().forward() - flops.forward())
        .as("three more unembeddings")
        .isCloseTo(3 * 2.0 * 32_000 * 4096, within(1.0));
  }

  @Test
  void theMemoryOfTheSevenBillionIsAsKnown() {
    ModelCost cost = ModelCost.of(PAPER.withPredictTokens(4), BRIEF, 1, 4096);
    assertThat(cost.parameters()).isEqualTo(6_738_415_616L);
    assertThat(cost.training().weights()).isEqualTo(6_738_415_616L * 4);
    assertThat(cost.training().moments()).isEqualTo(6_738_415_616L * 8);
    assertThat(cost.training().total() >> 30).isBetween(110L, 170L);
    assertThat(cost.inference().cachePerToken()).isEqualTo(2L * 29 * 4096 * 2);
    assertThat(cost.inference().weights()).isEqualTo((6_738_415_616L - 3L * 202_383_360) * 2);
    assertThat(cost.inference().total(100, 200, 10) - cost.inference().weights())
        .isEqualTo(2100 * cost.inference().cachePerToken());
  }

  @Test
  void memoryDoesNotGrowWithTheNumberOfHeads() {
    long one = ModelCost.of(ModelPreset.M5.shape(), BRIEF, 16, 256).training().total();
    for (int heads : new int[] {2, 4}) {
      ModelShape shape = ModelPreset.M5.shape().withPredictTokens(heads);
      assertThat(ModelCost.of(shape, BRIEF, 16, 256).training().total()).isLessThanOrEqualTo(one);
    }
  }

  @Test
  void whatFitsIsFewerRowsThenRecomputationThenASmallerModel() {
    ModelShape shape = ModelPreset.M125.shape();
    long all = ModelCost.of(shape, BRIEF, 24, 2048).training().total();
    assertThat(Fit.into(all, shape, BRIEF, 24, 2048)).hasValue(new Fit(null, 24, false));
    assertThat(Fit.into(all - 1, shape, BRIEF, 24, 2048)).hasValue(new Fit(null, 12, false));
    long one = ModelCost.of(shape, BRIEF, 1, 2048).training().total();
    assertThat(Fit.into(one - 1, shape, BRIEF, 24, 2048))
        .hasValueSatisfying(fit -> assertThat(fit.recompute()).isTrue())
        .hasValueSatisfying(fit -> assertThat(fit.preset()).isNull());
    assertThat(Fit.into(1L << 30, PAPER, BRIEF, 24, 4096))
        .hasValueSatisfying(fit -> assertThat(fit.preset()).isEqualTo(ModelPreset.M25));
    assertThat(Fit.into(1 << 20, PAPER, BRIEF, 24, 4096)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void rowsAndLengthMustBeInRange(int wrong) {
    assertThatThrownBy(() -> ModelCost.of(PAPER, BRIEF, wrong, 1))
        .hasMessageContaining("rows must be at least 1");
    assertThatThrownBy(() -> ModelCost.of(PAPER, BRIEF, 1, 4097))
        .hasMessageContaining("length 1 to 4096");
  }
}
