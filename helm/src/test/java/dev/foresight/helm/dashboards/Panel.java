package dev.foresight.helm.dashboards;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A panel as Grafana's JSON has it, without its place.
 *
 * @param width of 24 columns
 * @param height in rows of 30 pixels
 */
record Panel(int width, int height, Map<String, Object> json) {
  /** A query and the name of what it gives, with {@code {{label}}}s. */
  record Query(String expression, String legend) {}

  static Query query(String expression, String legend) {
    return new Query(expression, legend);
  }

  /** Lines over time. */
  static Panel lines(String title, String about, String unit, Query... queries) {
    var options =
        Map.of(
            "legend",
            Map.of(
                "displayMode",
                "list",
                "placement",
                "bottom",
                "showLegend",
                true,
                "calcs",
                List.of()),
            "tooltip",
            Map.of("mode", "multi", "sort", "desc"));
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

  /**
   * A panel of Figure S13: pass@k against temperature, a line for each n, its interval as two
   * thinner ones. Each query gives one row a temperature; joined, they are the columns.
   */
  static Panel figure(int k) {
    var targets = new ArrayList<Query>();
    for (int n : List.of(1, 2, 4)) {
      for (var end : List.of("", "_lower", "_upper")) {
        targets.add(
            query(
                "avg by (temperature) (foresight_pass_at_k%s{experiment=\"$experiment\","
                        .formatted(end)
                    + "tokens_seen=\"$tokens_seen\",predict_tokens=\"%d\",k=\"%d\"})"
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
                    "fields",
                    List.of(Map.of("targetField", "temperature", "destinationType", "number")))),
            transformation(
                "filterFieldsByName",
                Map.of("include", Map.of("pattern", "^(temperature|Value.*)$"))),
            transformation("sortBy", Map.of("sort", List.of(Map.of("field", "temperature")))),
            transformation("organize", Map.of("renameByName", names)));
    var custom =
        Map.<String, Object>of(
            "show", "points+lines", "lineWidth", 2, "pointSize", Map.of("fixed", 5));
    var fields = new LinkedHashMap<>(fields("percentunit", custom));
    fields.put("overrides", overrides());
    return panel(
            8,
            10,
            "xychart",
            "pass@" + k,
            "90% intervals over problems are drawn thin. Several seeds are averaged.")
        .with("fieldConfig", fields)
        .with(
            "options",
            Map.of(
                "mapping",
                "auto",
                "series",
                List.of(
                    Map.of(
                        "x", Map.of("matcher", Map.of("id", "byName", "options", "temperature")))),
                "legend",
                Map.of(
                    "displayMode",
                    "list",
                    "placement",
                    "bottom",
                    "showLegend",
                    true,
                    "calcs",
                    List.of()),
                "tooltip",
                Map.of("mode", "single", "sort", "none")))
        .with("transformations", steps)
        .with("targets", targets(true, targets.toArray(Query[]::new)));
  }

  /** Colours by n; the ends of intervals thin and without points. */
  private static List<Object> overrides() {
    var overrides = new ArrayList<>();
    Map.of("1", "blue", "2", "orange", "4", "green").entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            n ->
                overrides.add(
                    Map.of(
                        "matcher",
                        Map.of("id", "byRegexp", "options", "/^n=" + n.getKey() + "/"),
                        "properties",
                        List.of(
                            Map.of(
                                "id",
                                "color",
                                "value",
                                Map.of("mode", "fixed", "fixedColor", n.getValue()))))));
    overrides.add(
        Map.of(
            "matcher",
            Map.of("id", "byRegexp", "options", "/(lower|upper)$/"),
            "properties",
            List.of(
                Map.of("id", "custom.show", "value", "lines"),
                Map.of("id", "custom.lineWidth", "value", 0.5))));
    return overrides;
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
