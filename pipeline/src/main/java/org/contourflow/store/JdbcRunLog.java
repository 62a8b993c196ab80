package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.Actor;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.RunLogLines;
import org.contourflow.audit.Seal;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The run log in the store; every event is also a log line, with the case id in the MDC. */
public final class JdbcRunLog implements RunLog {
  private static final int CONFIGURATION_DIGITS = 16;

  private final Database database;
  private final Clock clock;
  private final AuditKeys keys;
  private final String configuration;

  /** A log without a key. */
  public JdbcRunLog(Database database, Clock clock) {
    this(database, clock, AuditKeys.NONE);
  }

  /** A log whose events are sealed with the current one of the keys, and name no settings. */
  public JdbcRunLog(Database database, Clock clock, AuditKeys keys) {
    this(database, clock, keys, "");
  }

  /**
   * A log whose events are sealed with the current one of the keys.
   *
   * @param settingsSha256 of the settings in force, hexadecimal; its beginning stands with each
   *     event
   */
  public JdbcRunLog(Database database, Clock clock, AuditKeys keys, String settingsSha256) {
    this.database = database;
    this.clock = clock;
    this.keys = keys;
    this.configuration =
        settingsSha256.substring(0, Math.min(CONFIGURATION_DIGITS, settingsSha256.length()));
  }

  @Override
  public synchronized Event append(String caseId, EventType type, String text) {
    Event event =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  // Another process that appends waits here: the chain has one head.
                  handle
                      .createQuery("select id from event_lock where id = 1 for update")
                      .mapTo(Integer.class)
                      .one();
                  Optional<Event> last = last(handle);
                  Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                  Event next =
                      Event.chained(
                          last.map(e -> e.sequence() + 1).orElse(1L),
                          new Event.Entry(
                              at,
                              caseId,
                              type,
                              ColumnValues.cut(text),
                              Actor.current(),
                              configuration),
                          last.map(Event::hash).orElse(Event.GENESIS),
                          keys);
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
        .createUpdate(
            "insert into event (sequence, at, case_id, type, text, actor_user, actor_ae,"
                + " actor_address, configuration, previous_hash, key_id, hash) values (:seq, :at,"
                + " :case, :type, :text, :user, :ae, :address, :configuration, :prev, :key, :hash)")
        .bind("seq", event.sequence())
        .bind("at", ColumnValues.toColumn(event.at()))
        .bind("case", event.caseId())
        .bind("type", event.type().name())
        .bind("text", event.text())
        .bind("user", event.actor().user())
        .bind("ae", event.actor().aeTitle())
        .bind("address", event.actor().address())
        .bind("configuration", event.configuration())
        .bind("prev", event.previousHash())
        .bind("key", event.seal().keyId())
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
    return after(Long.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public List<Event> after(long sequence, int most) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from event where sequence > :after order by sequence limit :most")
                    .bind("after", sequence)
                    .bind("most", most)
                    .map(JdbcRunLog::map)
                    .list());
  }

  @Override
  public Optional<Event> last() {
    return database.jdbi().withHandle(JdbcRunLog::last);
  }

  @Override
  public long count() {
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from event").mapTo(Long.class).one());
  }

  static Event map(ResultSet row, StatementContext context) throws SQLException {
    return new Event(
        row.getLong("sequence"),
        ColumnValues.fromColumn(row, "at"),
        row.getString("case_id"),
        EventType.of(row.getString("type")),
        row.getString("text"),
        new Actor(
            row.getString("actor_user"), row.getString("actor_ae"), row.getString("actor_address")),
        row.getString("configuration"),
        new Seal(row.getString("previous_hash"), row.getString("key_id"), row.getString("hash")));
  }
}
