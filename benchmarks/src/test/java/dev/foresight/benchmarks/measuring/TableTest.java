package dev.foresight.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsLineUpAndTheTableIsMarkdown() {
    Table table = new Table(List.of("n", "tokens/s"));
    table.add(List.of("1", "10405 [1, 2]"));
    assertThat(table.markdown())
        .isEqualTo(
            """
            | n   | tokens/s     |
            | --- | ---          |
            | 1   | 10405 [1, 2] |
            """);
  }
}
