package org.contourflow.store;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contourflow.monitor.Figures;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The store in figures, by a few statements that read. */
public final class JdbcFigures implements Figures.Source {
  private static final String TARGETS =
      """
      select target,
        sum(case when state = 'PENDING' then 1 else 0 end) as waiting,
        max(case when state = 'PENDING' then attempts else 0 end) as tries,
        sum(case when state = 'DONE' then 1 else 0 end) as done,
        sum(case when state = 'GIVEN_UP' then 1 else 0 end) as given_up
      from delivery group by target order by target
      """;

  private static final String NOT_WITHDRAWN =
      "select target, count(*) as n from outdated_set where (state = 'LEFT' and due_at > :since) or"
          + " (state = 'DUE' and attempts >= :tries) group by target";

  private final Database database;
  private final Clock clock;

  public JdbcFigures(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Figures read() {
    return database.jdbi().withHandle(this::read);
  }

  private Figures read(Handle handle) {
    Optional<OffsetDateTime> oldest =
        handle
            .createQuery(
                "select min(created_at) from case_record where state in ('ACCEPTED', 'CONTOURED',"
                    + " 'STRUCTURED')")
            .mapTo(OffsetDateTime.class)
            .findOne();
    OffsetDateTime yesterday = JdbcCaseStore.toColumn(clock.instant().minus(Duration.ofDays(1)));
    long failed =
        handle
            .createQuery(
                "select count(*) from case_record where state = 'FAILED' and updated_at > :since")
            .bind("since", yesterday)
            .mapTo(Long.class)
            .one();
    return new Figures(
        counts(handle, "case_record"),
        oldest.map(OffsetDateTime::toInstant),
        failed,
        counts(handle, "series"),
        targets(handle, notWithdrawn(handle, yesterday)));
  }

  private static Map<String, Long> counts(Handle handle, String table) {
    return byKey(
        handle.createQuery("select state, count(*) as n from " + table + " group by state"),
        "state");
  }

  private static Map<String, Long> notWithdrawn(Handle handle, OffsetDateTime since) {
    return byKey(
        handle
            .createQuery(NOT_WITHDRAWN)
            .bind("since", since)
            .bind("tries", Figures.WITHDRAWALS_TRIED),
        "target");
  }

  private static Map<String, Long> byKey(Query counts, String key) {
    return counts.reduceRows(
        new TreeMap<>(),
        (map, row) -> {
          map.put(row.getColumn(key, String.class), row.getColumn("n", Long.class));
          return map;
        });
  }

  private static List<Figures.Target> targets(Handle handle, Map<String, Long> notWithdrawn) {
    return handle
        .createQuery(TARGETS)
        .map(
            (row, context) ->
                new Figures.Target(
                    row.getString("target"),
                    row.getLong("waiting"),
                    row.getInt("tries"),
                    row.getLong("done"),
                    row.getLong("given_up"),
                    notWithdrawn.getOrDefault(row.getString("target"), 0L)))
        .list();
  }
}
