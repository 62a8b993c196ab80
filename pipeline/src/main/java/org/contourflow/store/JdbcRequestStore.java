package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.RequestStore;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link RequestStore} in the database. */
public final class JdbcRequestStore implements RequestStore {
  private final Database database;
  private final Clock clock;

  public JdbcRequestStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public long ask(Kind kind, String subject, String argument, String askedBy) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              long id = database.next(h, "request_number");
              h.createUpdate(
                      "insert into request (id, kind, subject, argument, asked_by, asked_at, state,"
                          + " answer) values (:id, :kind, :subject, :argument, :by, :now,"
                          + " 'WAITING', '')")
                  .bind("id", id)
                  .bind("kind", kind.name())
                  .bind("subject", subject)
                  .bind("argument", argument)
                  .bind("by", askedBy)
                  .bind("now", ColumnValues.toColumn(clock.instant()))
                  .execute();
              return id;
            });
  }

  @Override
  public Optional<Request> find(long id) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from request where id = :id")
                    .bind("id", id)
                    .map(JdbcRequestStore::map)
                    .findOne());
  }

  @Override
  public List<Request> waiting() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from request where state = 'WAITING' order by id")
                    .map(JdbcRequestStore::map)
                    .list());
  }

  @Override
  public void answer(long id, RequestState state, String answer) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update request set state = :state, answer = :answer, answered_at = :now"
                            + " where id = :id and state = 'WAITING'")
                    .bind("state", state.name())
                    .bind("answer", ColumnValues.cut(answer))
                    .bind("now", ColumnValues.toColumn(clock.instant()))
                    .bind("id", id)
                    .execute());
  }

  private static Request map(ResultSet row, StatementContext context) throws SQLException {
    return new Request(
        row.getLong("id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("subject"),
        row.getString("argument"),
        row.getString("asked_by"),
        RequestState.valueOf(row.getString("state")),
        row.getString("answer"));
  }
}
