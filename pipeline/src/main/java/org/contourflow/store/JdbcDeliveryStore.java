package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.contourflow.cases.DeliveryStore;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link DeliveryStore} in the database. */
public final class JdbcDeliveryStore implements DeliveryStore {
  private final Database database;
  private final Clock clock;

  public JdbcDeliveryStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void plan(String caseId, List<String> targets) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              for (String target : targets) {
                h.createUpdate(
                        "insert into delivery select :id, :target, 'PENDING', '', 0, :now where not"
                            + " exists (select 1 from delivery where case_id = :id and target ="
                            + " :target)")
                    .bind("id", caseId)
                    .bind("target", target)
                    .bind("now", JdbcCaseStore.toColumn(clock.instant()))
                    .execute();
              }
            });
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
                    .bind("now", JdbcCaseStore.toColumn(clock.instant()))
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
                  .bind("now", JdbcCaseStore.toColumn(clock.instant()))
                  .bind("id", caseId)
                  .execute();
              return h.createQuery("select count(*) from delivery where case_id = :id")
                      .bind("id", caseId)
                      .mapTo(Integer.class)
                      .one()
                  > 0;
            });
  }

  private void update(
      String caseId, String target, DeliveryState state, String detail, Duration delay) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update delivery set state = :state, detail = :detail, attempts = attempts"
                            + " + 1, next_attempt_at = :next where case_id = :id and target ="
                            + " :target")
                    .bind("state", state.name())
                    .bind("detail", JdbcCaseStore.cut(detail))
                    .bind("next", JdbcCaseStore.toColumn(clock.instant().plus(delay)))
                    .bind("id", caseId)
                    .bind("target", target)
                    .execute());
  }

  private static DeliveryRecord map(ResultSet row, StatementContext context) throws SQLException {
    return new DeliveryRecord(
        row.getString("case_id"),
        row.getString("target"),
        DeliveryState.valueOf(row.getString("state")),
        row.getString("detail"),
        row.getInt("attempts"),
        row.getObject("next_attempt_at", OffsetDateTime.class).toInstant());
  }
}
