package org.contourflow.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of {@link CaseQueue} in the database. A taking is an {@code update ... where} the row
 * is still free: whoever's update counts one row has it. The same on H2 and PostgreSQL.
 */
public final class JdbcCaseQueue implements CaseQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcCaseQueue.class);

  private static final String DUPLICATE = "23505";

  private final Database database;
  private final Leases leases;

  public JdbcCaseQueue(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
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
                  .bindList("full", Leases.orNone(full(h, state, choice.mostAtOnce())))
                  .bindList("urgent", Leases.orNone(choice.urgent()))
                  .map(JdbcCaseStore::map)
                  .list();
            });
  }

  /** Protocols that have as many cases in work as they may. */
  private List<String> full(Handle handle, CaseState state, Map<String, Integer> mostAtOnce) {
    List<String> full = new ArrayList<>();
    mostAtOnce.forEach(
        (protocol, most) -> {
          if (inWork(handle, state, protocol) >= most) {
            full.add(protocol);
          }
        });
    return full;
  }

  private int inWork(Handle handle, CaseState state, String protocol) {
    return leases
        .bind(
            handle.createQuery(
                "select count(*) from case_record where state = :state and protocol = :protocol and"
                    + " not "
                    + Leases.FREE))
        .bind("state", state.name())
        .bind("protocol", protocol)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Takes a case with its protocol's turn. The row of the turn is written first, so that of two who
   * take cases of one protocol the second counts the first.
   */
  private Optional<Claim> takeInTurn(CaseRecord candidate, Choice choice) {
    addTurn(candidate.protocol());
    return taken(
        candidate.caseId(),
        (handle, token) -> {
          turn(handle, candidate.protocol());
          Integer most = choice.mostAtOnce().get(candidate.protocol());
          return (most == null || inWork(handle, candidate.state(), candidate.protocol()) < most)
              && update(handle, candidate.caseId(), candidate.state(), token, true);
        });
  }

  @FunctionalInterface
  private interface Taking {
    boolean update(Handle handle, String token);
  }

  private Optional<Claim> taken(String caseId, Taking taking) {
    return leases.taking(
        token ->
            database.jdbi().inTransaction(handle -> taking.update(handle, token))
                ? claim(caseId, token)
                : Optional.empty());
  }

  private void turn(Handle handle, String protocol) {
    handle
        .createUpdate("update protocol_turn set taken_at = :now where protocol = :protocol")
        .bind("now", JdbcCaseStore.toColumn(leases.now()))
        .bind("protocol", protocol)
        .execute();
  }

  /** Sees that the protocol has a turn; of two who add it at once one fails, and need not care. */
  private void addTurn(String protocol) {
    try {
      database
          .jdbi()
          .useHandle(
              h ->
                  h.createUpdate(
                          "insert into protocol_turn (protocol, taken_at) select cast(:protocol as"
                              + " varchar(64)), cast(:start as timestamp(3) with time zone) where"
                              + " not exists (select 1 from protocol_turn where protocol ="
                              + " :protocol)")
                      .bind("start", JdbcCaseStore.toColumn(Instant.EPOCH))
                      .bind("protocol", protocol)
                      .execute());
    } catch (UnableToExecuteStatementException e) {
      if (!(e.getCause() instanceof SQLException sql) || !DUPLICATE.equals(sql.getSQLState())) {
        throw e;
      }
      LOG.debug("another worker added the protocol's turn", e);
    }
  }

  @Override
  public Optional<Claim> take(String caseId, CaseState state) {
    return taken(caseId, (handle, token) -> update(handle, caseId, state, token, false));
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

  private Optional<Claim> claim(String caseId, String token) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from case_record where case_id = :id and owner = :token")
                    .bind("id", caseId)
                    .bind("token", token)
                    .map(JdbcCaseStore::map)
                    .findOne())
        .map(record -> new Claim(record, token));
  }

  @Override
  public boolean holds(Claim claim) {
    return claim(claim.caseId(), claim.token()).isPresent();
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
                        + " = :now, due_at = :now, stopped = 0, owner = '' where case_id = :id and state = :from"
                        + " and owner = :token")
                .bind("to", to.name())
                .bind("detail", JdbcCaseStore.cut(detail))
                .bind("now", JdbcCaseStore.toColumn(leases.now()))
                .bind("id", claim.caseId())
                .bind("from", claim.record().state().name())
                .bind("token", claim.token())
                .execute()
            == 1;
    if (!mine) {
      // Superseded under its step: it is nobody's now.
      giveBack(handle, claim, "").execute();
    }
    return mine;
  }

  /** Gives the row up and sets what else there is, if it is this claim's still. */
  private static Update giveBack(Handle handle, Claim claim, String alsoSet) {
    return handle
        .createUpdate(
            "update case_record set owner = ''"
                + alsoSet
                + " where case_id = :id and owner = :token")
        .bind("id", claim.caseId())
        .bind("token", claim.token());
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

  private static final String REPORT_DUE =
      "report = 'DUE' and report_tries < "
          + MOST_REPORT_TRIES
          + " and state in ('STRUCTURED', 'DELIVERED', 'FAILED')";

  /** Ordered by {@code report}, too, though it is the same: so that H2 takes the index with it. */
  @Override
  public Optional<Claim> takeNextReport() {
    List<String> candidates =
        database
            .jdbi()
            .withHandle(
                h ->
                    leases
                        .bind(
                            h.createQuery(
                                "select case_id from case_record where "
                                    + REPORT_DUE
                                    + " and "
                                    + Leases.due("due_at")
                                    + " and "
                                    + Leases.FREE
                                    + " order by report, created_at, case_id limit "
                                    + Leases.CANDIDATES))
                        .mapTo(String.class)
                        .list());
    return candidates.stream().map(this::takeReport).flatMap(Optional::stream).findFirst();
  }

  private Optional<Claim> takeReport(String caseId) {
    return taken(
        caseId,
        (handle, token) ->
            leases
                    .bindUntil(
                        leases.bind(
                            handle.createUpdate(
                                "update case_record set report_tries = report_tries + 1, owner ="
                                    + " :token, lease_until = :until where case_id = :id and "
                                    + REPORT_DUE
                                    + " and "
                                    + Leases.FREE)))
                    .bind("token", token)
                    .bind("id", caseId)
                    .execute()
                == 1);
  }

  @Override
  public void settleReport(Claim claim) {
    try {
      database.jdbi().useHandle(h -> giveBack(h, claim, ", report = 'DONE'").execute());
    } finally {
      leases.end(claim.token());
    }
  }

  @Override
  public int reportsDue() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from case_record where " + REPORT_DUE)
                    .mapTo(Integer.class)
                    .one());
  }

  @Override
  public void setBack(Claim claim, Duration wait) {
    try {
      database
          .jdbi()
          .useHandle(
              h ->
                  giveBack(h, claim, ", due_at = :due")
                      .bind("due", JdbcCaseStore.toColumn(leases.now().plus(wait)))
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
