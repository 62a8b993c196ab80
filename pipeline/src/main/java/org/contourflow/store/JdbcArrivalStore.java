package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.ArrivalStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The store of {@link ArrivalStore} in the database. */
public final class JdbcArrivalStore implements ArrivalStore {
  private final Database database;
  private final Clock clock;

  public JdbcArrivalStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<SeriesState> add(StoredInstance instance) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              insert(handle, instance);
              return open(handle, instance.seriesInstanceUid());
            });
  }

  @Override
  public Optional<SeriesState> replace(StoredInstance instance) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              handle.execute(
                  "delete from instance where sop_instance_uid = ?", instance.sopInstanceUid());
              insert(handle, instance);
              return open(handle, instance.seriesInstanceUid());
            });
  }

  /** Opens a series (again); returns the state that it had. */
  private Optional<SeriesState> open(Handle handle, String series) {
    Optional<SeriesState> before = findSeries(handle, series).map(SeriesRecord::state);
    String sql =
        before.isEmpty()
            ? "insert into series (series_instance_uid, state, last_arrival, reason)"
                + " values (:uid, 'OPEN', :now, '')"
            : "update series set state = 'OPEN', last_arrival = :now, reason = '' where"
                + " series_instance_uid = :uid";
    handle
        .createUpdate(sql)
        .bind("uid", series)
        .bind("now", ColumnValues.toColumn(clock.instant()))
        .execute();
    return before;
  }

  private void insert(Handle handle, StoredInstance instance) {
    handle
        .createUpdate(
            "insert into instance (sop_instance_uid, series_instance_uid, file, sha256, bytes,"
                + " source, received_at) values (:sop, :series, :file, :sha256, :bytes, :source,"
                + " :now)")
        .bind("sop", instance.sopInstanceUid())
        .bind("series", instance.seriesInstanceUid())
        .bind("file", instance.file())
        .bind("sha256", instance.sha256())
        .bind("bytes", instance.bytes())
        .bind("source", instance.source())
        .bind("now", ColumnValues.toColumn(clock.instant()))
        .execute();
  }

  @Override
  public Optional<StoredInstance> findInstance(String sopInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from instance where sop_instance_uid = :uid")
                    .bind("uid", sopInstanceUid)
                    .map(JdbcArrivalStore::mapInstance)
                    .findOne());
  }

  @Override
  public List<StoredInstance> instancesOf(String seriesInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from instance where series_instance_uid = :uid order by"
                            + " sop_instance_uid")
                    .bind("uid", seriesInstanceUid)
                    .map(JdbcArrivalStore::mapInstance)
                    .list());
  }

  @Override
  public List<String> filesUnder(String folder) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select file from instance where file like :files")
                    .bind("files", folder + "/%")
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public Optional<SeriesRecord> findSeries(String seriesInstanceUid) {
    return database.jdbi().withHandle(h -> findSeries(h, seriesInstanceUid));
  }

  private static Optional<SeriesRecord> findSeries(Handle handle, String uid) {
    return handle
        .createQuery("select * from series where series_instance_uid = :uid")
        .bind("uid", uid)
        .map(JdbcArrivalStore::mapSeries)
        .findOne();
  }

  @Override
  public List<SeriesRecord> seriesIn(SeriesState state) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from series where state = :state order by last_arrival")
                    .bind("state", state.name())
                    .map(JdbcArrivalStore::mapSeries)
                    .list());
  }

  @Override
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
                        .bind("reason", ColumnValues.cut(reason))
                        .bind("uid", seen.seriesInstanceUid())
                        .bind("from", seen.state().name())
                        .bind("arrival", ColumnValues.toColumn(seen.lastArrival()))
                        .execute())
        == 1;
  }

  @Override
  public void note(String seriesInstanceUid, String reason) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update series set reason = :reason where series_instance_uid = :uid and"
                            + " state = 'OPEN'")
                    .bind("reason", ColumnValues.cut(reason))
                    .bind("uid", seriesInstanceUid)
                    .execute());
  }

  @Override
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

  @Override
  public void remove(String sopInstanceUid) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate("delete from instance where sop_instance_uid = :uid")
                    .bind("uid", sopInstanceUid)
                    .execute());
  }

  @Override
  public void setAside(StoredInstance instance) {
    String insert =
        "insert into series_set_aside (series_instance_uid, sop_instance_uid) select cast(:uid as"
            + " varchar), cast(:sop as varchar) where not exists (select 1 from series_set_aside"
            + " where series_instance_uid = :uid and sop_instance_uid = :sop)";
    database
        .jdbi()
        .useTransaction(
            h -> {
              h.createUpdate("delete from instance where sop_instance_uid = :sop")
                  .bind("sop", instance.sopInstanceUid())
                  .execute();
              h.createUpdate(insert)
                  .bind("uid", instance.seriesInstanceUid())
                  .bind("sop", instance.sopInstanceUid())
                  .execute();
            });
  }

  @Override
  public Set<String> setAside(String seriesInstanceUid) {
    String sql = "select sop_instance_uid from series_set_aside where series_instance_uid = :uid";
    return database
        .jdbi()
        .withHandle(
            h -> h.createQuery(sql).bind("uid", seriesInstanceUid).mapTo(String.class).set());
  }

  @Override
  public int beginTry(String seriesInstanceUid) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              int known =
                  h.createUpdate(
                          "update series_try set tries = tries + 1 where series_instance_uid ="
                              + " :uid")
                      .bind("uid", seriesInstanceUid)
                      .execute();
              if (known == 0) {
                h.createUpdate(
                        "insert into series_try (series_instance_uid, tries) values (:uid, 1)")
                    .bind("uid", seriesInstanceUid)
                    .execute();
              }
              return h.createQuery("select tries from series_try where series_instance_uid = :uid")
                  .bind("uid", seriesInstanceUid)
                  .mapTo(Integer.class)
                  .one();
            });
  }

  @Override
  public void endTry(String seriesInstanceUid) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate("delete from series_try where series_instance_uid = :uid")
                    .bind("uid", seriesInstanceUid)
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
        ColumnValues.fromColumn(row, "last_arrival"),
        row.getString("reason"));
  }

  @Override
  public boolean isOwnFault(Throwable failure) {
    return Database.isOwnFault(failure);
  }
}
