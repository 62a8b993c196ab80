package org.contourflow.store;

import org.contourflow.config.StoreSettings;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;

/** The same on PostgreSQL. */
@Tag("peer")
class PostgresStoreTest extends StoreTest {
  private String url;

  @Override
  Database open() throws Exception {
    if (url == null) {
      url = PostgresPeer.shared().newDatabase();
    }
    return Database.open(new StoreSettings(url, null, null), folder);
  }
}
