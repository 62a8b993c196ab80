package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFailureTest {
  @TempDir private Path folder;

  @Test
  void a_store_that_went_away_is_a_line_for_a_person() throws IOException {
    Database database = Database.embedded(folder);
    JdbcCaseStore cases = new JdbcCaseStore(database, Clock.systemUTC());
    database.close();
    Throwable failure = catchThrowable(cases::all);
    assertThat(Database.describe(failure))
        .hasValueSatisfying(line -> assertThat(line).contains("the store does not answer"));
  }

  @Test
  void what_a_statement_held_is_not_said_and_other_failures_are_not_the_stores() {
    Throwable failure = new IllegalStateException(new SQLException("values ('ZEBEDEE')", "90098"));
    assertThat(Database.describe(failure))
        .hasValueSatisfying(line -> assertThat(line).contains("90098").doesNotContain("ZEBEDEE"));
    assertThat(Database.describe(new IllegalStateException("x"))).isEmpty();
  }
}
