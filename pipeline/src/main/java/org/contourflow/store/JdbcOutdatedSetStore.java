package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cases.OutdatedSetStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link OutdatedSetStore} in the database. */
public final class JdbcOutdatedSetStore implements OutdatedSetStore {
  private final Database database;
  private final Leases leases;

  public JdbcOutdatedSetStore(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
  }

  /** Gives a case that is superseded its rows: one for each target it was to go to. */
  static void add(Handle handle, String caseId, String supersededBy, Instant now) {
    handle
        .createUpdate(
            "insert into outdated_set (case_id, target, superseded_by, superseded_at, state,"
                + " detail, attempts, due_at) select d.case_id, d.target, cast(:by as varchar(32)),"
                + " cast(:now as timestamp(3) with time zone), 'DUE', '', 0,"
                + " cast(:now as timestamp(3) with time zone) from delivery d where d.case_id = :id"
                + " and not exists (select 1 from outdated_set o where o.case_id = d.case_id and"
                + " o.target = d.target)")
        .bind("by", supersededBy)
        .bind("now", ColumnValues.toColumn(now))
        .bind("id", caseId)
        .execute();
  }

  /** Another case stands for what an earlier one left at its targets. */
  static void standsFor(Handle handle, String caseId, String supersededBy) {
    handle
        .createUpdate(
            "update outdated_set set superseded_by = :by where case_id = :id and state = 'DUE'")
        .bind("by", supersededBy)
        .bind("id", caseId)
        .execute();
  }

  @Override
  public Optional<OutdatedSet> next(String target, boolean onceReplaced) {
    String replaced =
        " and exists (select 1 from delivery n where n.case_id = o.superseded_by and n.target ="
            + " o.target and n.state = 'DONE')";
    return database
        .jdbi()
        .withHandle(
            h ->
                leases
                    .bind(
                        h.createQuery(
                            "select o.*, d.state as sent, d.attempts as tries, d.lost, d.owner from"
                                + " outdated_set o join delivery d on d.case_id = o.case_id and"
                                + " d.target = o.target where o.target = :target and o.state ="
                                + " 'DUE' and "
                                + Leases.due("o.due_at")
                                + " and (d.state <> 'PENDING' or "
                                + Leases.FREE
                                + ")"
                                + (onceReplaced ? replaced : "")
                                + " order by o.due_at, o.case_id limit 1"))
                    .bind("target", target)
                    .map(JdbcOutdatedSetStore::map)
                    .findOne());
  }

  private static OutdatedSet map(ResultSet row, StatementContext context) throws SQLException {
    boolean there = DeliveryState.valueOf(row.getString("sent")) == DeliveryState.DONE;
    return new OutdatedSet(
        row.getString("case_id"),
        row.getString("target"),
        row.getString("superseded_by"),
        ColumnValues.fromColumn(row, "superseded_at"),
        there,
        there
            || row.getInt("tries") > 0
            || row.getInt("lost") > 0
            || !row.getString("owner").isEmpty(),
        row.getInt("attempts"));
  }

  @Override
  public void settle(OutdatedSet one, Standing standing, String text) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              boolean first =
                  h.createUpdate(
                              "update outdated_set set state = :state, detail = :text where case_id"
                                  + " = :id and target = :target and state = 'DUE'")
                          .bind("state", standing.name())
                          .bind("text", ColumnValues.cut(text))
                          .bind("id", one.caseId())
                          .bind("target", one.target())
                          .execute()
                      == 1;
              if (first && standing != Standing.NOT_THERE) {
                tell(h, one, text);
              }
            });
  }

  /** Behind the receipt, and in the case's own line. */
  private static void tell(Handle handle, OutdatedSet one, String text) {
    append(handle, "delivery", "case_id = :id and target = :target", one, text);
    append(handle, "case_record", "case_id = :id and state = 'SUPERSEDED'", one, text);
  }

  private static void append(
      Handle handle, String table, String where, OutdatedSet one, String text) {
    String before =
        handle
            .createQuery("select detail from " + table + " where " + where)
            .bind("id", one.caseId())
            .bind("target", one.target())
            .mapTo(String.class)
            .findOne()
            .orElse("");
    handle
        .createUpdate("update " + table + " set detail = :text where " + where)
        .bind("text", ColumnValues.cut(before.isEmpty() ? text : before + "; " + text))
        .bind("id", one.caseId())
        .bind("target", one.target())
        .execute();
  }

  @Override
  public void retryAfter(OutdatedSet one, String failure, Duration wait) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update outdated_set set attempts = attempts + 1, detail = :text, due_at ="
                            + " :due where case_id = :id and target = :target and state = 'DUE'")
                    .bind("text", ColumnValues.cut(failure))
                    .bind("due", ColumnValues.toColumn(leases.now().plus(wait)))
                    .bind("id", one.caseId())
                    .bind("target", one.target())
                    .execute());
  }
}
