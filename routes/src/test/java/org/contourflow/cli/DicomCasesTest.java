package org.contourflow.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.testdata.Phantom;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.CaseSource.LabelledCase;
import org.contourflow.train.data.LossyReferenceException;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder a case, CT and RTSTRUCT as a clinic would copy them; truth is the masks drawn. */
class DicomCasesTest {
  @TempDir Path data;
  private BinaryMask larynx;
  private BinaryMask parotid;

  @BeforeEach
  void oneCase() throws Exception {
    Phantom.small().build().writeTo(data.resolve("case-1/ct"));
    ReferencedSeries series =
        ((CtFolder.Outcome.Found) CtFolder.load(data.resolve("case-1/ct"), Optional.empty()))
            .series();
    larynx =
        BinaryMask.of(
            series.grid(), (s, r, c) -> s > 2 && s < 7 && r > 9 && r < 20 && c > 20 && c < 31);
    parotid =
        BinaryMask.of(series.grid(), (s, r, c) -> s == 4 && r > 20 && r < 29 && c > 5 && c < 13);
    Path masks = Files.createDirectories(data.resolve("../masks-" + data.getFileName()));
    NrrdWriter.write(masks.resolve("larynx.nrrd"), larynx);
    NrrdWriter.write(masks.resolve("Ohr_re.nrrd"), parotid);
    NrrdWriter.write(masks.resolve("PTV.nrrd"), parotid);
    StructureSetOutcome outcome =
        new MasksToStructureSet(
                DestinationProfile.named("generic"),
                false,
                0,
                false,
                "TEST",
                LocalDateTime.of(2026, 1, 2, 3, 4))
            .convert(series, masks, Map.of());
    ((StructureSetOutcome.Completed) outcome).writeTo(data.resolve("case-1/rs.dcm"));
  }

  @Test
  void contours_become_masks_by_tg_263_name_whatever_the_letter_case() throws IOException {
    CaseSource cases = DicomCases.open(data);
    assertThat(cases.ids()).containsExactly("case-1");
    LabelledCase read = cases.read("case-1");
    assertThat(read.contours()).containsOnlyKeys("Larynx");
    assertThat(read.contours().get("Larynx").toBitSet()).isEqualTo(larynx.toBitSet());
    assertThat(read.lastSlice()).isEqualTo(read.ct().grid().slices() - 1);
  }

  @Test
  void a_clinics_own_names_are_translated() throws IOException {
    Files.writeString(data.resolve("names.txt"), "# ours\nOhr_re Parotid_R\n");
    LabelledCase read = DicomCases.open(data).read("case-1");
    assertThat(read.contours()).containsOnlyKeys("Larynx", "Parotid_R");
    assertThat(read.contours().get("Parotid_R").toBitSet()).isEqualTo(parotid.toBitSet());
  }

  /**
   * The contour of slice 4 again, 0.6 mm above it and half as large: a plane between the slices.
   */
  private void drawBetweenTheSlices() throws IOException {
    Path file = data.resolve("case-1/rs.dcm");
    DicomFile read = DicomFiles.read(file);
    for (DicomDataset roi : read.dataset().items(DicomTag.ROIContourSequence)) {
      DicomDataset source = roi.items(DicomTag.ContourSequence).get(0).copy();
      DicomDataset copy = roi.addItem(DicomTag.ContourSequence);
      copy.copyFrom(source, source.tags());
      double[] points = copy.numbers(DicomTag.ContourData);
      for (int i = 0; i < points.length; i++) {
        points[i] = i % 3 == 2 ? points[i] + 0.6 : points[i];
      }
      copy.putNumbers(DicomTag.ContourData, points);
    }
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
  }

  @Test
  void a_reference_that_is_not_all_that_was_drawn_is_told_and_can_be_refused() throws IOException {
    drawBetweenTheSlices();
    CaseSource cases = DicomCases.open(data, List.of("Larynx"));
    LabelledCase read = cases.read("case-1");
    assertThat(read.contours().get("Larynx").toBitSet()).isEqualTo(larynx.toBitSet());
    assertThat(cases.readingLosses())
        .singleElement()
        .asString()
        .startsWith("case-1 Larynx: contours left out");
    CaseSource strict = DicomCases.open(data, List.of("Larynx"), true);
    assertThatThrownBy(() -> strict.read("case-1"))
        .isInstanceOf(LossyReferenceException.class)
        .hasMessageContaining("case-1 Larynx");
    assertThat(strict.fingerprint("case-1")).isNotEqualTo(cases.fingerprint("case-1"));
  }

  private void changeFirstContour(Consumer<DicomDataset> change) throws IOException {
    Path file = data.resolve("case-1/rs.dcm");
    DicomFile read = DicomFiles.read(file);
    for (DicomDataset roi : read.dataset().items(DicomTag.ROIContourSequence)) {
      change.accept(roi.items(DicomTag.ContourSequence).get(0));
    }
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
  }

  @Test
  void a_reference_of_which_a_contour_cannot_be_used_is_none_and_is_told() throws IOException {
    changeFirstContour(c -> c.putEncoded(DicomTag.ContourData, "1\\x\\3 ".getBytes(US_ASCII)));
    requireUnusable("points that cannot be read");
  }

