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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Purpose;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.deident.DeidentKey;
import org.contourflow.dicom.deident.FolderDeidentifier;
import org.contourflow.structure.RoiVocabulary;
import org.contourflow.testdata.Phantom;
import org.contourflow.train.data.CaseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code contourflow deidentify --export}: only what the gate releases to EXPORT leaves. */
class ExportCommandTest {
  @TempDir Path root;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream warned = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private DicomDataset slice;

  @BeforeEach
  void oneConsentingPatient() throws IOException {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(warned, true, StandardCharsets.UTF_8));
    Phantom.small().build().writeTo(root.resolve("phantom"));
    try (Stream<Path> all = Files.list(root.resolve("phantom"))) {
      slice = DicomFiles.read(all.sorted().findFirst().orElseThrow()).dataset();
    }
    write("alpha", "SYN-1", "APPROVED");
    record("alpha", "EXPORT");
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  private Path in() {
    return root.resolve("in");
  }

  /** A slice, and a structure set with one known ROI. */
  private void write(String id, String patient, String approval) throws IOException {
    Path own = Files.createDirectories(in().resolve(id));
    DicomFiles.write(
        own.resolve("ct.dcm"),
        slice.put(DicomTag.PatientID, patient).put(DicomTag.SOPInstanceUID, DicomUid.create()),
        DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    structureSet(own.resolve("rs.dcm"), patient, approval);
  }

  private void structureSet(Path file, String patient, String approval) throws IOException {
    DicomDataset set =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, DicomUid.create())
            .put(DicomTag.StudyInstanceUID, slice.text(DicomTag.StudyInstanceUID))
            .put(DicomTag.SeriesInstanceUID, DicomUid.create())
            .put(DicomTag.Modality, "RTSTRUCT")
            .put(DicomTag.PatientID, patient)
            .put(DicomTag.ApprovalStatus, approval);
    set.addItem(DicomTag.StructureSetROISequence)
        .put(DicomTag.ROINumber, "1")
        .put(DicomTag.ROIName, "Brainstem");
    DicomFiles.write(file, set, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  private int execute(String... line) {
    return Main.commandLine().setErr(new PrintWriter(told, true)).execute(line);
  }

  private void consent(String... line) {
    List<String> all = new ArrayList<>(List.of("consent"));
    all.addAll(List.of(line));
    all.addAll(List.of("--consent", root.resolve("consent").toString()));
    all.addAll(List.of("--evidence", "form 7", "--by", "clerk"));
    assertThat(execute(all.toArray(String[]::new))).as(told.toString()).isZero();
  }

  private void record(String id, String purpose) {
    consent("record", in().resolve(id).toString(), "--purpose", purpose);
  }

  /** What was left out, by the reason; the files that came out, by the pseudonym. */
  private String deidentify(int status, String... more) {
    List<String> all = new ArrayList<>(List.of("deidentify", "--in", in().toString()));
    all.addAll(List.of("--out", root.resolve("out").toString()));
    all.addAll(List.of("--key", root.resolve("key").toString()));
    all.addAll(List.of("--way-back", root.resolve("back").toString()));
    all.addAll(List.of(more));
    warned.reset();
    printed.reset();
    assertThat(execute(all.toArray(String[]::new))).as(told + warned.toString()).isEqualTo(status);
    return warned.toString(StandardCharsets.UTF_8);
  }

  private String export(int status) {
    return deidentify(status, "--export", "--consent", root.resolve("consent").toString());
  }

  private Map<String, Integer> written() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    if (Files.exists(root.resolve("out"))) {
      try (Stream<Path> tree = Files.walk(root.resolve("out"))) {
        tree.filter(Files::isRegularFile)
            .map(f -> root.resolve("out").relativize(f).getName(0).toString())
            .forEach(pseudonym -> counts.merge(pseudonym, 1, Integer::sum));
      }
    }
    return counts;
  }

  private String pseudonym(String patient) throws IOException {
    DicomDataset of = slice.put(DicomTag.PatientID, patient);
    Path one = Files.createDirectories(root.resolve("one-" + patient));
    DicomFiles.write(one.resolve("a.dcm"), of, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    new FolderDeidentifier(
            DeidentKey.open(root.resolve("key")), new RoiVocabulary(Map.of())::nameOf)
        .run(one, root.resolve("to-" + patient), root.resolve("other-back"));
    try (Stream<Path> below = Files.list(root.resolve("to-" + patient))) {
      return below.findFirst().orElseThrow().getFileName().toString();
    }
  }

  @Test
  void a_consenting_patients_case_leaves_whole_and_no_fold_is_fixed_by_it() throws IOException {
    assertThat(export(0)).doesNotContain("left out");
    assertThat(written()).isEqualTo(Map.of(pseudonym("SYN-1"), 2));
    assertThat(root.resolve("consent/test-fold.txt")).doesNotExist();
  }

  @Test
  void each_refused_case_is_told_by_its_reason_and_stops_no_other() throws IOException {
    write("bravo", "SYN-2", "APPROVED");
    write("charlie", "SYN-3", "APPROVED");
    record("charlie", "TRAINING");
    write("delta", "SYN-4", "APPROVED");
    record("delta", "EXPORT");
    consent("withdraw", in().resolve("delta").toString());
    write("echo", "SYN-5", "UNAPPROVED");
    record("echo", "EXPORT");
    write("foxtrot", "SYN-1", "APPROVED");
    structureSet(in().resolve("foxtrot/other.dcm"), "SYN-6", "APPROVED");
    write("golf", "SYN-7", "APPROVED");
    record("golf", "EXPORT");
    Files.writeString(in().resolve("loose.dcm"), "of nobody");
    String left = export(1);
    assertThat(left)
        .contains("case 2 of 7 (by folder name): NO_RECORD:")
        .contains("case 3 of 7 (by folder name): WRONG_PURPOSE:")
        .contains("case 4 of 7 (by folder name): WITHDRAWN:")
        .contains("case 5 of 7 (by folder name): UNAPPROVED:")
        .contains("case 6 of 7 (by folder name): WRONG_PATIENT:")
        .contains("1 file(s) beside the folders")
        .doesNotContain("case 1 of 7", "case 7 of 7", "SYN-", "alpha", "delta");
    assertThat(written()).isEqualTo(Map.of(pseudonym("SYN-1"), 2, pseudonym("SYN-7"), 2));
  }

  @Test
  void a_case_with_a_file_that_cannot_be_pseudonymised_does_not_leave_in_part() throws IOException {
    String pseudonym = pseudonym("SYN-1");
    write("bravo", "SYN-1", "APPROVED");
    DicomFiles.write(
        in().resolve("bravo/burned.dcm"),
        slice.put(DicomTag.PatientID, "SYN-1").put(DicomTag.BurnedInAnnotation, "YES"),
        DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    assertThat(export(1)).contains("case 2 of 2 (by folder name), file 1 of 3");
    assertThat(written()).isEqualTo(Map.of(pseudonym, 2));
  }

  @Test
  void consent_that_ends_while_the_copies_are_made_keeps_the_case_in() throws IOException {
    ConsentFolder folder = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC());
    CaseSource source = DicomCases.open(in());
    ConsentGate.Release release =
        folder.release(source, in(), java.util.Optional.empty(), Purpose.EXPORT);
    consent("withdraw", in().resolve("alpha").toString());
    FolderDeidentifier.Summary summary =
        new CaseExport(
                source,
                in(),
                root.resolve("out"),
                root.resolve("back"),
                new FolderDeidentifier(
                    DeidentKey.open(root.resolve("key")), new RoiVocabulary(Map.of())::nameOf))
            .of(release);
    assertThat(summary.written()).isZero();
    assertThat(summary.refused()).singleElement().asString().contains("WITHDRAWN");
    assertThat(root.resolve("out")).isEmptyDirectory();
  }

  @Test
  void public_data_leave_by_a_statement_for_that_purpose_only() throws IOException {
    write("alpha", "SYN-9", "UNAPPROVED");
    Path training = root.resolve("training.yaml");
    state(training, "TRAINING");
    String consent = root.resolve("consent").toString();
    String left =
        deidentify(1, "--export", "--consent", consent, "--statement", training.toString());
    assertThat(left).contains("WRONG_PURPOSE").contains("of the statement");
    state(in().resolve("consent.yaml"), "EXPORT");
    deidentify(0, "--export", "--consent", consent);
    assertThat(written()).isEqualTo(Map.of(pseudonym("SYN-9"), 2));
  }

  private void state(Path to, String purpose) {
    assertThat(
            execute(
                "consent",
                "statement",
                in().toString(),
                "--source",
                "10.1/x",
                "--licence",
                "CC BY 4.0",
                "--contours",
                "an oncologist",
                "--by",
                "clerk",
                "--purpose",
                purpose,
                "--out",
                to.toString()))
        .as(told.toString())
        .isZero();
  }

  @Test
  void what_was_not_judged_is_said_to_stay_inside() throws IOException {
    write("bravo", "SYN-2", "APPROVED");
    assertThat(deidentify(0)).contains("no consent was judged: what is written must not leave");
    assertThat(written()).hasSize(2);
    export(1);
    assertThat(told.toString()).contains("--out is not empty");
  }

  @Test
  void a_consent_folder_named_without_export_is_not_passed_over() throws IOException {
    deidentify(1, "--consent", root.resolve("consent").toString());
    assertThat(told.toString()).contains("with --export only");
    assertThat(written()).isEmpty();
  }

  @Test
  void a_way_back_that_would_leave_with_the_set_is_refused() throws IOException {
    String back = root.resolve("out/back").toString();
    assertThat(
            execute(
                "deidentify",
                "--export",
                "--in",
                in().toString(),
                "--out",
                root.resolve("out").toString(),
                "--key",
                root.resolve("key").toString(),
                "--consent",
                root.resolve("consent").toString(),
                "--way-back",
                back))
        .isEqualTo(1);
    assertThat(told.toString()).contains("way back may not lie");
    assertThat(written()).isEmpty();
  }
}
