package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.GridCases;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.structure.RoiColour;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other systems write, one oddity at a time; what can be understood is, the rest is told. */
class StructureSetReaderTest {
  @TempDir Path folder;
  private ReferencedSeries series;
  private BinaryMask left;
  private BinaryMask right;

  @BeforeEach
  void writeCt() throws Exception {
    Phantom phantom = (Phantom) GridCases.all().findFirst().orElseThrow().get()[1];
    series = TestSeries.write(phantom, folder.resolve("ct"));
    left = BinaryMask.of(series.grid(), (s, r, c) -> s > 0 && s < 4 && r > 2 && r < 8 && c < 6);
    right = BinaryMask.of(series.grid(), (s, r, c) -> s > 1 && r > 4 && r < 11 && c > 9 && c < 15);
  }

  private DicomDataset dataset() {
    return Rois.write(series, Rois.of("Left", left), Rois.of("Right", right)).dataset();
  }

  private static DicomDataset item(DicomDataset dataset, int sequence, int index) {
    return dataset.items(sequence).get(index);
  }

  private static DicomDataset contour(DicomDataset dataset, int roi, int index) {
    return item(item(dataset, DicomTag.ROIContourSequence, roi), DicomTag.ContourSequence, index);
  }

  private static void data(DicomDataset contour, String text) {
    contour.putEncoded(DicomTag.ContourData, text.getBytes(StandardCharsets.US_ASCII));
  }

  private BinaryMask mask(DicomDataset dataset, String roi) {
    ReadRoi read = StructureSetReader.read(dataset).roi(roi).orElseThrow();
    return new StructureSetRasterizer(series.grid()).rasterize(read).mask();
  }

  @Test
  void what_is_written_is_read_with_its_links() {
    ReadStructureSet read = StructureSetReader.read(dataset());
    assertThat(read.problems()).isEmpty();
    assertThat(read.label()).isEqualTo("CF TEST");
    assertThat(read.frameOfReferenceUids()).containsExactly(series.frameOfReferenceUid());
    assertThat(read.referencedSeriesUids()).containsExactly(series.seriesInstanceUid());
    assertThat(read.referencedImageUids()).hasSize(series.images().size());
    ReadRoi roi = read.roi("right").orElseThrow();
    assertThat(roi.number()).isEqualTo(2);
    assertThat(roi.interpretedType()).isEqualTo("ORGAN");
    assertThat(roi.generationAlgorithm()).isEqualTo("AUTOMATIC");
    assertThat(roi.colour()).contains(new RoiColour(255, 128, 0));
    assertThat(read.roi("Heart")).isEmpty();
  }

