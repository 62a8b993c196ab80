package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.query.CaseLine;
import org.jdbi.v3.core.Handle;

/** What a list shows of its cases beside their records: one statement each for all of them. */
final class CaseLines {
  private CaseLines() {}

  static List<CaseLine> of(Handle h, List<CaseRecord> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    List<String> ids = records.stream().map(CaseRecord::caseId).toList();
    Map<String, Set<String>> models = new HashMap<>();
    each(
        h,
        "select distinct case_id, model_id || ' ' || model_version as model from case_structure"
            + " where case_id in (<ids>)",
        ids,
        (id, row) -> models.computeIfAbsent(id, k -> new TreeSet<>()).add(row.getString("model")));
    Map<String, Map<String, Integer>> findings = new HashMap<>();
    each(
        h,
        "select case_id, severity, count(*) as n from case_finding where case_id in (<ids>) group"
            + " by case_id, severity",
        ids,
        (id, row) ->
            findings
                .computeIfAbsent(id, k -> new HashMap<>())
                .put(row.getString("severity"), row.getInt("n")));
    Map<String, Map<String, DeliveryState>> deliveries = new HashMap<>();
    each(
        h,
        "select case_id, target, state from delivery where case_id in (<ids>)",
        ids,
        (id, row) ->
            deliveries
                .computeIfAbsent(id, k -> new HashMap<>())
                .put(row.getString("target"), DeliveryState.valueOf(row.getString("state"))));
    return records.stream()
        .map(
            r ->
                new CaseLine(
                    r,
                    List.copyOf(models.getOrDefault(r.caseId(), Set.of())),
                    findings.getOrDefault(r.caseId(), Map.of()),
                    deliveries.getOrDefault(r.caseId(), Map.of())))
        .toList();
  }

  @FunctionalInterface
  private interface Row {
    void take(String caseId, ResultSet row) throws SQLException;
  }

  private static void each(Handle h, String sql, List<String> ids, Row row) {
    h.createQuery(sql)
        .bindList("ids", ids)
        .map(
            (r, context) -> {
              row.take(r.getString("case_id"), r);
              return 0;
            })
        .list();
  }
}
