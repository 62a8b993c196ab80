package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home of an earlier version goes on. */
class MigrationTest {
  @TempDir Path folder;

  @Test
  void cases_and_deliveries_of_the_first_version_are_kept() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("contourflow");
    Flyway.configure()
        .dataSource(url, "", "")
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    Jdbi old = Jdbi.create(url);
    String hash = "a".repeat(64);
    old.useHandle(
        h -> {
          h.execute(
              "insert into case_record values ('case-000777', '1.2.3', '"
                  + hash
                  + "', 'STRUCTURED', '', 0, now(), now())");
          h.execute("insert into delivery values ('case-000777', 'tps', 'DONE', '', 1, now())");
        });
    try (Database database = Database.embedded(folder)) {
      CaseStore cases = new JdbcCaseStore(database, Clock.systemUTC());
      CaseRecord kept = cases.find("case-000777").orElseThrow();
      assertThat(kept.protocol()).isEqualTo("default");
      assertThat(kept.state()).isEqualTo(CaseState.STRUCTURED);
      assertThat(cases.deliveredTo("case-000777")).isEqualTo(List.of("tps"));
      assertThat(cases.create("1.1", "1.2.3", hash, "default").created()).isFalse();
      assertThat(cases.create("1.1", "1.2.3", hash, "other").created()).isTrue();
    }
  }
}
