package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consent of a service's own cases, whose files lie anywhere. */
class ConsentDeskTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Act GIVEN =
      new Act.Given(
          Basis.CONSENT,
          Set.of(Purpose.TRAINING),
          Instant.parse("2026-01-01T00:00:00Z"),
          Optional.empty());

  @TempDir Path root;

  private Path file(String name, String sopClass, String patient) throws IOException {
    Path file = root.resolve(name);
    DicomDataset dataset =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, sopClass)
            .put(DicomTag.SOPInstanceUID, DicomUid.create())
            .put(DicomTag.PatientID, patient)
            .put(DicomTag.ApprovalStatus, "APPROVED");
    DicomFiles.write(file, dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  private ConsentDesk desk(List<Path> files) throws IOException {
    return new ConsentDesk(Files.createDirectories(root.resolve("consent")), id -> files, CLOCK);
  }

  @Test
  void a_patient_whose_ct_is_gone_withdraws_by_an_event() throws Exception {
    Path ct = file("ct.dcm", DicomUid.CT_IMAGE_STORAGE, "SYN-1");
    Path set = file("rs.dcm", DicomUid.RT_STRUCTURE_SET_STORAGE, "SYN-1");
    ConsentDesk desk = desk(List.of(ct, set));
    desk.record(desk.patientOfCase("case-1"), GIVEN, "form 7", "ada");
    assertThat(desk.explain("case-1").decisions().get(Purpose.TRAINING))
        .isInstanceOf(Decision.Released.class);
    Files.delete(ct);
    assertThatThrownBy(() -> desk.patientOfCase("case-1"))
        .isInstanceOf(ConsentDesk.Unrecordable.class)
        .hasMessageContaining("UNREADABLE");
    assertThat(desk.explain("case-1").decisions().values())
        .allMatch(d -> d instanceof Decision.Refused no && no.reason() == Reason.UNREADABLE);
    Act withdrawn = new Act.Withdrawn(Set.of(), Instant.now());
    desk.record(desk.patientOfEvent(1), withdrawn, "letter 8", "ada");
    ConsentGate gate = ConsentFolder.open(root.resolve("consent"), CLOCK).gate();
    assertThat(
            ((Decision.Refused) gate.ofPatient(desk.patientOfEvent(1).ref(), Purpose.TRAINING))
                .reason())
        .isEqualTo(Reason.WITHDRAWN);
    assertThatThrownBy(() -> desk.patientOfEvent(3)).hasMessage("there is no event 3");
  }

  @Test
  void files_of_two_patients_or_of_none_are_nobodys() throws Exception {
    Path one = file("ct.dcm", DicomUid.CT_IMAGE_STORAGE, "SYN-1");
    Path other = file("rs.dcm", DicomUid.RT_STRUCTURE_SET_STORAGE, "SYN-2");
    Path blank = file("blank.dcm", DicomUid.CT_IMAGE_STORAGE, "");
    assertThatThrownBy(() -> desk(List.of(one, other)).patientOfCase("case-1"))
        .hasMessageContaining("WRONG_PATIENT");
    for (List<Path> nobody : List.of(List.of(blank), List.<Path>of())) {
      assertThatThrownBy(() -> desk(nobody).patientOfCase("case-1"))
          .hasMessageContaining("NO_PATIENT");
    }
  }

  @Test
  void a_folder_that_is_not_there_is_not_made() {
    ConsentDesk desk = new ConsentDesk(root.resolve("unmounted"), id -> List.of(), CLOCK);
    Whose ann = Whose.of(new PatientRef("a".repeat(64)));
    assertThatThrownBy(() -> desk.record(ann, GIVEN, "form 7", "ada"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not there");
    assertThat(root.resolve("unmounted")).doesNotExist();
  }

  @Test
  void a_log_that_was_lost_takes_no_event() throws Exception {
    ConsentDesk desk = desk(List.of());
    Whose ann = Whose.of(new PatientRef("a".repeat(64)));
    desk.record(ann, GIVEN, "form 7", "ada");
    Files.delete(root.resolve("consent/consent.log"));
    assertThatThrownBy(() -> desk.record(ann, GIVEN, "form 8", "ada"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(desk::events).hasMessageContaining("gone");
  }
}
