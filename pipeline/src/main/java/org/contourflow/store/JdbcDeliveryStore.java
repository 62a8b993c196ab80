package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.DeliveryStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link DeliveryStore} in the database. */
public final class JdbcDeliveryStore implements DeliveryStore {
  private final Database database;
  private final Leases leases;
  private final DeliveryTurns turns;

  /** By one process alone. */
  public JdbcDeliveryStore(Database database, Clock clock) {
    this(database, new Leases("alone", Duration.ofMinutes(1), clock));
  }

  public JdbcDeliveryStore(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
    this.turns = new DeliveryTurns(database, leases);
  }

  @Override
  public void plan(String caseId, List<String> targets) {
    database.jdbi().useTransaction(h -> plan(h, caseId, targets, leases.now()));
  }

  static void plan(Handle handle, String caseId, List<String> targets, Instant now) {
    for (String target : targets) {
      handle
          .createUpdate(
              "insert into delivery (case_id, target, state, detail, attempts, next_attempt_at)"
                  + " select cast(:id as varchar(32)), cast(:target as varchar(64)), 'PENDING', '',"
                  + " 0, :now where not exists (select 1 from delivery where case_id = :id and"
                  + " target = :target)")
          .bind("id", caseId)
          .bind("target", target)
          .bind("now", ColumnValues.toColumn(now))
          .execute();
    }
  }

  @Override
  public List<DeliveryRecord> of(String caseId) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from delivery where case_id = :id order by target")
                    .bind("id", caseId)
                    .map(JdbcDeliveryStore::map)
                    .list());
  }

  @Override
  public List<String> casesDue() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select distinct case_id from delivery where state = 'PENDING' and"
                            + " next_attempt_at <= :now order by case_id")
                    .bind("now", ColumnValues.toColumn(leases.now()))
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public Optional<Taken> takeNext(String target, Set<String> urgent) {
    return turns.takeNext(target, urgent);
  }

  @Override
  public Optional<Taken> take(String caseId, String target) {
    return turns.take(caseId, target);
  }

  @Override
  public void giveBack(Taken taken) {
    turns.setBack(taken, Optional.empty());
  }

  @Override
  public void setBack(Taken taken, Duration wait) {
    turns.setBack(taken, Optional.of(wait));
  }

  @Override
  public List<String> casesSettled() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select case_id from case_record c where state = 'STRUCTURED' and not"
                            + " exists (select 1 from delivery d where d.case_id = c.case_id and"
                            + " d.state = 'PENDING') order by case_id")
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public List<String> givenUpSince(String target, Instant since) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select case_id from delivery where target = :target and state ="
                            + " 'GIVEN_UP' and next_attempt_at >= :since order by case_id")
                    .bind("target", target)
                    .bind("since", ColumnValues.toColumn(since))
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public void done(String caseId, String target, String receipt) {
    update(caseId, target, DeliveryState.DONE, receipt, Duration.ZERO);
  }

  @Override
  public void retryAfter(String caseId, String target, String failure, Duration delay) {
    update(caseId, target, DeliveryState.PENDING, failure, delay);
  }

  @Override
  public void giveUp(String caseId, String target, String failure) {
    update(caseId, target, DeliveryState.GIVEN_UP, failure, Duration.ZERO);
  }

  @Override
  public boolean again(String caseId) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              h.createUpdate(
                      "update delivery set state = 'PENDING', attempts = 0, next_attempt_at = :now"
                          + " where case_id = :id and state = 'GIVEN_UP'")
                  .bind("now", ColumnValues.toColumn(leases.now()))
                  .bind("id", caseId)
                  .execute();
              return h.createQuery("select count(*) from delivery where case_id = :id")
                      .bind("id", caseId)
                      .mapTo(Integer.class)
                      .one()
                  > 0;
            });
  }

  @Override
  public boolean again(String caseId, String target) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createUpdate(
                            "update delivery set state = 'PENDING', attempts = 0, next_attempt_at ="
                                + " :now where case_id = :id and target = :target and state ="
                                + " 'GIVEN_UP'")
                        .bind("now", ColumnValues.toColumn(leases.now()))
                        .bind("id", caseId)
                        .bind("target", target)
                        .execute())
        == 1;
  }

  @Override
  public boolean resend(String caseId, String target) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    leases
                        .bind(
                            h.createUpdate(
                                "update delivery set state = 'PENDING', attempts = 0,"
                                    + " next_attempt_at = :due where case_id = :id and target ="
                                    + " :target and "
                                    + Leases.FREE))
                        .bind("due", ColumnValues.toColumn(leases.now()))
                        .bind("id", caseId)
                        .bind("target", target)
                        .execute())
        == 1;
  }

  @Override
  public int hurry(String target) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createUpdate(
                        "update delivery set next_attempt_at = :now where target = :target and"
                            + " state = 'PENDING' and next_attempt_at > :now")
                    .bind("now", ColumnValues.toColumn(leases.now()))
                    .bind("target", target)
                    .execute());
  }

  private void update(
      String caseId, String target, DeliveryState state, String detail, Duration delay) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update delivery set state = :state, detail = :detail, attempts = attempts"
                            + " + 1, next_attempt_at = :next, owner = '' where case_id = :id and"
                            + " target = :target and (state = 'PENDING' or :done)")
                    .bind("done", state == DeliveryState.DONE)
                    .bind("state", state.name())
                    .bind("detail", ColumnValues.cut(detail))
                    .bind("next", ColumnValues.toColumn(leases.now().plus(delay)))
                    .bind("id", caseId)
                    .bind("target", target)
                    .execute());
  }

  static DeliveryRecord map(ResultSet row, StatementContext context) throws SQLException {
    return new DeliveryRecord(
        row.getString("case_id"),
        row.getString("target"),
        DeliveryState.valueOf(row.getString("state")),
        row.getString("detail"),
        row.getInt("attempts"),
        ColumnValues.fromColumn(row, "next_attempt_at"),
        row.getInt("lost"));
  }
}
