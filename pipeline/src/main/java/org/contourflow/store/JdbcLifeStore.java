package org.contourflow.store;

import java.util.Collection;
import java.util.List;
import org.contourflow.lifecycle.LifeStore;
import org.jdbi.v3.core.Handle;

/** The store of {@link LifeStore} in the database. */
public final class JdbcLifeStore implements LifeStore {
  /** Delivered or superseded, and nothing of it waits for a target, or to be withdrawn there. */
  private static final String ENDED =
      """
      c.state in ('DELIVERED', 'SUPERSEDED')
      and not exists (select 1 from delivery d where d.case_id = c.case_id and d.state = 'PENDING')
      and not exists (select 1 from outdated_set o where o.case_id = c.case_id and o.state = 'DUE')
      """;

  private static final String SERIES =
      """
      select s.series_instance_uid as uid, max(c.updated_at) as ended
      from series s join case_record c on c.series_instance_uid = s.series_instance_uid
      where s.state = 'CASED'
      and exists (select 1 from instance i where i.series_instance_uid = s.series_instance_uid)
      group by s.series_instance_uid
      having sum(case when (%s) or c.retired then 0 else 1 end) = 0
      order by ended
      """
          .formatted(ENDED);

  private static final List<String> SERIES_TABLES =
      List.of("instance", "series_try", "series_sender", "series_set_aside", "series");

  private final Database database;

  public JdbcLifeStore(Database database) {
    this.database = database;
  }

  @Override
  public List<EndedSeries> endedSeries() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(SERIES)
                    .map(
                        (row, context) ->
                            new EndedSeries(
                                row.getString("uid"), ColumnValues.fromColumn(row, "ended")))
                    .list());
  }

  @Override
  public List<EndedCase> endedCases() {
    return cases(ENDED);
  }

  @Override
  public List<EndedCase> failedCases() {
    return cases("c.state in ('FAILED', 'REFUSED') and not c.retired");
  }

  private List<EndedCase> cases(String which) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select c.case_id, c.protocol, c.updated_at from case_record c where "
                            + which
                            + " order by c.case_id")
                    .map(
                        (row, context) ->
                            new EndedCase(
                                row.getString("case_id"),
                                row.getString("protocol"),
                                ColumnValues.fromColumn(row, "updated_at")))
                    .list());
  }

  @Override
  public void retire(String caseId) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "update case_record set retired = true where case_id = :id and state in"
                            + " ('FAILED', 'REFUSED')")
                    .bind("id", caseId)
                    .execute());
  }

  @Override
  public void forgetSlices(String seriesInstanceUid) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate("delete from instance where series_instance_uid = :uid")
                    .bind("uid", seriesInstanceUid)
                    .execute());
  }

  @Override
  public List<String> series() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select series_instance_uid from series order by last_arrival")
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public List<String> casesOf(String seriesInstanceUid) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select case_id from case_record where series_instance_uid = :uid")
                    .bind("uid", seriesInstanceUid)
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public List<String> unfinished(Collection<String> caseIds) {
    if (caseIds.isEmpty()) {
      return List.of();
    }
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select case_id from case_record where case_id in (<ids>) and state in"
                            + " ('ACCEPTED', 'CONTOURED', 'STRUCTURED') order by case_id")
                    .bindList("ids", List.copyOf(caseIds))
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public void erase(
      Collection<String> series, Collection<String> caseIds, Collection<String> files) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              for (String uid : series) {
                for (String table : SERIES_TABLES) {
                  run(handle, "delete from " + table + " where series_instance_uid = :id", uid);
                }
                run(handle, "delete from fetched where uid = :id", uid);
              }
              for (String caseId : caseIds) {
                run(handle, "delete from late_set where case_id = :id", caseId);
                run(handle, "delete from outdated_set where case_id = :id", caseId);
                run(handle, "update delivery set detail = 'erased' where case_id = :id", caseId);
                run(handle, "update review set sop_instance_uid = '' where case_id = :id", caseId);
                run(
                    handle,
                    "update case_record set series_instance_uid = 'erased ' || case_id,"
                        + " study_instance_uid = '', detail = 'erased' where case_id = :id",
                    caseId);
              }
              for (String file : files) {
                run(
                    handle,
                    "delete from structure_set_reference where sop_instance_uid in (select"
                        + " sop_instance_uid from structure_set where file = :id)",
                    file);
                run(handle, "delete from structure_set where file = :id", file);
              }
            });
  }

  private static void run(Handle handle, String sql, String id) {
    handle.createUpdate(sql).bind("id", id).execute();
  }
}
