package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseQueue.Choice;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.config.StoreSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.internal.jdbc.DriverDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home of the first version goes on where it was. */
class MigrationTest {
  private static final String HASH = "a".repeat(64);

  static {
    // As in the product: what is H2's looks once, when it is first used in a process.
    Door.onThisMachineAlone();
  }

  @TempDir Path folder;

  /** JDBC URL of an empty store. */
  String url() throws Exception {
    return "jdbc:h2:file:" + folder.resolve("contourflow");
  }

  Database open(String url) throws Exception {
    return Database.embedded(folder);
  }

  Database command(String url) throws Exception {
    return Database.forCommand(StoreSettings.embedded(), folder);
  }

  private static void insertCase(Handle handle, String id, String series, String state) {
    handle.execute(
        "insert into case_record values ('"
            + id
            + "', '"
            + series
            + "', '"
            + HASH
            + "', '"
            + state
            + "', '', 0, current_timestamp, current_timestamp)");
  }

  private static void fill(Handle h) {
    insertCase(h, "case-000775", "1.2.1", "ACCEPTED");
    insertCase(h, "case-000776", "1.2.2", "CONTOURED");
    insertCase(h, "case-000777", "1.2.3", "STRUCTURED");
    h.execute(
        "insert into delivery values ('case-000777', 'tps', 'DONE', 'it has it', 1,"
            + " current_timestamp)");
    h.execute(
        "insert into delivery values ('case-000777', 'export', 'PENDING', 'no disk', 3,"
            + " current_timestamp)");
    h.execute("insert into series values ('1.2.9', 'OPEN', current_timestamp, '')");
    h.execute(
        "insert into instance values ('1.2.9.1', '1.2.9', 'store/x', '"
            + HASH
            + "', 7, 'INBOX', current_timestamp)");
    h.execute(
        "insert into event values (1, current_timestamp, 'case-000777', 'CASE_CREATED', '90"
            + " slices', '"
            + "0".repeat(64)
            + "', '"
            + HASH
            + "')");
  }

  @Test
  void what_the_first_version_left_is_kept_and_goes_on() throws Exception {
    String url = url();
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    Jdbi.create(url).useHandle(MigrationTest::fill);
    try (Database database = open(url)) {
      CaseStore cases = new JdbcCaseStore(database, Clock.systemUTC());
      CaseRecord kept = cases.find("case-000777").orElseThrow();
      assertThat(kept.protocol()).isEqualTo("default");
      assertThat(kept.state()).isEqualTo(CaseState.STRUCTURED);
      assertThat(cases.deliveredTo("case-000777")).isEqualTo(List.of("tps"));
      assertThat(cases.create("1.1", "1.2.3", HASH, "default").created()).isFalse();
      assertThat(cases.create("1.1", "1.2.3", HASH, "other").created()).isTrue();
      goesOn(database);
      JdbcArrivalStore arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
      assertThat(arrivals.seriesIn(SeriesState.OPEN)).hasSize(1);
      assertThat(arrivals.instancesOf("1.2.9")).hasSize(1);
      assertThat(new JdbcRunLog(database, Clock.systemUTC()).eventsOf("case-000777"))
          .singleElement()
          .satisfies(e -> assertThat(e.text()).isEqualTo("90 slices"));
    }
  }

  /** H2 keeps each statement at once, and nothing says that the step was not done to its end. */
  @Test
  void an_upgrade_that_was_killed_in_the_middle_of_a_step_goes_on() throws Exception {
    String url = url();
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .placeholders(java.util.Map.of("stored", url.startsWith("jdbc:h2") ? "" : "stored"))
        .target("27")
        .load()
        .migrate();
    Jdbi.create(url)
        .useHandle(
            h -> {
              h.execute(
                  "create table statistics_day (of_day integer primary key, kept boolean not"
                      + " null)");
              h.execute("insert into statistics_day values (20000, false)");
              h.execute(
                  "alter table case_record add column has_detail boolean generated always as"
                      + " (detail <> '') "
                      + (url.startsWith("jdbc:h2") ? "" : "stored"));
            });
    try (Database database = open(url)) {
      long withReason =
          database
              .jdbi()
              .withHandle(
                  h ->
                      h.createQuery("select count(*) from case_record where has_detail")
                          .mapTo(Long.class)
                          .one());
      assertThat(withReason).isZero();
    }
    assertThat(steps(url)).contains("28", "29");
  }

  /** A command asks Flyway only where a step is missing; it knows that of a store and of itself. */
  @Test
  void a_command_brings_a_store_up_that_lacks_a_step_and_leaves_a_whole_one() throws Exception {
    String url = url();
    assertThat(steps(url)).isEmpty();
    Set<String> all = Migrations.ofThisVersion();
    assertThat(all).contains("1", "15").doesNotContain("8");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("6")
        .load()
        .migrate();
    assertThat(steps(url)).containsExactly("1", "2", "3", "4", "5", "6");
    command(url).close();
    assertThat(steps(url)).isEqualTo(all);
    Jdbi.create(url)
        .useHandle(
            h -> {
              h.execute("update \"flyway_schema_history\" set \"checksum\" = 1");
            });
    command(url).close();
    assertThatThrownBy(() -> open(url)).hasMessageContaining("checksum");
    Jdbi.create(url)
        .useHandle(h -> h.execute("update \"flyway_schema_history\" set \"success\" = false"));
    assertThatThrownBy(() -> command(url)).hasMessageContaining("failed migration");
  }

  private static Set<String> steps(String url) {
    return Migrations.inStore(
        new DriverDataSource(Migrations.class.getClassLoader(), null, url, null, null));
  }

  /** Each case is taken up at the step that it was before. */
  private static void goesOn(Database database) {
    Leases leases = new Leases("daemon", Duration.ofMinutes(1), Clock.systemUTC());
    JdbcCaseQueue queue = new JdbcCaseQueue(database, leases);
    assertThat(queue.takeBack()).isZero();
    assertThat(queue.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow().caseId())
        .isEqualTo("case-000775");
    assertThat(queue.takeNext(CaseState.CONTOURED, Choice.ALL).orElseThrow().caseId())
        .isEqualTo("case-000776");
    assertThat(queue.takeNextReport()).as("an older version drew it").isEmpty();
    DeliveryStore deliveries = new JdbcDeliveryStore(database, leases);
    assertThat(deliveries.takeNext("export", Set.of()).orElseThrow().record().attempts())
        .isEqualTo(3);
    assertThat(deliveries.takeNext("tps", Set.of())).isEmpty();
    assertThat(deliveries.of("case-000777"))
        .extracting(DeliveryStore.DeliveryRecord::state)
        .containsExactly(DeliveryState.PENDING, DeliveryState.DONE);
  }
}
