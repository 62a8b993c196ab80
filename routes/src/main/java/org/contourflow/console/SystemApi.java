package org.contourflow.console;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.accounts.Role;
import org.contourflow.home.KeptAside;
import org.contourflow.query.Csv;
import org.contourflow.query.Statistics;

/** The service itself, and what it did over the last days. */
final class SystemApi {
  private final ConsoleParts parts;

  SystemApi(ConsoleParts parts) {
    this.parts = parts;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/system", Role.VIEWER, this::system)
        .add("GET", "/api/statistics", Role.VIEWER, this::statistics)
        .add("GET", "/api/statistics.csv", Role.VIEWER, this::csv);
  }

  private Answer system(Call call) throws IOException {
    ConsoleParts.SystemState state = parts.system().get();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", state.version());
    json.put("cases", parts.questions().cases().states());
    json.put("held", KeptAside.in(parts.quarantine()).size());
    json.put("parts", state.parts());
    json.put("models", state.models());
    json.put("problems", state.problems());
    json.put("freeBytes", state.freeBytes());
    return Answer.json(json);
  }

  private Statistics over(Call call) {
    int days = call.number("days", 30, 1, 400);
    Instant now = Instant.now();
    return parts.questions().statistics().between(now.minus(Duration.ofDays(days)), now);
  }

  private Answer statistics(Call call) {
    return Answer.json(over(call));
  }

  private Answer csv(Call call) {
    return Answer.download("text/csv; charset=utf-8", "statistics.csv", Csv.file(over(call).csv()));
  }
}
