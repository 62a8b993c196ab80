package org.contourflow.store;

import java.time.Clock;

/**
 * What a polled query has fetched already, and of how many instances it was then: one that has
 * grown since is fetched again.
 */
public final class FetchStore {
  private final Database database;
  private final Clock clock;

  public FetchStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Whether it was fetched with at least so many instances.
   *
   * @param query the query's name
   * @param uid of a study or a series
   * @param instances as the PACS says; 0 if it does not say
   */
  public boolean isFetched(String query, String uid, int instances) {
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            "select count(*) from fetched where query = :query and uid = :uid and"
                                + " instances >= :instances")
                        .bind("query", query)
                        .bind("uid", uid)
                        .bind("instances", instances)
                        .mapTo(Integer.class)
                        .one())
        > 0;
  }

  /** It is fetched now. */
  public void fetched(String query, String uid, int instances) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              h.createUpdate("delete from fetched where query = :query and uid = :uid")
                  .bind("query", query)
                  .bind("uid", uid)
                  .execute();
              h.createUpdate("insert into fetched values (:query, :uid, :instances, :now)")
                  .bind("query", query)
                  .bind("uid", uid)
                  .bind("instances", instances)
                  .bind("now", CaseStore.toColumn(clock.instant()))
                  .execute();
            });
  }
}
