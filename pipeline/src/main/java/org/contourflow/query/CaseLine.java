package org.contourflow.query;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  /** Head of a CSV file of such lines. */
  public static final String CSV_HEAD =
      Csv.line(
          "case",
          "state",
          "protocol",
          "created",
          "updated",
          "attempts",
          "models",
          "errors",
          "warnings",
          "notes",
          "deliveries",
          "reason");

  /** As a line of a CSV file. */
  public String csv() {
    return Csv.line(
        record.caseId(),
        record.state(),
        record.protocol(),
        record.createdAt(),
        record.updatedAt(),
        record.attempts(),
        String.join(" + ", models),
        findings.getOrDefault("ERROR", 0),
        findings.getOrDefault("WARNING", 0),
        findings.getOrDefault("NOTE", 0),
        deliveriesInWords(),
        record.detail());
  }

  /** Each target and how far it is. */
  public String deliveriesInWords() {
    return deliveries.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }
}
