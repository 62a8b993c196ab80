package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.contourflow.app.AuditSetup;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcRunLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code contourflow audit} as a user types it. */
class AuditCommandTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;

  private int run(String... arguments) {
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  private Path db() {
    return root.resolve("home/db");
  }

  @BeforeEach
  void aLogOfThreeDays() throws IOException {
    config = Files.writeString(root.resolve("contourflow.yaml"), "home: home\n");
    Settings settings = RunCommand.settings(config);
    try (Database database = Database.embedded(db())) {
      RunLog log = null;
      for (int day = 0; day < 3; day++) {
        Clock clock = Clock.fixed(NOON.plusSeconds(86_400L * day), ZoneOffset.UTC);
        log = new JdbcRunLog(database, clock, AuditSetup.keys(settings));
        log.append("case-000001", EventType.CONTOURED, day + " structures, \"quoted\"");
      }
      AuditSetup.anchors(settings).note(log, AuditSetup.keys(settings), NOON);
    }
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + db().resolve("contourflow"));
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void a_whole_log_is_said_to_be_whole_and_a_changed_one_where_it_breaks() throws SQLException {
    assertThat(run("audit", "verify", "--config", config.toString())).isZero();
    assertThat(out).hasToString("whole: 3 events, keyed from 1, 1 anchors met\n");
    sql("update event set text = 'no structures' where sequence = 2");
    assertThat(run("audit", "verify", "--config", config.toString())).isEqualTo(1);
    assertThat(out.toString())
        .endsWith("BROKEN: event 2 was changed\n1 events before it are as they were written\n");
  }

  @Test
  void an_export_says_all_of_each_event_and_is_an_event_itself() throws IOException {
    Path file = root.resolve("events.json");
    assertThat(
            run(
                "audit",
                "export",
                "--json",
                "--since",
                "2026-03-02T00:00:00Z",
                "--out",
                file.toString(),
                "--config",
                config.toString()))
        .as(err.toString())
        .isZero();
    JsonNode events = JsonMapper.builder().build().readTree(file.toFile());
    assertThat(events).hasSize(2);
    assertThat(events.get(0).get("sequence").asLong()).isEqualTo(2);
    assertThat(events.get(0).get("text").asText()).isEqualTo("1 structures, \"quoted\"");
    assertThat(events.get(1).get("previousHash")).isEqualTo(events.get(0).get("hash"));

    assertThat(run("audit", "export", "--csv", "--config", config.toString())).isZero();
    assertThat(out.toString().lines().toList())
        .hasSize(5)
        .anyMatch(line -> line.contains("\"2 structures, \"\"quoted\"\"\""))
        .anyMatch(line -> line.contains("133,AUDIT_READ,INFO,2 events were exported as JSON"))
        .anyMatch(line -> line.contains(System.getProperty("user.name")));
  }

  @Test
  void a_rolled_key_leaves_the_log_verifiable() {
    assertThat(run("audit", "roll-key", "--config", config.toString())).isZero();
    assertThat(run("audit", "export", "--csv", "--config", config.toString())).isZero();
    assertThat(run("audit", "verify", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains("seals events from the next start on", "whole: 4 events");
  }

  @Test
  void neither_or_both_forms_are_a_usage_error() {
    assertThat(run("audit", "export", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("give either --csv or --json");
  }
}
