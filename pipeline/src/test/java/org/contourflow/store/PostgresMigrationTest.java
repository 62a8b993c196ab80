package org.contourflow.store;

import org.contourflow.config.StoreSettings;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;

/** The same on PostgreSQL. */
@Tag("peer")
class PostgresMigrationTest extends MigrationTest {
  @Override
  String url() throws Exception {
    return PostgresPeer.shared().newDatabase();
  }

  @Override
  Database open(String url) throws Exception {
    return Database.open(new StoreSettings(url, null, null), folder);
  }

  @Override
  Database command(String url) throws Exception {
    return Database.forCommand(new StoreSettings(url, null, null), folder);
  }
}
