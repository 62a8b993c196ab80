package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.contour.MaskTracer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.AppendRule;
import org.contourflow.protocols.AppendRule.TakenNames;
import org.contourflow.protocols.OutputPlan;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.derive.DerivationText;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.protocols.derive.Sources;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case whose clinician has drawn something already. */
class ClinicalSetTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("test", "1", "0".repeat(64), "a test", false);
  private static final int PRIVATE_CREATOR = 0x00990010;
  private static final int PRIVATE_VALUE = 0x00991001;

  @TempDir Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private CtSeries series;
  private BinaryMask heart;
  private BinaryMask target;

  @BeforeEach
  void series() throws IOException {
    List<Path> files = HostileInput.tiny().build().writeTo(root.resolve("series")).files();
    series = new CtSeriesAssembler().assemble(files).accepted().get(0);
    heart = BinaryMask.of(series.grid(), (s, r, c) -> r > 2 && r < 9 && c > 2 && c < 9);
    target = BinaryMask.of(series.grid(), (s, r, c) -> r > 4 && r < 7 && c > 4 && c < 7);
  }

  private CaseFolder folder() {
    return new CaseFolder(root.resolve("case"));
  }

  private final class Heart implements Segmenter {
    @Override
    public ModelIdentity identity() {
      return MODEL;
    }

    @Override
    public List<StructureDefinition> structures() {
      return List.of(
          new StructureDefinition(
              Structure.unpaired("Heart", RoiType.ORGAN, new RoiColour(0, 255, 0)),
              Optional.empty(),
              false,
              false));
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      return new SegmentationOutcome.Completed(
          List.of(SegmentedStructure.of(structures().get(0), heart, MODEL)), List.of());
    }
  }

  /** The clinician's: a PTV, a heart drawn smaller, a private attribute. */
  private Path clinicians(Consumer<DicomDataset> edit) throws IOException {
    StructureSetContent content =
        StructureSetContent.of(
            "DOCTOR",
            "Drawn",
            LocalDateTime.of(2026, 11, 20, 8, 0),
            List.of(roi("PTV_60", RoiType.PTV, target), roi("Heart", RoiType.ORGAN, target)));
    StructureSetOutcome outcome =
        StructureSetWriter.write(ReferencedSeries.of(series), content, DestinationProfile.GENERIC);
    DicomDataset set = ((StructureSetOutcome.Completed) outcome).dataset();
    set.put(DicomTag.Manufacturer, "Somebody else");
    set.put(PRIVATE_CREATOR, DicomVr.LO, "SOMEBODY");
    set.put(PRIVATE_VALUE, DicomVr.LO, "kept");
    edit.accept(set);
    Path file = root.resolve("theirs.dcm");
    DicomFiles.write(file, set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  private static Roi roi(String name, RoiType type, BinaryMask mask) {
    return new Roi(
        name,
        type,
        new RoiColour(255, 0, 0),
        Optional.empty(),
        RoiGeneration.MANUAL,
        Optional.empty(),
        "",
        "",
        MaskTracer.trace(mask));
  }

  private StepOutcome run(AppendRule append, ClinicalSets sets) throws IOException {
    return steps(append, sets).contourAndWrite(context());
  }

  private CaseContext context() {
    return new CaseContext(
        "case",
        Instant.EPOCH,
        folder(),
        () -> Optional.of(series),
        runLog,
        SegmentationListener.NONE);
  }

  private CaseSteps steps(AppendRule append, ClinicalSets sets) {
    DerivedRules derived =
        DerivedRules.check(
                DerivationText.parse("Heart-PTV = Heart - PTV*"),
                Sources.of(List.of("Heart"), List.of()))
            .rules();
    StructurePlan plan =
        new StructurePlan(
            List.of("Heart"),
            List.of("Heart", "Heart-PTV"),
            Map.of(),
            derived,
            OutputPlan.PLAIN.withAppend(append),
            Optional.empty());
    return new CaseSteps(new Heart(), plan, Settings.defaults().structureSet(), sets);
  }

  private DicomDataset written() throws IOException {
    return DicomFiles.read(folder().rtstruct()).dataset();
  }

  private static List<String> names(DicomDataset set) {
    return set.items(DicomTag.StructureSetROISequence).stream()
        .map(roi -> roi.text(DicomTag.ROIName))
        .toList();
  }

  private static AppendRule suffix() {
    return new AppendRule(TakenNames.SUFFIX, false);
  }

  private String told() {
    return String.join("\n", runLog.all().stream().map(e -> e.text()).toList());
  }

  @Test
  void what_is_made_of_a_target_is_there_once_the_clinician_drew_one() throws IOException {
    assertThat(run(AppendRule.NEVER, ClinicalSets.NONE)).isInstanceOf(StepOutcome.Done.class);
    assertThat(names(written())).containsExactly("Heart");
    assertThat(told()).contains("there is no structure set of a clinician");
    Path theirs = clinicians(set -> {});
    assertThat(run(AppendRule.NEVER, ClinicalSets.of(theirs))).isInstanceOf(StepOutcome.Done.class);
    assertThat(names(written())).containsExactly("Heart", "Heart-PTV");
    assertThat(runLog.all()).extracting(e -> e.type()).contains(EventType.CLINICAL_SET_TAKEN);
  }

  @Test
  void ours_go_behind_theirs_which_stay_as_they_were() throws IOException {
    Path file = clinicians(set -> {});
    assertThat(run(suffix(), ClinicalSets.of(file))).isInstanceOf(StepOutcome.Done.class);
    DicomFile theirs = DicomFiles.read(file);
    DicomDataset both = written();
    assertThat(names(both)).containsExactly("PTV_60", "Heart", "Heart_2", "Heart-PTV");
    for (int sequence :
        new int[] {
          DicomTag.StructureSetROISequence,
          DicomTag.ROIContourSequence,
          DicomTag.RTROIObservationsSequence
        }) {
      List<DicomDataset> before = theirs.dataset().items(sequence);
      for (int i = 0; i < before.size(); i++) {
        assertThat(both.items(sequence).get(i).hasSameContent(before.get(i))).isTrue();
      }
    }
    assertThat(both.bytes(PRIVATE_VALUE)).contains("kept".getBytes(StandardCharsets.US_ASCII));
    assertThat(
            both.items(DicomTag.PredecessorStructureSetSequence)
                .get(0)
                .text(DicomTag.ReferencedSOPInstanceUID))
        .isEqualTo(theirs.dataset().text(DicomTag.SOPInstanceUID));
    assertThat(both.text(DicomTag.SOPInstanceUID))
        .isNotEqualTo(theirs.dataset().text(DicomTag.SOPInstanceUID));
    assertThat(both.text(DicomTag.ApprovalStatus)).isEqualTo("UNAPPROVED");
    // Read back under its written name: their Heart is another one and must not be taken for ours.
    assertThat(told()).doesNotContain("QA-13").contains("Heart is written as Heart_2");
  }

  @Test
  void an_approved_set_is_left_alone_unless_the_protocol_says_otherwise() throws IOException {
    Path file = clinicians(set -> set.put(DicomTag.ApprovalStatus, "APPROVED"));
    assertThat(run(suffix(), ClinicalSets.of(file))).isInstanceOf(StepOutcome.Done.class);
    assertThat(names(written())).containsExactly("Heart", "Heart-PTV");
    assertThat(told()).contains("not appended").contains("APPROVED");
    run(new AppendRule(TakenNames.SUFFIX, true), ClinicalSets.of(file));
    assertThat(names(written())).hasSize(4);
  }

  @Test
  void where_a_name_is_taken_ours_stay_apart_if_the_protocol_says_so() throws IOException {
    Path file = clinicians(set -> {});
    run(new AppendRule(TakenNames.REFUSE, false), ClinicalSets.of(file));
    assertThat(names(written())).containsExactly("Heart", "Heart-PTV");
    assertThat(told()).contains("has a structure of this name");
  }

  @Test
  void a_set_drawn_on_another_series_is_no_set_of_this_case() throws IOException {
    Path file =
        clinicians(
            set ->
                set.firstItem(
                        DicomTag.ReferencedFrameOfReferenceSequence,
                        DicomTag.RTReferencedStudySequence,
                        DicomTag.RTReferencedSeriesSequence)
                    .orElseThrow()
                    .put(DicomTag.SeriesInstanceUID, "1.2.3.4"));
    run(suffix(), ClinicalSets.of(file));
    assertThat(names(written())).containsExactly("Heart");
  }

  @Test
  void what_is_wrong_in_theirs_does_not_stop_ours() throws IOException {
    Path file = clinicians(set -> set.remove(DicomTag.StructureSetLabel));
    assertThat(run(suffix(), ClinicalSets.of(file))).isInstanceOf(StepOutcome.Done.class);
    Path bad =
        clinicians(
            set ->
                set.items(DicomTag.RTROIObservationsSequence)
                    .get(0)
                    .putIntegers(DicomTag.ReferencedROINumber, 99));
    assertThat(run(suffix(), ClinicalSets.of(bad))).isInstanceOf(StepOutcome.Done.class);
    assertThat(names(written())).hasSize(4);
  }

  @Test
  void what_the_case_was_made_of_stays_with_it() throws IOException {
    Path file = clinicians(set -> {});
    run(suffix(), ClinicalSets.of(file));
    byte[] first = Files.readAllBytes(folder().rtstruct());
    clinicians(set -> set.put(DicomTag.SOPInstanceUID, "2.25.99"));
    for (ClinicalSets later : List.of(ClinicalSets.NONE, ClinicalSets.of(file))) {
      assertThat(steps(suffix(), later).structureSet(context()))
          .isInstanceOf(StepOutcome.Done.class);
      assertThat(Files.mismatch(folder().rtstruct(), kept(first))).isEqualTo(-1);
    }
    run(suffix(), ClinicalSets.NONE);
    assertThat(names(written())).as("new contours").containsExactly("Heart");
  }

  @Test
  void one_written_behind_a_set_that_came_late_names_ours_that_went_out_before()
      throws IOException {
    run(suffix(), ClinicalSets.NONE);
    String before = written().text(DicomTag.SOPInstanceUID);
    assertThat(written().text(DicomTag.StructureSetDescription)).doesNotContain("Supersedes");
    byte[] plain = Files.readAllBytes(folder().rtstruct());
    Files.createDirectories(folder().earlier());
    Files.copy(folder().rtstruct(), folder().earlier().resolve(before + ".dcm"));
    Path theirs = clinicians(set -> set.put(DicomTag.ApprovalStatus, "APPROVED"));
    Files.copy(theirs, folder().clinical());
    assertThat(steps(suffix(), ClinicalSets.NONE).structureSet(context()).isDone()).isTrue();
    // Not appended, with what it has of theirs besides: it stands for nothing but itself.
    assertThat(written().text(DicomTag.StructureSetDescription)).doesNotContain("Supersedes");
    assertThat(steps(append(), ClinicalSets.NONE).structureSet(context()).isDone()).isTrue();
    assertThat(written().text(DicomTag.StructureSetDescription)).contains("Supersedes " + before);
    byte[] both = Files.readAllBytes(folder().rtstruct());
    assertThat(both).isNotEqualTo(plain);
    assertThat(steps(append(), ClinicalSets.NONE).structureSet(context()).isDone()).isTrue();
    assertThat(folder().rtstruct()).hasBinaryContent(both);
  }

  private static AppendRule append() {
    return new AppendRule(TakenNames.SUFFIX, true);
  }

  private Path kept(byte[] bytes) throws IOException {
    return Files.write(root.resolve("first.dcm"), bytes);
  }
}