  @Test
  void a_reference_with_a_contour_across_the_slices_is_none() throws IOException {
    changeFirstContour(
        c -> {
          double[] points = c.numbers(DicomTag.ContourData);
          points[2] += 6;
          c.putNumbers(DicomTag.ContourData, points);
        });
    requireUnusable("not in a plane parallel to the slices");
  }

  private void requireUnusable(String why) throws IOException {
    CaseSource cases = DicomCases.open(data, List.of("Larynx", "Brainstem"));
    LabelledCase read = cases.read("case-1");
    assertThat(read.contours()).isEmpty();
    assertThat(read.unusable()).containsExactly("Larynx");
    assertThat(cases.readingLosses())
        .anyMatch(l -> l.startsWith("case-1 Larynx") && l.contains(why));
  }

  @Test
  void one_drawn_in_another_frame_of_reference_is_not_one_that_is_absent() throws IOException {
    Path file = data.resolve("case-1/rs.dcm");
    DicomFile read = DicomFiles.read(file);
    read.dataset()
        .items(DicomTag.StructureSetROISequence)
        .forEach(roi -> roi.put(DicomTag.ReferencedFrameOfReferenceUID, "2.25.4711"));
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    LabelledCase got = DicomCases.open(data, List.of("Larynx")).read("case-1");
    assertThat(got.contours()).isEmpty();
    assertThat(got.unusable()).containsExactly("Larynx");
  }

  @Test
  void any_structure_is_taken_by_its_name_and_what_is_left_out_is_said() throws IOException {
    CaseSource cases = DicomCases.open(data, List.of("PTV", "Lung_L"));
    assertThat(cases.read("case-1").contours()).containsOnlyKeys("PTV");
    assertThat(cases.leftOut()).containsExactlyInAnyOrder("case-1 larynx", "case-1 Ohr_re");
    // Blanks and underscores say nothing.
    assertThat(DicomCases.open(data, List.of("Ohr re")).read("case-1").contours())
        .containsOnlyKeys("Ohr re");
  }

  @Test
  void a_case_with_two_structure_sets_or_none_is_refused_by_its_name() throws IOException {
    Path first = data.resolve("case-1/rs.dcm");
    Files.copy(first, data.resolve("case-1/rs2.dcm"));
    CaseSource cases = DicomCases.open(data);
    assertThatThrownBy(() -> cases.read("case-1")).hasMessageContaining("case-1: 2 RTSTRUCT");
    Files.delete(first);
    Files.delete(data.resolve("case-1/rs2.dcm"));
    assertThatThrownBy(() -> cases.read("case-1")).hasMessageContaining("case-1: 0 RTSTRUCT");
  }

  @Test
  void a_variant_of_a_name_is_known_without_being_told() throws IOException {
    rename("Ohr_re", "Parotid right");
    LabelledCase read = DicomCases.open(data, List.of("Parotid_R", "Parotid_L")).read("case-1");
    assertThat(read.contours()).containsOnlyKeys("Parotid_R");
    assertThat(read.contours().get("Parotid_R").toBitSet()).isEqualTo(parotid.toBitSet());
    // Where a ROI has the name itself, a variant beside it is another structure.
    rename("PTV", "Parotid_R");
    CaseSource cases = DicomCases.open(data, List.of("Parotid_R"));
    assertThat(cases.read("case-1").contours()).containsOnlyKeys("Parotid_R");
    assertThat(cases.leftOut()).anyMatch(line -> line.startsWith("case-1 Parotid right"));
  }

  private void rename(String from, String to) throws IOException {
    Path file = data.resolve("case-1/rs.dcm");
    DicomFile read = DicomFiles.read(file);
    for (DicomDataset roi : read.dataset().items(DicomTag.StructureSetROISequence)) {
      if (roi.text(DicomTag.ROIName).equals(from)) {
        roi.put(DicomTag.ROIName, to);
      }
    }
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
  }

  @Test
  void two_rois_of_one_organ_are_refused() throws IOException {
    Files.writeString(data.resolve("names.txt"), "Ohr_re Larynx\n");
    CaseSource cases = DicomCases.open(data);
    assertThatThrownBy(() -> cases.read("case-1")).hasMessageContaining("two ROIs are Larynx");
  }

  @Test
  void an_incomplete_ct_is_refused_with_the_assemblers_reason() throws IOException {
    try (var files = Files.list(data.resolve("case-1/ct"))) {
      Files.delete(files.sorted().skip(3).findFirst().orElseThrow());
    }
    CaseSource cases = DicomCases.open(data);
    assertThatThrownBy(() -> cases.read("case-1"))
        .hasMessageContaining("case-1: 0 complete CT series")
        .hasMessageContaining("missing");
  }

  @Test
  void the_fingerprint_changes_with_the_files_and_the_names() throws IOException {
    String before = DicomCases.open(data).fingerprint("case-1");
    assertThat(DicomCases.open(data).fingerprint("case-1")).isEqualTo(before);
    Files.writeString(data.resolve("names.txt"), "Ohr_re Parotid_R\n");
    String named = DicomCases.open(data).fingerprint("case-1");
    assertThat(named).isNotEqualTo(before);
    Files.copy(data.resolve("case-1/rs.dcm"), data.resolve("case-1/rs2.dcm"));
    assertThat(DicomCases.open(data).fingerprint("case-1")).isNotEqualTo(named);
  }
}
