package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code contourflow consent} as a person uses it. */
class ConsentCommandTest {
  @TempDir Path root;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();
  private final PrintStream before = System.out;
  private Path caseFolder;

  @BeforeEach
  void one_case() throws IOException {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    caseFolder = Files.createDirectories(root.resolve("data/case1"));
    write("ct.dcm", DicomUid.CT_IMAGE_STORAGE);
    write("rs.dcm", DicomUid.RT_STRUCTURE_SET_STORAGE);
  }

  @AfterEach
  void restore() {
    System.setOut(before);
  }

  private void write(String name, String sopClass) throws IOException {
    DicomDataset dataset =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, sopClass)
            .put(DicomTag.SOPInstanceUID, DicomUid.create())
            .put(DicomTag.PatientID, "SYN-77");
    if (sopClass.equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      dataset.put(DicomTag.ApprovalStatus, "APPROVED");
    }
    DicomFiles.write(caseFolder.resolve(name), dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  private String consent(int status, String verb, String... more) {
    String[] line = new String[more.length + 4];
    line[0] = "consent";
    line[1] = verb;
    line[2] = "--consent";
    line[3] = root.resolve("consent").toString();
    System.arraycopy(more, 0, line, 4, more.length);
    printed.reset();
    int found = Main.commandLine().setErr(new PrintWriter(told, true)).execute(line);
    assertThat(found).as(told.toString()).isEqualTo(status);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void recorded_explained_withdrawn_explained() {
    String folder = caseFolder.toString();
    assertThat(consent(0, "explain", folder)).contains("TRAINING: no, NO_RECORD");
    consent(0, "record", folder, "--purpose", "TRAINING", "--evidence", "form 7", "--by", "clerk");
    assertThat(consent(0, "explain", folder))
        .contains("TRAINING: yes, CONSENT by event 1")
        .contains("CALIBRATION: no, WRONG_PURPOSE")
        .contains("form 7, recorded by clerk")
        .doesNotContain("SYN-77");
    consent(0, "withdraw", folder, "--evidence", "letter 8", "--by", "clerk");
    assertThat(consent(0, "explain", folder)).contains("TRAINING: no, WITHDRAWN");
    assertThat(consent(0, "list").lines()).hasSize(2);
  }

  @Test
  void what_ended_of_itself_closes_for_its_purpose_and_a_later_consent_opens_again() {
    String folder = caseFolder.toString();
    String[] record = {folder, "--purpose=TRAINING,EXPORT", "--evidence=form 7", "--by=clerk"};
    consent(0, "record", record);
    consent(2, "expire", folder);
    assertThat(told.toString()).contains("--evidence");
    consent(0, "expire", folder, "--purpose=EXPORT", "--evidence=study 4 closed", "--by=clerk");
    assertThat(consent(0, "explain", folder))
        .contains("TRAINING: yes, CONSENT by event 1")
        .contains("EXPORT: no, EXPIRED");
    assertThat(consent(0, "expire", folder, "--evidence=approval 9 lapsed", "--by=clerk"))
        .contains("event 3: ")
        .doesNotContain("goes back");
    assertThat(consent(0, "explain", folder)).contains("TRAINING: no, EXPIRED");
    consent(0, "record", record);
    assertThat(consent(0, "explain", folder)).contains("TRAINING: yes, CONSENT by event 4");
  }

  @Test
  void a_consent_of_another_patient_is_not_imported() throws IOException {
    Path json = root.resolve("consent.json");
    String text =
        """
        {"resourceType": "Consent", "id": "c1", "status": "active", "date": "2026-03-01",
         "subject": {"identifier": {"value": "SYN-77"}}, "decision": "deny",
         "provision": [{"purpose": [
           {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "MLTRAINING"}]}]}
        """;
    Files.writeString(json, text.replace("SYN-77", "SYN-78"));
    consent(1, "import", caseFolder.toString(), json.toString(), "--by", "clerk");
    assertThat(told.toString()).contains("WRONG_PATIENT");
    Files.writeString(json, text);
    consent(0, "import", caseFolder.toString(), json.toString(), "--by", "clerk");
    assertThat(consent(0, "explain", caseFolder.toString()))
        .contains("TRAINING: yes, CONSENT by event 1");
  }

  @Test
  void a_withdrawal_names_the_clean_ancestor_to_go_back_to() throws IOException {
    Path model = Files.createDirectories(root.resolve("candidate/head-neck/0.5.0-our"));
    String parent = "ab".repeat(32);
    Files.writeString(
        model.resolve("lineage.json"),
        """
        {"parent": "head-neck/0.4.0", "parentSha256": "%s", "setHash": "s", "consent": {},
         "exclusions": {}, "replay": [], "runs": [], "teacherSha256": "", "seed": 1, "steps": 2,
         "codeVersion": "v"}
        """
            .formatted(parent));
    ConsentFolder folder = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC());
    String patient = folder.key().refOf("SYN-77", "").hex();
    String run = folder.lineage().started(root, Set.of(parent), Map.of("case1", patient), "head");
    folder.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.of(model));
    Path elsewhere = root.resolve("another-machine/head-neck/0.5.0-our");
    folder.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.of(elsewhere));
    PrintStream err = System.err;
    ByteArrayOutputStream warned = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warned, true, StandardCharsets.UTF_8));
    String withdrawn;
    try {
      withdrawn =
          consent(1, "withdraw", caseFolder.toString(), "--evidence", "letter 8", "--by", "clerk");
    } finally {
      System.setErr(err);
    }
    assertThat(warned.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("NOT here, so not taken out of service: " + elsewhere);
    assertThat(withdrawn)
        .contains("last clean ancestor: head-neck/0.4.0, SHA-256 " + parent)
        .contains("out of service: " + model);
  }

  @Test
  void an_opt_out_and_a_consent_entered_in_error_take_networks_out_as_a_withdrawal_does()
      throws IOException {
    String folder = caseFolder.toString();
    ConsentFolder log = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC());
    String run =
        log.lineage()
            .started(root, Set.of(), Map.of("case1", log.key().refOf("SYN-77", "").hex()), "head");
    log.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.empty());
    String[] s251 = {folder, "--basis=S251", "--purpose=TRAINING", "--evidence=CAG 1", "--by=ada"};
    consent(0, "record", s251);
    assertThat(consent(0, "opt-out", folder, "--allowed", "true")).doesNotContain("goes back");
    assertThat(consent(0, "opt-out", folder, "--allowed", "false")).contains("goes back to the");
    consent(1, "opt-out", folder, "--allowed", "true", "--asked", "2999-01-01");
    assertThat(told.toString()).contains("after today");
    s251[1] = "--basis=CONSENT";
    consent(0, "record", s251);
    assertThat(consent(0, "withdraw", folder, "--purpose=EXPORT", "--evidence=l", "--by=ada"))
        .doesNotContain("goes back");
    assertThat(consent(0, "error", "2", "--evidence=note", "--by=ada")).contains("goes back to");
  }

  @Test
  void a_folder_without_a_patient_cannot_consent() throws IOException {
    Path empty = Files.createDirectories(root.resolve("data/empty"));
    consent(1, "record", empty.toString(), "--purpose=TRAINING", "--evidence=form 7", "--by=clerk");
    assertThat(told.toString()).contains("NO_PATIENT");
  }
}
