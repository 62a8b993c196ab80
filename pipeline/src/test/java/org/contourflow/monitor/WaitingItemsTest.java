package org.contourflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingItemsTest {
  @TempDir Path folder;

  private Quarantine quarantine() {
    return new Quarantine(folder, new MemoryRunLog(), Clock.systemUTC());
  }

  private static Reason reason(String code) {
    return new Reason(code, "MUELLER^ANNA has a gap", "Send it again");
  }

  private List<Problem> waiting() throws Exception {
    return new WaitingItems(folder, Duration.ZERO).among(List.of());
  }

  @Test
  void each_series_that_is_held_and_each_case_that_waits_is_one_without_patient_or_case()
      throws Exception {
    assertThat(waiting()).isEmpty();
    Quarantine.Item first =
        quarantine().put(EventType.SERIES_INCOMPLETE, reason("INCOMPLETE"), Map.of());
    quarantine().put(EventType.SERIES_INCOMPLETE, reason("INCOMPLETE"), Map.of());
    quarantine().hold("case-000007", reason("PROTOCOL_CHANGED"));
    List<Problem> waiting = waiting();
    assertThat(waiting).hasSize(3).extracting(Problem::key).doesNotHaveDuplicates();
    assertThat(waiting.toString()).doesNotContain("MUELLER", "case-000007", "gap");
    assertThat(waiting)
        .filteredOn(p -> p.key().equals("held:" + first.id()))
        .singleElement()
        .extracting(Problem::text)
        .isEqualTo(
            "kept aside and waiting for a person: INCOMPLETE; see contourflow held, " + first.id());
    Files.createFile(first.folder().resolve(Quarantine.RESOLVED));
    quarantine().resolve("case-000007", "tried again");
    assertThat(waiting()).hasSize(1);
  }

  @Test
  void what_asks_for_nothing_is_not_told() throws Exception {
    for (String code : List.of("NOT_CT", "LOCALIZER", "NOT_DICOM", "NO_PROTOCOL_BY_RULE")) {
      quarantine().put(EventType.INSTANCE_QUARANTINED, reason(code), Map.of());
    }
    assertThat(waiting()).isEmpty();
  }

  @Test
  void the_quarantine_is_not_read_at_each_look() throws Exception {
    WaitingItems seldom = new WaitingItems(folder, Duration.ofDays(1));
    assertThat(seldom.among(List.of())).isEmpty();
    quarantine().put(EventType.SERIES_INCOMPLETE, reason("INCOMPLETE"), Map.of());
    assertThat(seldom.among(List.of())).isEmpty();
    assertThat(waiting()).hasSize(1);
  }

  @Test
  void a_quarantine_that_cannot_be_read_is_a_problem_and_ends_no_other() throws Exception {
    Path item = Files.createDirectory(folder.resolve("20260102-030405-0123abcd"));
    Files.createSymbolicLink(item.resolve("reason.txt"), folder);
    Problem held = new Problem("held:20260102-030405-0123abcd", "x");
    Problem disk = new Problem("disk", "y");
    assertThat(new WaitingItems(folder, Duration.ZERO).among(List.of(held, disk)))
        .extracting(Problem::key)
        .containsExactly("quarantine", held.key());
    assertThat(new WaitingItems(folder.resolve("away"), Duration.ZERO).among(List.of(held)))
        .extracting(Problem::key)
        .containsExactly("quarantine", held.key());
  }
}
