package org.contourflow.store;

import java.util.Optional;
import org.contourflow.cases.CaseQueue.Claim;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Rows of cases that a worker took: whose token stands in the row has it. */
final class ClaimedRows {
  private final Database database;
  private final Leases leases;

  ClaimedRows(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
  }

  @FunctionalInterface
  interface Taking {
    boolean update(Handle handle, String token);
  }

  /** Takes a row in one transaction; empty: another has it. */
  Optional<Claim> taken(String caseId, Taking taking) {
    return leases.taking(
        token ->
            database.jdbi().inTransaction(handle -> taking.update(handle, token))
                ? claim(caseId, token)
                : Optional.empty());
  }

  /** The claim, as long as it holds. */
  Optional<Claim> claim(String caseId, String token) {
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

  /** Gives the row up and sets what else there is, if it is this claim's still. */
  static Update giveBack(Handle handle, Claim claim, String alsoSet) {
    return handle
        .createUpdate(
            "update case_record set owner = ''"
                + alsoSet
                + " where case_id = :id and owner = :token")
        .bind("id", claim.caseId())
        .bind("token", claim.token());
  }
}
