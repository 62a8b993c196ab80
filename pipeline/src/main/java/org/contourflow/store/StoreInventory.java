package org.contourflow.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.result.ResultIterable;

/** Whether the files that the store names are there. */
public final class StoreInventory {
  /** A case whose CT is still to be read. */
  private static final String NEEDED =
      """
      select i.file from instance i where exists (
        select 1 from series s where s.series_instance_uid = i.series_instance_uid and s.state = 'OPEN')
      or exists (
        select 1 from case_record c where c.series_instance_uid = i.series_instance_uid
        and c.state in ('ACCEPTED', 'CONTOURED'))
      order by i.file
      """;

  private final Database database;

  public StoreInventory(Database database) {
    this.database = database;
  }

  /**
   * The files of slices that a case still needs and that are not where their rows say.
   *
   * @param home that the rows' paths are relative to
   * @return their paths, relative to the home
   */
  public List<String> missingFiles(Path home) {
    return database
        .jdbi()
        .withHandle(
            h -> {
              ResultIterable<String> files = h.createQuery(NEEDED).mapTo(String.class);
              return files.stream().filter(file -> Files.notExists(home.resolve(file))).toList();
            });
  }
}
