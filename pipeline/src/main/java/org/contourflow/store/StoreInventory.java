package org.contourflow.store;

import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.contourflow.lifecycle.Inventory;

/** The store of {@link Inventory} in the database. */
public final class StoreInventory implements Inventory {
  /** Needed: of a series or a case that is still to be worked on. */
  private static final String SLICES =
      """
      select i.file, i.sha256, case when exists (
        select 1 from series s where s.series_instance_uid = i.series_instance_uid and s.state = 'OPEN')
      or exists (
        select 1 from case_record c where c.series_instance_uid = i.series_instance_uid
        and c.state in ('ACCEPTED', 'CONTOURED')) then 1 else 0 end as needed
      from instance i order by i.file
      """;

  private final Database database;

  public StoreInventory(Database database) {
    this.database = database;
  }

  @Override
  public void slices(Consumer<Slice> hears) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createQuery(SLICES)
                    .setFetchSize(1000)
                    .map(
                        (row, context) ->
                            new Slice(
                                row.getString("file"),
                                row.getString("sha256"),
                                row.getInt("needed") == 1))
                    .forEach(hears));
  }

  @Override
  public Set<String> cases() {
    return texts("select case_id from case_record");
  }

  @Override
  public Set<String> delivered() {
    return texts("select case_id from case_record where state = 'DELIVERED'");
  }

  @Override
  public Set<String> structureSets() {
    return texts("select file from structure_set");
  }

  private Set<String> texts(String sql) {
    return database
        .jdbi()
        .withHandle(
            h -> h.createQuery(sql).mapTo(String.class).stream().collect(Collectors.toSet()));
  }
}
