package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.TeachingRun;
import org.contourflow.consent.Withdrawal;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.structure.RoiVocabulary;
import org.contourflow.testdata.Phantom;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approved, consented cases become a de-identified, hashed set; everyone else is told by rule. */
class SetMakerTest {
  private static final List<String> TAUGHT = List.of("Brainstem", "Parotid_L");

  private static final List<Path> slices = new ArrayList<>();

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private final List<ReviewSelection.LeftOut> leftOut = new ArrayList<>();
  private Path data;
  private ConsentFolder consent;

  @BeforeEach
  void threePatients() throws Exception {
    data = Files.createDirectories(folder.resolve("data"));
    consent = ConsentFolder.open(folder.resolve("consent"), Clock.systemUTC());
    writeCase("MRN-4711", "SYN-1", "Brainstem", "APPROVED");
    writeCase("second", "SYN-2", "lt parotid", "APPROVED");
    writeCase("third", "SYN-3", "Brainstem", "UNAPPROVED");
    for (String each : List.of("SYN-1", "SYN-2", "SYN-3")) {
      give(each);
    }
  }

  private void give(String patient) throws IOException {
    consent
        .log()
        .append(
            consent.key().refOf(patient, ""),
            new Act.Given(
                Basis.CONSENT,
                Set.of(Purpose.TRAINING),
                Instant.now().minusSeconds(9999),
                Optional.empty()),
            "form",
            "clerk");
  }

  private void withdraw(String patient) throws IOException {
    consent
        .log()
        .append(
            consent.key().refOf(patient, ""),
            new Act.Withdrawn(Set.of(), Instant.now()),
            "letter",
            "clerk");
  }

  /** The phantom's slices; two are enough, as no pixel is looked at here. */
  @BeforeAll
  static void slices(@TempDir Path once) throws IOException {
    Phantom.small().build().writeTo(once);
    try (Stream<Path> all = Files.list(once)) {
      slices.addAll(all.sorted().limit(2).toList());
    }
  }

  /** The phantom's CT of that patient, and the smallest RTSTRUCT that names one ROI. */
  private void writeCase(String id, String patient, String roi, String approval) throws Exception {
    Path own = data.resolve(id);
    Files.createDirectories(own.resolve("ct"));
    DicomDataset ct = null;
    for (Path slice : slices) {
      ct = DicomFiles.read(slice).dataset();
      ct.put(DicomTag.PatientID, patient).put(DicomTag.PatientName, "Canary^" + id);
      ct.remove(DicomTag.IssuerOfPatientID);
      Path image = own.resolve("ct").resolve(slice.getFileName());
      DicomFiles.write(image, ct, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    }
    DicomDataset set =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, DicomUid.create())
            .put(DicomTag.StudyInstanceUID, ct.text(DicomTag.StudyInstanceUID))
            .put(DicomTag.SeriesInstanceUID, DicomUid.create())
            .put(DicomTag.PatientID, patient)
            .put(DicomTag.PatientName, "Canary^" + id)
            .put(DicomTag.ApprovalStatus, approval);
    ct.string(DicomTag.PatientBirthDate).ifPresent(day -> set.put(DicomTag.PatientBirthDate, day));
    set.addItem(DicomTag.StructureSetROISequence)
        .put(DicomTag.ROINumber, "1")
        .put(DicomTag.ROIName, roi);
    DicomFiles.write(own.resolve("rs.dcm"), set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }

  private RefineSettings settings(String more) throws IOException {
    Path file = folder.resolve("refine.yaml");
    Files.writeString(
        file,
        """
        work: work
        model: {parent: any/1, version: 2}
        data: {cases: data, testShare: 0.0%s}
        """
            .formatted(more));
    return RefineSettings.read(file);
  }

  private SetMaker maker() throws IOException {
    Pseudonyms pseudonyms =
        new Pseudonyms(
            folder.resolve("key"),
            folder.resolve("way-back"),
            cases -> new RoiVocabulary(Map.of())::nameOf);
    return new SetMaker(settings(""), consent, SetMakerTest::open, pseudonyms, leftOut, told::add);
  }

  /** Reads what stands in the RTSTRUCT as a made-up mask; the files are what is looked at here. */
  private static CaseSource open(Path cases, List<String> structures) {
    return new CaseSource() {
      @Override
      public List<String> ids() {
        try (Stream<Path> below = Files.list(cases)) {
          return below.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }

      @Override
      public LabelledCase read(String id) throws IOException {
        VoxelGrid grid =
            VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 8, 16, 16, 3, 3, 3);
        BitSet bits = new BitSet();
        bits.set(600, 700);
        String name = roi(cases.resolve(id));
        return new LabelledCase(
            id,
            CtVolume.wrap(grid, new short[(int) grid.voxelCount()]),
            Map.of(name, BinaryMask.wrap(grid, bits)),
            0,
            7);
      }

      @Override
      public String fingerprint(String id) {
        return id;
      }
    };
  }

  private static String roi(Path own) throws IOException {
    try (Stream<Path> tree = Files.walk(own)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        DicomDataset read = DicomFiles.read(file).dataset();
        if (read.contains(DicomTag.StructureSetROISequence)) {
          return read.items(DicomTag.StructureSetROISequence).get(0).text(DicomTag.ROIName);
        }
      }
    }
    throw new IOException("no RTSTRUCT");
  }

