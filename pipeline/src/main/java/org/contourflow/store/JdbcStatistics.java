package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.contourflow.query.Statistics;
import org.contourflow.query.StatisticsQueries;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Answers {@link StatisticsQueries}; counts and means are the database's. */
public final class JdbcStatistics implements StatisticsQueries {
  private static final String MADE = " c.created_at >= :from and c.created_at < :before ";

  /** A step of a case, from the last event of one type to the first of another. */
  private record Step(String name, String begin, String end) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("contouring", "CONTOURING_STARTED", "CONTOURED"),
          new Step("structure set", "CONTOURED", "STRUCTURE_SET_WRITTEN"),
          new Step("first delivery", "STRUCTURE_SET_WRITTEN", "DELIVERED"));

  private final Database database;

  public JdbcStatistics(Database database) {
    this.database = database;
  }

  @Override
  public Statistics between(Instant from, Instant before) {
    return database
        .jdbi()
        .withHandle(
            h ->
                new Statistics(
                    days(h, from, before),
                    steps(h, from, before),
                    reasons(h, from, before),
                    structures(h, from, before)));
  }

  private static Query query(Handle h, String sql, Instant from, Instant before) {
    return h.createQuery(sql)
        .bind("from", ColumnValues.toColumn(from))
        .bind("before", ColumnValues.toColumn(before));
  }

  private static List<Statistics.Day> days(Handle h, Instant from, Instant before) {
    Map<String, long[]> days = new TreeMap<>();
    query(h, "select c.created_at, c.state from case_record c where" + MADE, from, before)
        .map(
            (r, context) -> {
              String day =
                  r.getObject("created_at", OffsetDateTime.class)
                      .withOffsetSameInstant(ZoneOffset.UTC)
                      .toLocalDate()
                      .toString();
              long[] counted = days.computeIfAbsent(day, k -> new long[2]);
              counted[0]++;
              counted[1] += r.getString("state").matches("FAILED|REFUSED") ? 1 : 0;
              return 0;
            })
        .list();
    List<Statistics.Day> all = new ArrayList<>();
    days.forEach((day, n) -> all.add(new Statistics.Day(day, n[0], n[1])));
    return all;
  }

  /**
   * The last begin counts: an earlier one that failed is not how long the step takes. The events of
   * a case are read once for all steps; one question a step and end read them six times.
   */
  private static List<Statistics.Step> steps(Handle h, Instant from, Instant before) {
    StringBuilder times = new StringBuilder();
    Set<String> types = new TreeSet<>();
    for (int i = 0; i < STEPS.size(); i++) {
      Step step = STEPS.get(i);
      types.add(step.begin());
      types.add(step.end());
      String of = "(case when e.type = '%s' then e.at end) as %s%d";
      times
          .append(i == 0 ? "" : ", ")
          .append(String.format(Locale.ROOT, "max" + of, step.begin(), "begun", i))
          .append(", ")
          .append(String.format(Locale.ROOT, "min" + of, step.end(), "ended", i));
    }
    List<double[]> seconds =
        query(
                h,
                "select "
                    + times
                    + " from case_record c join event e on e.case_id = c.case_id where e.type in ("
                    + types.stream().map(t -> "'" + t + "'").collect(Collectors.joining(", "))
                    + ") and"
                    + MADE
                    + "group by c.case_id",
                from,
                before)
            .map((r, context) -> seconds(r))
            .list();
    return IntStream.range(0, STEPS.size())
        .mapToObj(i -> step(STEPS.get(i).name(), seconds.stream().mapToDouble(s -> s[i])))
        .toList();
  }

  /** Of each step of a case; -1 where it did not begin and end. */
  private static double[] seconds(ResultSet row) throws SQLException {
    double[] seconds = new double[STEPS.size()];
    for (int i = 0; i < seconds.length; i++) {
      OffsetDateTime begun = row.getObject("begun" + i, OffsetDateTime.class);
      OffsetDateTime ended = row.getObject("ended" + i, OffsetDateTime.class);
      seconds[i] =
          begun == null || ended == null || ended.isBefore(begun)
              ? -1
              : Duration.between(begun, ended).toMillis() / 1000.0;
    }
    return seconds;
  }

  private static Statistics.Step step(String name, DoubleStream all) {
    double[] seconds = all.filter(s -> s >= 0).sorted().toArray();
    return new Statistics.Step(name, seconds.length, at(seconds, 0.5), at(seconds, 0.9));
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  /** A reason's numbers and names differ from case to case: its first words count. */
  private static List<Statistics.Reason> reasons(Handle h, Instant from, Instant before) {
    Map<String, Long> reasons = new TreeMap<>();
    query(
            h,
            "select c.detail from case_record c where c.state in ('FAILED', 'REFUSED') and" + MADE,
            from,
            before)
        .mapTo(String.class)
        .list()
        .forEach(detail -> reasons.merge(kind(detail), 1L, Long::sum));
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

  private static List<Statistics.OfStructure> structures(Handle h, Instant from, Instant before) {
    return query(
            h,
            "select s.name, s.model_id || ' ' || s.model_version as model, count(*) as n,"
                + " avg(s.volume_cc) as volume, stddev_pop(s.volume_cc) as deviation,"
                + " avg(s.confidence) as confidence from case_structure s join case_record c on"
                + " c.case_id = s.case_id where s.presence <> 'ABSENT' and"
                + MADE
                + "group by s.name, s.model_id, s.model_version order by s.name, model",
            from,
            before)
        .map(
            (r, context) ->
                new Statistics.OfStructure(
                    r.getString("name"),
                    r.getString("model"),
                    r.getLong("n"),
                    number(r, "volume"),
                    number(r, "deviation"),
                    number(r, "confidence")))
        .list();
  }

  /** The databases give means as different types. */
  private static Double number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }
}
