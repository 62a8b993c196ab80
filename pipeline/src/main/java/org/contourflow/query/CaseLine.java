package org.contourflow.query;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;

/**
 * A case as one line of a list.
 *
 * @param models {@code id version} of each model that contoured it
 * @param findings severity to how many
 * @param deliveries target to how far it is
 */
public record CaseLine(
    CaseRecord record,
    List<String> models,
    Map<String, Integer> findings,
    Map<String, DeliveryState> deliveries) {
  public CaseLine {
    models = List.copyOf(models);
    findings = Map.copyOf(findings);
    deliveries = java.util.Collections.unmodifiableMap(new TreeMap<>(deliveries));
  }
}
