package org.contourflow.rtstruct.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.Equipment;
import org.contourflow.seg.Segment;
import org.contourflow.seg.SegmentationContent;
import org.contourflow.seg.SegmentationForm;
import org.contourflow.seg.SegmentationWriter;
import org.contourflow.seg.WrittenSegmentation;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A DICOM Segmentation where masks are wanted. */
class SegmentationMasksTest {
  @TempDir Path root;
  private ConvertCase ct;

  @BeforeEach
  void ct() throws Exception {
    ct = new ConvertCase(root, ConvertCase.phantom());
  }

  private List<Path> written(SegmentationForm form) throws Exception {
    List<Segment> segments = new ArrayList<>();
    ct.masks.forEach(
        (name, mask) ->
            segments.add(
                new Segment(
                    name,
                    RoiType.ORGAN,
                    new RoiColour(10, 200, 90),
                    Optional.empty(),
                    Laterality.UNPAIRED,
                    Optional.empty(),
                    mask)));
    SegmentationContent content =
        new SegmentationContent(
            "SEG", "", LocalDateTime.of(2026, 11, 28, 9, 0), Equipment.CONTOURFLOW, segments);
    WrittenSegmentation outcome = SegmentationWriter.write(ct.series, content, form);
    List<Path> files = new ArrayList<>();
    Path folder = ct.folder("seg-" + form);
    for (var one : ((WrittenSegmentation.Completed) outcome).instances()) {
      Path file = folder.resolve("IM" + files.size());
      one.writeTo(file);
      files.add(file);
    }
    return files;
  }

  @ParameterizedTest
  @EnumSource
  void a_folder_of_segmentations_becomes_a_structure_set_voxel_for_voxel(SegmentationForm form)
      throws Exception {
    Path folder = written(form).get(0).getParent();
    var outcome = ConvertCase.exact().convert(ct.series, folder, Map.of());
    Map<String, BinaryMask> back = ct.rasterized(outcome);
    assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(ct.masks.keySet());
    ct.masks.forEach(
        (name, mask) -> assertThat(back.get(name).toBitSet()).as(name).isEqualTo(mask.toBitSet()));
    DicomDataset set = ConvertCase.completed(outcome).dataset();
    assertThat(set.items(DicomTag.ROIContourSequence).get(0).integers(DicomTag.ROIDisplayColor))
        .containsExactly(10, 200, 90);
  }

  @Test
  void a_names_file_renames_segments_by_label_or_number() throws Exception {
    Path file = written(SegmentationForm.BINARY).get(0);
    var outcome = ConvertCase.exact().convert(ct.series, file, Map.of("Ball", "GTV", "2", "Hoop"));
    assertThat(ct.rasterized(outcome).keySet()).containsExactly("GTV", "Hoop", "Islands");
  }

  @Test
  void it_becomes_mask_files() throws Exception {
    Path file = written(SegmentationForm.BINARY).get(0);
    Path out = root.resolve("out");
    List<String> lines = SegmentationMasks.write(file, ct.series, out, true, List.of());
    assertThat(lines).hasSize(3);
    for (String name : ct.masks.keySet()) {
      BinaryMask mask = NrrdReader.read(out.resolve(name + ".nrrd")).onlyMask();
      assertThat(mask.count()).isEqualTo(ct.masks.get(name).count());
    }
  }

  @Test
  void one_of_another_frame_of_reference_is_refused() throws Exception {
    Path file = written(SegmentationForm.BINARY).get(0);
    DicomDataset set = DicomFiles.read(file).dataset();
    set.put(DicomTag.FrameOfReferenceUID, "1.2.3.4");
    Files.delete(file);
    DicomFiles.write(file, set, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    assertThatThrownBy(() -> ConvertCase.exact().convert(ct.series, file, Map.of()))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContaining("another frame of reference");
  }

  @Test
  void one_of_a_part_of_the_ct_lies_where_it_was_drawn() throws Exception {
    Path file = written(SegmentationForm.BINARY).get(0);
    DicomDataset set = DicomFiles.read(file).dataset();
    // The segments are on the same planes, but the image begins a pixel further along the row.
    set.items(DicomTag.PerFrameFunctionalGroupsSequence)
        .forEach(
            frame -> {
              DicomDataset plane = frame.items(DicomTag.PlanePositionSequence).get(0);
              double[] p = plane.numbers(DicomTag.ImagePositionPatient);
              plane.putNumbers(DicomTag.ImagePositionPatient, p[0] + 1.1, p[1], p[2]);
            });
    DicomFiles.write(file, set, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    assertThatThrownBy(() -> ConvertCase.exact().convert(ct.series, file, Map.of()))
        .hasMessageContaining("its voxels are not the CT's");
    var outcome = ConvertCase.resampling().convert(ct.series, file, Map.of());
    BinaryMask moved = ct.rasterized(outcome).get("Ball");
    BinaryMask ball = ct.masks.get("Ball");
    assertThat(moved.count()).isEqualTo(ball.count());
    assertThat(moved.get(4, 11, 14)).isTrue();
    BinaryMask expected =
        BinaryMask.of(ct.series.grid(), (s, r, c) -> c > 0 && ball.get(s, r, c - 1));
    assertThat(moved.toBitSet()).isEqualTo(expected.toBitSet());
  }
}
