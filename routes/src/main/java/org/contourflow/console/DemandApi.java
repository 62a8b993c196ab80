package org.contourflow.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.accounts.Role;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.service.DemandDesk;

/** What is to come. No patient is in it, so that every user may look. */
final class DemandApi {
  private static final int MOST_WORKERS = 1000;

  private final Optional<DemandDesk> desk;

  DemandApi(ConsoleParts parts) {
    this.desk = parts.questions().demand();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/demand", Role.VIEWER, call -> Answer.json(desk().view()))
        .add("GET", "/api/demand/what-if", Role.VIEWER, this::whatIf);
  }

  private DemandDesk desk() {
    return desk.orElseThrow(
        () -> new Missing("the forecast is switched off (operations.demand.enabled)"));
  }

  private Answer whatIf(Call call) throws IOException {
    String staff = call.one("staff").orElseThrow(() -> new Call.Wrong("staff is missing"));
    int workers = call.number("workers", 1, 1, MOST_WORKERS);
    try {
      return Answer.json(Map.of("days", List.copyOf(desk().whatIf(staff, workers))));
    } catch (DataRefused e) {
      throw new Call.Wrong(e.getMessage());
    }
  }
}
