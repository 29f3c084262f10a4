package dev.foresight.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.standalone.demo.Results.Cell;
import dev.foresight.standalone.demo.Results.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTableTest {
  @Test
  void aBlockForEachKARowForEachModelAColumnForEachTemperature() {
    var results =
        new Results(
            "id",
            false,
            List.of("flexible-1"),
            List.of(),
            List.of(
                cell(4, "1.0", 0.125, 0.1, 0.15),
                cell(1, "0.2", 0.5, 0.4, 1),
                cell(1, "1.0", 0.25, 0.2, 0.3)));
    assertThat(ResultsTable.of(results))
        .isEqualTo(
            """
            pass@1 in %, 90% interval
            tokens   n    T=0.2                T=1.0
            450k     1     50.0 [40.0, 100.0]   25.0 [20.0, 30.0]
            450k     4    -                     12.5 [10.0, 15.0]
            """);
  }

  private static Cell cell(int n, String temperature, double value, double lower, double upper) {
    var estimates =
        List.of(
            new Estimate("strict-1", 1, 0.9, 0.9, 0.9),
            new Estimate("flexible-1", 1, value, lower, upper));
    return new Cell(n, 450_000, 1, temperature, "complete", 6, 6, 1200, 1200, true, estimates);
  }
}
