package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.contourflow.query.Statistics;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * How long the steps of some cases took, and what models gave of their structures: counted from
 * their events and structures, or taken from what was kept of whole days.
 */
final class CaseTally {
  /** A step of a case, from the last event of one type to the first of another. */
  private record Step(String name, String begin, String end) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("contouring", "CONTOURING_STARTED", "CONTOURED"),
          new Step("structure set", "CONTOURED", "STRUCTURE_SET_WRITTEN"),
          new Step("first delivery", "STRUCTURE_SET_WRITTEN", "DELIVERED"));

  private static final String MADE = " c.created_at >= :from and c.created_at < :before ";

  private static final String GIVEN =
      "select s.name, s.model_id, s.model_version, count(*) as cases, count(s.volume_cc) as"
          + " volumes, avg(s.volume_cc) as volume_mean, var_pop(s.volume_cc) * count(s.volume_cc)"
          + " as volume_squares, count(s.confidence) as confidences, avg(s.confidence) as"
          + " confidence_mean from case_structure s join case_record c on c.case_id = s.case_id"
          + " where s.presence <> 'ABSENT' and"
          + MADE
          + "group by s.name, s.model_id, s.model_version";

  private static final String OF_DAYS =
      " join statistics_day d on d.of_day = t.of_day where d.kept and t.of_day >= :first and"
          + " t.of_day <= :last";

  private record Structure(String name, String modelId, String modelVersion) {
    private static final Comparator<Structure> BY_NAME =
        Comparator.comparing(Structure::name)
            .thenComparing(Structure::modelId)
            .thenComparing(Structure::modelVersion);
  }

  private record Given(long cases, Moments volumesCc, Moments confidences) {
    Given and(Given other) {
      return new Given(
          cases + other.cases, volumesCc.and(other.volumesCc), confidences.and(other.confidences));
    }
  }

  private final Map<String, List<Long>> millis = new LinkedHashMap<>();
  private final Map<Structure, Given> structures = new TreeMap<>(Structure.BY_NAME);

  private final Database database;

  CaseTally(Database database) {
    this.database = database;
    STEPS.forEach(step -> millis.put(step.name(), new ArrayList<>()));
  }

  /** Adds the cases made from one moment (included) to another (not included). */
  void count(Handle h, Instant from, Instant before) {
    made(h.createQuery(timesOfCases()), from, before)
        .map(
            (row, context) -> {
              for (int i = 0; i < STEPS.size(); i++) {
                addTime(row, i);
              }
              return 0;
            })
        .list();
    made(h.createQuery(GIVEN), from, before).map((row, context) -> addGiven(row)).list();
  }

  private static Query made(Query query, Instant from, Instant before) {
    return query
        .bind("from", ColumnValues.toColumn(from))
        .bind("before", ColumnValues.toColumn(before));
  }

  /**
   * The last begin counts: an earlier one that failed is not how long the step takes. The events of
   * a case are read once for all steps; one question a step and end read them six times.
   */
  private String timesOfCases() {
    List<String> times = new ArrayList<>();
    Set<String> types = new TreeSet<>();
    for (int i = 0; i < STEPS.size(); i++) {
      Step step = STEPS.get(i);
      types.add(step.begin());
      types.add(step.end());
      String of = "(case when e.type = '%s' then e.at end) as %s%d";
      times.add(String.format(Locale.ROOT, "max" + of, step.begin(), "begun", i));
      times.add(String.format(Locale.ROOT, "min" + of, step.end(), "ended", i));
    }
    return "select "
        + String.join(", ", times)
        + " from case_record c"
        + database.along("case_by_created")
        + " join event e"
        // H2 would begin with all events of these types, of all years.
        + database.along("event_by_case")
        + " on e.case_id = c.case_id where e.type in ("
        + types.stream().map(t -> "'" + t + "'").collect(Collectors.joining(", "))
        + ") and"
        + MADE
        + "group by c.case_id";
  }

  private void addTime(ResultSet row, int step) throws SQLException {
    OffsetDateTime begun = row.getObject("begun" + step, OffsetDateTime.class);
    OffsetDateTime ended = row.getObject("ended" + step, OffsetDateTime.class);
    if (begun != null && ended != null && !ended.isBefore(begun)) {
      millis.get(STEPS.get(step).name()).add(Duration.between(begun, ended).toMillis());
    }
  }

  private int addGiven(ResultSet row) throws SQLException {
    Given given =
        new Given(
            row.getLong("cases"),
            new Moments(
                row.getLong("volumes"),
                row.getDouble("volume_mean"),
                row.getDouble("volume_squares")),
            // Nobody asks how they scatter.
            new Moments(row.getLong("confidences"), row.getDouble("confidence_mean"), 0));
    structures.merge(
        new Structure(
            row.getString("name"), row.getString("model_id"), row.getString("model_version")),
        given,
        Given::and);
    return 0;
  }

  /** Adds the days from one to another (both included) that are kept. */
  void addKept(Handle h, int first, int last) {
    h.createQuery("select t.step, t.millis from statistics_step t" + OF_DAYS)
        .bind("first", first)
        .bind("last", last)
        .map(
            (row, context) -> {
              List<Long> all = millis.get(row.getString("step"));
              for (String one : row.getString("millis").split(" ")) {
                all.add(Long.valueOf(one));
              }
              return 0;
            })
        .list();
    h.createQuery("select t.* from statistics_structure t" + OF_DAYS)
        .bind("first", first)
        .bind("last", last)
        .map((row, context) -> addGiven(row))
        .list();
  }

  /** Writes this as what is kept of a day, in place of what was. */
  void keep(Handle h, int day) {
    h.execute("delete from statistics_step where of_day = " + day);
    h.execute("delete from statistics_structure where of_day = " + day);
    millis.forEach(
        (step, all) -> {
          if (!all.isEmpty()) {
            h.execute(
                "insert into statistics_step (of_day, step, millis) values (?, ?, ?)",
                day,
                step,
                all.stream().map(String::valueOf).collect(Collectors.joining(" ")));
          }
        });
    if (!structures.isEmpty()) {
      keepStructures(h, day);
    }
    h.execute("update statistics_day set kept = true where of_day = " + day);
  }

  private void keepStructures(Handle h, int day) {
    PreparedBatch batch =
        h.prepareBatch(
            "insert into statistics_structure (of_day, name, model_id, model_version, cases,"
                + " volumes, volume_mean, volume_squares, confidences, confidence_mean) values (?,"
                + " ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    structures.forEach(
        (of, given) ->
            batch.add(
                day,
                of.name(),
                of.modelId(),
                of.modelVersion(),
                given.cases(),
                given.volumesCc().n(),
                given.volumesCc().mean(),
                given.volumesCc().squares(),
                given.confidences().n(),
                given.confidences().mean()));
    batch.execute();
  }

  List<Statistics.Step> steps() {
    return millis.entrySet().stream().map(e -> step(e.getKey(), e.getValue())).toList();
  }

  private static Statistics.Step step(String name, List<Long> millis) {
    long[] sorted = millis.stream().flatMapToLong(LongStream::of).sorted().toArray();
    double[] seconds = Arrays.stream(sorted).mapToDouble(ms -> ms / 1000.0).toArray();
    return new Statistics.Step(name, seconds.length, at(seconds, 0.5), at(seconds, 0.9));
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  List<Statistics.OfStructure> structures() {
    return structures.entrySet().stream()
        .map(
            e ->
                new Statistics.OfStructure(
                    e.getKey().name(),
                    e.getKey().modelId() + " " + e.getKey().modelVersion(),
                    e.getValue().cases(),
                    e.getValue().volumesCc().meanIfAny(),
                    e.getValue().volumesCc().deviationIfAny(),
                    e.getValue().confidences().meanIfAny()))
        .toList();
  }
}