  @Test
  void each_roi_keeps_its_own_of_several_frames_of_reference() {
    DicomDataset dataset = dataset();
    DicomDataset other = dataset.addItem(DicomTag.ReferencedFrameOfReferenceSequence);
    other.put(DicomTag.FrameOfReferenceUID, "1.2.3");
    DicomDataset study = other.addItem(DicomTag.RTReferencedStudySequence);
    study.addItem(DicomTag.RTReferencedSeriesSequence).put(DicomTag.SeriesInstanceUID, "1.2.3.4");
    item(dataset, DicomTag.StructureSetROISequence, 1)
        .put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3");
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.frameOfReferenceUids()).containsExactly(series.frameOfReferenceUid(), "1.2.3");
    assertThat(read.referencedSeriesUids()).contains(series.seriesInstanceUid(), "1.2.3.4");
    assertThat(read.rois())
        .extracting(ReadRoi::frameOfReferenceUid)
        .containsExactly(series.frameOfReferenceUid(), "1.2.3");
    assertThat(read.problems()).isEmpty();
  }

  @Test
  void contours_are_placed_by_their_coordinates_where_image_references_are_missing_or_dangle() {
    DicomDataset without = dataset();
    without
        .items(DicomTag.ROIContourSequence)
        .forEach(
            roi ->
                roi.items(DicomTag.ContourSequence)
                    .forEach(contour -> contour.remove(DicomTag.ContourImageSequence)));
    without.remove(DicomTag.ReferencedFrameOfReferenceSequence);
    ReadStructureSet read = StructureSetReader.read(without);
    assertThat(read.frameOfReferenceUids()).isEmpty();
    assertThat(read.referencedImageUids()).isEmpty();
    assertThat(read.rois().get(0).contours().get(0).imageUids()).isEmpty();
    assertThat(mask(without, "Left").toBitSet()).isEqualTo(left.toBitSet());

    DicomDataset dangling = dataset();
    item(contour(dangling, 0, 0), DicomTag.ContourImageSequence, 0)
        .put(DicomTag.ReferencedSOPInstanceUID, "1.2.3.4");
    assertThat(StructureSetReader.read(dangling).rois().get(0).contours().get(0).imageUids())
        .containsExactly("1.2.3.4");
    assertThat(mask(dangling, "Left").toBitSet()).isEqualTo(left.toBitSet());
  }

  @Test
  void links_to_rois_that_do_not_exist_are_told() {
    DicomDataset dataset = dataset();
    item(dataset, DicomTag.ROIContourSequence, 1).put(DicomTag.ReferencedROINumber, "7");
    item(dataset, DicomTag.RTROIObservationsSequence, 0).put(DicomTag.ReferencedROINumber, "8");
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.problems()).containsExactly("ROIContourSequence: ROI 7 is defined nowhere");
    assertThat(read.roi("Right").orElseThrow().contours()).isEmpty();
    assertThat(read.roi("Right").orElseThrow().uncertain()).isTrue();
    assertThat(read.roi("Left").orElseThrow().interpretedType()).isEmpty();
    assertThat(mask(dataset, "Left").toBitSet()).isEqualTo(left.toBitSet());
  }

  @Test
  void a_roi_without_contours_is_a_roi_whichever_way_it_has_none() {
    DicomDataset dataset = dataset();
    item(dataset, DicomTag.ROIContourSequence, 0).putEmpty(DicomTag.ContourSequence);
    item(dataset, DicomTag.ROIContourSequence, 1).remove(DicomTag.ContourSequence);
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.rois()).extracting(roi -> roi.contours().size()).containsExactly(0, 0);
    dataset.remove(DicomTag.ROIContourSequence);
    assertThat(StructureSetReader.read(dataset).rois()).hasSize(2);
    dataset.remove(DicomTag.RTROIObservationsSequence);
    assertThat(StructureSetReader.read(dataset).rois()).hasSize(2);
    assertThat(StructureSetReader.read(dataset).problems()).isEmpty();
    assertThat(mask(dataset, "Left").isEmpty()).isTrue();
  }

  @Test
  void points_and_open_lines_are_read_and_enclose_nothing() {
    DicomDataset dataset = dataset();
    contour(dataset, 0, 0).put(DicomTag.ContourGeometricType, "POINT");
    data(contour(dataset, 0, 0), "1.5\\-2.5\\3.25");
    contour(dataset, 0, 1).put(DicomTag.ContourGeometricType, "OPEN_PLANAR");
    ReadRoi roi = StructureSetReader.read(dataset).roi("Left").orElseThrow();
    ReadContour point = roi.contours().get(0);
    assertThat(point.points().size()).isEqualTo(1);
    assertThat(point.points().point(0).yMm()).isEqualTo(-2.5);
    assertThat(point.isClosed()).isFalse();
    var rasterized = new StructureSetRasterizer(series.grid()).rasterize(roi);
    assertThat(rasterized.contoursLeftOut())
        .containsEntry("of type POINT, which encloses nothing", 1)
        .containsEntry("of type OPEN_PLANAR, which encloses nothing", 1);
  }

  @Test
  void numbers_that_cannot_be_read_are_told_with_their_place() {
    DicomDataset dataset = dataset();
    data(contour(dataset, 0, 0), "1\\2\\left\\4\\5\\6");
    data(contour(dataset, 0, 1), "1\\2\\3\\4\\5\\3\\9\\9\\3\\7 ");
    item(dataset, DicomTag.ROIContourSequence, 1).put(DicomTag.ROIDisplayColor, "1", "2", "700");
    item(dataset, DicomTag.RTROIObservationsSequence, 1).putEmpty(DicomTag.ReferencedROINumber);
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.problems())
        .containsExactlyInAnyOrder(
            "ROI 1, ContourSequence[0].ContourData: a value is not a number; contour left out",
            "ROI 1, ContourSequence[1].ContourData: not a multiple of 3 values",
            "ROIDisplayColor: not three values of 0 to 255",
            "RTROIObservationsSequence[1]: no readable ReferencedROINumber");
    assertThat(read.rois().get(0).contours().get(0).points().size()).isZero();
    assertThat(read.rois().get(0).contours().get(1).index()).isEqualTo(1);
    assertThat(read.rois().get(0).contours().get(1).points().size()).isEqualTo(3);
  }

  private static ReadRoi roi(ReadStructureSet read, String name) {
    return read.roi(name).orElseThrow();
  }

  @Test
  void a_roi_of_the_same_number_and_name_counts_once_and_is_told() {
    DicomDataset dataset = dataset();
    DicomDataset again = dataset.addItem(DicomTag.StructureSetROISequence);
    again.copyFrom(item(dataset, DicomTag.StructureSetROISequence, 0), DicomTag.ROINumber);
    again.put(DicomTag.ROIName, "Left");
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.rois()).extracting(ReadRoi::name).containsExactly("Left", "Right");
    assertThat(read.problems())
        .containsExactly("StructureSetROISequence[2]: number 1 is there twice; the first counts");
    assertThat(roi(read, "Left").contours()).isNotEmpty();
  }

  @Test
  void two_rois_of_one_number_keep_their_names_and_nobody_says_whose_the_contours_are() {
    DicomDataset dataset = dataset();
    item(dataset, DicomTag.StructureSetROISequence, 1).put(DicomTag.ROINumber, "1");
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.rois()).extracting(ReadRoi::name).containsExactly("Left", "Right");
    assertThat(read.rois()).extracting(ReadRoi::number).doesNotHaveDuplicates();
    assertThat(read.rois()).allMatch(ReadRoi::uncertain).allMatch(ReadRoi::isPartlyUnreadable);
    assertThat(read.strayContours()).isEqualTo(1);
    assertThat(read.problems())
        .contains(
            "StructureSetROISequence[1]: number 1 is there twice;"
                + " whose its contours are cannot be said");
    var mask = new StructureSetRasterizer(series.grid()).rasterize(roi(read, "Right"));
    assertThat(mask.isUnjudgeable()).isTrue();
    assertThatThrownBy(() -> mask.usableMask("Right")).hasMessageContaining("cannot be said");
  }

  @Test
  void a_number_that_is_none_leaves_the_name_and_only_what_lacks_contours_in_doubt() {
    DicomDataset dataset = dataset();
    for (int sequence :
        new int[] {
          DicomTag.ROIContourSequence,
          DicomTag.RTROIObservationsSequence,
          DicomTag.StructureSetROISequence
        }) {
      int tag =
          sequence == DicomTag.StructureSetROISequence
              ? DicomTag.ROINumber
              : DicomTag.ReferencedROINumber;
      item(dataset, sequence, 1).putEncoded(tag, "two ".getBytes(StandardCharsets.US_ASCII));
    }
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(roi(read, "Right").uncertain()).isTrue();
    assertThat(roi(read, "Left").uncertain()).isFalse();
    assertThat(mask(dataset, "Left").toBitSet()).isEqualTo(left.toBitSet());
  }

  @Test
  void contours_that_are_there_twice_are_nobodys_unless_one_of_them_is_empty() {
    DicomDataset dataset = dataset();
    dataset.addItem(DicomTag.ROIContourSequence).putIntegers(DicomTag.ReferencedROINumber, 1);
    assertThat(mask(dataset, "Left").toBitSet()).isEqualTo(left.toBitSet());
    item(dataset, DicomTag.ROIContourSequence, 1).putIntegers(DicomTag.ReferencedROINumber, 1);
    ReadStructureSet read = StructureSetReader.read(dataset);
    // The second's may be Right's, which has none.
    assertThat(read.rois()).allMatch(ReadRoi::uncertain);
  }

  @Test
  void a_name_is_one_line_and_a_coordinate_beyond_any_scanner_is_none() {
    DicomDataset dataset = dataset();
    DicomDataset definition = item(dataset, DicomTag.StructureSetROISequence, 0);
    byte[] name = "a\r\nb\u001b[31mred".getBytes(StandardCharsets.US_ASCII);
    definition.putEncoded(DicomTag.ROIName, name);
    data(contour(dataset, 1, 0), "1e300\\2\\3\\4\\5\\3\\-1e300\\9\\3");
    ReadStructureSet read = StructureSetReader.read(dataset);
    assertThat(read.rois().get(0).name()).isEqualTo("a  b [31mred");
    assertThat(read.rois().get(1).isPartlyUnreadable()).isTrue();
    assertThat(read.problems()).hasSize(2);
    assertThat(String.join("", read.problems()).chars()).allMatch(c -> c >= ' ');
  }

  @Test
  void spaces_and_signs_of_other_writers_are_numbers() {
    DicomDataset dataset = dataset();
    DicomDataset contour = contour(dataset, 0, 0);
    List<String> values = contour.strings(DicomTag.ContourData);
    data(
        contour,
        String.join(
            "\\",
            values.stream()
                .map(v -> String.format(java.util.Locale.ROOT, " %+.5E ", Double.parseDouble(v)))
                .toList()));
    assertThat(mask(dataset, "Left").toBitSet()).isEqualTo(left.toBitSet());
  }

  @Test
  void an_explicit_vr_file_without_contour_data_over_64_kb_reads_the_same() throws Exception {
    Path file = folder.resolve("explicit.dcm");
    DicomFiles.write(file, dataset(), DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    ReadRoi roi = StructureSetReader.read(file).roi("Left").orElseThrow();
    assertThat(new StructureSetRasterizer(series.grid()).rasterize(roi).mask().toBitSet())
        .isEqualTo(left.toBitSet());
  }

  @Test
  void what_is_no_structure_set_is_refused_by_name() throws Exception {
    Path slice;
    try (var files = Files.list(folder.resolve("ct"))) {
      slice = files.findFirst().orElseThrow();
    }
    assertThatThrownBy(() -> StructureSetReader.read(slice))
        .hasMessageContaining("is not an RT Structure Set but CT Image Storage");
  }
}
