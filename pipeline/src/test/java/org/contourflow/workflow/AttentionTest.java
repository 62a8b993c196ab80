package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Peer;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An organ of which the model is unsure: told in the run log, the report and the RTSTRUCT. */
class AttentionTest {
  private static final String RESEARCH = "Research, not for clinical use";

  @TempDir Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();

  private CaseFolder folder() {
    return new CaseFolder(root.resolve("case"));
  }

  private static StructureDefinition organ(String name) {
    return new StructureDefinition(
        Structure.unpaired(name, RoiType.ORGAN, new RoiColour(0, 255, 0)),
        Optional.empty(),
        false,
        false);
  }

  /** Three organs side by side: unsure, sure, and one whose model is not calibrated. */
  private record Unsure(ModelIdentity identity) implements Segmenter {
    @Override
    public List<StructureDefinition> structures() {
      return List.of(
          organ("Larynx").withLeastConfidence(0.62),
          organ("SpinalCord").withLeastConfidence(0.62),
          organ("Heart"));
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      double[] confidence = {0.6123, 0.62, 0.1};
      List<SegmentedStructure> out = new java.util.ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int from = 2 + 3 * i;
        BinaryMask mask =
            BinaryMask.of(ct.grid(), (s, r, c) -> r > 2 && r < 9 && c >= from && c < from + 2);
        out.add(
            SegmentedStructure.of(
                structures().get(i), mask, OptionalDouble.of(confidence[i]), identity));
      }
      return new Completed(out, List.of());
    }
  }

  private void contour(ModelIdentity model) throws IOException {
    List<Path> files = HostileInput.tiny().build().writeTo(root.resolve("series")).files();
    CtSeries series = new CtSeriesAssembler().assemble(files).accepted().get(0);
    CaseSteps steps = new CaseSteps(new Unsure(model), Settings.defaults().structureSet());
    CaseContext context =
        new CaseContext(
            "case",
            Instant.EPOCH,
            folder(),
            () -> Optional.of(series),
            runLog,
            SegmentationListener.NONE);
    assertThat(steps.contour(context)).isInstanceOf(StepOutcome.Done.class);
    assertThat(steps.structureSet(context)).isInstanceOf(StepOutcome.Done.class);
    assertThat(steps.report(context)).isInstanceOf(StepOutcome.Done.class);
  }

  private static ModelIdentity model(boolean clinical) {
    return new ModelIdentity("test", "1", "0".repeat(64), "a test", clinical);
  }

  private Map<String, DicomDataset> rois() throws IOException {
    return DicomFiles.read(folder().rtstruct())
        .dataset()
        .items(DicomTag.StructureSetROISequence)
        .stream()
        .collect(Collectors.toMap(roi -> roi.text(DicomTag.ROIName), roi -> roi));
  }

  private List<String> attentionLines() {
    return runLog.all().stream()
        .filter(e -> e.type() == EventType.QA_FINDING)
        .map(e -> e.text())
        .filter(text -> text.contains("QA-14"))
        .toList();
  }

  @Test
  void an_unsure_organ_is_told_in_run_log_report_and_rtstruct_and_a_sure_one_is_not()
      throws IOException {
    contour(model(false));
    assertThat(attentionLines())
        .singleElement()
        .asString()
        .contains("Larynx", "needs attention", "0.61;", "0.62 ");
    String report = Files.readString(folder().report());
    assertThat(report.split("<td class=\"c\">QA-14", -1)).as("told once").hasSize(2);
    assertThat(report.split("alt=\"QA-14 Larynx", -1)).as("and shown once").hasSize(2);
    assertThat(report.split("QA-14", -1)).as("and nowhere else").hasSize(3);
    assertThat(report).contains("needs attention: the model expects a Dice of 0.61;");
    Map<String, DicomDataset> rois = rois();
    assertThat(rois.get("Larynx").text(DicomTag.ROIDescription))
        .startsWith(RESEARCH + ". Needs attention (QA-14): expected Dice 0.61");
    assertThat(rois.get("SpinalCord").text(DicomTag.ROIDescription)).startsWith(RESEARCH);
    assertThat(rois.get("Heart").text(DicomTag.ROIDescription)).startsWith(RESEARCH);
  }

  @Test
  void
      the_research_note_is_in_the_generation_description_too_and_fits_however_long_the_model_s_name()
          throws IOException {
    contour(new ModelIdentity("a".repeat(90), "1", "0".repeat(64), "a test", false));
    for (DicomDataset roi : rois().values()) {
      assertThat(roi.text(DicomTag.ROIGenerationDescription))
          .startsWith(RESEARCH + ": aaa")
          .hasSize(64);
    }
  }

  @Test
  void a_model_for_clinical_use_is_named_without_the_note() throws IOException {
    contour(model(true));
    assertThat(rois().get("Heart").text(DicomTag.ROIGenerationDescription)).isEqualTo("test 1");
    assertThat(rois().get("Heart").text(DicomTag.ROIDescription)).isEmpty();
    assertThat(rois().get("Larynx").text(DicomTag.ROIDescription))
        .startsWith("Needs attention (QA-14): expected Dice 0.61");
  }

  @Test
  @Tag("peer")
  void dciodvfy_finds_neither_error_nor_warning() throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    contour(new ModelIdentity("a".repeat(90), "1", "0".repeat(64), "a test", false));
    Peer.Result result = dciodvfy.run(folder().rtstruct().toString());
    assertThat(result.output().lines()).containsExactly("RTStructureSet");
  }

  @ParameterizedTest
  @CsvSource({"0.867, 0.868, false", "0.8649, 0.868, true", "0.80, 0.868, true"})
  void a_hair_below_the_limit_is_no_finding(double expected, double limit, boolean told) {
    BinaryMask mask =
        BinaryMask.of(
            VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 1, 2, 2, 1, 1, 1),
            (s, r, c) -> true);
    SegmentedStructure structure =
        SegmentedStructure.of(
            organ("Larynx").withLeastConfidence(limit),
            mask,
            OptionalDouble.of(expected),
            model(false));
    assertThat(structure.hasLowConfidence()).isEqualTo(told);
  }
}
