package org.contourflow.store;

import java.util.List;
import java.util.Optional;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Claim;

/** Reports of cases to be drawn, taken as cases are; what they show went out before. */
final class ReportRows {
  private static final String REPORT_DUE =
      "report = 'DUE' and report_tries < "
          + CaseQueue.MOST_REPORT_TRIES
          + " and state in ('STRUCTURED', 'DELIVERED', 'FAILED')";

  private final Database database;
  private final Leases leases;
  private final ClaimedRows rows;

  ReportRows(Database database, Leases leases, ClaimedRows rows) {
    this.database = database;
    this.leases = leases;
    this.rows = rows;
  }

  /** Ordered by {@code report}, too, though it is the same: so that H2 takes the index with it. */
  Optional<Claim> takeNext() {
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
    return rows.taken(
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

  void settle(Claim claim) {
    try {
      database.jdbi().useHandle(h -> ClaimedRows.giveBack(h, claim, ", report = 'DONE'").execute());
    } finally {
      leases.end(claim.token());
    }
  }

  int due() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from case_record where " + REPORT_DUE)
                    .mapTo(Integer.class)
                    .one());
  }
}
