package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
import org.contourflow.intake.Intake;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a CT sends with a planning scan: other series, other objects, late, twice, in two halves.
 */
class SeriesOfAStudyTest {
  @TempDir Path root;
  private WatchedHome at;

  @BeforeEach
  void open() throws IOException {
    at = new WatchedHome(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private PhantomSeries phantom(String folder) throws IOException {
    return HostileInput.tiny().build().writeTo(root.resolve(folder));
  }

  /** The phantom again as another series of its study. */
  private void other(String folder, Consumer<DicomDataset> change) throws IOException {
    String series = DicomUid.create();
    for (Path file : phantom(folder).files()) {
      DicomFile read = DicomFiles.read(file);
      read.dataset()
          .put(DicomTag.SeriesInstanceUID, series)
          .put(DicomTag.SOPInstanceUID, DicomUid.create());
      change.accept(read.dataset());
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    }
  }

  private void single(String name, Consumer<DicomDataset> change) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Path file = Files.copy(phantom("source").files().get(0), folder.resolve(name + ".dcm"));
    DicomFile read = DicomFiles.read(file);
    read.dataset()
        .put(DicomTag.SeriesInstanceUID, DicomUid.create())
        .put(DicomTag.SOPInstanceUID, DicomUid.create());
    change.accept(read.dataset());
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    at.takeAll(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SeriesDescription | CT 30% Ex | CT 60% In | another phase of a 4D scan (60% and 30%)",
        "TemporalPositionIdentifier | 1 | 2 | another phase of a 4D scan",
        "ConvolutionKernel | B30f | B70f | another reconstruction (convolution kernel differs)",
        "SliceThickness | 16 | 8 | another reconstruction (slice thickness differs)",
        "AcquisitionNumber | 1 | 2 | another acquisition",
        "SeriesDescription | a | b | another series in the same frame of reference, told apart by its"
            + " UID only",
        "FrameOfReferenceUID | 2.25.7 | 2.25.8 | another scan of the study, in a frame of reference"
            + " of its own",
      })
  void each_series_of_a_study_is_a_case_of_its_own_that_says_what_tells_it_apart(
      String attribute, String first, String second, String relation) throws IOException {
    int tag = DicomTag.parse(attribute).orElseThrow();
    other("a", d -> d.put(tag, first));
    other("b", d -> d.put(tag, second));
    at.takeAll(root.resolve("a"));
    assertThat(at.watch.tick()).containsExactly("case-000001");
    assertThat(at.textsOf(EventType.CASE_RELATED)).isEmpty();
    at.takeAll(root.resolve("b"));
    assertThat(at.watch.tick()).containsExactly("case-000002");
    assertThat(at.textsOf(EventType.CASE_RELATED)).containsExactly(relation + "; see case-000001");
    assertThat(at.cases.all()).allMatch(c -> c.state() == CaseState.ACCEPTED);
  }

  @Test
  void phases_under_one_series_uid_are_refused_as_what_they_are() throws IOException {
    PhantomSeries series = phantom("a");
    at.takeAll(root.resolve("a"));
    for (Path file : phantom("b").files()) {
      DicomFile read = DicomFiles.read(file);
      read.dataset()
          .put(DicomTag.SOPInstanceUID, DicomUid.create())
          .put(DicomTag.TemporalPositionIdentifier, "2");
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    }
    at.takeAll(root.resolve("b"));
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.arrivals.findSeries(series.uids().series()).orElseThrow().reason())
        .isEqualTo("the series holds 2 volumes at the same place: time points (4D phases)");
    assertThat(at.inQuarantine()).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SOPClassUID | 1.2.840.10008.5.1.4.1.1.88.67 | NOT_CT | X-Ray Radiation Dose SR Storage",
        "SOPClassUID | 1.2.840.10008.5.1.4.1.1.7 | NOT_CT | Secondary Capture Image Storage",
        "SOPClassUID | 1.2.840.10008.5.1.4.1.1.104.1 | NOT_CT | Encapsulated PDF Storage",
        "ImageType | LOCALIZER | LOCALIZER | a localizer image (scout, topogram) by ImageType",
        "ImagePositionPatient |  | NO_POSITION | a CT image without a place in the patient",
      })
  void what_comes_beside_a_planning_ct_is_told_apart_with_its_reason(
      String attribute, String value, String code, String reason) throws IOException {
    single(
        "beside",
        d -> {
          d.put(DicomTag.parse(attribute).orElseThrow(), value == null ? "" : value);
          if (value == null) {
            d.remove(DicomTag.ImageOrientationPatient).remove(DicomTag.ImagePositionPatient);
          }
        });
    PhantomSeries whole = phantom("whole");
    at.takeAll(root.resolve("whole"));
    assertThat(at.watch.tick()).as("the CT itself is contoured").hasSize(1);
    KeptAside kept = KeptAside.in(at.home.quarantine()).get(0);
    assertThat(kept.code()).isEqualTo(code);
    assertThat(kept.reason()).contains(reason);
    assertThat(at.cases.all().get(0).seriesInstanceUid()).isEqualTo(whole.uids().series());
  }

  @Test
  void a_missing_end_is_known_by_the_scanners_count_and_held_until_it_arrives() throws IOException {
    PhantomSeries whole = phantom("whole");
    for (Path file : whole.files()) {
      DicomFile read = DicomFiles.read(file);
      read.dataset().putIntegers(DicomTag.ImagesInAcquisition, 10);
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    }
    Path last = Files.move(whole.files().get(9), root.resolve("last.dcm"));
    at.takeAll(root.resolve("whole"));
    assertThat(at.watch.tick()).isEmpty();
    assertThat(KeptAside.in(at.home.quarantine()))
        .extracting(KeptAside::reason)
        .containsExactly("incomplete: 9 of 10 slices are there by the scanner's own count");
    at.intake.takeFile(last);
    assertThat(at.watch.tick()).hasSize(1);
    assertThat(KeptAside.in(at.home.quarantine())).isEmpty();
  }

  @Test
  void a_gap_is_shown_as_how_many_slices_are_missing_where() throws IOException {
    HostileInput.tiny()
        .evenSlices(14, 3.125)
        .withoutSlices(5, 6, 7)
        .build()
        .writeTo(root.resolve("gap"));
    at.takeAll(root.resolve("gap"));
    at.watch.tick();
    assertThat(KeptAside.in(at.home.quarantine()))
        .extracting(KeptAside::reason)
        .containsExactly("incomplete: 3 slices missing between -137.8 and -125.3 mm");
  }

  @Test
  void two_sources_interleaved_with_a_restart_in_the_middle_make_one_case_a_series()
      throws IOException {
    PhantomSeries a = phantom("a");
    PhantomSeries b = HostileInput.tiny().seed(2).build().writeTo(root.resolve("b"));
    List<Path> resent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Path again = Files.copy(a.files().get(i), root.resolve("again" + i));
      resent.add(again);
      take(a.files().get(i), i % 2 == 0 ? Intake.Source.CSTORE : Intake.Source.INBOX);
      if (i == 5) {
        at.restart();
      }
      take(b.files().get(i), Intake.Source.CSTORE);
    }
    for (Path again : resent) {
      assertThat(at.intake.take(again, "again", Intake.Source.CSTORE))
          .isInstanceOf(Intake.Outcome.AlreadyThere.class);
    }
    at.restart();
    assertThat(at.watch.tick()).hasSize(2);
    at.restart();
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.cases.ofSeries(a.uids().series())).hasSize(1);
    assertThat(at.cases.ofSeries(b.uids().series())).hasSize(1);
    assertThat(at.textsOf(EventType.CASE_CREATED))
        .anyMatch(t -> t.contains("10 slices by CSTORE+INBOX") || t.contains("INBOX+CSTORE"));
    assertThat(at.inQuarantine()).isEmpty();
  }

  private void take(Path file, Intake.Source source) throws IOException {
    assertThat(at.intake.take(file, file.getFileName().toString(), source))
        .isInstanceOf(Intake.Outcome.Stored.class);
  }

  @Test
  void a_resend_with_other_content_is_refused_and_reported_and_the_case_stays() throws IOException {
    PhantomSeries series = phantom("a");
    Path changed = Files.copy(series.files().get(3), root.resolve("changed.dcm"));
    at.takeAll(root.resolve("a"));
    String caseId = at.watch.tick().get(0);
    DicomFile read = DicomFiles.read(changed);
    read.dataset().put(DicomTag.SeriesDescription, "changed");
    DicomFiles.write(changed, read.dataset(), read.transferSyntaxUid());
    Intake.Outcome outcome = at.intake.take(changed, "changed", Intake.Source.CSTORE);
    assertThat(outcome).isInstanceOf(Intake.Outcome.PutAside.class);
    assertThat(at.textsOf(EventType.INSTANCE_QUARANTINED))
        .singleElement()
        .asString()
        .contains("SAME_UID_OTHER_CONTENT");
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.cases.find(caseId).map(CaseRecord::state)).contains(CaseState.ACCEPTED);
  }

  @Test
  void a_slice_that_comes_late_while_its_series_is_released_supersedes_what_was_released()
      throws IOException {
    PhantomSeries whole = phantom("whole");
    Path missing = Files.move(whole.files().get(4), root.resolve("late.dcm"));
    at.takeAll(root.resolve("whole"));
    at.watch.tick();
    String released = at.watch.release(whole.uids().series(), Optional.empty()).get(0);
    at.intake.takeFile(missing);
    String second = at.watch.tick().get(0);
    assertThat(at.cases.find(released).map(CaseRecord::state)).contains(CaseState.SUPERSEDED);
    assertThat(at.arrivals.findSeries(whole.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.CASED);
    assertThat(at.textsOf(EventType.CASE_SUPERSEDED))
        .containsExactly("more slices arrived: see " + second);
  }

  @Test
  void an_unfinished_case_ends_when_late_slices_make_its_series_incomplete() throws IOException {
    PhantomSeries whole = phantom("whole");
    List<Path> files = whole.files();
    for (Path file : files.subList(0, 5)) {
      at.intake.takeFile(file);
    }
    String first = at.watch.tick().get(0);
    for (Path file : files.subList(6, 10)) {
      at.intake.takeFile(file);
    }
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.cases.find(first).map(CaseRecord::state)).contains(CaseState.SUPERSEDED);
    assertThat(at.cases.unfinished()).isEmpty();
    assertThat(at.textsOf(EventType.CASE_SUPERSEDED))
        .singleElement()
        .asString()
        .startsWith("more slices arrived, and now: incomplete: 1 slice missing between");
    at.intake.takeFile(files.get(5));
    assertThat(at.watch.tick()).hasSize(1);
  }

  @Test
  void nothing_that_is_told_names_the_patient() throws IOException {
    other("a", d -> d.put(DicomTag.SeriesDescription, PhantomPatient.ZEBEDEE.name() + " 10%"));
    other("b", d -> d.put(DicomTag.SeriesDescription, PhantomPatient.ZEBEDEE.name() + " 20%"));
    at.takeAll(root.resolve("a"));
    at.takeAll(root.resolve("b"));
    at.watch.tick();
    assertThat(at.textsOf(EventType.CASE_RELATED)).hasSize(1);
    for (String who : PhantomPatient.ZEBEDEE.identifiers()) {
      assertThat(at.runLog.all()).noneMatch(e -> e.text().contains(who));
    }
  }
}
