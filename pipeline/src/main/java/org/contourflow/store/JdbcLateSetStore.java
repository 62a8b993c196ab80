package org.contourflow.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.contourflow.cases.LateSetStore;
import org.jdbi.v3.core.Handle;

/** The store of {@link LateSetStore} in the database. */
public final class JdbcLateSetStore implements LateSetStore {
  private static final String WAITING =
      "select s.sop_instance_uid, s.sha256, c.case_id from structure_set s join"
          + " structure_set_reference r on r.sop_instance_uid = s.sop_instance_uid and r.sha256 ="
          + " s.sha256 and r.kind = 'SERIES' join case_record c on c.series_instance_uid = r.uid"
          + " where s.state in ('UNRELATED', 'UNKNOWN', 'REVIEWED') and s.received_at >= :since and"
          + " c.state = 'DELIVERED' and c.protocol in (<protocols>) and not exists (select 1 from"
          + " late_set l where l.case_id = c.case_id and (l.sent_anew or (l.sop_instance_uid ="
          + " s.sop_instance_uid and l.sha256 = s.sha256))) order by s.received_at desc,"
          + " s.sop_instance_uid, c.case_id";

  private final Database database;
  private final Clock clock;
  private final JdbcStructureSetStore sets;
  private final JdbcCaseStore cases;

  public JdbcLateSetStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.sets = new JdbcStructureSetStore(database, clock);
    this.cases = new JdbcCaseStore(database, clock);
  }

  private record Key(String sop, String sha256, String caseId) {}

  @Override
  public List<Late> waiting(Set<String> protocols, Instant since) {
    List<Key> keys =
        database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(WAITING)
                        .bind("since", ColumnValues.toColumn(since))
                        .bindList("protocols", Leases.orNone(protocols))
                        .map(
                            (row, c) ->
                                new Key(row.getString(1), row.getString(2), row.getString(3)))
                        .list());
    return keys.stream()
        .map(
            k ->
                new Late(
                    cases.find(k.caseId()).orElseThrow(),
                    sets.find(k.sop(), k.sha256()).orElseThrow()))
        .toList();
  }

  @Override
  public void leave(Late late) {
    database.jdbi().useHandle(h -> insert(h, late, false));
  }

  @Override
  public void hasOne(Late late) {
    database.jdbi().useHandle(h -> insert(h, late, true));
  }

  @Override
  public boolean sendAnew(Late late) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              boolean moved = reopen(h, late.record().caseId());
              if (moved) {
                insert(h, late, true);
                h.createUpdate(
                        "update delivery set state = 'PENDING', attempts = 0, next_attempt_at ="
                            + " :now where case_id = :id")
                    .bind("now", ColumnValues.toColumn(clock.instant()))
                    .bind("id", late.record().caseId())
                    .execute();
              }
              return moved;
            });
  }

  private boolean reopen(Handle handle, String caseId) {
    return handle
            .createUpdate(
                "update case_record set state = 'CONTOURED', detail = '', attempts = 0, updated_at"
                    + " = :now, due_at = :now where case_id = :id and state = 'DELIVERED'")
            .bind("now", ColumnValues.toColumn(clock.instant()))
            .bind("id", caseId)
            .execute()
        == 1;
  }

  private void insert(Handle handle, Late late, boolean sentAnew) {
    handle
        .createUpdate(
            "insert into late_set (case_id, sop_instance_uid, sha256, sent_anew, judged_at) values"
                + " (:id, :sop, :sha, :anew, :now)")
        .bind("id", late.record().caseId())
        .bind("sop", late.set().sopInstanceUid())
        .bind("sha", late.set().sha256())
        .bind("anew", sentAnew)
        .bind("now", ColumnValues.toColumn(clock.instant()))
        .execute();
  }
}
