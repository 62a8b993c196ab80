package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What has arrived: instances and the state of their series. Survives a restart in the middle. */
public final class ArrivalStore {
  private final Database database;
  private final Clock clock;

  public ArrivalStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * An instance whose file is safely stored.
   *
   * @param file its path relative to the home, with forward slashes
   * @param sha256 of its data set (file meta excluded), hexadecimal
   * @param source INBOX, CSTORE, ...
   */
  public record StoredInstance(
      String sopInstanceUid,
      String seriesInstanceUid,
      String file,
      String sha256,
      long bytes,
      String source) {}

  /** State of a series. */
  public enum SeriesState {
    OPEN,
    CASED,
    HELD,
    /** Whole, but no selection rule gives it a protocol. */
    UNMATCHED,
    QUARANTINED
  }

  /** A series as stored. */
  public record SeriesRecord(
      String seriesInstanceUid, SeriesState state, Instant lastArrival, String reason) {}

  /**
   * Adds an instance and opens its series (again).
   *
   * @return the state the series had before, or empty if it is new
   */
  public Optional<SeriesState> add(StoredInstance instance) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              insert(handle, instance);
              Optional<SeriesState> before =
                  findSeries(handle, instance.seriesInstanceUid()).map(SeriesRecord::state);
              String sql =
                  before.isEmpty()
                      ? "insert into series values (:uid, 'OPEN', :now, '')"
                      : "update series set state = 'OPEN', last_arrival = :now, reason = '' where"
                          + " series_instance_uid = :uid";
              handle
                  .createUpdate(sql)
                  .bind("uid", instance.seriesInstanceUid())
                  .bind("now", CaseStore.toColumn(clock.instant()))
                  .execute();
              return before;
            });
  }

  private void insert(Handle handle, StoredInstance instance) {
    handle
        .createUpdate(
            "insert into instance values (:sop, :series, :file, :sha256, :bytes, :source, :now)")
        .bind("sop", instance.sopInstanceUid())
        .bind("series", instance.seriesInstanceUid())
        .bind("file", instance.file())
        .bind("sha256", instance.sha256())
        .bind("bytes", instance.bytes())
        .bind("source", instance.source())
        .bind("now", CaseStore.toColumn(clock.instant()))
        .execute();
  }

  /** The instance, if it has arrived. */
  public Optional<StoredInstance> findInstance(String sopInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from instance where sop_instance_uid = :uid")
                    .bind("uid", sopInstanceUid)
                    .map(ArrivalStore::mapInstance)
                    .findOne());
  }

  /** All instances of a series, by SOP Instance UID. */
  public List<StoredInstance> instancesOf(String seriesInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from instance where series_instance_uid = :uid order by"
                            + " sop_instance_uid")
                    .bind("uid", seriesInstanceUid)
                    .map(ArrivalStore::mapInstance)
                    .list());
  }

  /** The series, if any of it has arrived. */
  public Optional<SeriesRecord> findSeries(String seriesInstanceUid) {
    return database.jdbi().withHandle(h -> findSeries(h, seriesInstanceUid));
  }

  private static Optional<SeriesRecord> findSeries(Handle handle, String uid) {
    return handle
        .createQuery("select * from series where series_instance_uid = :uid")
        .bind("uid", uid)
        .map(ArrivalStore::mapSeries)
        .findOne();
  }

  /** Series in a state, the one that has waited longest first. */
  public List<SeriesRecord> seriesIn(SeriesState state) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from series where state = :state order by last_arrival")
                    .bind("state", state.name())
                    .map(ArrivalStore::mapSeries)
                    .list());
  }

  /**
   * Moves a series that is still as it was read: no slice arrived since.
   *
   * @return false if one did; nothing changed and the series will be looked at again
   */
  public boolean move(SeriesRecord seen, SeriesState to, String reason) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createUpdate(
                            "update series set state = :to, reason = :reason where"
                                + " series_instance_uid = :uid and state = :from and last_arrival ="
                                + " :arrival")
                        .bind("to", to.name())
                        .bind("reason", CaseStore.cut(reason))
                        .bind("uid", seen.seriesInstanceUid())
                        .bind("from", seen.state().name())
                        .bind("arrival", CaseStore.toColumn(seen.lastArrival()))
                        .execute())
        == 1;
  }

  /** Notes why an open series still waits, for a person to see. */
  public void note(String seriesInstanceUid, String reason) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update series set reason = :reason where series_instance_uid = :uid and"
                            + " state = 'OPEN'")
                    .bind("reason", CaseStore.cut(reason))
                    .bind("uid", seriesInstanceUid)
                    .execute());
  }

  /** Says where an instance's file lies now. */
  public void relocate(String sopInstanceUid, String file) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate("update instance set file = :file where sop_instance_uid = :uid")
                    .bind("file", file)
                    .bind("uid", sopInstanceUid)
                    .execute());
  }

  /** Forgets an instance that was put aside (its file stays in quarantine). */
  public void remove(String sopInstanceUid) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate("delete from instance where sop_instance_uid = :uid")
                    .bind("uid", sopInstanceUid)
                    .execute());
  }

  private static StoredInstance mapInstance(ResultSet row, StatementContext context)
      throws SQLException {
    return new StoredInstance(
        row.getString("sop_instance_uid"),
        row.getString("series_instance_uid"),
        row.getString("file"),
        row.getString("sha256"),
        row.getLong("bytes"),
        row.getString("source"));
  }

  private static SeriesRecord mapSeries(ResultSet row, StatementContext context)
      throws SQLException {
    return new SeriesRecord(
        row.getString("series_instance_uid"),
        SeriesState.valueOf(row.getString("state")),
        row.getObject("last_arrival", OffsetDateTime.class).toInstant(),
        row.getString("reason"));
  }
}
