package dev.foresight.helm.dashboards;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A panel as Grafana's JSON has it, without its place.
 *
 * @param width of 24 columns
 * @param height in rows of 30 pixels
 */
record Panel(int width, int height, Map<String, Object> json) {
  private static final Map<String, Object> LEGEND =
      Map.of("displayMode", "list", "placement", "bottom", "showLegend", true, "calcs", List.of());

  /** A query and the name of what it gives, with {@code {{label}}}s. */
  record Query(String expression, String legend) {}

  static Query query(String expression, String legend) {
    return new Query(expression, legend);
  }

  /** Lines over time. */
  static Panel lines(String title, String about, String unit, Query... queries) {
    var options = Map.of("legend", LEGEND, "tooltip", Map.of("mode", "multi", "sort", "desc"));
    var custom = Map.of("lineWidth", 1, "fillOpacity", 0, "spanNulls", false, "drawStyle", "line");
    return panel(12, 8, "timeseries", title, about)
        .with("fieldConfig", fields(unit, custom))
        .with("options", options)
        .with("targets", targets(false, queries));
  }

  /** Numbers as they are now. */
  static Panel numbers(String title, String about, String unit, Query... queries) {
    var options =
        Map.of(
            "reduceOptions",
            Map.of("calcs", List.of("lastNotNull"), "fields", "", "values", false),
            "colorMode",
            "none",
            "graphMode",
            "area",
            "orientation",
            "auto",
            "textMode",
            "auto",
            "justifyMode",
            "auto");
    return panel(6, 4, "stat", title, about)
        .with("fieldConfig", fields(unit, Map.of()))
        .with("options", options)
        .with("targets", targets(false, queries));
  }

  /** Begins a row of panels, which is there once for each value of {@code variable}. */
  static Panel rowForEach(String variable, String title) {
    return row(title).with("repeat", variable);
  }

  /** Begins a row of panels. */
  static Panel row(String title) {
    var json = new LinkedHashMap<String, Object>();
    json.put("type", "row");
    json.put("title", title);
    json.put("collapsed", false);
    json.put("panels", List.of());
    return new Panel(24, 1, json);
  }

  /**
   * A panel of Figure S13: pass@k against temperature, a line and the band of its interval for each
   * n. Each query gives one row a temperature; joined, they are the columns.
   */
  static Panel figure(int k) {
    var targets = new ArrayList<Query>();
    for (int n : List.of(1, 2, 4)) {
      for (var end : List.of("", "_lower", "_upper")) {
        targets.add(
            query(
                "avg by (temperature) (foresight_pass_at_k%s{experiment=\"$experiment\","
                        .formatted(end)
                    + "tokens_seen=~\"$tokens_seen\",predict_tokens=\"%d\",k=\"%d\"})"
                        .formatted(n, k),
                "n=" + n + end.replace('_', ' ')));
      }
    }
    var names = new LinkedHashMap<String, Object>();
    IntStream.range(0, targets.size())
        .forEach(i -> names.put("Value #" + letter(i), targets.get(i).legend()));
    List<Object> steps =
        List.of(
            transformation("joinByField", Map.of("byField", "temperature", "mode", "outer")),
            transformation(
                "convertFieldType",
                Map.of(
                    "conversions",
                    List.of(Map.of("targetField", "temperature", "destinationType", "number")))),
            transformation(
                "filterFieldsByName",
                Map.of("include", Map.of("pattern", "^(temperature|Value.*)$"))),
            transformation("sortBy", Map.of("sort", List.of(Map.of("field", "temperature")))),
            transformation("organize", Map.of("renameByName", names)));
    var custom =
        Map.<String, Object>of(
            "drawStyle", "line", "lineWidth", 2, "showPoints", "always", "pointSize", 6);
    var fields = new LinkedHashMap<>(fields("percentunit", custom));
    fields.put("overrides", overrides());
    return panel(
            8,
            10,
            "trend",
            "pass@" + k,
            "Against temperature. Bands are 90% intervals over problems. Several seeds are averaged.")
        .with("fieldConfig", fields)
        .with(
            "options",
            Map.of(
                "xField",
                "temperature",
                "legend",
                LEGEND,
                "tooltip",
                Map.of("mode", "multi", "sort", "none")))
        .with("transformations", steps)
        .with("targets", targets(true, targets.toArray(Query[]::new)));
  }

