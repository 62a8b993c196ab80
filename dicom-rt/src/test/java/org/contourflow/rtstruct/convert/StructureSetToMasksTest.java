package org.contourflow.rtstruct.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.DestinationProfile.HoleEncoding;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NrrdReader;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StructureSetToMasksTest {
  private static final StructureSetToMasks NRRD =
      new StructureSetToMasks(true, Combination.EXCLUSIVE_OR);

  @TempDir Path root;
  private ConvertCase on;

  @BeforeEach
  void write() throws IOException {
    on = new ConvertCase(root, ConvertCase.phantom());
  }

  private DicomDataset dataset(HoleEncoding holes) throws Exception {
    for (Map.Entry<String, BinaryMask> mask : on.masks.entrySet()) {
      NrrdWriter.write(on.folder("masks").resolve(mask.getKey() + ".nrrd"), mask.getValue());
    }
    var profile = DestinationProfile.GENERIC.withHoles(holes);
    return ConvertCase.completed(
            new MasksToStructureSet(profile, false, 0.1, false, "L", ConvertCase.CREATED)
                .convert(on.series, on.folder("masks"), Map.of()))
        .dataset();
  }

  private StructureSetToMasks.Result result(
      StructureSetToMasks converter, DicomDataset dataset, String... rois) throws Exception {
    return converter.convert(
        on.series, StructureSetReader.read(dataset), root.resolve("out"), List.of(rois));
  }

  private List<String> convert(StructureSetToMasks converter, DicomDataset dataset, String... rois)
      throws Exception {
    StructureSetToMasks.Result result = result(converter, dataset, rois);
    assertThat(result.failures()).isEmpty();
    return result.lines();
  }

  @ParameterizedTest
  @EnumSource
  void masks_come_back_the_same_in_both_formats_whatever_the_holes(HoleEncoding holes)
      throws Exception {
    DicomDataset dataset = dataset(holes);
    for (Combination plain : Combination.values()) {
      convert(new StructureSetToMasks(true, plain), dataset);
      convert(new StructureSetToMasks(false, plain), dataset);
      for (Map.Entry<String, BinaryMask> mask : on.masks.entrySet()) {
        Path file = root.resolve("out").resolve(mask.getKey());
        BinaryMask nrrd = NrrdReader.read(Path.of(file + ".nrrd")).onlyMask();
        BinaryMask nifti = NiftiReader.read(Path.of(file + ".nii.gz")).onlyMask();
        assertThat(nrrd.toBitSet()).isEqualTo(mask.getValue().toBitSet());
        assertThat(nifti.toBitSet()).isEqualTo(mask.getValue().toBitSet());
        assertThat(nrrd.grid().matches(on.series.grid(), 1e-6)).isTrue();
        assertThat(nifti.grid().matches(on.series.grid(), 1e-3)).isTrue();
      }
    }
  }

  @Test
  void only_the_rois_asked_for_are_written_letter_case_ignored() throws Exception {
    List<String> lines = convert(NRRD, dataset(HoleEncoding.KEYHOLE), "ring", "Ball");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).isEqualTo("'ring': taken as 'Ring'");
    String cc = String.format(Locale.ROOT, "%.1f", on.masks.get("Ring").volumeMm3(1) / 1000);
    assertThat(lines.get(1))
        .isEqualTo(
            "Ring: "
                + on.masks.get("Ring").count()
                + " voxels, "
                + cc
                + " cc (planimetry "
                + cc
                + " cc), Ring.nrrd");
    assertThat(root.resolve("out").toFile().list())
        .containsExactlyInAnyOrder("Ring.nrrd", "Ball.nrrd");
  }

  @Test
  void a_roi_that_is_not_there_is_refused_with_the_names_there_are() throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.KEYHOLE);
    assertThatThrownBy(() -> convert(NRRD, dataset, "Heart"))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContainingAll("Heart", "is no ROI", "[Ball, Islands, Ring]");
    assertThat(root.resolve("out")).doesNotExist();
  }

  @Test
  void no_name_leaves_the_folder_and_none_overwrites_another() throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.KEYHOLE);
    dataset.items(DicomTag.StructureSetROISequence).get(0).put(DicomTag.ROIName, "../a/b");
    dataset.items(DicomTag.StructureSetROISequence).get(1).put(DicomTag.ROIName, "___a_b");
    dataset.items(DicomTag.StructureSetROISequence).get(2).putEmpty(DicomTag.ROIName);
    convert(NRRD, dataset);
    assertThat(root.resolve("out").toFile().list())
        .containsExactlyInAnyOrder("___a_b.nrrd", "___a_b_2.nrrd", "ROI3.nrrd");
  }

  @Test
  void a_roi_of_another_frame_of_reference_is_left_out_and_refused_when_asked_for()
      throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.KEYHOLE);
    List<DicomDataset> rois = dataset.items(DicomTag.StructureSetROISequence);
    rois.get(0).put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3");
    assertThat(convert(NRRD, dataset).get(0)).contains("Ball", "left out", "another frame");
    assertThatThrownBy(() -> convert(NRRD, dataset, "Ball"))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContainingAll("Ball", "another frame of reference");
    rois.forEach(roi -> roi.put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3"));
    assertThatThrownBy(() -> convert(NRRD, dataset)).hasMessageContaining("another frame");
  }

  @Test
  void an_uneven_ct_is_refused_because_no_format_can_say_it() throws Exception {
    PhantomBuilder uneven = ConvertCase.phantom().slicesAtMm(3, -6, -3, 0, 5, 7, 10, 13, 16, 19);
    on = new ConvertCase(root.resolve("uneven"), uneven);
    DicomDataset right = dataset(new ConvertCase(root.resolve("even"), ConvertCase.phantom()));
    assertThatThrownBy(() -> convert(NRRD, right))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContaining("not evenly spaced");
  }

  private static DicomDataset dataset(ConvertCase other) throws Exception {
    Path file = other.folder("masks").resolve("Ball.nrrd");
    NrrdWriter.write(file, other.masks.get("Ball"));
    return ConvertCase.completed(
            ConvertCase.exact().convert(other.series, other.folder("masks"), Map.of()))
        .dataset();
  }

  @Test
  void nested_plain_loops_are_holes_unless_union_is_asked_for() throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.XOR);
    DicomDataset ring = dataset.items(DicomTag.ROIContourSequence).get(2);
    ring.items(DicomTag.ContourSequence)
        .forEach(contour -> contour.put(DicomTag.ContourGeometricType, "CLOSED_PLANAR"));
    convert(NRRD, dataset, "Ring");
    Path file = root.resolve("out").resolve("Ring.nrrd");
    assertThat(NrrdReader.read(file).onlyMask().toBitSet())
        .isEqualTo(on.masks.get("Ring").toBitSet());
    convert(new StructureSetToMasks(true, Combination.UNION), dataset, "Ring");
    assertThat(NrrdReader.read(file).onlyMask().count())
        .isGreaterThan(on.masks.get("Ring").count() * 5 / 4);
  }

  @Test
  void contours_that_enclose_nothing_or_lie_on_no_slice_are_told() throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.KEYHOLE);
    List<DicomDataset> contours =
        dataset.items(DicomTag.ROIContourSequence).get(0).items(DicomTag.ContourSequence);
    contours.get(0).put(DicomTag.ContourGeometricType, "POINT");
    contours
        .get(1)
        .putEncoded(
            DicomTag.ContourData,
            "0\\0\\900\\10\\0\\900\\10\\10\\900 ".getBytes(StandardCharsets.US_ASCII));
    contours
        .get(2)
        .putEncoded(DicomTag.ContourData, "0\\0\\0\\1\\0\\0 ".getBytes(StandardCharsets.US_ASCII));
    assertThat(convert(NRRD, dataset, "Ball").get(0))
        .contains("contours left out")
        .contains("of type POINT, which encloses nothing=1")
        .contains("not on a slice of this CT=1")
        .contains("fewer than 3 points=1");
  }

  @Test
  void a_roi_whose_points_cannot_be_read_is_no_empty_mask() throws Exception {
    DicomDataset dataset = dataset(HoleEncoding.KEYHOLE);
    byte[] comma = "1,5\\2,5\\3,5 ".getBytes(StandardCharsets.US_ASCII);
    dataset
        .items(DicomTag.ROIContourSequence)
        .get(0)
        .items(DicomTag.ContourSequence)
        .forEach(contour -> contour.putEncoded(DicomTag.ContourData, comma));
    StructureSetToMasks.Result result = result(NRRD, dataset);
    assertThat(result.failures())
        .singleElement()
        .asString()
        .startsWith("Ball: not written")
        .contains("with points that cannot be read");
    assertThat(result.lines()).noneMatch(line -> line.startsWith("Ball: 0 voxels"));
  }
}
