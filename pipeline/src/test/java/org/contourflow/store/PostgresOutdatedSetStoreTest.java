package org.contourflow.store;

import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.config.StoreSettings;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;

/** The same on PostgreSQL. */
@Tag("peer")
class PostgresOutdatedSetStoreTest extends OutdatedSetStoreTest {
  @Override
  Database open(Path home) throws Exception {
    String url = PostgresPeer.shared().newDatabase();
    return Database.open(new StoreSettings(url, Optional.empty(), Optional.empty()), home);
  }
}
