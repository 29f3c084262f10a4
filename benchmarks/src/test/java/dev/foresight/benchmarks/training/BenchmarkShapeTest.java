package dev.foresight.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkShapeTest {
  @ParameterizedTest
  @CsvSource({"0.8M,0.8", "5M,5", "25M,25"})
  void aShapeIsNamedAfterItsParametersWithoutEmbeddings(String name, double millions) {
    ModelShape model = BenchmarkShape.of(name).model();
    double found = model.parameterCount() - 2.0 * model.vocabularySize() * model.hiddenSize();
    assertThat(found * 1e-6).isBetween(0.97 * millions, 1.03 * millions);
  }

  @Test
  void anUnknownNameIsAnswered() {
    assertThatThrownBy(() -> BenchmarkShape.of("7B")).hasMessageContaining("0.8M, 5M or 25M");
  }
}
