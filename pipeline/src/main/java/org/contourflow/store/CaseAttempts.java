package org.contourflow.store;

import java.time.Clock;

/** How often the present step of a case was tried, and how that ended. */
final class CaseAttempts {
  private final Database database;
  private final Clock clock;

  CaseAttempts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Counts so many more and says how the last ended; returns how many there are now. */
  int add(String caseId, String detail, int more) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              h.createUpdate(
                      "update case_record set attempts = attempts + :more, detail = :detail,"
                          + " updated_at = :now where case_id = :id")
                  .bind("more", more)
                  .bind("detail", ColumnValues.cut(detail))
                  .bind("now", ColumnValues.toColumn(clock.instant()))
                  .bind("id", caseId)
                  .execute();
              return h.createQuery("select attempts from case_record where case_id = :id")
                  .bind("id", caseId)
                  .mapTo(Integer.class)
                  .one();
            });
  }

  /** The attempt counted last was not one. */
  void giveBack(String caseId) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update case_record set attempts = attempts - 1, detail = '' where case_id"
                            + " = :id and attempts > 0")
                    .bind("id", caseId)
                    .execute());
  }
}
