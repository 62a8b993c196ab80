package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.CaseState;
import org.contourflow.demand.service.ServiceCase;
import org.contourflow.demand.service.ServiceEvents;
import org.jdbi.v3.core.statement.StatementContext;

/** The service's cases with the times of the run log; reads only. */
public final class JdbcServiceEvents implements ServiceEvents {
  /** The last run's begin counts: an earlier one that failed is not how long contouring takes. */
  private static final String QUERY =
      """
      select c.case_id, c.protocol, c.state, c.created_at,
        (select max(e.at) from event e where e.case_id = c.case_id and e.type = 'CONTOURING_STARTED') as begun,
        (select max(e.at) from event e where e.case_id = c.case_id and e.type = 'CONTOURED') as contoured,
        (select min(e.at) from event e where e.case_id = c.case_id and e.type = 'DELIVERED') as delivered
      from case_record c order by c.created_at, c.case_id
      """;

  private final Database database;

  public JdbcServiceEvents(Database database) {
    this.database = database;
  }

  @Override
  public List<ServiceCase> cases() {
    return database.jdbi().withHandle(h -> h.createQuery(QUERY).map(JdbcServiceEvents::map).list());
  }

  private static ServiceCase map(ResultSet row, StatementContext context) throws SQLException {
    CaseState state = CaseState.valueOf(row.getString("state"));
    return new ServiceCase(
        row.getString("protocol"),
        "",
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        time(row, "begun"),
        time(row, "contoured"),
        time(row, "delivered"),
        !state.isUnfinished());
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
