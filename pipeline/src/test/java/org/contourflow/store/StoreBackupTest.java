package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.contourflow.audit.AnchorFile;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseStore;
import org.contourflow.testdata.TappedFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBackupTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path folder;
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private AuditKeys keys;
  private Path zip;

  @BeforeEach
  void key() throws IOException {
    keys = AuditKeys.open(folder.resolve("audit.key"));
    zip = folder.resolve("store 'of' today.zip");
  }

  private Path db() {
    return folder.resolve("db");
  }

  private static void oneCase(Database database, Clock clock, AuditKeys keys, int number) {
    CaseStore cases = new JdbcCaseStore(database, clock);
    String id = cases.create("1.1", "1.2." + number, "a".repeat(64), "p").record().caseId();
    new JdbcRunLog(database, clock, keys).append(id, EventType.CASE_CREATED, "90 slices");
  }

  @Test
  void a_backup_taken_while_cases_come_in_is_whole_and_comes_back() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    StoreBackup.Contents contents;
    try (Database database = Database.embedded(db())) {
      oneCase(database, clock, keys, 0);
      Thread busy =
          new Thread(
              () -> {
                for (int i = 1; !stop.get(); i++) {
                  oneCase(database, clock, keys, i);
                }
              });
      busy.start();
      contents = StoreBackup.take(database, zip, clock);
      stop.set(true);
      busy.join();
    }
    assertThat(contents.cases()).isPositive();
    assertThat(StoreBackup.check(zip, keys)).isEqualTo(contents);
    Path other = folder.resolve("other");
    assertThat(StoreBackup.restore(zip, other, keys, false, clock)).isEmpty();
    try (Database database = Database.embedded(other)) {
      assertThat(new JdbcCaseStore(database, clock).all())
          .hasSizeGreaterThanOrEqualTo((int) contents.cases());
    }
    assertThat(Files.list(folder)).as("nothing is left behind").hasSize(4);
  }

  @Test
  void a_store_that_is_there_is_not_replaced_unasked_and_never_deleted() throws Exception {
    try (Database database = Database.embedded(db())) {
      oneCase(database, clock, keys, 0);
      StoreBackup.take(database, zip, clock);
      assertThatThrownBy(() -> StoreBackup.take(database, zip, clock))
          .hasMessageContaining("is there already");
      oneCase(database, clock, keys, 1);
    }
    assertThatThrownBy(() -> StoreBackup.restore(zip, db(), keys, false, clock))
        .hasMessageContaining("--overwrite");
    Optional<Path> aside = StoreBackup.restore(zip, db(), keys, true, clock);
    assertThat(aside).hasValueSatisfying(old -> assertThat(old).isNotEmptyFile());
    try (Database database = Database.embedded(db())) {
      assertThat(new JdbcCaseStore(database, clock).all()).hasSize(1);
    }
  }

  /** A start that finds none makes an empty one: wherever a restore ends, one has to be there. */
  @Test
  void there_is_a_store_before_each_change_of_a_restore() throws Exception {
    try (Database database = Database.embedded(db())) {
      oneCase(database, clock, keys, 0);
      StoreBackup.take(database, zip, clock);
    }
    Path store = db().resolve("contourflow.mv.db");
    List<String> changes = new ArrayList<>();
    Path seen =
        TappedFiles.over(
            db(),
            what -> {
              changes.add(what);
              assertThat(store).as("before: " + what).exists();
            });
    StoreBackup.restore(zip, seen, keys, true, clock);
    assertThat(changes).contains("move contourflow.mv.db");
    assertThat(Files.list(db()).map(f -> f.getFileName().toString()))
        .anyMatch(name -> name.startsWith("before-restore-"));
  }

  @Test
  void a_store_set_back_is_no_cut_log_but_whoever_verifies_is_told() throws Exception {
    AnchorFile anchors = new AnchorFile(folder.resolve("anchors"));
    try (Database database = Database.embedded(db())) {
      oneCase(database, clock, keys, 0);
      StoreBackup.take(database, zip, clock);
      oneCase(database, clock, keys, 1);
      anchors.note(new JdbcRunLog(database, clock), keys, NOW);
    }
    StoreBackup.restore(zip, db(), keys, true, clock);
    try (Database database = Database.embedded(db())) {
      RunLog log = new JdbcRunLog(database, clock, keys);
      assertThat(AuditTrail.verify(log, keys, anchors).firstBreak()).isPresent();
      new AnchorFile(folder.resolve("anchors")).noteRestored(log, keys, NOW);
      log.append(RunLog.SYSTEM, EventType.STORE_RESTORED, "restored");
      AuditTrail.Verdict verdict = AuditTrail.verify(log, keys, anchors);
      assertThat(verdict.firstBreak()).isEmpty();
      assertThat(verdict.restores())
          .containsExactly("the store was set back to event 1 at 2026-01-02T03:04:05.678Z");
    }
  }

  @Test
  void a_damaged_backup_is_told_and_replaces_nothing() throws Exception {
    try (Database database = Database.embedded(db())) {
      for (int i = 0; i < 20; i++) {
        oneCase(database, clock, keys, i);
      }
      StoreBackup.take(database, zip, clock);
    }
    byte[] bytes = Files.readAllBytes(zip);
    for (int at : new int[] {bytes.length / 3, bytes.length / 2}) {
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 64; i++) {
        damaged[at + i] ^= 0x55;
      }
      Path bad = Files.write(folder.resolve("bad.zip"), damaged);
      assertThatThrownBy(() -> StoreBackup.restore(bad, db(), keys, true, clock))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bad.zip");
    }
    Path cut = Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(bytes, 500));
    assertThatThrownBy(() -> StoreBackup.check(cut, keys)).hasMessageContaining("cut.zip");
    Files.writeString(folder.resolve("text.zip"), "no zip at all");
    assertThatThrownBy(() -> StoreBackup.check(folder.resolve("text.zip"), keys))
        .hasMessageContaining("text.zip");
    try (Database database = Database.embedded(db())) {
      assertThat(new JdbcCaseStore(database, clock).all()).hasSize(20);
    }
  }
}
