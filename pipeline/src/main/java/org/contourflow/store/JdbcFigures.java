package org.contourflow.store;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.monitor.Figures;
import org.jdbi.v3.core.Handle;

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
    long failed =
        handle
            .createQuery(
                "select count(*) from case_record where state = 'FAILED' and updated_at > :since")
            .bind("since", JdbcCaseStore.toColumn(clock.instant().minus(Duration.ofDays(1))))
            .mapTo(Long.class)
            .one();
    return new Figures(
        counts(handle, "case_record"),
        oldest.map(OffsetDateTime::toInstant),
        failed,
        counts(handle, "series"),
        targets(handle));
  }

  private static Map<String, Long> counts(Handle handle, String table) {
    return handle
        .createQuery("select state, count(*) as n from " + table + " group by state")
        .reduceRows(
            new java.util.TreeMap<>(),
            (map, row) -> {
              map.put(row.getColumn("state", String.class), row.getColumn("n", Long.class));
              return map;
            });
  }

  private static List<Figures.Target> targets(Handle handle) {
    return handle
        .createQuery(TARGETS)
        .map(
            (row, context) ->
                new Figures.Target(
                    row.getString("target"),
                    row.getLong("waiting"),
                    row.getInt("tries"),
                    row.getLong("done"),
                    row.getLong("given_up")))
        .list();
  }
}
