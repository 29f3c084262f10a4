package dev.foresight.helm.dashboards;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.helm.dashboards.Collector.Span;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** One trace from the submission of an experiment to its scores, and log lines that name it. */
@ExtendWith(ObservedExperiment.Resolver.class)
@EnabledIf(
    value = "dev.foresight.helm.dashboards.Prometheus#isHere",
    disabledReason = "prometheus is not here; Debian has it in that package")
class TracesTest {
  private static final String REQUEST = "trainer-service: http post /api/v1/experiments";

  private static ObservedExperiment observed;
  private static List<Span> spans = List.of();

  @BeforeAll
  static void anExperimentWasTraced(ObservedExperiment experiment) {
    observed = experiment;
    spans = observed.collector().spans();
  }

  @Test
  void everythingThatFollowsFromTheRequestIsOneTrace() {
    assertThat(spans).extracting(Span::trace).containsOnly(spans.getFirst().trace());
    assertThat(counts())
        .containsAllEntriesOf(
            Map.of(
                REQUEST,
                1L,
                "trainer-service: send training-jobs",
                1L,
                "trainer-service: process training-jobs",
                3L,
                "trainer-service: send checkpoints",
                3L,
                "sampler-service: process checkpoints",
                3L,
                "sampler-service: send sampling-tasks",
                6L,
                "sampler-service: process sampling-tasks",
                6L,
                "sampler-service: send samples",
                6L,
                // 2 temperatures, 100 indices, 50 a record
                "scorer-service: process samples",
                24L))
        .containsKeys("sampler-service: send evaluations", "scorer-service: send pass-at-k");
  }

  private static Map<String, Long> counts() {
    return spans.stream().collect(groupingBy(TracesTest::name, counting()));
  }

  @Test
  void everySpanHasTheOneBeforeItAsItsParent() {
    var byId = spans.stream().collect(toMap(Span::id, identity()));
    var parents =
        spans.stream()
            .filter(span -> !name(span).equals(REQUEST))
            .collect(
                toMap(Span::name, span -> parent(span, byId), (a, b) -> a.equals(b) ? a : a + b));
    assertThat(parents)
        .containsOnly(
            Map.entry("send training-jobs", REQUEST),
            Map.entry("process training-jobs", "trainer-service: send training-jobs"),
            Map.entry("send training-runs", "trainer-service: process training-jobs"),
            Map.entry("send checkpoints", "trainer-service: process training-jobs"),
            Map.entry("process checkpoints", "trainer-service: send checkpoints"),
            Map.entry("send evaluations", "sampler-service: process checkpoints"),
            Map.entry("send sampling-tasks", "sampler-service: process checkpoints"),
            Map.entry("process sampling-tasks", "sampler-service: send sampling-tasks"),
            Map.entry("send samples", "sampler-service: process sampling-tasks"),
            Map.entry("process samples", "sampler-service: send samples"),
            Map.entry("send pass-at-k", "sampler-service: process checkpoints"));
  }

  private static String parent(Span span, Map<String, Span> byId) {
    var parent = byId.get(span.parent());
    return parent == null ? "none" : name(parent);
  }

  private static String name(Span span) {
    return span.service() + ": " + span.name();
  }

  @Test
  void spansAreNamedByTheConventionsAndCarryIds() {
    assertThat(named("send training-jobs"))
        .allSatisfy(
            span -> {
              assertThat(span.kind()).isEqualTo("PRODUCER");
              assertThat(span.attributes())
                  .containsEntry("messaging.system", "kafka")
                  .containsEntry("messaging.destination.name", "training-jobs")
                  .containsEntry("messaging.operation.type", "send")
                  .containsEntry("messaging.batch.message_count", "3")
                  .containsEntry("foresight.experiment", observed.id());
            });
    assertThat(named("process sampling-tasks"))
        .allSatisfy(
            span -> {
              var attributes = span.attributes();
              assertThat(span.kind()).isEqualTo("CONSUMER");
              assertThat(attributes)
                  .containsEntry("messaging.operation.type", "process")
                  .containsEntry("foresight.experiment", observed.id())
                  .containsKeys("foresight.run", "foresight.evaluation");
              assertThat(attributes.get("foresight.task"))
                  .startsWith(attributes.get("foresight.evaluation") + "/");
            });
  }

  private static Stream<Span> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name));
  }

  @Test
  void linesOfTheLogNameTheTraceAndWhatTheyAreAbout() {
    assertThat(line("jobs queued", "experiment")).isEqualTo(observed.id());
    assertThat(line("epoch 1", "run")).isIn(attributes("process training-jobs", "run"));
    assertThat(line("EVALUATION_STATE_COMPLETE", "evaluation"))
        .isIn(attributes("send evaluations", "evaluation"));
    assertThat(line("sampling-tasks: done", "task"))
        .isIn(attributes("process sampling-tasks", "task"));
  }

  /** The field of a line of the trace. */
  private static String line(String message, String field) {
    JsonNode found =
        observed.log().lines().stream()
            .filter(line -> line.path("message").asString().contains(message))
            .findFirst()
            .orElseThrow();
    assertThat(found.path("traceId").asString()).isEqualTo(spans.getFirst().trace());
    assertThat(spans).extracting(Span::id).contains(found.path("spanId").asString());
    assertThat(found.path("experiment").asString()).isEqualTo(observed.id());
    return found.path(field).asString();
  }

  private static List<String> attributes(String name, String id) {
    return named(name).map(span -> span.attributes().get("foresight." + id)).toList();
  }
}
