package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcRunLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code contourflow cases}, {@code case} and {@code log} as a user types them. */
class QueryCommandsTest {
  /** Whoever makes a spreadsheet run this has taken it over. */
  private static final String FORMULA = "=HYPERLINK(\"http://example.org\")";

  @TempDir static Path root;
  private static Path config;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void twoCases() throws IOException {
    config = Files.writeString(root.resolve("contourflow.yaml"), "home: home\n");
    try (Database database = Database.embedded(Files.createDirectories(root.resolve("home/db")))) {
      JdbcCaseStore cases = new JdbcCaseStore(database, Clock.systemUTC());
      JdbcRunLog log = new JdbcRunLog(database, Clock.systemUTC());
      for (int n = 1; n <= 2; n++) {
        String id = cases.create("1.2." + n, "1.3." + n, "a".repeat(64), "p", "").record().caseId();
        log.append(id, EventType.CASE_CREATED, FORMULA);
      }
      cases.move("case-000002", CaseState.ACCEPTED, CaseState.FAILED, FORMULA);
    }
  }

  private int run(String... arguments) {
    return run(new PrintWriter(out, true), arguments);
  }

  private int run(PrintWriter to, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = config.toString();
    CommandLine commands = Main.commandLine(all);
    commands.setOut(to).setErr(new PrintWriter(err, true));
    return commands.execute(all);
  }

  @Test
  void no_csv_holds_a_formula_and_each_json_line_is_json() throws IOException {
    for (List<String> command :
        List.of(List.of("cases"), List.of("case", "case-000002"), List.of("log"))) {
      String[] csv = command.toArray(new String[command.size() + 2]);
      csv[command.size()] = "--format";
      csv[command.size() + 1] = "csv";
      assertThat(run(csv)).as(err.toString()).isZero();
      assertThat(out.toString()).contains("\"'=HYPERLINK").doesNotContain(",=", ",\"=");
      csv[command.size() + 1] = "json";
      assertThat(run(csv)).isZero();
      assertThat(out.toString()).contains("\"=HYPERLINK").doesNotContain("'=");
      for (String line : out.toString().lines().toList()) {
        JsonNode node = JsonMapper.builder().build().readTree(line);
        assertThat(node.isObject()).as(line).isTrue();
      }
    }
  }

  @Test
  void what_is_not_there_is_said() {
    assertThat(run("case", "case-000009")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no case case-000009; contourflow cases lists");
    assertThat(run("log", "--case", "case-000009")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no case case-000009; contourflow cases lists");
    assertThat(run("log", "--text", "no such text")).isZero();
    assertThat(out).hasToString("no such line\n");
    assertThat(run("cases", "--text", "no such text")).isZero();
    assertThat(out).hasToString("no such case\n");
    assertThat(run("log", "--severity", "error")).isZero();
    assertThat(out).hasToString("no such line\n");
    assertThat(run("cases", "--state", "failed,refused", "--sort", "CHANGED"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).endsWith("\n1 case\n");
    assertThat(run("cases", "--limit", "1")).isZero();
    assertThat(out.toString()).endsWith("\n1 case; --limit 0 shows all\n");
  }

  @Test
  void odd_conditions_are_refused_with_what_may_be_said() {
    assertThat(run("cases", "--limit", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--limit -1: say how many lines at most");
    assertThat(run("log", "--limit", "-1")).isEqualTo(2);
    assertThat(run("cases", "--state", "broken")).isEqualTo(2);
    assertThat(err.toString()).contains("FAILED");
    assertThat(run("cases", "--sort", "age")).isEqualTo(2);
    assertThat(err.toString()).contains("newest, oldest");
    assertThat(run("log", "--since", "yesterday")).isEqualTo(2);
    assertThat(err.toString()).contains("--since yesterday is no time");
    assertThat(run("log", "--type", "CASE_CREATED", "--severity", "ERROR")).isEqualTo(2);
    assertThat(err.toString()).contains("no kind of --type");
  }

  /** As where its reader has gone: {@code log --follow | head -1}. */
  @Test
  @Timeout(240)
  void following_ends_when_nobody_reads() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    assertThat(run(new PrintWriter(closed, true), "log", "--follow")).isZero();
  }
}
