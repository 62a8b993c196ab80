package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.StructureSetStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link StructureSetStore} in the database. */
public final class JdbcStructureSetStore implements StructureSetStore {
  private static final String SELECT = "select s.* from structure_set s ";
  private static final String ORDER = " order by s.received_at, s.sop_instance_uid, s.sha256";

  private final Database database;
  private final Clock clock;

  public JdbcStructureSetStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void add(ArrivedSet set, References references) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              if (find(handle, set.sopInstanceUid(), set.sha256()).isEmpty()) {
                insert(handle, set, references.studyUid());
                refer(handle, set, "SERIES", references.seriesUids());
                refer(handle, set, "FRAME", references.frameUids());
                refer(handle, set, "PREDECESSOR", references.predecessorUids());
              }
            });
  }

  private static void insert(Handle handle, ArrivedSet set, String study) {
    handle
        .createUpdate(
            "insert into structure_set (sop_instance_uid, sha256, file, source, received_at,"
                + " study_uid, state, case_id, detail, claimed_until) values (:sop, :sha, :file,"
                + " :source, :at, :study, :state, :case, :detail, :never)")
        .bind("sop", set.sopInstanceUid())
        .bind("sha", set.sha256())
        .bind("file", set.file())
        .bind("source", set.source())
        .bind("at", ColumnValues.toColumn(set.receivedAt()))
        .bind("study", study)
        .bind("state", set.state().name())
        .bind("case", set.caseId())
        .bind("detail", set.detail())
        .bind("never", ColumnValues.toColumn(Instant.EPOCH))
        .execute();
  }

  private static void refer(Handle handle, ArrivedSet set, String kind, Collection<String> uids) {
    for (String uid : uids) {
      handle
          .createUpdate(
              "insert into structure_set_reference (sop_instance_uid, sha256, kind, uid) values"
                  + " (:sop, :sha, :kind, :uid)")
          .bind("sop", set.sopInstanceUid())
          .bind("sha", set.sha256())
          .bind("kind", kind)
          .bind("uid", uid)
          .execute();
    }
  }

  @Override
  public Optional<ArrivedSet> find(String sopInstanceUid, String sha256) {
    return database.jdbi().withHandle(handle -> find(handle, sopInstanceUid, sha256));
  }

  private static Optional<ArrivedSet> find(Handle handle, String sop, String sha) {
    return handle
        .createQuery(SELECT + "where s.sop_instance_uid = :sop and s.sha256 = :sha")
        .bind("sop", sop)
        .bind("sha", sha)
        .map(JdbcStructureSetStore::map)
        .findOne();
  }

  @Override
  public List<ArrivedSet> find(String sopInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(SELECT + "where s.sop_instance_uid = :sop" + ORDER)
                    .bind("sop", sopInstanceUid)
                    .map(JdbcStructureSetStore::map)
                    .list());
  }

  @Override
  public List<ArrivedSet> referencing(String seriesUid, String frameUid) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        SELECT
                            + "where exists (select 1 from structure_set_reference r where"
                            + " r.sop_instance_uid = s.sop_instance_uid and r.sha256 = s.sha256 and"
                            + " ((r.kind = 'SERIES' and r.uid = :series) or (r.kind = 'FRAME' and"
                            + " r.uid = :frame)))"
                            + ORDER)
                    .bind("series", seriesUid)
                    .bind("frame", frameUid)
                    .map(JdbcStructureSetStore::map)
                    .list());
  }

  @Override
  public List<ArrivedSet> all() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery(SELECT + ORDER).map(JdbcStructureSetStore::map).list());
  }

  @Override
  public Optional<ArrivedSet> claim(Duration lease) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              Instant now = clock.instant();
              List<ArrivedSet> waiting =
                  handle
                      .createQuery(
                          SELECT
                              + "where s.state = 'RECEIVED' and s.claimed_until < :now"
                              + ORDER
                              + " limit 1")
                      .bind("now", ColumnValues.toColumn(now))
                      .map(JdbcStructureSetStore::map)
                      .list();
              return waiting.stream()
                  .filter(set -> isClaimed(handle, set, now, now.plus(lease)))
                  .findFirst();
            });
  }

  /** The condition stands in the change itself, so that of two callers only one has it. */
  private static boolean isClaimed(Handle handle, ArrivedSet set, Instant now, Instant until) {
    return handle
            .createUpdate(
                "update structure_set set claimed_until = :until where sop_instance_uid = :sop and"
                    + " sha256 = :sha and state = 'RECEIVED' and claimed_until < :now")
            .bind("until", ColumnValues.toColumn(until))
            .bind("now", ColumnValues.toColumn(now))
            .bind("sop", set.sopInstanceUid())
            .bind("sha", set.sha256())
            .execute()
        == 1;
  }

  @Override
  public void settle(ArrivedSet set, SetState state, String caseId, String detail) {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        "update structure_set set state = :state, case_id = :case, detail = :detail"
                            + " where sop_instance_uid = :sop and sha256 = :sha")
                    .bind("state", state.name())
                    .bind("case", caseId)
                    .bind("detail", detail)
                    .bind("sop", set.sopInstanceUid())
                    .bind("sha", set.sha256())
                    .execute());
  }

  private static ArrivedSet map(ResultSet row, StatementContext context) throws SQLException {
    return new ArrivedSet(
        row.getString("sop_instance_uid"),
        row.getString("sha256"),
        row.getString("file"),
        row.getString("source"),
        ColumnValues.fromColumn(row, "received_at"),
        SetState.valueOf(row.getString("state")),
        row.getString("case_id"),
        row.getString("detail"));
  }
}
