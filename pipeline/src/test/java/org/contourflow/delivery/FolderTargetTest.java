package org.contourflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.testdata.SmallDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder a TPS imports from. */
class FolderTargetTest {
  @TempDir Path root;
  private Path rtstruct;
  private Path export;

  @BeforeEach
  void write() throws IOException {
    rtstruct = Files.write(root.resolve("rtstruct.dcm"), new byte[] {1, 2, 3});
    export = root.resolve("share/export");
  }

  private List<String> exported() throws IOException {
    try (Stream<Path> files = Files.list(export)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void the_file_lies_there_whole_and_its_marker_beside_it_and_no_temporary_one() throws Exception {
    DeliveryOutcome outcome = new FolderTarget("export", export, true).deliver(rtstruct, "a.dcm");
    assertThat(outcome).isInstanceOf(DeliveryOutcome.Delivered.class);
    assertThat(exported()).containsExactly("a.dcm", "a.dcm.ok");
    assertThat(export.resolve("a.dcm")).hasSameBinaryContentAs(rtstruct);
    assertThat(export.resolve("a.dcm.ok")).isEmptyFile();
    assertThat(rtstruct).exists();
  }

  @Test
  void a_second_hand_over_replaces_the_file_and_leaves_one() throws Exception {
    FolderTarget target = new FolderTarget("export", export, true);
    target.deliver(rtstruct, "a.dcm");
    Files.write(rtstruct, new byte[] {4});
    target.deliver(rtstruct, "a.dcm");
    assertThat(exported()).containsExactly("a.dcm", "a.dcm.ok");
    assertThat(export.resolve("a.dcm")).hasBinaryContent(new byte[] {4});
  }

  @Test
  void without_the_option_there_is_no_marker() throws Exception {
    new FolderTarget("export", export, false).deliver(rtstruct, "a.dcm");
    assertThat(exported()).containsExactly("a.dcm");
  }

  @Test
  void a_folder_that_cannot_be_written_is_named_and_tried_again_and_nothing_half_is_there()
      throws Exception {
    Files.createDirectories(export.resolve("a.dcm/in the way"));
    DeliveryOutcome outcome = new FolderTarget("export", export, true).deliver(rtstruct, "a.dcm");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            no -> {
              assertThat(no.retryable()).isTrue();
              assertThat(no.reason()).contains(export.toString(), "cannot be written");
            });
    assertThat(exported()).as("no marker without its file").containsExactly("a.dcm");
  }

  @Test
  void a_name_that_says_who_the_patient_is_stands_in_no_receipt_and_in_no_failure()
      throws Exception {
    FolderTarget target = new FolderTarget("export", export, true, true);
    assertThat(target.deliver(rtstruct, "ZEBEDEE.dcm"))
        .isInstanceOfSatisfying(
            DeliveryOutcome.Delivered.class,
            d -> assertThat(d.receipt()).contains(export.toString()).doesNotContain("ZEBEDEE"));
    Files.createDirectories(export.resolve("ZEBEDEE2.dcm/in the way"));
    assertThat(target.deliver(rtstruct, "ZEBEDEE2.dcm"))
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            no -> assertThat(no.reason()).doesNotContain("ZEBEDEE"));
  }

  @Test
  void on_a_full_disk_it_is_tried_again_and_nothing_half_lies_there() throws Exception {
    Files.write(rtstruct, new byte[3 * SmallDisk.PAGE_BYTES]);
    FolderTarget target = new FolderTarget("export", export, true);
    try (SmallDisk disk = SmallDisk.mount(export, 1)) {
      disk.fill(1);
      assertThat(target.deliver(rtstruct, "a.dcm"))
          .isInstanceOfSatisfying(
              DeliveryOutcome.NotDelivered.class, no -> assertThat(no.retryable()).isTrue());
      disk.free();
      assertThat(exported()).isEmpty();
      assertThat(target.deliver(rtstruct, "a.dcm")).isInstanceOf(DeliveryOutcome.Delivered.class);
      assertThat(exported()).containsExactly("a.dcm", "a.dcm.ok");
    }
  }

  private DeliveryOutcome withdraw(FolderTarget target) {
    return target.withdraw(List.of(new DeliveryTarget.Sent(rtstruct, "a.dcm")), rtstruct);
  }

  @Test
  void what_is_withdrawn_lies_with_its_marker_in_the_folder_outdated_however_often_it_is_asked()
      throws Exception {
    FolderTarget target = new FolderTarget("export", export, true);
    target.deliver(rtstruct, "a.dcm");
    Files.write(export.resolve("other.dcm"), new byte[] {9});
    for (int i = 0; i < 2; i++) {
      assertThat(withdraw(target))
          .isEqualTo(new DeliveryOutcome.Delivered("moved to " + export.resolve("outdated")));
      assertThat(exported()).containsExactly("other.dcm", "outdated");
      assertThat(export.resolve("outdated/a.dcm")).hasSameBinaryContentAs(rtstruct);
      assertThat(export.resolve("outdated/a.dcm.ok")).isEmptyFile();
    }
  }

  @Test
  void a_file_of_anybody_else_under_our_name_stays_where_it_is() throws Exception {
    FolderTarget target = new FolderTarget("export", export, false);
    target.deliver(rtstruct, "a.dcm");
    Files.write(export.resolve("a.dcm"), new byte[] {1, 2, 3, 4});
    assertThat(withdraw(target))
        .isEqualTo(
            new DeliveryOutcome.Delivered("another file has its name in " + export + " now"));
    assertThat(exported()).containsExactly("a.dcm");
    assertThat(export.resolve("a.dcm")).hasBinaryContent(new byte[] {1, 2, 3, 4});
  }

  @Test
  void what_was_imported_and_taken_away_is_not_called_withdrawn() throws Exception {
    FolderTarget target = new FolderTarget("export", export, false);
    target.deliver(rtstruct, "a.dcm");
    Files.delete(export.resolve("a.dcm"));
    assertThat(withdraw(target))
        .isEqualTo(
            new DeliveryOutcome.NotDelivered(
                "1 of 1 files are no longer in " + export + ": imported", false));
  }
}
