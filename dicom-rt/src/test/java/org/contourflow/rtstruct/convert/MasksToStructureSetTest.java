package org.contourflow.rtstruct.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.rtstruct.check.StructureSetChecker;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.ForeignNrrd;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasksToStructureSetTest {
  @TempDir Path root;
  private ConvertCase on;

  @BeforeEach
  void write() throws IOException {
    on = new ConvertCase(root, ConvertCase.phantom());
  }

  private static void write(Path folder, String ending, Map<String, BinaryMask> masks)
      throws IOException {
    for (Map.Entry<String, BinaryMask> mask : masks.entrySet()) {
      Path file = folder.resolve(mask.getKey() + ending);
      if (ending.equals(".nrrd")) {
        NrrdWriter.write(file, mask.getValue());
      } else {
        NiftiWriter.write(file, mask.getValue());
      }
    }
  }

  private void assertExact(StructureSetOutcome outcome) {
    Map<String, BinaryMask> back = on.rasterized(outcome);
    assertThat(back.keySet()).isEqualTo(on.masks.keySet());
    on.masks.forEach(
        (name, mask) -> assertThat(back.get(name).toBitSet()).as(name).isEqualTo(mask.toBitSet()));
  }

  private static Map<String, String> names(String... pairs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  /** Ball 1, Islands 300 or 3, Ring 2 where the others are not. */
  private int label(int islands, int s, int r, int c) {
    return on.masks.get("Ball").get(s, r, c)
        ? 1
        : on.masks.get("Islands").get(s, r, c)
            ? islands
            : on.masks.get("Ring").get(s, r, c) ? 2 : 0;
  }

  private void separate() {
    BinaryMask ball = on.masks.get("Ball");
    BinaryMask islands = on.masks.get("Islands");
    BinaryMask ring = on.masks.get("Ring");
    on.masks.put(
        "Islands",
        BinaryMask.of(on.series.grid(), (s, r, c) -> islands.get(s, r, c) && !ball.get(s, r, c)));
    on.masks.put(
        "Ring",
        BinaryMask.of(
            on.series.grid(),
            (s, r, c) -> ring.get(s, r, c) && !ball.get(s, r, c) && !islands.get(s, r, c)));
  }

  @ParameterizedTest
  @ValueSource(strings = {".nrrd", ".nii", ".nii.gz"})
  void a_folder_of_masks_is_converted_to_the_voxel(String ending) throws Exception {
    Path masks = on.folder("masks");
    write(masks, ending, on.masks);
    Files.writeString(masks.resolve("notes.txt"), "no mask");
    StructureSetOutcome outcome = ConvertCase.exact().convert(on.series, masks, Map.of());
    StructureSetOutcome.Completed done = ConvertCase.completed(outcome);
    Map<String, BinaryMask> back = on.rasterized(outcome);
    assertThat(back).hasSize(3);
    back.forEach(
        (name, mask) ->
            assertThat(mask.toBitSet()).as(name).isEqualTo(on.masks.get(name).toBitSet()));
    assertThat(StructureSetChecker.check(done.dataset(), java.util.Optional.of(on.series)))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void masks_are_converted_to_the_voxel_in_every_position(PatientPosition position)
      throws Exception {
    on = new ConvertCase(root.resolve("positioned"), ConvertCase.phantom().position(position));
    write(on.folder("nifti"), ".nii.gz", on.masks);
    write(on.folder("nrrd"), ".nrrd", on.masks);
    for (String folder : new String[] {"nifti", "nrrd"}) {
      var back = on.rasterized(ConvertCase.exact().convert(on.series, on.folder(folder), Map.of()));
      back.forEach(
          (name, mask) -> assertThat(mask.toBitSet()).isEqualTo(on.masks.get(name).toBitSet()));
      assertThat(back).hasSize(3);
    }
  }

  @Test
  void a_label_map_in_nifti_is_taken_apart_by_a_names_file() throws Exception {
    separate();
    VoxelGrid grid = on.series.grid();
    byte[] labels = new byte[(int) grid.voxelCount()];
    for (int i = 0; i < labels.length; i++) {
      int inSlice = i % (grid.rows() * grid.columns());
      labels[i] =
          (byte)
              label(
                  200,
                  i / (grid.rows() * grid.columns()),
                  inSlice / grid.columns(),
                  inSlice % grid.columns());
    }
    Path file = root.resolve("labels.nii.gz");
    NiftiWriter.write(file, LabelMap.wrap(grid, labels));
    Path names = root.resolve("names.txt");
    Files.writeString(names, "# label name\n1 Ball\n\n2\tRing\n  200   Islands\n");
    assertExact(ConvertCase.exact().convert(on.series, file, MaskFiles.readNames(names)));
  }

  @Test
  void a_label_map_in_nrrd_is_taken_apart_by_a_names_file() throws Exception {
    separate();
    Path file = root.resolve("labels.nrrd");
    new ForeignNrrd(on.series.grid())
        .type("short")
        .encoding("gzip")
        .bigEndian()
        .write(file, (s, r, c) -> label(300, s, r, c));
    assertExact(
        ConvertCase.exact()
            .convert(on.series, file, names("1", "Ball", "2", "Ring", "300", "Islands")));
  }

  @Test
  void a_label_without_a_name_is_left_out_and_told_and_a_name_without_a_voxel_is_absent()
      throws Exception {
    Path file = root.resolve("labels.nrrd");
    new ForeignNrrd(on.series.grid()).write(file, (s, r, c) -> label(3, s, r, c));
    var done =
        ConvertCase.completed(
            ConvertCase.exact().convert(on.series, file, names("1", "Ball", "9", "Heart")));
    assertThat(done.absentRois()).containsExactly("Heart");
    assertThat(done.notes())
        .containsExactly(
            "label 2: has no name and was left out", "label 3: has no name and was left out");
  }

  @Test
  void one_mask_is_named_by_its_file_or_by_the_names_file() throws Exception {
    NiftiWriter.write(root.resolve("Ring.nii.gz"), on.masks.get("Ring"));
    assertThat(
            on.rasterized(
                ConvertCase.exact().convert(on.series, root.resolve("Ring.nii.gz"), Map.of())))
        .containsOnlyKeys("Ring");
    NiftiWriter.write(on.folder("masks").resolve("r1.nii.gz"), on.masks.get("Ring"));
    var done =
        ConvertCase.exact()
            .convert(on.series, on.folder("masks"), names("r1", "PTV_Ring", "x", "y"));
    assertThat(on.rasterized(done)).containsOnlyKeys("PTV_Ring");
    assertThat(ConvertCase.completed(done).notes())
        .containsExactly("x: named, but there is no such file");
  }

  static Stream<Arguments> axes() {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    return Stream.of(orders)
        .flatMap(o -> Stream.iterate(0, i -> i < 8, i -> i + 1).map(f -> Arguments.of(o, f)));
  }

  @ParameterizedTest(name = "axes {0}, flips {1}")
  @MethodSource("axes")
  void axes_in_any_order_and_direction_are_the_same_voxels(int[] order, int flips)
      throws Exception {
    Path masks = on.folder("masks");
    for (Map.Entry<String, BinaryMask> mask : on.masks.entrySet()) {
      new ForeignNrrd(on.series.grid())
          .axes(order[0], order[1], order[2])
          .flipped((flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0)
          .space(flips % 3 == 0 ? "RAS" : "left-posterior-superior")
          .write(
              masks.resolve(mask.getKey() + ".nrrd"),
              (s, r, c) -> mask.getValue().get(s, r, c) ? 1 : 0);
    }
    Map<String, BinaryMask> back =
        on.rasterized(ConvertCase.exact().convert(on.series, masks, Map.of()));
    assertThat(back).hasSize(3);
    back.forEach(
        (name, mask) ->
            assertThat(mask.toBitSet()).as(name).isEqualTo(on.masks.get(name).toBitSet()));
  }

  private VoxelGrid shifted(double shiftMm, int lessColumns) {
    VoxelGrid ct = on.series.grid();
    return VoxelGrid.even(
        ct.sliceOrigins().get(0).plus(ct.orientation().alongRow(), shiftMm),
        ct.orientation(),
        ct.slices(),
        ct.rows(),
        ct.columns() - lessColumns,
        2.5,
        ct.rowSpacingMm(),
        ct.columnSpacingMm());
  }

  @Test
  void a_mask_on_another_grid_is_refused_with_its_name_and_the_way_out() throws Exception {
    for (VoxelGrid grid : new VoxelGrid[] {shifted(0.55, 0), shifted(1.1, 0), shifted(-300, 0)}) {
      Path masks = on.folder("masks");
      NrrdWriter.write(
          masks.resolve("Heart.nrrd"), BinaryMask.of(grid, (s, r, c) -> r > 4 && c > 4));
      assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, masks, Map.of()))
          .isInstanceOf(ConversionRefusal.class)
          .hasMessageContaining("Heart")
          .hasMessageContaining("its voxels are not the CT's")
          .hasMessageContaining("--resample");
    }
  }

  @Test
  void a_mask_on_another_grid_is_resampled_when_asked_each_voxel_from_the_nearest()
      throws Exception {
    // Shifted by a whole pixel and a column less: the same places, other indices.
    VoxelGrid grid = shifted(1.1, 1);
    BinaryMask ball = on.masks.get("Ball");
    NiftiWriter.write(
        on.folder("masks").resolve("Ball.nii.gz"),
        BinaryMask.of(grid, (s, r, c) -> ball.get(s, r, c + 1)));
    assertThat(
            on.rasterized(ConvertCase.resampling().convert(on.series, on.folder("masks"), Map.of()))
                .get("Ball")
                .toBitSet())
        .isEqualTo(ball.toBitSet());
  }

  @Test
  void a_finer_turned_grid_is_resampled_as_the_solid_it_shows() throws Exception {
    VoxelGrid ct = on.series.grid();
    PatientPoint centre = ct.toPatient(new VoxelIndex(4, 13, 18));
    // Three times as fine, and a third of a voxel before the CT's first centre: centres coincide.
    VoxelGrid fine =
        VoxelGrid.even(
            ct.sliceOrigins()
                .get(0)
                .plus(ct.orientation().alongRow(), -1.1 / 3)
                .plus(ct.orientation().alongColumn(), -0.8 / 3)
                .plus(ct.orientation().normal(), -2.5 / 3),
            ct.orientation(),
            3 * ct.slices(),
            3 * ct.rows(),
            3 * ct.columns(),
            2.5 / 3,
            0.8 / 3,
            1.1 / 3);
    BinaryMask truth = sphere(ct, centre);
    new ForeignNrrd(fine)
        .axes(0, 2, 1)
        .flipped(true, false, true)
        .write(
            on.folder("masks").resolve("Ball.nrrd"),
            (s, r, c) -> inSphere(fine.toPatient(new VoxelIndex(s, r, c)), centre) ? 1 : 0);
    BinaryMask back =
        on.rasterized(ConvertCase.resampling().convert(on.series, on.folder("masks"), Map.of()))
            .get("Ball");
    assertThat(truth.count()).isGreaterThan(500);
    assertThat(back.toBitSet()).isEqualTo(truth.toBitSet());
  }

  private static BinaryMask sphere(VoxelGrid grid, PatientPoint centre) {
    return BinaryMask.of(
        grid, (s, r, c) -> inSphere(grid.toPatient(new VoxelIndex(s, r, c)), centre));
  }

  private static boolean inSphere(PatientPoint point, PatientPoint centre) {
    return point.distanceMm(centre) < 8.013;
  }

  @Test
  void outside_of_a_smaller_grid_nothing_is_in() throws Exception {
    VoxelGrid ct = on.series.grid();
    VoxelGrid crop =
        VoxelGrid.even(
            ct.toPatient(new VoxelIndex(2, 5, 6)), ct.orientation(), 3, 8, 9, 2.5, 0.8, 1.1);
    NrrdWriter.write(
        on.folder("masks").resolve("Crop.nrrd"), BinaryMask.of(crop, (s, r, c) -> true));
    BinaryMask back =
        on.rasterized(ConvertCase.resampling().convert(on.series, on.folder("masks"), Map.of()))
            .get("Crop");
    assertThat(back.toBitSet())
        .isEqualTo(
            BinaryMask.of(ct, (s, r, c) -> s >= 2 && s < 5 && r >= 5 && r < 13 && c >= 6 && c < 15)
                .toBitSet());
  }

  @Test
  void smoothing_takes_the_staircase_and_keeps_the_volume() throws Exception {
    write(on.folder("masks"), ".nrrd", on.masks);
    var smooth =
        new MasksToStructureSet(
            DestinationProfile.GENERIC, true, 0, false, "SMOOTH", ConvertCase.CREATED);
    ReadStructureSet read =
        StructureSetReader.read(
            ConvertCase.completed(smooth.convert(on.series, on.folder("masks"), Map.of()))
                .dataset());
    ReadRoi ball = read.roi("Ball").orElseThrow();
    double volume = ball.contours().stream().mapToDouble(c -> areaMm2(c)).sum() * 2.5;
    assertThat(volume).isCloseTo(on.masks.get("Ball").volumeMm3(1), within(0.01 * volume));
    // A staircase has edges along the axes only.
    assertThat(ball.contours()).allSatisfy(c -> assertThat(slantedEdges(c)).isGreaterThan(0.3));
  }

  private static double areaMm2(ReadContour contour) {
    Ring.Builder ring = new Ring.Builder(contour.points().size());
    for (int i = 0; i < contour.points().size(); i++) {
      ring.add(contour.points().point(i).yMm(), contour.points().point(i).xMm());
    }
    return Math.abs(ring.build().signedAreaPixels());
  }

  private static double slantedEdges(ReadContour contour) {
    int n = contour.points().size();
    int slanted = 0;
    for (int i = 0; i < n; i++) {
      PatientPoint a = contour.points().point(i);
      PatientPoint b = contour.points().point((i + 1) % n);
      slanted += Math.abs(a.xMm() - b.xMm()) > 1e-3 && Math.abs(a.yMm() - b.yMm()) > 1e-3 ? 1 : 0;
    }
    return (double) slanted / n;
  }

  @Test
  void a_larger_tolerance_gives_fewer_points_and_the_same_voxels() throws Exception {
    write(on.folder("masks"), ".nrrd", on.masks);
    long before = Long.MAX_VALUE;
    for (double tolerance : new double[] {0, 0.3, 99}) {
      StructureSetOutcome outcome =
          new MasksToStructureSet(
                  DestinationProfile.GENERIC, false, tolerance, false, "T", ConvertCase.CREATED)
              .convert(on.series, on.folder("masks"), Map.of());
      long points =
          StructureSetReader.read(ConvertCase.completed(outcome).dataset()).rois().stream()
              .flatMap(roi -> roi.contours().stream())
              .mapToLong(c -> c.points().size())
              .sum();
      if (tolerance != 0.3) {
        assertThat(points).isLessThan(before);
      }
      before = points;
      on.rasterized(outcome)
          .forEach(
              (name, mask) -> assertThat(mask.toBitSet()).isEqualTo(on.masks.get(name).toBitSet()));
    }
  }

  @Test
  void the_profile_decides_what_becomes_of_an_empty_mask() throws Exception {
    on.masks.put("Absent", BinaryMask.of(on.series.grid(), (s, r, c) -> false));
    write(on.folder("masks"), ".nii.gz", on.masks);
    for (DestinationProfile profile : DestinationProfile.ALL) {
      var done =
          ConvertCase.completed(
              new MasksToStructureSet(profile, false, 0.1, false, "P", ConvertCase.CREATED)
                  .convert(on.series, on.folder("masks"), Map.of()));
      assertThat(done.absentRois()).containsExactly("Absent");
      assertThat(StructureSetReader.read(done.dataset()).roi("Absent").isPresent())
          .isEqualTo(profile == DestinationProfile.RAYSTATION);
      assertThat(StructureSetChecker.check(done.dataset(), java.util.Optional.of(on.series)))
          .isEmpty();
    }
  }

  @Test
  void what_is_no_mask_is_refused_with_the_file_and_what_to_do() throws Exception {
    Path labels = root.resolve("labels.nrrd");
    new ForeignNrrd(on.series.grid()).write(labels, (s, r, c) -> label(3, s, r, c));
    assertRefused(labels, Map.of(), "labels.nrrd", "more than one value", "names file");
    Files.copy(labels, on.folder("inFolder").resolve("Heart.nrrd"));
    assertRefused(root.resolve("inFolder"), Map.of(), "Heart.nrrd", "more than one value");
    byte[] values = new byte[(int) on.series.grid().voxelCount()];
    values[70] = 1;
    values[90] = 2;
    Path nifti = root.resolve("labels.nii.gz");
    NiftiWriter.write(nifti, LabelMap.wrap(on.series.grid(), values));
    assertRefused(nifti, Map.of(), "labels.nii.gz", "more than one value", "names file");
    Path posterior = root.resolve("posterior.nrrd");
    new ForeignNrrd(on.series.grid()).type("float").write(posterior, (s, r, c) -> r / 30.0);
    assertRefused(posterior, Map.of(), "posterior.nrrd", "more than one value", "posteriors");
    assertRefused(posterior, names("1", "Heart"), "posterior.nrrd", "whole numbers");
    assertRefused(labels, names("Heart", "1"), "'Heart'", "is no label");
    assertRefused(labels, names("0", "Air"), "'0'", "is no label");
    assertRefused(on.folder("empty"), Map.of(), "empty", "has no mask", ".nii.gz");
    assertRefused(root.resolve("nowhere"), Map.of(), "nowhere", "is not there");
    NrrdWriter.write(on.folder("bad").resolve("a\u00e9.nrrd"), on.masks.get("Ball"));
    assertRefused(root.resolve("bad"), Map.of(), "ASCII", "names file");
  }

  private void assertRefused(Path masks, Map<String, String> names, String... words) {
    assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, masks, names))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void a_names_file_with_a_doubt_is_refused() throws Exception {
    Path names = root.resolve("names.txt");
    Files.writeString(names, "1 Heart\n1 Lung_L\n");
    assertThatThrownBy(() -> MaskFiles.readNames(names)).hasMessageContaining("'1' is there twice");
    Files.writeString(names, "1 Heart\n2\n");
    assertThatThrownBy(() -> MaskFiles.readNames(names)).hasMessageContaining("has no name");
  }

  @Test
  void two_structures_of_one_name_and_a_name_too_long_are_refused() throws Exception {
    NrrdWriter.write(on.folder("two").resolve("Heart.nrrd"), on.masks.get("Ball"));
    NrrdWriter.write(on.folder("two").resolve("heart.nrrd"), on.masks.get("Ring"));
    assertThat(ConvertCase.exact().convert(on.series, on.folder("two"), Map.of()))
        .isInstanceOfSatisfying(
            StructureSetOutcome.Refused.class,
            no -> assertThat(no.reason()).isEqualTo(StructureSetOutcome.Reason.NAME_NOT_UNIQUE));
    NrrdWriter.write(on.folder("long").resolve("Seventeen_letters.nrrd"), on.masks.get("Ball"));
    assertRefused(on.folder("long"), Map.of(), "'Seventeen_letters'", "1 to 16", "names file");
  }
}
