package org.contourflow.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.contourflow.cases.CaseState;
import org.contourflow.query.Statistics;
import org.contourflow.query.StatisticsQueries;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Answers {@link StatisticsQueries}: days that are kept ({@link StatisticsDays}) from what is kept
 * of them, the others and the ends of the time from the cases themselves.
 */
public final class JdbcStatistics implements StatisticsQueries {
  /** In the order of an index; a state at a time, so that H2 reads nothing but the index. */
  private static final String OF_STATE =
      " from case_record c where c.state = :state and c.created_at >= :from and c.created_at <"
          + " :before";

  private static final List<String> NOT_DONE = List.of("FAILED", "REFUSED");

  private final Database database;

  public JdbcStatistics(Database database) {
    this.database = database;
  }

  /** A day's cases, and how many of them failed or were refused. */
  private record Counted(long cases, long notDone) {
    Counted and(Counted other) {
      return new Counted(cases + other.cases, notDone + other.notDone);
    }
  }

  @Override
  public Statistics between(Instant from, Instant before) {
    StatisticsDays.catchUp(database);
    // All of one moment: a day that changes meanwhile is not counted twice, nor left out.
    return database
        .jdbi()
        .inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            h -> {
              NavigableMap<Integer, Counted> days = days(h, from, before);
              CaseTally tally = tally(h, days.keySet(), from, before);
              return new Statistics(
                  days.entrySet().stream().map(e -> day(e.getKey(), e.getValue())).toList(),
                  tally.steps(),
                  reasons(h, from, before),
                  tally.structures());
            });
  }

  private static Query query(Handle h, String sql, String state, Instant from, Instant before) {
    return h.createQuery(sql)
        .bind("state", state)
        .bind("from", ColumnValues.toColumn(from))
        .bind("before", ColumnValues.toColumn(before));
  }

  private static NavigableMap<Integer, Counted> days(Handle h, Instant from, Instant before) {
    NavigableMap<Integer, Counted> days = new TreeMap<>();
    String day = StatisticsDays.dayOf("c.created_at");
    for (CaseState state : CaseState.values()) {
      boolean notDone = NOT_DONE.contains(state.name());
      String sql = "select " + day + " as of_day, count(*) as n" + OF_STATE + " group by " + day;
      query(h, sql, state.name(), from, before)
          .map(
              (row, context) -> {
                long n = row.getLong("n");
                return days.merge(
                    row.getInt("of_day"), new Counted(n, notDone ? n : 0), Counted::and);
              })
          .list();
    }
    return days;
  }

  private static Statistics.Day day(int day, Counted counted) {
    return new Statistics.Day(
        LocalDate.ofEpochDay(day).toString(), counted.cases(), counted.notDone());
  }

  /** Of the days that have cases. */
  private CaseTally tally(Handle h, Set<Integer> days, Instant from, Instant before) {
    CaseTally tally = new CaseTally(database);
    int first = StatisticsDays.dayOf(from.minusMillis(1)) + 1;
    int last = StatisticsDays.dayOf(before) - 1;
    Set<Integer> kept = kept(h, first, last);
    if (!kept.isEmpty()) {
      tally.addKept(h, first, last);
    }
    // Days beside each other are asked for together.
    Instant since = null;
    Instant until = null;
    for (int day : days) {
      if (kept.contains(day)) {
        continue;
      }
      Instant begin = StatisticsDays.begins(day);
      if (since != null && !until.equals(begin)) {
        tally.count(h, since, until);
        since = null;
      }
      since = since == null ? later(from, begin) : since;
      until = earlier(before, StatisticsDays.begins(day + 1));
    }
    if (since != null) {
      tally.count(h, since, until);
    }
    return tally;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Set<Integer> kept(Handle h, int first, int last) {
    return new HashSet<>(
        h.createQuery(
                "select of_day from statistics_day where kept and of_day >= :first and of_day <="
                    + " :last")
            .bind("first", first)
            .bind("last", last)
            .mapTo(Integer.class)
            .list());
  }

  /** A reason's numbers and names differ from case to case: its first words count. */
  private static List<Statistics.Reason> reasons(Handle h, Instant from, Instant before) {
    Map<String, Long> reasons = new TreeMap<>();
    for (String state : NOT_DONE) {
      query(h, "select c.detail" + OF_STATE, state, from, before)
          .mapTo(String.class)
          .list()
          .forEach(detail -> reasons.merge(kind(detail), 1L, Long::sum));
    }
    return reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(e -> new Statistics.Reason(e.getKey(), e.getValue()))
        .toList();
  }

  static String kind(String detail) {
    String head = detail.split("[:;(]", 2)[0].replaceAll("\\d[\\d.]*", "#").strip();
    String[] words = head.split("\\s+");
    return String.join(" ", Arrays.copyOf(words, Math.min(12, words.length)));
  }
}
