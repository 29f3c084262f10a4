package dev.foresight.helm.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every query of the dashboards and alerts, put to a Prometheus that scraped a small experiment.
 */
@ExtendWith(ObservedExperiment.Resolver.class)
@EnabledIf(
    value = "dev.foresight.helm.dashboards.Prometheus#isHere",
    disabledReason = "prometheus is not here; Debian has it in that package")
class QueriesTest {
  private static String experiment = "";
  private static Prometheus prometheus;

  @BeforeAll
  static void anExperimentWasRunAndScraped(ObservedExperiment observed) {
    experiment = observed.id();
    prometheus = observed.prometheus();
  }

  @Test
  void everyPanelShowsSomething() throws Exception {
    var empty = new TreeSet<String>();
    for (var dashboard : Dashboards.all()) {
      for (var panel : dashboard.panels()) {
        for (var target : JsonMapper.shared().valueToTree(panel.json()).path("targets")) {
          var expression = filled(target.path("expr").asString());
          if (prometheus.range(expression).isEmpty()) {
            empty.add(dashboard.uid() + ": " + panel.json().get("title") + ": " + expression);
          }
        }
      }
    }
    assertThat(empty).isEmpty();
  }

  @Test
  void everyMetricOfAnAlertIsThere() throws Exception {
    var rules = Files.readString(Path.of("foresight/files/rules/foresight.yml"));
    var names =
        java.util.regex.Pattern.compile("foresight_\\w+")
            .matcher(rules)
            .results()
            .map(found -> found.group())
            .distinct()
            .toList();
    assertThat(names).hasSizeGreaterThan(8);
    for (var name : names) {
      // Nothing went wrong here, so the failures that a run counts have no series.
      if (!name.equals("foresight_training_save_failures_total")) {
        assertThat(prometheus.range(name)).as(name).isNotEmpty();
      }
    }
  }

  /** What the variables of a dashboard would be. */
  private static String filled(String expression) {
    return expression
        .replace("$tokens_seen", ".+")
        .replace("=\"$experiment\"", "=\"" + experiment + "\"")
        .replace("$experiment", ".*")
        .replace("$run", ".*");
  }
}
