package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link CaseStore} in the database. */
public final class JdbcCaseStore implements CaseStore {
  private static final int LONGEST_SCANNER = 200;

  private final Database database;
  private final Clock clock;
  private final CaseAttempts attempts;

  public JdbcCaseStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.attempts = new CaseAttempts(database, clock);
  }

  @Override
  public Created create(
      String studyInstanceUid,
      String seriesInstanceUid,
      String contentHash,
      String protocol,
      String scanner) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              Optional<CaseRecord> existing =
                  find(handle, seriesInstanceUid, contentHash, protocol);
              if (existing.isPresent()) {
                return new Created(existing.get(), false);
              }
              long number = database.next(handle, "case_number");
              String caseId = String.format("case-%06d", number);
              handle
                  .createUpdate(
                      "insert into case_record (case_id, series_instance_uid, content_hash, state,"
                          + " detail, attempts, created_at, updated_at, protocol,"
                          + " study_instance_uid, scanner) values (:id, :series, :hash, 'ACCEPTED',"
                          + " '', 0, :now, :now, :protocol, :study, :scanner)")
                  .bind(
                      "scanner",
                      scanner.length() > LONGEST_SCANNER
                          ? scanner.substring(0, LONGEST_SCANNER)
                          : scanner)
                  .bind("id", caseId)
                  .bind("study", studyInstanceUid)
                  .bind("series", seriesInstanceUid)
                  .bind("hash", contentHash)
                  .bind("protocol", protocol)
                  .bind("now", now())
                  .execute();
              return new Created(
                  find(handle, seriesInstanceUid, contentHash, protocol).orElseThrow(), true);
            });
  }

  @Override
  public void numbersBehind(long highest) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              long next = database.next(handle, "case_number");
              // The number just drawn is given back, or the numbers jump.
              handle.execute(
                  "alter sequence case_number restart with " + Math.max(next, highest + 1));
            });
  }

  private Optional<CaseRecord> find(Handle handle, String series, String hash, String protocol) {
    return handle
        .createQuery(
            "select * from case_record where series_instance_uid = :series and content_hash ="
                + " :hash and protocol = :protocol")
        .bind("series", series)
        .bind("hash", hash)
        .bind("protocol", protocol)
        .map(JdbcCaseStore::map)
        .findOne();
  }

  @Override
  public Optional<CaseRecord> find(String caseId) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from case_record where case_id = :id")
                    .bind("id", caseId)
                    .map(JdbcCaseStore::map)
                    .findOne());
  }

  @Override
  public List<CaseRecord> all() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from case_record order by case_id")
                    .map(JdbcCaseStore::map)
                    .list());
  }

  @Override
  public List<CaseRecord> ofSeries(String seriesInstanceUid) {
    return where("series_instance_uid", List.of(seriesInstanceUid));
  }

  @Override
  public List<CaseRecord> ofStudy(String studyInstanceUid) {
    return where("study_instance_uid", List.of(studyInstanceUid));
  }

  private List<CaseRecord> where(String column, List<String> values) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from case_record where "
                            + column
                            + " in (<values>) order by case_id")
                    .bindList("values", values)
                    .map(JdbcCaseStore::map)
                    .list());
  }

  @Override
  public List<String> deliveredTo(String caseId) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select target from delivery where case_id = :id and state = 'DONE' order"
                            + " by target")
                    .bind("id", caseId)
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public List<CaseRecord> unfinished() {
    return where(
        "state",
        Stream.of(CaseState.values()).filter(CaseState::isUnfinished).map(Enum::name).toList());
  }

  @Override
  public boolean move(String caseId, CaseState from, CaseState to, String detail) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              boolean moved = move(h, caseId, from, to, detail);
              if (moved && to == CaseState.SUPERSEDED) {
                JdbcOutdatedSetStore.add(h, caseId, "", clock.instant());
              }
              return moved;
            });
  }

  private boolean move(Handle handle, String caseId, CaseState from, CaseState to, String detail) {
    return handle
            .createUpdate(
                "update case_record set state = :to, detail = :detail, attempts = 0, updated_at ="
                    + " :now, due_at = :now, stopped = 0, retired = false where case_id = :id and"
                    + " state = :from")
            .bind("to", to.name())
            .bind("detail", ColumnValues.cut(detail))
            .bind("now", now())
            .bind("id", caseId)
            .bind("from", from.name())
            .execute()
        == 1;
  }

  @Override
  public Map<String, String> supersedeOthers(
      String seriesInstanceUid, Collection<String> contentHashes, List<CaseRecord> successors) {
    Map<String, String> superseded = new LinkedHashMap<>();
    for (CaseRecord old : ofSeries(seriesInstanceUid)) {
      if (!contentHashes.contains(old.contentHash())) {
        String by = successorOf(old, successors);
        if (supersede(old, by)) {
          superseded.put(old.caseId(), by);
        }
      }
    }
    return superseded;
  }

  /** The one of the same protocol, since that makes the same structures. */
  private static String successorOf(CaseRecord old, List<CaseRecord> successors) {
    return successors.stream()
        .filter(c -> c.protocol().equals(old.protocol()))
        .findFirst()
        .orElse(successors.get(0))
        .caseId();
  }

  /** Says whether it is superseded just now. */
  private boolean supersede(CaseRecord old, String by) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              boolean now =
                  old.state() != CaseState.SUPERSEDED
                      && move(h, old.caseId(), old.state(), CaseState.SUPERSEDED, "by " + by);
              if (now) {
                JdbcOutdatedSetStore.add(h, old.caseId(), by, clock.instant());
              }
              // What a case between the two never delivered, this one is to take the place of.
              JdbcOutdatedSetStore.standsFor(h, old.caseId(), by);
              return now;
            });
  }

  @Override
  public int countAttempt(String caseId, String detail) {
    return attempts.add(caseId, detail, 1);
  }

  @Override
  public int noteAttempt(String caseId, String detail) {
    return attempts.add(caseId, detail, 0);
  }

  @Override
  public void giveBackAttempt(String caseId) {
    attempts.giveBack(caseId);
  }

  @Override
  public void protocolInForce(String caseId, String sha256) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update case_record set protocol_sha256 = :sha where case_id = :id and"
                            + " protocol_sha256 <> :sha")
                    .bind("sha", sha256)
                    .bind("id", caseId)
                    .execute());
  }

  private OffsetDateTime now() {
    return ColumnValues.toColumn(clock.instant());
  }

  static CaseRecord map(ResultSet row, StatementContext context) throws SQLException {
    return new CaseRecord(
        row.getString("case_id"),
        row.getString("series_instance_uid"),
        row.getString("content_hash"),
        row.getString("protocol"),
        CaseState.valueOf(row.getString("state")),
        row.getString("detail"),
        row.getInt("attempts"),
        ColumnValues.fromColumn(row, "created_at"),
        ColumnValues.fromColumn(row, "updated_at"));
  }
}
