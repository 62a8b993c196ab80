package org.contourflow.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The queue of {@link CaseQueue} in the database. A taking is an {@code update ... where} the row
 * is still free: whoever's update counts one row has it. The same on H2 and PostgreSQL.
 */
public final class JdbcCaseQueue implements CaseQueue {
  private final Database database;
  private final Leases leases;
  private final ClaimedRows rows;
  private final ProtocolTurns turns;
  private final ReportRows reports;

  public JdbcCaseQueue(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
    this.rows = new ClaimedRows(database, leases);
    this.turns = new ProtocolTurns(database, leases);
    this.reports = new ReportRows(database, leases, rows);
  }

  @Override
  public Optional<Claim> takeNext(CaseState state, Choice choice) {
    for (CaseRecord candidate : candidates(state, choice)) {
      Optional<Claim> taken = takeInTurn(candidate, choice);
      if (taken.isPresent()) {
        return taken;
      }
    }
    return Optional.empty();
  }

  private List<CaseRecord> candidates(CaseState state, Choice choice) {
    String sql =
        "select c.* from case_record c left join protocol_turn t on t.protocol = c.protocol where"
            + " c.state = :state and "
            + Leases.due("c.due_at")
            + " and "
            + Leases.FREE
            + (choice.protocols().isPresent() ? " and c.protocol in (<protocols>)" : "")
            + " and c.protocol not in (<full>) order by case when c.protocol in (<urgent>) then 0"
            + " else 1 end, t.taken_at nulls first, c.created_at, c.case_id limit "
            + Leases.CANDIDATES;
    return database
        .jdbi()
        .withHandle(
            h -> {
              Query query = leases.bind(h.createQuery(sql)).bind("state", state.name());
              choice.protocols().ifPresent(p -> query.bindList("protocols", Leases.orNone(p)));
              return query
                  .bindList("full", Leases.orNone(turns.full(h, state, choice.mostAtOnce())))
                  .bindList("urgent", Leases.orNone(choice.urgent()))
                  .map(JdbcCaseStore::map)
                  .list();
            });
  }

  /**
   * Takes a case with its protocol's turn. The row of the turn is written first, so that of two who
   * take cases of one protocol the second counts the first.
   */
  private Optional<Claim> takeInTurn(CaseRecord candidate, Choice choice) {
    turns.add(candidate.protocol());
    return rows.taken(
        candidate.caseId(),
        (handle, token) -> {
          turns.take(handle, candidate.protocol());
          Integer most = choice.mostAtOnce().get(candidate.protocol());
          return (most == null
                  || turns.inWork(handle, candidate.state(), candidate.protocol()) < most)
              && update(handle, candidate.caseId(), candidate.state(), token, true);
        });
  }

  @Override
  public Optional<Claim> take(String caseId, CaseState state) {
    return rows.taken(caseId, (handle, token) -> update(handle, caseId, state, token, false));
  }

  private boolean update(
      Handle handle, String caseId, CaseState state, String token, boolean onlyIfDue) {
    return leases
            .bindUntil(
                leases.bind(
                    handle.createUpdate(
                        "update case_record set owner = :token, lease_until = :until where case_id"
                            + " = :id and state = :state and "
                            + Leases.FREE
                            + " and (:any or "
                            + Leases.due("due_at")
                            + ")")))
            .bind("any", !onlyIfDue)
            .bind("token", token)
            .bind("id", caseId)
            .bind("state", state.name())
            .execute()
        == 1;
  }

  @Override
  public boolean holds(Claim claim) {
    return rows.claim(claim.caseId(), claim.token()).isPresent();
  }

  @Override
  public void forget(Claim claim) {
    leases.end(claim.token());
  }

  @Override
  public boolean settle(Claim claim, CaseState to, String detail) {
    try {
      return database.jdbi().inTransaction(h -> settle(h, claim, to, detail));
    } finally {
      leases.end(claim.token());
    }
  }

  private boolean settle(Handle handle, Claim claim, CaseState to, String detail) {
    boolean mine =
        handle
                .createUpdate(
                    "update case_record set state = :to, detail = :detail, attempts = 0, updated_at"
                        + " = :now, due_at = :now, stopped = 0, owner = '' where case_id = :id and"
                        + " state = :from and owner = :token")
                .bind("to", to.name())
                .bind("detail", ColumnValues.cut(detail))
                .bind("now", ColumnValues.toColumn(leases.now()))
                .bind("id", claim.caseId())
                .bind("from", claim.record().state().name())
                .bind("token", claim.token())
                .execute()
            == 1;
    if (!mine) {
      // Superseded under its step: it is nobody's now.
      ClaimedRows.giveBack(handle, claim, "").execute();
    }
    return mine;
  }

  @Override
  public boolean settleForDelivery(Claim claim, List<String> targets) {
    try {
      return database
          .jdbi()
          .inTransaction(
              h -> {
                boolean mine = settle(h, claim, CaseState.STRUCTURED, "");
                if (mine) {
                  h.createUpdate(
                          "update case_record set report = 'DUE', report_tries = 0 where case_id ="
                              + " :id")
                      .bind("id", claim.caseId())
                      .execute();
                  JdbcDeliveryStore.plan(h, claim.caseId(), targets, leases.now());
                }
                return mine;
              });
    } finally {
      leases.end(claim.token());
    }
  }

  @Override
  public Optional<Claim> takeNextReport() {
    return reports.takeNext();
  }

  @Override
  public void settleReport(Claim claim) {
    reports.settle(claim);
  }

  @Override
  public int reportsDue() {
    return reports.due();
  }

  @Override
  public void setBack(Claim claim, Duration wait) {
    try {
      database
          .jdbi()
          .useHandle(
              h ->
                  ClaimedRows.giveBack(h, claim, ", due_at = :due")
                      .bind("due", ColumnValues.toColumn(leases.now().plus(wait)))
                      .execute());
    } finally {
      leases.end(claim.token());
    }
  }

  @Override
  public boolean askToStop(String caseId) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createUpdate(
                            "update case_record set stopped = 1 where case_id = :id and state ="
                                + " 'ACCEPTED'")
                        .bind("id", caseId)
                        .execute())
        == 1;
  }

  @Override
  public List<String> toStop() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select case_id from case_record where stopped = 1 and state = 'ACCEPTED'")
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public List<CaseRecord> due(CaseState state) {
    return database
        .jdbi()
        .withHandle(
            h ->
                leases
                    .bind(
                        h.createQuery(
                            "select * from case_record where state = :state and "
                                + Leases.due("due_at")
                                + " and "
                                + Leases.FREE
                                + " order by created_at, case_id"))
                    .bind("state", state.name())
                    .map(JdbcCaseStore::map)
                    .list());
  }

  @Override
  public void renew() {
    database
        .jdbi()
        .useTransaction(
            h -> {
              leases.look(h);
              leases.renew(h, "case_record");
              leases.renew(h, "delivery");
            });
  }

  @Override
  public int takeBack() {
    return database
        .jdbi()
        .inTransaction(
            h ->
                leases.takeBack(h, "case_record", "")
                    + leases.takeBack(h, "delivery", ", lost = lost + 1"));
  }
}
