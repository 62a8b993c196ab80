package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.RunLogLines;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The run log in the store; every event is also a log line, with the case id in the MDC. */
public final class JdbcRunLog implements RunLog {
  private final Database database;
  private final Clock clock;

  public JdbcRunLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public synchronized Event append(String caseId, EventType type, String text) {
    Event event =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  Optional<Event> last = last(handle);
                  Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                  Event next =
                      Event.chained(
                          last.map(e -> e.sequence() + 1).orElse(1L),
                          at,
                          caseId,
                          type,
                          JdbcCaseStore.cut(text),
                          last.map(Event::hash).orElse(Event.GENESIS));
                  insert(handle, next);
                  return next;
                });
    RunLogLines.log(event);
    return event;
  }

  private static Optional<Event> last(Handle handle) {
    return handle
        .createQuery("select * from event order by sequence desc limit 1")
        .map(JdbcRunLog::map)
        .findOne();
  }

  private static void insert(Handle handle, Event event) {
    handle
        .createUpdate("insert into event values (:seq, :at, :case, :type, :text, :prev, :hash)")
        .bind("seq", event.sequence())
        .bind("at", JdbcCaseStore.toColumn(event.at()))
        .bind("case", event.caseId())
        .bind("type", event.type().name())
        .bind("text", event.text())
        .bind("prev", event.previousHash())
        .bind("hash", event.hash())
        .execute();
  }

  @Override
  public List<Event> eventsOf(String caseId) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from event where case_id = :id order by sequence")
                    .bind("id", caseId)
                    .map(JdbcRunLog::map)
                    .list());
  }

  @Override
  public List<Event> all() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from event order by sequence").map(JdbcRunLog::map).list());
  }

  static Event map(ResultSet row, StatementContext context) throws SQLException {
    return new Event(
        row.getLong("sequence"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("case_id"),
        EventType.valueOf(row.getString("type")),
        row.getString("text"),
        row.getString("previous_hash"),
        row.getString("hash"));
  }
}
