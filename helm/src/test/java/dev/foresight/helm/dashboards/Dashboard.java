package dev.foresight.helm.dashboards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dashboard, laid out from left to right and then down.
 *
 * @param uid also the name of its file
 */
record Dashboard(
    String uid, String title, List<Map<String, Object>> variables, List<Panel> panels) {
  /** Whichever Prometheus is chosen at the top. */
  static final Map<String, Object> SOURCE = sorted("type", "prometheus", "uid", "${datasource}");

  private static final int COLUMNS = 24;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** A choice of one of a label's values. */
  static Map<String, Object> one(String name, String label, String query) {
    var variable = new LinkedHashMap<String, Object>();
    variable.put("name", name);
    variable.put("label", label);
    variable.put("type", "query");
    variable.put("datasource", SOURCE);
    variable.put("query", sorted("query", query, "refId", name));
    variable.put("refresh", 2);
    variable.put("sort", 3);
    variable.put("multi", false);
    variable.put("includeAll", false);
    return variable;
  }

  /** A choice of several of a label's values, at first of each. */
  static Map<String, Object> several(String name, String label, String query) {
    var variable = one(name, label, query);
    variable.put("multi", true);
    variable.put("includeAll", true);
    variable.put(
        "current", Map.of("selected", true, "text", List.of("All"), "value", List.of("$__all")));
    return variable;
  }

  /** The same, where all of them need not be listed in a query. */
  static Map<String, Object> any(String name, String label, String query) {
    var variable = several(name, label, query);
    variable.put("allValue", ".*");
    return variable;
  }

  private static Map<String, Object> sorted(String k1, Object v1, String k2, Object v2) {
    var map = new LinkedHashMap<String, Object>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }

  /** The file's text. */
  String json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("uid", uid);
    all.put("title", title);
    all.put("tags", List.of("foresight"));
    all.put("schemaVersion", 41);
    all.put("editable", false);
    all.put("refresh", "10s");
    all.put("time", Map.of("from", "now-3h", "to", "now"));
    all.put("timezone", "browser");
    all.put("graphTooltip", 1);
    all.put("templating", Map.of("list", variablesWithSource()));
    all.put("panels", placed());
    return JSON.writeValueAsString(all) + "\n";
  }

  private List<Object> variablesWithSource() {
    var list = new ArrayList<Object>();
    list.add(
        Map.of(
            "name",
            "datasource",
            "label",
            "Prometheus",
            "type",
            "datasource",
            "query",
            "prometheus"));
    list.addAll(variables);
    return list;
  }

  private List<Object> placed() {
    var placed = new ArrayList<Object>();
    int x = 0;
    int y = 0;
    int tallest = 0;
    for (var panel : panels) {
      if (x + panel.width() > COLUMNS) {
        y += tallest;
        x = 0;
        tallest = 0;
      }
      var json = new LinkedHashMap<>(panel.json());
      json.put("id", placed.size() + 1);
      json.put("gridPos", Map.of("x", x, "y", y, "w", panel.width(), "h", panel.height()));
      placed.add(json);
      x += panel.width();
      tallest = Math.max(tallest, panel.height());
    }
    return placed;
  }
}
