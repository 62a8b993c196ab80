package org.contourflow.seg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.write.ReferencedImage;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks out as a segmentation and back. */
class SegmentationTest {
  @TempDir static Path folder;
  private static final Phantom PHANTOM = Phantom.small().build();
  private static ReferencedSeries series;

  @BeforeAll
  static void ct() throws Exception {
    series = TestSeries.write(PHANTOM, folder.resolve("ct"));
  }

  /** Odd numbers of pixels, so that frames begin in the middle of a byte. */
  static Stream<VoxelGrid> grids() {
    double half = Math.sqrt(0.5);
    SliceOrientation turned =
        new SliceOrientation(new Direction(0, half, half), new Direction(-1, 0, 0));
    List<PatientPoint> uneven =
        IntStream.of(0, 2, 4, 9, 14, 15, 30).mapToObj(z -> new PatientPoint(-9, 3, z)).toList();
    return Stream.of(
        VoxelGrid.even(new PatientPoint(1, 2, 3), SliceOrientation.AXIAL, 9, 7, 5, 3, 1.25, 0.75),
        VoxelGrid.even(new PatientPoint(-50.3, 7, 1), turned, 5, 11, 13, 2.5, 0.9765625, 0.9765625),
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 1, 3, 3, 5, 1, 1),
        new VoxelGrid(uneven, SliceOrientation.AXIAL, 1.1, 1.2, 5, 3));
  }

  @ParameterizedTest
  @MethodSource("grids")
  void every_voxel_comes_back_on_any_grid_in_both_forms(VoxelGrid grid) throws Exception {
    ReferencedSeries on = on(grid);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      segments.add(
          Segmentations.segment("S" + i, RoiType.ORGAN, Segmentations.noise(grid, 100 + i)));
    }
    segments.add(
        Segmentations.segment("All", RoiType.EXTERNAL, BinaryMask.of(grid, (s, r, c) -> true)));
    for (SegmentationForm form : SegmentationForm.values()) {
      Map<String, BitSet> read = readBack(Segmentations.write(on, segments, form), grid);
      assertThat(read).hasSize(5);
      segments.forEach(s -> assertThat(read.get(s.label())).isEqualTo(s.mask().toBitSet()));
    }
  }

  private static ReferencedSeries on(VoxelGrid grid) {
    return new ReferencedSeries(
        "1.2.3",
        "1.2.4",
        "1.2.5",
        grid,
        IntStream.range(0, grid.slices())
            .mapToObj(
                i ->
                    new ReferencedImage(
                        DicomUid.CT_IMAGE_STORAGE, "1.2.6." + i, OptionalInt.empty()))
            .toList(),
        series.header());
  }

  private static Map<String, BitSet> readBack(
      List<WrittenSegmentation.Instance> instances, VoxelGrid grid) throws Exception {
    Map<String, BitSet> masks = new java.util.HashMap<>();
    for (var one : instances) {
      ReadSegmentation read = SegmentationReader.read(saved(one.dataset()));
      for (ReadSegment segment : read.segments()) {
        masks.put(segment.label(), read.mask(segment, grid).toBitSet());
      }
    }
    return masks;
  }

  private static DicomFile saved(DicomDataset dataset) throws Exception {
    Path file = Files.createTempFile(folder, "seg", ".dcm");
    org.contourflow.dicom.DicomFiles.write(file, dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    return org.contourflow.dicom.DicomFiles.read(file);
  }

  @Test
  void segments_that_overlap_go_into_several_label_maps_of_one_series() {
    List<Segment> segments = Segmentations.of(PHANTOM, series.grid());
    var maps = Segmentations.write(series, segments, SegmentationForm.LABELMAP);
    assertThat(maps)
        .extracting(WrittenSegmentation.Instance::segments)
        .containsExactly(List.of("External"), List.of("Lung_L", "Lung_R"), List.of("zNoise"));
    assertThat(maps)
        .extracting(m -> m.dataset().text(DicomTag.SeriesInstanceUID))
        .containsOnly(maps.get(0).dataset().text(DicomTag.SeriesInstanceUID));
    assertThat(maps)
        .extracting(WrittenSegmentation.Instance::sopInstanceUid)
        .doesNotHaveDuplicates();
    assertThat(maps)
        .extracting(m -> m.dataset().integer(DicomTag.InstanceNumber).orElseThrow())
        .containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource
  void the_same_content_is_the_same_bytes_and_another_voxel_another_object(SegmentationForm form) {
    List<Segment> segments = Segmentations.of(PHANTOM, series.grid());
    var once = Segmentations.write(series, segments, form);
    var again = Segmentations.write(series, segments, form);
    assertThat(again)
        .extracting(WrittenSegmentation.Instance::sopInstanceUid)
        .isEqualTo(once.stream().map(WrittenSegmentation.Instance::sopInstanceUid).toList());
    BitSet other = segments.get(3).mask().toBitSet();
    other.flip(12345);
    List<Segment> changed = new ArrayList<>(segments.subList(0, 3));
    changed.add(
        Segmentations.segment("zNoise", RoiType.CONTROL, BinaryMask.wrap(series.grid(), other)));
    assertThat(Segmentations.write(series, changed, form).get(0).sopInstanceUid())
        .isNotEqualTo(once.get(0).sopInstanceUid());
  }

  @Test
  void codes_side_colour_tracking_and_the_slices_it_was_made_from_are_said() {
    List<Segment> segments = Segmentations.of(PHANTOM, series.grid());
    DicomDataset set =
        Segmentations.write(series, segments, SegmentationForm.BINARY).get(0).dataset();
    DicomDataset lung = set.items(DicomTag.SegmentSequence).get(1);
    DicomDataset type = lung.firstItem(DicomTag.SegmentedPropertyTypeCodeSequence).orElseThrow();
    assertThat(type.text(DicomTag.CodeValue)).isEqualTo("39607008");
    assertThat(
            type.firstItem(DicomTag.SegmentedPropertyTypeModifierCodeSequence)
                .orElseThrow()
                .text(DicomTag.CodeMeaning))
        .isEqualTo("Left");
    assertThat(lung.text(DicomTag.TrackingID)).isEqualTo("Lung_L");
    assertThat(lung.text(DicomTag.TrackingUID)).startsWith("2.25.");
    assertThat(set.text(DicomTag.ContentDescription)).startsWith("UNAPPROVED");
    assertThat(set.text(DicomTag.SegmentsOverlap)).isEqualTo("YES");
    DicomDataset frame = set.items(DicomTag.PerFrameFunctionalGroupsSequence).get(3);
    assertThat(
            frame
                .firstItem(DicomTag.DerivationImageSequence, DicomTag.SourceImageSequence)
                .orElseThrow()
                .text(DicomTag.ReferencedSOPInstanceUID))
        .isEqualTo(series.images().get(frameSlice(frame)).sopInstanceUid());
  }

  private static int frameSlice(DicomDataset frame) {
    return frame
            .firstItem(DicomTag.FrameContentSequence)
            .orElseThrow()
            .integers(DicomTag.DimensionIndexValues)[1]
        - 1;
  }

  /** CIELab of the sRGB primaries in D50, as published (brucelindbloom.com, its calculator). */
  @ParameterizedTest
  @CsvSource({
    "255, 0, 0, 54.29, 80.81, 69.89",
    "0, 255, 0, 87.82, -79.29, 80.99",
    "0, 0, 255, 29.57, 68.30, -112.03",
    "255, 255, 255, 100, 0, 0"
  })
  void colours_are_cielab_of_the_profile_connection_space(
      int r, int g, int b, double lightness, double a, double yellow) {
    int[] value = CieLab.of(new RoiColour(r, g, b));
    assertThat(value[0] / 65535.0 * 100).isCloseTo(lightness, within(0.03));
    assertThat(value[1] / 65535.0 * 255 - 128).isCloseTo(a, within(0.03));
    assertThat(value[2] / 65535.0 * 255 - 128).isCloseTo(yellow, within(0.03));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void a_colour_comes_back_as_it_was() {
    for (int i = 0; i < 4096; i++) {
      RoiColour colour = new RoiColour((i & 15) * 17, (i >> 4 & 15) * 17, (i >> 8) * 17);
      assertThat(CieLab.toRgb(CieLab.of(colour))).isEqualTo(colour);
    }
  }

  @Test
  void every_type_of_structure_has_codes() {
    BinaryMask mask = Segmentations.noise(series.grid(), 1);
    for (RoiType type : RoiType.values()) {
      SegmentCodes codes = SegmentCodes.of(Segmentations.segment("Something", type, mask));
      assertThat(codes.category().value()).isNotEqualTo(codes.type().value());
    }
  }

  @Test
  void nothing_to_write_and_the_same_label_twice_are_refused() {
    Segment empty =
        Segmentations.segment("A", RoiType.ORGAN, BinaryMask.wrap(series.grid(), new BitSet()));
    Segment one = Segmentations.segment("A", RoiType.ORGAN, Segmentations.noise(series.grid(), 1));
    Segment other =
        Segmentations.segment("a", RoiType.ORGAN, Segmentations.noise(series.grid(), 2));
    assertThat(reason(List.of(empty))).isEqualTo(WrittenSegmentation.Reason.NO_SEGMENT);
    assertThat(reason(List.of(one, other))).isEqualTo(WrittenSegmentation.Reason.LABEL_NOT_UNIQUE);
  }

  private static WrittenSegmentation.Reason reason(List<Segment> segments) {
    WrittenSegmentation outcome =
        SegmentationWriter.write(series, Segmentations.content(segments), SegmentationForm.BINARY);
    return outcome instanceof WrittenSegmentation.Refused refused ? refused.reason() : null;
  }

  static Stream<Consumer<DicomDataset>> damages() {
    return Stream.of(
        set -> set.put(DicomTag.SegmentationType, "FRACTIONAL"),
        set -> set.putIntegers(DicomTag.NumberOfFrames, 100000),
        set -> set.putIntegers(DicomTag.NumberOfFrames, -1),
        set -> set.remove(DicomTag.PixelData),
        set -> set.remove(DicomTag.SegmentSequence),
        set -> set.remove(DicomTag.SharedFunctionalGroupsSequence),
        set -> set.putIntegers(DicomTag.Rows, 0),
        set ->
            set.items(DicomTag.PerFrameFunctionalGroupsSequence)
                .get(1)
                .remove(DicomTag.PlanePositionSequence),
        set ->
            set.items(DicomTag.PerFrameFunctionalGroupsSequence)
                .get(1)
                .remove(DicomTag.SegmentIdentificationSequence),
        set -> set.items(DicomTag.SegmentSequence).get(1).putIntegers(DicomTag.SegmentNumber, 1));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void a_damaged_file_is_refused_with_the_way_out(Consumer<DicomDataset> damage) throws Exception {
    List<Segment> segments = Segmentations.of(PHANTOM, series.grid());
    DicomDataset set =
        Segmentations.write(series, segments, SegmentationForm.BINARY).get(0).dataset();
    damage.accept(set);
    DicomFile file = saved(set);
    assertThatThrownBy(
            () -> {
              ReadSegmentation read = SegmentationReader.read(file);
              for (ReadSegment segment : read.segments()) {
                read.mask(segment, series.grid());
              }
            })
        .isInstanceOfSatisfying(
            SegmentationReadException.class, e -> assertThat(e.whatToDo()).endsWith("."));
  }
}
