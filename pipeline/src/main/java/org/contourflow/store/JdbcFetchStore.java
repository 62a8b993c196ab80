package org.contourflow.store;

import java.time.Clock;
import org.contourflow.cases.FetchStore;

/** The store of {@link FetchStore} in the database. */
public final class JdbcFetchStore implements FetchStore {
  private final Database database;
  private final Clock clock;

  public JdbcFetchStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
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

  @Override
  public void fetched(String query, String uid, int instances) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              h.createUpdate("delete from fetched where query = :query and uid = :uid")
                  .bind("query", query)
                  .bind("uid", uid)
                  .execute();
              h.createUpdate(
                      "insert into fetched (query, uid, instances, fetched_at) values (:query,"
                          + " :uid, :instances, :now)")
                  .bind("query", query)
                  .bind("uid", uid)
                  .bind("instances", instances)
                  .bind("now", ColumnValues.toColumn(clock.instant()))
                  .execute();
            });
  }
}
