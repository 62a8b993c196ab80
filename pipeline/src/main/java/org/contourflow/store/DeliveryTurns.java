package org.contourflow.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.Taken;
import org.jdbi.v3.core.Handle;

/** Whose turn it is to be handed over, and who has it in his hands. */
final class DeliveryTurns {
  /** That the case of a hand-over {@code d} is ready for it. */
  private static final String READY =
      " and exists (select 1 from case_record c where c.case_id = d.case_id and c.state ="
          + " 'STRUCTURED')";

  private final Database database;
  private final Leases leases;

  DeliveryTurns(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
  }

  /**
   * Takes the hand-over to a target whose turn it is: of a case that is ready for it, the one that
   * is due longest, those of urgent protocols first.
   */
  Optional<Taken> takeNext(String target, Set<String> urgent) {
    List<String> candidates =
        database
            .jdbi()
            .withHandle(
                h ->
                    leases
                        .bind(
                            h.createQuery(
                                "select d.case_id from delivery d where d.target = :target and"
                                    + " d.state = 'PENDING' and "
                                    + Leases.due("next_attempt_at")
                                    + " and "
                                    + Leases.FREE
                                    + READY
                                    + " order by case when exists (select 1 from case_record u"
                                    + " where u.case_id = d.case_id and u.protocol in (<urgent>))"
                                    + " then 0 else 1 end, d.next_attempt_at, d.case_id limit "
                                    + Leases.CANDIDATES))
                        .bind("target", target)
                        .bindList("urgent", Leases.orNone(urgent))
                        .mapTo(String.class)
                        .list());
    return candidates.stream()
        .map(caseId -> take(caseId, target))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Takes this hand-over, if it is due and in nobody's hands. */
  Optional<Taken> take(String caseId, String target) {
    return leases.taking(
        token ->
            database.jdbi().withHandle(h -> update(h, caseId, target, token)) == 1
                ? record(caseId, target).map(record -> new Taken(record, token))
                : Optional.empty());
  }

  /** Who finds another's name in a row has it from one who never said how it ended. */
  private int update(Handle handle, String caseId, String target, String token) {
    return leases
        .bindUntil(
            leases.bind(
                handle.createUpdate(
                    "update delivery d set lost = lost + case when owner = '' then 0 else 1 end,"
                        + " owner = :token, lease_until = :until where d.case_id = :id and d.target"
                        + " = :target and d.state = 'PENDING' and "
                        + Leases.due("next_attempt_at")
                        + " and "
                        + Leases.FREE
                        + READY)))
        .bind("token", token)
        .bind("id", caseId)
        .bind("target", target)
        .execute();
  }

  /** Lets a hand-over go; with a wait, it is due after it. */
  void setBack(Taken taken, Optional<Duration> wait) {
    try {
      database
          .jdbi()
          .useHandle(
              h ->
                  h.createUpdate(
                          "update delivery set owner = ''"
                              + (wait.isPresent() ? ", next_attempt_at = :next" : "")
                              + " where case_id = :id and target = :target and owner = :token")
                      .bind(
                          "next",
                          ColumnValues.toColumn(leases.now().plus(wait.orElse(Duration.ZERO))))
                      .bind("id", taken.record().caseId())
                      .bind("target", taken.record().target())
                      .bind("token", taken.token())
                      .execute());
    } finally {
      leases.end(taken.token());
    }
  }

  private Optional<DeliveryRecord> record(String caseId, String target) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from delivery where case_id = :id and target = :target")
                    .bind("id", caseId)
                    .bind("target", target)
                    .map(JdbcDeliveryStore::map)
                    .findOne());
  }
}
