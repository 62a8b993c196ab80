package org.contourflow.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.contourflow.monitor.Figures;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The store in figures, by a few statements that read. What is on its way is counted at each
 * reading, by index; what is finished grows with the store, changes little, and is counted once a
 * minute.
 */
public final class JdbcFigures implements Figures.Source {
  private static final Duration FINISHED_KEPT = Duration.ofMinutes(1);

  private static final List<String> CASES_ON_THEIR_WAY =
      List.of("ACCEPTED", "CONTOURED", "STRUCTURED");

  private static final List<String> SERIES_ON_THEIR_WAY = List.of("OPEN", "HELD");

  private static final String FINISHED =
      "select target, state, count(*) as n from delivery where state <> 'PENDING' group by target,"
          + " state";

  private static final String WAITING =
      "select target, count(*) as n, max(attempts) as tries from delivery where state = 'PENDING'"
          + " group by target";

  private static final String NOT_WITHDRAWN =
      "select target, count(*) as n from outdated_set where (state = 'LEFT' and due_at > :since) or"
          + " (state = 'DUE' and attempts >= :tries) group by target";

  private final Database database;
  private final Clock clock;
  private Finished finished;

  /** What does not change at each moment, and when it was counted. */
  private record Finished(
      long atNanos,
      Map<String, Long> cases,
      Map<String, Long> series,
      Map<String, Long> done,
      Map<String, Long> givenUp) {}

  private record Waiting(long hands, int tries) {
    private static final Waiting NONE = new Waiting(0, 0);
  }

  public JdbcFigures(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public synchronized Figures read() {
    return database.jdbi().withHandle(this::read);
  }

  private Figures read(Handle handle) {
    if (finished == null || System.nanoTime() - finished.atNanos() > FINISHED_KEPT.toNanos()) {
      finished = finished(handle);
    }
    OffsetDateTime yesterday = ColumnValues.toColumn(clock.instant().minus(Duration.ofDays(1)));
    return new Figures(
        counts(handle, "case_record", finished.cases(), CASES_ON_THEIR_WAY),
        oldestUnfinished(handle),
        failedSince(handle, yesterday),
        counts(handle, "series", finished.series(), SERIES_ON_THEIR_WAY),
        targets(handle, yesterday));
  }

  private static Finished finished(Handle handle) {
    Map<String, Long> done = new TreeMap<>();
    Map<String, Long> givenUp = new TreeMap<>();
    handle
        .createQuery(FINISHED)
        .map(
            (row, context) ->
                ("DONE".equals(row.getString("state")) ? done : givenUp)
                    .put(row.getString("target"), row.getLong("n")))
        .list();
    return new Finished(
        System.nanoTime(), all(handle, "case_record"), all(handle, "series"), done, givenUp);
  }

  private static Map<String, Long> all(Handle handle, String table) {
    return byKey(
        handle.createQuery("select state, count(*) as n from " + table + " group by state"),
        "state");
  }

  /** The finished, with those on their way as they are now. */
  private static Map<String, Long> counts(
      Handle handle, String table, Map<String, Long> finished, List<String> onTheirWay) {
    Map<String, Long> counts = new TreeMap<>(finished);
    counts.keySet().removeAll(onTheirWay);
    counts.putAll(
        byKey(
            handle
                .createQuery(
                    "select state, count(*) as n from "
                        + table
                        + " where state in (<states>) group by state")
                .bindList("states", onTheirWay),
            "state"));
    return counts;
  }

  /**
   * Those that are unfinished first, by index: PostgreSQL would else walk from the oldest case of
   * all to the first that is not finished. {@code offset 0} keeps it from that.
   */
  private static Optional<Instant> oldestUnfinished(Handle handle) {
    return handle
        .createQuery(
            "select min(created_at) from (select created_at from case_record where state in"
                + " (<states>) offset 0 rows) as unfinished")
        .bindList("states", CASES_ON_THEIR_WAY)
        .mapTo(OffsetDateTime.class)
        .findOne()
        .map(OffsetDateTime::toInstant);
  }

  /** Asked so that H2 looks by the time, and not at all that ever failed. */
  private static long failedSince(Handle handle, OffsetDateTime since) {
    return handle
        .createQuery(
            "select coalesce(sum(case when state = 'FAILED' then 1 else 0 end), 0) from case_record"
                + " where updated_at > :since")
        .bind("since", since)
        .mapTo(Long.class)
        .one();
  }

  private static Map<String, Long> byKey(Query counts, String key) {
    return counts.reduceRows(
        new TreeMap<>(),
        (map, row) -> {
          map.put(row.getColumn(key, String.class), row.getColumn("n", Long.class));
          return map;
        });
  }

  private List<Figures.Target> targets(Handle handle, OffsetDateTime since) {
    Map<String, Waiting> waiting = new TreeMap<>();
    handle
        .createQuery(WAITING)
        .map(
            (row, context) ->
                waiting.put(
                    row.getString("target"), new Waiting(row.getLong("n"), row.getInt("tries"))))
        .list();
    Map<String, Long> notWithdrawn =
        byKey(
            handle
                .createQuery(NOT_WITHDRAWN)
                .bind("since", since)
                .bind("tries", Figures.WITHDRAWALS_TRIED),
            "target");
    Set<String> names = new TreeSet<>(waiting.keySet());
    names.addAll(finished.done().keySet());
    names.addAll(finished.givenUp().keySet());
    names.addAll(notWithdrawn.keySet());
    return names.stream()
        .map(
            name -> {
              Waiting now = waiting.getOrDefault(name, Waiting.NONE);
              return new Figures.Target(
                  name,
                  now.hands(),
                  now.tries(),
                  finished.done().getOrDefault(name, 0L),
                  finished.givenUp().getOrDefault(name, 0L),
                  notWithdrawn.getOrDefault(name, 0L));
            })
        .toList();
  }
}
