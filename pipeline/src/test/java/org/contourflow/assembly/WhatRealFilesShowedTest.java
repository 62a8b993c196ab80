package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.home.KeptAside;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.FileNames;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.UnpackedInput;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeveralVolumes;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds of files that real hospitals drop, on their way from the inbox to a case. */
class WhatRealFilesShowedTest {
  @TempDir Path root;
  private Path series;
  private WatchedHome at;

  @BeforeEach
  void open() throws IOException {
    series = Files.createDirectories(root.resolve("series"));
    at = new WatchedHome(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private List<Path> tiny() throws IOException {
    return HostileInput.tiny().build().writeTo(series).files();
  }

  /** The series once more, 3 mm on, as a second acquisition. */
  private void twoPasses() throws IOException {
    for (Path file : tiny()) {
      DicomFile read = DicomFiles.read(file);
      DicomDataset d = read.dataset();
      double[] p = d.numbers(DicomTag.ImagePositionPatient);
      d.put(DicomTag.SOPInstanceUID, DicomUid.create())
          .putIntegers(DicomTag.AcquisitionNumber, 2)
          .putNumbers(DicomTag.ImagePositionPatient, p[0], p[1], p[2] + 3);
      DicomFiles.write(series.resolve("2-" + file.getFileName()), d, read.transferSyntaxUid());
    }
  }

  private List<KeptAside> held() throws IOException {
    return KeptAside.in(at.home.quarantine());
  }

  @Test
  void a_copy_that_broke_off_in_the_last_slice_is_held_and_its_slice_again_makes_it_a_case()
      throws IOException {
    Path last = tiny().get(9);
    byte[] whole = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(whole, whole.length - 50));
    at.takeAll(series);
    assertThat(at.watch.tick()).isEmpty();
    assertThat(held()).hasSize(1);
    assertThat(held().get(0).code()).isEqualTo("INCOMPLETE");
    assertThat(held().get(0).reason()).contains("1 file of the series cannot be read");

    at.intake.takeFile(Files.write(at.home.inbox().resolve("again.dcm"), whole));
    List<String> cases = at.watch.tick();
    assertThat(cases).hasSize(1);
    assertThat(at.textsOf(EventType.CASE_CREATED).get(0)).startsWith("10 slices");
  }

  @Test
  void two_passes_are_refused_with_which_they_are() throws IOException {
    twoPasses();
    at.takeAll(series);
    assertThat(at.watch.tick()).isEmpty();
    assertThat(held()).hasSize(1);
    assertThat(held().get(0).code()).isEqualTo("SEVERAL_VOLUMES");
    assertThat(held().get(0).whatToDo()).contains("\"2\" 10 slices", "severalVolumes: each");
  }

  @Test
  void each_of_two_passes_becomes_a_case_and_a_late_slice_supersedes_both() throws IOException {
    at.assembler =
        new CtSeriesAssembler(GeometryPolicy.MODERATE, MissingUids.REFUSE, SeveralVolumes.EACH);
    at.restart();
    twoPasses();
    Path hidden = root.resolve("late.dcm");
    Files.move(lastOfSecondPass(), hidden);
    at.takeAll(series);
    List<String> first = at.watch.tick();
    assertThat(first).hasSize(2);
    for (String id : first) {
      CaseRecord record = at.cases.find(id).orElseThrow();
      assertThat(record.state()).isEqualTo(CaseState.ACCEPTED);
      assertThat(load(record)).isBetween(9, 10);
    }
    at.intake.takeFile(hidden);
    List<String> second = at.watch.tick();
    assertThat(second).hasSize(1);
    assertThat(load(at.cases.find(second.get(0)).orElseThrow())).isEqualTo(10);
    assertThat(at.cases.all())
        .extracting(CaseRecord::state)
        .containsExactlyInAnyOrder(CaseState.ACCEPTED, CaseState.ACCEPTED, CaseState.SUPERSEDED);
  }

  /** Without it no gap shows. */
  private Path lastOfSecondPass() throws IOException {
    Path last = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (Path file : WatchedHome.filesBelow(series)) {
      DicomDataset d = DicomFiles.readHeader(file).dataset();
      double z = d.numbers(DicomTag.ImagePositionPatient)[2];
      if (z > highest) {
        highest = z;
        last = file;
      }
    }
    return last;
  }

  private int load(CaseRecord record) throws IOException {
    return at.watch
        .load(record.seriesInstanceUid(), record.contentHash())
        .orElseThrow()
        .slices()
        .size();
  }

  @Test
  void a_slice_that_lost_its_position_holds_the_series_at_intake_too() throws IOException {
    Path file = tiny().get(9);
    DicomFile read = DicomFiles.read(file);
    read.dataset().remove(DicomTag.ImagePositionPatient).remove(DicomTag.ImageOrientationPatient);
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    at.takeAll(series);
    assertThat(at.watch.tick()).isEmpty();
    assertThat(held()).hasSize(1);
    assertThat(held().get(0).reason()).contains("lost their position");
  }

  @Test
  void a_slice_sent_again_by_another_archive_changes_nothing() throws IOException {
    Path again = root.resolve("again.dcm");
    DicomFile read = DicomFiles.read(tiny().get(3));
    read.dataset().put(DicomTag.RetrieveAETitle, "ARCHIVE2");
    DicomFiles.write(again, read.dataset(), read.transferSyntaxUid());
    at.takeAll(series);
    at.intake.takeFile(again);
    assertThat(held()).isEmpty();
    assertThat(at.watch.tick()).hasSize(1);
  }

  @Test
  void plain_pixels_declared_compressed_are_told_at_intake_and_all_in_one_entry()
      throws IOException {
    for (Path file : tiny()) {
      DicomFiles.write(file, DicomFiles.read(file).dataset(), DicomUid.RLE_LOSSLESS);
    }
    at.takeAll(series);
    assertThat(held()).hasSize(1);
    assertThat(held().get(0).code()).isEqualTo("ENCODING_MISMATCH");
    assertThat(held().get(0).files()).isEqualTo(10);
    assertThat(at.textsOf(EventType.INSTANCE_QUARANTINED)).hasSize(10);
  }

  @Test
  void uids_with_leading_zeros_are_taken_by_door_and_room() throws IOException {
    for (Path file : tiny()) {
      DicomFile read = DicomFiles.read(file);
      String uid = read.dataset().text(DicomTag.SOPInstanceUID);
      String zero = uid.substring(0, uid.length() - 3) + "." + "01";
      String placeholder = uid.substring(0, uid.length() - 3) + "." + "91";
      String number =
          String.format("%02d", read.dataset().integer(DicomTag.InstanceNumber).getAsInt());
      read.dataset().put(DicomTag.SOPInstanceUID, placeholder.replace(".91", ".1" + number));
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(
          file,
          bytes.replace(
              placeholder.replace(".91", ".1" + number), zero.replace(".01", ".0" + number)),
          StandardCharsets.ISO_8859_1);
    }
    at.takeAll(series);
    assertThat(held()).isEmpty();
    assertThat(at.watch.tick()).hasSize(1);
    assertThat(at.arrivals.seriesIn(SeriesState.CASED)).hasSize(1);
  }

  /** Latin-1 bytes in a UTF-8 locale: Java cannot say such a name, a shell can. */
  private void rename(Path from, String printf) throws IOException {
    String script = "mv \"$1\" \"$2/$(printf '" + printf + "')\"";
    Process shell =
        new ProcessBuilder("sh", "-c", script, "sh", from.toString(), from.getParent().toString())
            .start();
    try {
      Assumptions.assumeTrue(shell.waitFor() == 0, "skipped: no shell renames a file here");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Assumptions.assumeTrue(
        WatchedHome.filesBelow(from.getParent()).stream().anyMatch(f -> !FileNames.canSay(f)),
        "skipped: this locale or file system can say every name");
  }

  @Test
  void names_in_latin_1_are_taken_in_files_folders_and_zips() throws IOException {
    Path inbox = at.home.inbox();
    Path folder = Files.createDirectories(inbox.resolve("folder"));
    List<Path> files = HostileInput.tiny().build().writeTo(folder).files();
    Path zip = inbox.resolve("zip.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files.subList(5, 10)) {
        out.putNextEntry(new ZipEntry("Müller/" + file.getFileName()));
        Files.copy(file, out);
        Files.delete(file);
      }
    }
    rename(files.get(0), "M\\374ller_0000.dcm");
    rename(zip, "M\\374ller.zip");
    rename(folder, "M\\374ller");
    Quarantine quarantine = new Quarantine(at.home.quarantine(), at.runLog, Clock.systemUTC());
    InboxFolders folders = new InboxFolders(inbox, quarantine, Duration.ZERO, Clock.systemUTC());
    var unsayable = folders.unsayable(Duration.ZERO, at.intake::takeFile);
    unsayable.check();
    assertThat(unsayable.isWaiting()).isTrue();
    unsayable.check();
    assertThat(unsayable.isWaiting()).isFalse();
    assertThat(WatchedHome.filesBelow(inbox)).isEmpty();
    assertThat(held()).isEmpty();
    assertThat(at.watch.tick()).hasSize(1);
  }

  @Test
  void files_of_a_zip_are_called_by_their_names_in_it_and_a_zip_in_it_is_told() throws IOException {
    Path zip = root.resolve("series.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("scan/notes.txt"));
      out.write("no".repeat(400).getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry("scan/inner.zip"));
      out.write(HostileInput.zipOf(HostileInput.tiny().build()));
    }
    try (UnpackedInput input = UnpackedInput.open(zip, 1_000_000_000)) {
      assertThat(input.files()).hasSize(1);
      assertThat(input.nameOf(input.files().get(0))).isEqualTo(zip + ", entry notes.txt");
      assertThat(input.refused()).hasSize(1);
      assertThat(input.refused().get(0)).startsWith(zip + ", entry inner.zip: ZIP_IN_ZIP");
    }
  }

  @Test
  void contour_finds_a_folder_by_what_it_looks_like() throws IOException {
    Path folder = Files.createDirectories(root.resolve("in").resolve("folder"));
    HostileInput.tiny().build().writeTo(folder);
    rename(folder, "M\\374ller");
    Path typed = Path.of(Files.list(root.resolve("in")).findFirst().orElseThrow().toString());
    assertThat(Files.exists(typed)).isFalse();
    try (UnpackedInput input = UnpackedInput.open(FileNames.onDisk(typed), 1_000_000_000)) {
      assertThat(new CtSeriesAssembler().assemble(input.files()).accepted()).hasSize(1);
    }
  }

  /** Names stand where they do not belong; line ends and escapes, too. */
  @Test
  void what_people_wrote_into_a_header_does_not_reach_the_run_log() throws Exception {
    for (Path file : tiny()) {
      DicomFile read = DicomFiles.read(file);
      read.dataset()
          .put(DicomTag.PatientPosition, "ZEBEDEE")
          .put(DicomTag.StudyDescription, "neck of ZEBEDEE")
          .put(DicomTag.SeriesDescription, "planning\u001B[2J 99 SYSTEM_STARTED");
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    }
    at.restart(
        RuleReader.parse(
            "rules.yaml",
            """
            protocols:
              - {name: neck, models: [hu-anatomy]}
            rules:
              - name: necks
                when:
                  all:
                    - {attribute: StudyDescription, matches: "neck"}
                    - {attribute: SeriesDescription, matches: "planning"}
                protocols: [neck]
            """));
    at.takeAll(series);
    assertThat(at.watch.tick()).hasSize(1);
    assertThat(at.textsOf(EventType.CASE_CREATED))
        .hasSize(1)
        .allMatch(text -> text.contains("not a defined term"));
    assertThat(at.runLog.all())
        .extracting(Event::text)
        .noneMatch(text -> text.contains("ZEBEDEE") || text.contains("\u001B"));
  }
}
