package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.cases.CaseState;
import org.contourflow.demand.service.ServiceCase;
import org.contourflow.demand.service.ServiceEvents;
import org.jdbi.v3.core.statement.StatementContext;

/** The service's cases with the times of run log and reviews; reads only. */
public final class JdbcServiceEvents implements ServiceEvents {
  /** The last run's begin counts: an earlier one that failed is not how long contouring takes. */
  private static final String QUERY =
      """
      select c.case_id, c.protocol, c.state, c.created_at,
        case when c.scanner <> '' then c.scanner else coalesce(
          (select max(r.scanner) from review r where r.case_id = c.case_id), '') end as scanner,
        (select max(e.at) from event e where e.case_id = c.case_id and e.type = 'CONTOURING_STARTED') as begun,
        (select max(e.at) from event e where e.case_id = c.case_id and e.type = 'CONTOURED') as contoured,
        (select min(e.at) from event e where e.case_id = c.case_id and e.type = 'DELIVERED') as delivered,
        (select min(r.received_at) from review r where r.case_id = c.case_id) as came_back,
        (select min(v.at) from case_verdict v where v.case_id = c.case_id) as judged,
        (select avg(coalesce(r.review_minutes, 0) + coalesce(r.edit_minutes, 0)) from review r
          where r.case_id = c.case_id and (r.review_minutes is not null or r.edit_minutes is not null)) as minutes
      from case_record c where c.state <> 'SUPERSEDED' and c.created_at >= :since
      order by c.created_at, c.case_id
      """;

  private static final String STOPS =
      """
      select at, type from event where type in ('SYSTEM_STARTED', 'SYSTEM_STOPPED') order by sequence
      """;

  private final Database database;

  public JdbcServiceEvents(Database database) {
    this.database = database;
  }

  @Override
  public List<ServiceCase> cases(Instant since) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(QUERY)
                    .bind("since", ColumnValues.toColumn(since))
                    .map(JdbcServiceEvents::map)
                    .list());
  }

  private static ServiceCase map(ResultSet row, StatementContext context) throws SQLException {
    CaseState state = CaseState.valueOf(row.getString("state"));
    double minutes = row.getDouble("minutes");
    boolean told = !row.wasNull();
    return new ServiceCase(
        row.getString("protocol"),
        row.getString("scanner"),
        ColumnValues.fromColumn(row, "created_at"),
        new ServiceCase.Contouring(
            ColumnValues.ifInColumn(row, "begun"), ColumnValues.ifInColumn(row, "contoured")),
        new ServiceCase.Review(
            ColumnValues.ifInColumn(row, "delivered"),
            earlier(
                ColumnValues.ifInColumn(row, "came_back"), ColumnValues.ifInColumn(row, "judged")),
            told ? OptionalDouble.of(minutes) : OptionalDouble.empty()),
        !state.isUnfinished());
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? one.filter(t -> t.isBefore(other.get())).or(() -> other)
        : one.or(() -> other);
  }

  @Override
  public List<Stop> stops() {
    record Turn(Instant at, boolean stop) {}
    List<Turn> turns =
        database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(STOPS)
                        .map(
                            (row, context) ->
                                new Turn(
                                    ColumnValues.fromColumn(row, "at"),
                                    row.getString("type").equals("SYSTEM_STOPPED")))
                        .list());
    List<Stop> stops = new ArrayList<>();
    for (int i = 1; i < turns.size(); i++) {
      if (turns.get(i - 1).stop() && !turns.get(i).stop()) {
        stops.add(new Stop(turns.get(i - 1).at(), turns.get(i).at()));
      }
    }
    return stops;
  }
}