  @Test
  void who_teaches_and_who_does_not_is_told_by_rule_and_event() throws IOException {
    SetMaker.Made made = maker().make(TAUGHT);
    assertThat(made.set().cases()).hasSize(2);
    assertThat(made.set().cases())
        .extracting(TrainingSet.Case::events)
        .containsExactlyInAnyOrder(List.of("event 1"), List.of("event 2"));
    assertThat(made.set().exclusions()).isEqualTo(Map.of("UNAPPROVED", 1L));
    assertThat(made.set().cases())
        .flatExtracting(TrainingSet.Case::structures)
        .as("names of the vocabulary")
        .containsExactlyInAnyOrder("Brainstem", "Parotid_L");
    assertThat(made.cases().ids())
        .isEqualTo(made.set().cases().stream().map(TrainingSet.Case::id).sorted().toList());
    for (String id : made.cases().ids()) {
      assertThat(made.cases().read(id).contours()).hasSize(1);
    }
  }

  @Test
  void cases_that_a_review_left_out_are_told_with_the_others() throws IOException {
    leftOut.add(new ReviewSelection.LeftOut("case-9", TrainingSet.Rule.NOT_APPROVED));
    leftOut.add(new ReviewSelection.LeftOut("case-8", TrainingSet.Rule.FILES_GONE));
    SetMaker.Made made = maker().make(TAUGHT);
    assertThat(made.set().exclusions())
        .isEqualTo(Map.of("UNAPPROVED", 1L, "NOT_APPROVED", 1L, "FILES_GONE", 1L));
    assertThat(told).anyMatch(line -> line.startsWith("case-9 is left out: NOT_APPROVED: the new"));
  }

  @Test
  void nothing_of_a_set_names_a_patient() throws IOException {
    SetMaker.Made made = maker().make(TAUGHT);
    try (Stream<Path> tree = Files.walk(made.folder())) {
      for (Path file : tree.toList()) {
        assertThat(made.folder().relativize(file).toString())
            .doesNotContain("SYN", "MRN", "Canary");
        if (Files.isRegularFile(file)) {
          String bytes =
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
          assertThat(bytes).doesNotContain("SYN-", "MRN-4711", "Canary");
        }
      }
    }
  }

  @Test
  void the_same_selection_is_the_same_set_and_another_is_the_next_version() throws IOException {
    SetMaker.Made first = maker().make(TAUGHT);
    SetMaker.Made again = maker().make(TAUGHT);
    assertThat(again.set()).isEqualTo(first.set());
    assertThat(again.folder()).isEqualTo(first.folder());
    withdraw("SYN-2");
    SetMaker.Made next = maker().make(TAUGHT);
    assertThat(next.set().version()).isEqualTo(2);
    assertThat(next.set().hash()).isNotEqualTo(first.set().hash());
    assertThat(next.set().cases()).hasSize(1);
    assertThat(next.set().exclusions()).isEqualTo(Map.of("UNAPPROVED", 1L, "WITHDRAWN", 1L));
  }

