package dev.foresight.scorer.metrics;

import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.EvaluationState;
import dev.foresight.scorer.Fixtures;
import dev.foresight.scorer.pipeline.Pipeline;
import dev.foresight.scorer.pipeline.Views;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // start comes before every test
class PassAtKMetricsTest {
  private Pipeline pipeline;

  @BeforeEach
  void start(@TempDir Path state) {
    pipeline = new Pipeline(state);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void eachCellHasItsSeries() throws IOException {
    pipeline.put(Fixtures.evaluation("e", 2, 1000, 7));
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> index == 0));
    pipeline.waitSeconds(1);

    var labels =
        "experiment=\"experiment-1\",%spredict_tokens=\"2\",run=\"job-2-1000-7\","
            + "temperature=\"0.2\",tokens_seen=\"1000\"";
    assertThat(scrape(10))
        .contains("foresight_pass_at_k{" + labels.formatted("k=\"1\",") + "} 0.25\n")
        .contains("foresight_pass_at_k{" + labels.formatted("k=\"2\",") + "} 0.5\n")
        .contains("foresight_pass_at_k_lower{" + labels.formatted("k=\"1\",") + "} 0.25\n")
        .contains("foresight_pass_at_k_upper{" + labels.formatted("k=\"1\",") + "} 0.25\n")
        .contains("foresight_problems_complete{" + labels.formatted("") + "} 1.0\n")
        .contains("foresight_problems_wanted{" + labels.formatted("") + "} 3.0\n")
        .contains("foresight_samples_counted{" + labels.formatted("") + "} 4.0\n")
        .contains("foresight_samples_wanted{" + labels.formatted("") + "} 12.0\n")
        .contains("foresight_samples_awaited{" + labels.formatted("") + "} 8.0\n");
  }

  @Test
  void nothingIsAwaitedOfAnEvaluationThatEnded() throws IOException {
    var evaluation = Fixtures.evaluation("e", 2, 1000, 7).toBuilder();
    pipeline.put(evaluation.setState(EvaluationState.EVALUATION_STATE_CANCELLED).build());
    pipeline.put(batch("e", 5, "0.2", 0, 4, index -> index == 0));
    pipeline.waitSeconds(1);

    assertThat(scrape(10))
        .containsPattern("foresight_samples_counted\\{.*} 4.0\n")
        .containsPattern("foresight_samples_awaited\\{.*} 0.0\n");
  }

  @Test
  void onlyTheLatestEvaluationsHaveSeries() throws IOException {
    for (int predictTokens = 1; predictTokens <= 3; predictTokens++) {
      var id = "e" + predictTokens;
      var evaluation = Fixtures.evaluation(id, predictTokens, 1000, 7).toBuilder();
      pipeline.put(evaluation.setSubmittedAtMillis(predictTokens).build());
      pipeline.put(batch(id, 5, "0.2", 0, 4, index -> true));
    }
    pipeline.waitSeconds(1);

    assertThat(scrape(2))
        .contains("predict_tokens=\"3\"")
        .contains("predict_tokens=\"2\"")
        .doesNotContain("predict_tokens=\"1\"");
    assertThat(scrape(0)).doesNotContain("predict_tokens");
  }

  @Test
  void theLatestOfTwoEvaluationsOfARunHasTheSeries() throws IOException {
    var old = Fixtures.evaluation("old", 2, 1000, 7).toBuilder().setSubmittedAtMillis(1).build();
    pipeline.put(old);
    pipeline.put(Fixtures.evaluation("new", 2, 1000, 7));
    pipeline.put(batch("old", 5, "0.2", 0, 4, index -> false));
    pipeline.put(batch("new", 5, "0.2", 0, 4, index -> true));
    pipeline.waitSeconds(1);

    var series = scrape(10).lines().filter(line -> line.startsWith("foresight_pass_at_k{"));
    assertThat(series).hasSize(2).allMatch(line -> line.endsWith(" 1.0"));
  }

  @Test
  void thereAreNoSeriesUntilTheViewsCanBeRead() throws IOException {
    var registry = new PrometheusRegistry();
    var unused = new PassAtKMetrics(new Views(new Starting()), new MetricsSettings(10), registry);

    assertThat(text(registry)).isEmpty();
  }

  private String scrape(int evaluations) throws IOException {
    var registry = new PrometheusRegistry();
    var unused = new PassAtKMetrics(pipeline.views(), new MetricsSettings(evaluations), registry);
    return text(registry);
  }

  private static String text(PrometheusRegistry registry) throws IOException {
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8);
  }

  private static final class Starting implements dev.foresight.scorer.pipeline.ViewSource {
    @Override
    public <T> ReadOnlyKeyValueStore<String, T> view(String name) {
      throw new InvalidStateStoreException("starting");
    }
  }
}
