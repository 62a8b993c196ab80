package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code contourflow run} as processes of their own on one PostgreSQL, which takes one of them. */
@Tag("long")
@Tag("peer")
@Timeout(Eventually.HANGS)
class DisplacedServiceTest {
  private static final int REFUSED = 1;
  private static final int DISPLACED = 75;

  /** The lock of the one service of a store. */
  private static final long PLACE = 0x43_6F_6E_74_6F_75_72L;

  @TempDir Path root;
  private Process first;
  private Process second;

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : new Process[] {first, second}) {
      if (process != null) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Process run(String name, String url) throws IOException {
    Path config =
        Files.writeString(
            root.resolve(name + ".yaml"),
            """
            home: %s
            listener: {port: 0, bind: 127.0.0.1}
            contouring: {models: [hu-anatomy]}
            operations: {monitor: {enabled: false}}
            console: {enabled: false}
            store: {url: "%s", leaseSeconds: 2}
            """
                .formatted(name, url));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-Djava.awt.headless=true",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--config",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(root.resolve(name + ".log").toFile())
        .start();
  }

  private String said(String name) throws IOException {
    return Files.readString(root.resolve(name + ".log"));
  }

  private void awaitRunning(String name) throws Exception {
    Eventually.holds(
        name + " runs", () -> said(name).contains("Contourflow is running") || !first.isAlive());
    assertThat(first.isAlive()).as(said(name)).isTrue();
  }

  @Test
  void a_second_one_is_refused_with_the_name_of_the_first_which_goes_on() throws Exception {
    String url = PostgresPeer.shared().newDatabase();
    first = run("first", url);
    awaitRunning("first");
    second = run("second", url);
    assertThat(second.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(second.exitValue()).as(said("second")).isEqualTo(REFUSED);
    assertThat(said("second"))
        .contains("another service works on the store", "contourflow run, process " + first.pid());
    assertThat(first.isAlive()).isTrue();
  }

  /** As after a database that was away: the place went with the connection, and another came. */
  @Test
  void one_whose_place_another_took_ends_with_a_status_of_its_own() throws Exception {
    String url = PostgresPeer.shared().newDatabase();
    first = run("first", url);
    awaitRunning("first");
    try (Connection other = DriverManager.getConnection(url + "&ApplicationName=another+service");
        Statement sql = other.createStatement()) {
      boolean taken = false;
      while (!taken) {
        sql.execute(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and"
                + " database = (select oid from pg_database where datname = current_database())");
        try (ResultSet row = sql.executeQuery("select pg_try_advisory_lock(" + PLACE + ")")) {
          taken = row.next() && row.getBoolean(1);
        }
      }
      assertThat(first.waitFor(4, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(first.exitValue()).as(said("first")).isEqualTo(DISPLACED);
  }
}
