package org.contourflow.store;

import org.contourflow.config.StoreSettings;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;

/** The same on PostgreSQL. */
@Tag("peer")
class PostgresStatisticsDaysTest extends StatisticsDaysTest {
  @Override
  Database store() throws Exception {
    return Database.open(
        new StoreSettings(PostgresPeer.shared().newDatabase(), null, null), folder);
  }
}
