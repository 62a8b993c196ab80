package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on a disk that is full, and that has room again. */
class FullDiskStoreTest {
  private static final int BEFORE = 20;

  @TempDir Path folder;

  private static void appendUntilFull(JdbcRunLog log) {
    for (int i = 0; i < 10_000; i++) {
      log.append("case-000001", EventType.CASE_CREATED, "x".repeat(900));
    }
  }

  @Test
  void what_was_committed_stays_and_it_goes_on_by_itself_once_there_is_room() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, 8)) {
      int events;
      try (Database database = Database.embedded(folder)) {
        JdbcRunLog log = new JdbcRunLog(database, Clock.systemUTC());
        for (int i = 0; i < BEFORE; i++) {
          log.append("case-000001", EventType.CASE_CREATED, "event " + i);
        }
        disk.fill(2);
        assertThatThrownBy(() -> appendUntilFull(log)).isInstanceOf(RuntimeException.class);
        disk.free();
        Eventually.holds("it takes events again", () -> appended(log));
        events = whole(log);
      }
      try (Database again = Database.embedded(folder)) {
        assertThat(whole(new JdbcRunLog(again, Clock.systemUTC()))).isEqualTo(events);
      }
    }
  }

  private static int whole(JdbcRunLog log) {
    assertThat(log.all()).hasSizeGreaterThan(BEFORE);
    assertThat(log.all().get(BEFORE - 1).text()).isEqualTo("event 19");
    assertThat(AuditTrail.verify(log, AuditKeys.NONE).isWhole()).isTrue();
    return log.all().size();
  }

  private static boolean appended(JdbcRunLog log) {
    try {
      log.append("case-000001", EventType.CASE_CREATED, "after");
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
