package org.contourflow.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.cases.ProtocolVersions;

/** The store of {@link ProtocolVersions} in the database. */
public final class JdbcProtocolVersions implements ProtocolVersions {
  private final Database database;

  public JdbcProtocolVersions(Database database) {
    this.database = database;
  }

  @Override
  public void publish(Map<String, String> versions) {
    database
        .jdbi()
        .useTransaction(
            h -> {
              h.execute("delete from protocol_version");
              versions.forEach(
                  (protocol, version) ->
                      h.createUpdate(
                              "insert into protocol_version (protocol, version) values (:protocol,"
                                  + " :version)")
                          .bind("protocol", protocol)
                          .bind("version", version)
                          .execute());
            });
  }

  @Override
  public Map<String, String> published() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select protocol, version from protocol_version order by protocol")
                    .reduceRows(
                        new LinkedHashMap<String, String>(),
                        (all, row) -> {
                          all.put(
                              row.getColumn("protocol", String.class),
                              row.getColumn("version", String.class));
                          return all;
                        }));
  }
}
