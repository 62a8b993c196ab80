package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.contourflow.cases.SenderStore;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/** The store of {@link SenderStore} in the database. */
public final class JdbcSenderStore implements SenderStore {
  private final Database database;
  private final Clock clock;

  public JdbcSenderStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void sends(String seriesInstanceUid, String association) {
    String sql =
        "insert into series_sender (series_instance_uid, association, state, began_at)"
            + " select cast(:uid as varchar), cast(:association as varchar), 'SENDING',"
            + " cast(:now as timestamp with time zone) where not exists (select 1 from"
            + " series_sender where series_instance_uid = :uid and association = :association)";
    database
        .jdbi()
        .useHandle(
            h ->
                atNow(h.createUpdate(sql))
                    .bind("uid", seriesInstanceUid)
                    .bind("association", association)
                    .execute());
  }

  @Override
  public void ended(String association, SenderState how) {
    String sql =
        "update series_sender set state = :how, ended_at = :now"
            + " where association = :association and state = 'SENDING'";
    database
        .jdbi()
        .useHandle(
            h ->
                atNow(h.createUpdate(sql))
                    .bind("how", how.name())
                    .bind("association", association)
                    .execute());
  }

  @Override
  public void madeGood(String seriesInstanceUid, String association) {
    String sql =
        "delete from series_sender where series_instance_uid = ? and association = ? and state ="
            + " 'BROKEN'";
    database.jdbi().useHandle(h -> h.execute(sql, seriesInstanceUid, association));
  }

  @Override
  public List<Sender> of(String seriesInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from series_sender where series_instance_uid = :uid order by"
                            + " began_at, association")
                    .bind("uid", seriesInstanceUid)
                    .map(JdbcSenderStore::sender)
                    .list());
  }

  private static Sender sender(ResultSet row, StatementContext context) throws SQLException {
    return new Sender(
        row.getString("association"),
        SenderState.valueOf(row.getString("state")),
        ColumnValues.fromColumn(row, "began_at"),
        ColumnValues.ifInColumn(row, "ended_at"));
  }

  @Override
  public void forgetOpen() {
    database.jdbi().useHandle(h -> h.execute("delete from series_sender where state = 'SENDING'"));
  }

  @Override
  public void forget(String seriesInstanceUid) {
    String sql =
        "delete from series_sender where series_instance_uid = :uid and state <> 'SENDING'";
    database.jdbi().useHandle(h -> h.createUpdate(sql).bind("uid", seriesInstanceUid).execute());
  }

  private Update atNow(Update update) {
    return update.bind("now", ColumnValues.toColumn(clock.instant()));
  }
}
