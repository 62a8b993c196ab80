package org.contourflow.console;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.contourflow.accounts.Role;
import org.contourflow.drift.ControlChart;
import org.contourflow.drift.DriftCharts;
import org.contourflow.drift.DriftCharts.Charted;
import org.contourflow.drift.DriftReport;
import org.contourflow.query.ReadModelJson;

/**
 * Control charts of the reviews: whether the contours, or what clinicians make of them, changed.
 */
final class DriftApi {
  private final Supplier<DriftCharts> charts;

  DriftApi(Supplier<DriftCharts> charts) {
    this.charts = charts;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/drift", Role.VIEWER, this::charts)
        .add("GET", "/api/drift.csv", Role.VIEWER, this::csv);
  }

  private Answer charts(Call call) {
    List<Map<String, Object>> items = charts.get().charts().stream().map(DriftApi::json).toList();
    return Answer.json(ReadModelJson.page(items, null));
  }

  private Answer csv(Call call) {
    byte[] csv = new DriftReport(charts.get()).csv().getBytes(StandardCharsets.UTF_8);
    return Answer.download("text/csv; charset=utf-8", "drift.csv", csv);
  }

  private static Map<String, Object> json(Charted charted) {
    ControlChart chart = charted.chart();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("structure", charted.key().structure());
    json.put("model", charted.key().model());
    json.put("group", charted.key().group());
    json.put("metric", charted.key().metric().column());
    json.put("mean", chart.mean());
    json.put("lower", chart.lowerLimit());
    json.put("upper", chart.upperLimit());
    json.put("points", chart.observations());
    json.put("changed", chart.firstDrift().isPresent());
    json.put("since", chart.earliestDrift().map(charted::describe).orElse(null));
    json.put("alarms", chart.alarms().stream().map(charted::describe).toList());
    return json;
  }
}