  /** Colours by n; between the ends of intervals, which have no lines themselves, a band. */
  private static List<Object> overrides() {
    var overrides = new ArrayList<>();
    overrides.add(
        override(
            "/(lower|upper)$/",
            Map.of(
                "custom.lineWidth",
                0,
                "custom.showPoints",
                "never",
                "custom.hideFrom",
                Map.of("legend", true, "tooltip", false, "viz", false))));
    for (var n : List.of("1 blue", "2 orange", "4 green")) {
      var name = "n=" + n.charAt(0);
      var colour = Map.of("mode", "fixed", "fixedColor", n.substring(2));
      overrides.add(override("/^" + name + "/", Map.of("color", colour)));
      overrides.add(
          override(
              "/^" + name + " upper$/",
              Map.of("custom.fillBelowTo", name + " lower", "custom.fillOpacity", 20)));
    }
    return overrides;
  }

  private static Map<String, Object> override(String names, Map<String, ?> properties) {
    return Map.of(
        "matcher",
        Map.of("id", "byRegexp", "options", names),
        "properties",
        new TreeMap<>(properties)
            .entrySet().stream()
                .map(property -> Map.of("id", property.getKey(), "value", property.getValue()))
                .toList());
  }

  /** The cells of an experiment, a row each. */
  static Panel cells() {
    var by = "by (predict_tokens, tokens_seen, temperature, run) ";
    var at = "{experiment=\"$experiment\"}";
    var transformations =
        List.<Object>of(
            transformation("merge", Map.of()),
            transformation(
                "organize",
                Map.of(
                    "excludeByName",
                    Map.of("Time", true),
                    "renameByName",
                    Map.of(
                        "predict_tokens", "n",
                        "tokens_seen", "tokens",
                        "Value #A", "samples",
                        "Value #B", "of",
                        "Value #C", "problems complete"))));
    return panel(24, 10, "table", "Cells", "Every model at every temperature, and how far it is.")
        .with("fieldConfig", fields("none", Map.of()))
        .with("options", Map.of("showHeader", true, "cellHeight", "sm"))
        .with("transformations", transformations)
        .with(
            "targets",
            targets(
                true,
                query("max " + by + "(foresight_samples_counted" + at + ")", ""),
                query("max " + by + "(foresight_samples_wanted" + at + ")", ""),
                query("max " + by + "(foresight_problems_complete" + at + ")", "")));
  }

  private static Map<String, Object> transformation(String id, Map<String, Object> options) {
    return Map.of("id", id, "options", options);
  }

  private static Map<String, Object> fields(String unit, Map<String, ?> custom) {
    return Map.of("defaults", Map.of("unit", unit, "custom", custom), "overrides", List.of());
  }

  private static Panel panel(int width, int height, String type, String title, String about) {
    var json = new LinkedHashMap<String, Object>();
    json.put("type", type);
    json.put("title", title);
    json.put("description", about);
    json.put("datasource", Dashboard.SOURCE);
    return new Panel(width, height, json);
  }

  private static List<Object> targets(boolean instant, Query... queries) {
    return IntStream.range(0, queries.length)
        .mapToObj(
            i -> {
              var target = new LinkedHashMap<String, Object>();
              target.put("refId", letter(i));
              target.put("datasource", Dashboard.SOURCE);
              target.put("expr", queries[i].expression());
              target.put("legendFormat", queries[i].legend());
              target.put("instant", instant);
              target.put("range", !instant);
              target.put("format", instant ? "table" : "time_series");
              return (Object) target;
            })
        .collect(toList());
  }

  private static String letter(int i) {
    return String.valueOf((char) ('A' + i));
  }

  Panel wide(int columns) {
    return new Panel(columns, height, json);
  }

  private Panel with(String key, Object value) {
    json.put(key, value);
    return this;
  }
}