  @Test
  void a_checkpoint_is_not_taken_up_with_another_set() throws IOException {
    maker().make(TAUGHT);
    Files.writeString(folder.resolve("work/checkpoint.bin"), "half trained");
    withdraw("SYN-1");
    assertThatThrownBy(() -> maker().make(TAUGHT))
        .isInstanceOf(NotReleasedException.class)
        .hasMessageContaining("TAUGHT_BY_REFUSED")
        .hasMessageNotContaining("SYN");
  }

  @Test
  void whoever_came_later_does_not_join_a_run_that_goes_on() throws Exception {
    maker().make(TAUGHT);
    Files.writeString(folder.resolve("work/checkpoint.bin"), "half trained");
    writeCase("fourth", "SYN-4", "Brainstem", "APPROVED");
    give("SYN-4");
    assertThatThrownBy(() -> maker().make(TAUGHT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed since the checkpoint");
  }

  @Test
  void whoever_withdraws_is_refused_at_the_next_read_and_the_copy_goes() throws IOException {
    SetMaker.Made made = maker().make(TAUGHT);
    String id =
        made.set().cases().stream()
            .filter(c -> c.events().contains("event 1"))
            .findFirst()
            .orElseThrow()
            .id();
    new TeachingRun(consent, NetworkNames::describe)
        .start(folder.resolve("work"), List.of(made.cases()));
    withdraw("SYN-1");
    assertThatThrownBy(() -> made.cases().read(id))
        .isInstanceOf(NotReleasedException.class)
        .hasMessageContaining("WITHDRAWN");
    new Withdrawal(consent.lineage(), Withdrawal.Policy.LIST)
        .follow(Set.of(consent.key().refOf("SYN-1", "")));
    assertThat(made.folder().resolve("cases").resolve(id)).doesNotExist();
    assertThat(made.folder().resolve("cases")).isNotEmptyDirectory();
  }

  @Test
  void a_copy_that_was_changed_does_not_teach() throws IOException {
    SetMaker.Made made = maker().make(TAUGHT);
    String id = made.cases().ids().get(0);
    try (Stream<Path> tree = Files.walk(made.folder().resolve("cases").resolve(id))) {
      Path file = tree.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.write(file, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
    }
    assertThatThrownBy(() -> made.cases().read(id))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was changed since the training set was made");
  }

  @Test
  void a_manifest_that_was_edited_is_refused() throws IOException {
    SetMaker.Made made = maker().make(TAUGHT);
    Path file = made.folder().resolve(TrainingSet.FILE);
    Files.writeString(file, Files.readString(file).replace("event 1", "event 9"));
    assertThatThrownBy(() -> TrainingSet.read(made.folder()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was changed");
  }

  @Test
  void a_case_of_the_test_fold_never_gets_into_a_set() throws IOException {
    RefineSettings half =
        RefineSettings.read(
            Files.writeString(
                folder.resolve("half.yaml"),
                "work: work\nmodel: {parent: any/1, version: 2}\n"
                    + "data: {cases: data, testShare: 0.999999}\n"));
    Pseudonyms pseudonyms =
        new Pseudonyms(
            folder.resolve("key"), folder.resolve("way-back"), c -> name -> Optional.of(name));
    SetMaker all = new SetMaker(half, consent, SetMakerTest::open, pseudonyms, leftOut, told::add);
    assertThatThrownBy(() -> all.make(TAUGHT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TEST_FOLD=2");
  }

  @Test
  void a_case_without_a_taught_structure_or_that_cannot_be_read_is_left_out() throws Exception {
    writeCase("fifth", "SYN-5", "Heart", "APPROVED");
    give("SYN-5");
    writeCase("sixth", "SYN-6", "PTV planning", "APPROVED");
    give("SYN-6");
    SetMaker.Made made = maker().make(TAUGHT);
    assertThat(made.set().exclusions())
        .isEqualTo(Map.of("UNAPPROVED", 1L, "NO_STRUCTURE", 1L, "NOT_DEIDENTIFIED", 1L));
    assertThat(made.set().excluded().stream().map(Object::toString).collect(Collectors.joining()))
        .doesNotContain("fifth", "SYN");
  }
}
