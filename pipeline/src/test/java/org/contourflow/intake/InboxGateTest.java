package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.KeptAside;
import org.contourflow.home.Quarantine;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links and pipes in the inbox: what they lead to is nobody's to give. */
@Timeout(Eventually.HANGS)
class InboxGateTest {
  @TempDir Path root;
  private Home home;
  private Path outside;
  private Database database;
  private Intake intake;
  private InboxFolders folders;

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    outside = Files.createDirectories(root.resolve("outside/empty")).getParent();
    Files.writeString(outside.resolve("letter.txt"), "not yours");
    MemoryRunLog runLog = new MemoryRunLog();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    database = Database.embedded(home.database());
    intake =
        new Intake(
            home,
            new JdbcArrivalStore(database, Clock.systemUTC()),
            quarantine,
            runLog,
            new Intake.Policy(50_000_000, MissingUids.REFUSE));
    folders = new InboxFolders(home.inbox(), quarantine, Duration.ZERO, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void link(String name, Path to) throws IOException {
    try {
      Files.createSymbolicLink(home.inbox().resolve(name), to);
    } catch (UnsupportedOperationException | IOException e) {
      assumeTrue(false, "skipped: this file system or account makes no links");
    }
  }

  @Test
  void nothing_behind_a_link_is_taken_moved_or_deleted_and_each_is_told_once() throws Exception {
    link("file", outside.resolve("letter.txt"));
    link("folder", outside);
    link("nowhere", root.resolve("missing"));
    assertThat(intake.takeFile(home.inbox().resolve("file"))).isFalse();
    assertThat(intake.takeFile(home.inbox().resolve("folder/letter.txt"))).isFalse();
    folders.check();
    folders.check();
    assertThat(outside.resolve("letter.txt")).hasContent("not yours");
    assertThat(outside.resolve("empty")).isDirectory();
    assertThat(KeptAside.in(home.quarantine()))
        .extracting(KeptAside::code)
        .containsExactly("NOT_A_FILE", "NOT_A_FILE", "NOT_A_FILE");
  }

  @Test
  void a_pipe_is_told_and_holds_nobody_up() throws Exception {
    Path pipe = home.inbox().resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0, "skipped: no mkfifo here");
    assertThat(intake.takeFile(pipe)).isFalse();
    folders.check();
    assertThat(KeptAside.in(home.quarantine()))
        .extracting(KeptAside::code)
        .containsExactly("NOT_A_FILE");
    assertThat(pipe).exists();
  }

  @Test
  void an_inbox_that_is_itself_named_by_a_link_works() throws Exception {
    Path real = Files.createDirectories(root.resolve("share"));
    Path named = root.resolve("named");
    try {
      Files.createSymbolicLink(named, real);
    } catch (UnsupportedOperationException | IOException e) {
      assumeTrue(false, "skipped: this file system or account makes no links");
    }
    Path file = Files.writeString(named.resolve("a.txt"), "x");
    assertThat(new InboxGate(named).isFile(file)).isTrue();
  }
}
