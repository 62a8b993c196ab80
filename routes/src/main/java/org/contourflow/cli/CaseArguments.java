package org.contourflow.cli;

import java.time.Clock;
import java.util.Set;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcCaseStore;

/** Of a command that asks a daemon something about a case. */
final class CaseArguments {
  private CaseArguments() {}

  /** A case's id; refused if it can be none. */
  static String checked(String caseId) {
    if (!caseId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw Failure.refused(caseId + " is no case id; the run log names them");
    }
    return caseId;
  }

  /** Refuses a case that there is not. */
  static CaseRecord require(Database database, String caseId) {
    return new JdbcCaseStore(database, Clock.systemUTC())
        .find(caseId)
        .orElseThrow(
            () -> Failure.refused("there is no case " + caseId + "; contourflow cases lists them"));
  }

  /** Refuses a case that there is not, or that is in no state in which it can be. */
  static void require(Database database, String caseId, Set<CaseState> states, String rule) {
    CaseRecord record = require(database, caseId);
    if (!states.contains(record.state())) {
      throw Failure.refused(caseId + " is " + record.state() + "; " + rule);
    }
  }
}
