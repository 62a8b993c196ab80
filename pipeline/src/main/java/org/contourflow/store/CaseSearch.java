package org.contourflow.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.contourflow.query.CaseFilter;
import org.jdbi.v3.core.Handle;

/**
 * What a filter asks for: conditions of {@code case_record c}, which are exact, and the indexes
 * that lead to the cases.
 */
final class CaseSearch {
  /** Indexes that lead to the cases which have one thing; a case stands in any of them. */
  record Lead(List<CaseIndex> any) {
    Lead {
      any = List.copyOf(any);
    }

    int rows(Handle h, int most) {
      int rows = 0;
      for (CaseIndex index : any) {
        // What a pattern is sought in is not read for this.
        rows += index.also().isEmpty() ? index.count(h, most) : 0;
      }
      return Math.min(most, rows);
    }
  }

  private static final String MODEL = "case_structure";
  private static final String FINDING = "case_finding";
  private static final String TARGET = "delivery";
  private static final String CASE = "case_record";

  private final Where where = new Where();
  private final boolean looksOnly;
  private final List<Lead> leads = new ArrayList<>();

  /**
   * What a filter asks for.
   *
   * @param looksOnly the conditions are for cases that are found by id, and must lead nowhere: H2
   *     took the index of a protocol that 85,000 cases have to look at 100
   */
  CaseSearch(Database database, Handle h, CaseFilter filter, boolean looksOnly) {
    this.looksOnly = looksOnly;
    states(filter.states().stream().map(Enum::name).sorted().toList());
    protocols(filter.protocols());
    filter.model().ifPresent(this::model);
    filter.finding().ifPresent(code -> has(FINDING, "code", code));
    filter.target().ifPresent(target -> has(TARGET, "target", target));
    filter
        .text()
        .ifPresent(
            text -> {
              CaseText.condition(where, text);
              lead(CaseText.indexes(database, h, text));
            });
    made(where, filter.made(), looksOnly ? "c.created_at + interval '0' second" : "c.created_at");
  }

  private String text(String column) {
    return looksOnly ? "coalesce(" + column + ", c.case_id)" : column;
  }

  /** The condition of a time alone. */
  static Where made(CaseFilter.Period made) {
    Where where = new Where();
    made(where, made, "c.created_at");
    return where;
  }

  private static void made(Where where, CaseFilter.Period made, String column) {
    made.from().ifPresent(t -> where.and(column + " >= :from", "from", ColumnValues.toColumn(t)));
    made.before()
        .ifPresent(t -> where.and(column + " < :before", "before", ColumnValues.toColumn(t)));
  }

  /** Whether no case can have it. */
  boolean isOfNone() {
    return leads.stream().anyMatch(lead -> lead.any().isEmpty());
  }

  boolean leadsNowhere() {
    return leads.isEmpty();
  }

  Where where() {
    return where;
  }

  /**
   * What to begin with.
   *
   * @param most what has so many rows is not counted further
   * @return that of the fewest rows; empty: nothing leads to the cases, or all have as many
   */
  Optional<Lead> fewest(Handle h, int most) {
    Lead fewest = null;
    int rows = most;
    for (Lead lead : leads) {
      int has = lead.rows(h, most);
      if (has < rows) {
        fewest = lead;
        rows = has;
      }
    }
    return Optional.ofNullable(fewest);
  }

  /** The only one, or that of the fewest rows, or any; without one, all cases. */
  List<CaseIndex> along(Handle h, int most) {
    if (leads.size() < 2) {
      return leads.isEmpty() ? List.of(CaseIndex.ALL) : leads.get(0).any();
    }
    return fewest(h, most).orElse(leads.get(0)).any();
  }

  private void lead(Collection<CaseIndex> any) {
    leads.add(new Lead(List.copyOf(any)));
  }

  private void states(List<String> states) {
    where.in(text("c.state"), "states", states);
    if (!states.isEmpty()) {
      lead(states.stream().map(state -> CaseIndex.of(CASE, "state", state)).toList());
    }
  }

  private void protocols(CaseFilter.Protocols protocols) {
    protocols
        .among()
        .ifPresent(
            names -> {
              where.in(text("c.protocol"), "among", names);
              lead(names.stream().map(name -> CaseIndex.of(CASE, "protocol", name)).toList());
            });
    where.notIn(text("c.protocol"), "except", protocols.except());
  }

  /** A model is asked for by its id, or by id and version. */
  private void model(String model) {
    String[] parts = model.strip().split("\\s+", 2);
    String version = "";
    if (parts.length == 2) {
      version = " and s.model_version = :version";
      where.value("version", parts[1]);
    }
    where.and(
        "exists (select 1 from case_structure s where s.case_id = c.case_id and s.model_id ="
            + " :model"
            + version
            + ")",
        "model",
        parts[0]);
    lead(
        List.of(
            CaseIndex.of(
                MODEL,
                List.of("model_id", "model_version").subList(0, parts.length),
                List.of(parts))));
  }

  private void has(String table, String column, String value) {
    where.and(
        "exists (select 1 from "
            + table
            + " o where o.case_id = c.case_id and o."
            + column
            + " = :"
            + column
            + ")",
        column,
        value);
    lead(List.of(CaseIndex.of(table, column, value)));
  }
}
