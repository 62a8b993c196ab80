package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.rtstruct.check.StructureSetChecker;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structure sets that other systems wrote. */
class RealStructureSetsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void the_ibsi_phantom_is_rasterised_to_its_official_mask(Combination plain) throws Exception {
    Path official = SharedData.require("ibsi_lung_phantom/pat1_mask.nii.gz");
    SharedData.unzip("ibsi_lung_phantom/pat_1.zip", folder);
    Path file = find(folder, "DCM_RS");
    CtFolder.Outcome.Found ct = (CtFolder.Outcome.Found) CtFolder.load(folder, Optional.empty());
    ReadRoi roi = StructureSetReader.read(file).rois().get(0);
    var mask = new StructureSetRasterizer(ct.series().grid(), plain).rasterize(roi).mask();
    assertThat(mask.count()).isEqualTo(125_256);
    var image = NiftiReader.read(official);
    var truth = image.maskOf(1);
    assertThat(truth.count()).isEqualTo(125_256);
    // The NIfTI has its own order of axes: compare where the voxels are in the patient.
    var grid = ct.series().grid();
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          if (mask.get(s, r, c)) {
            PatientPoint point = grid.toPatient(new VoxelIndex(s, r, c));
            int slice = image.grid().nearestSlice(point);
            PixelPoint pixel = image.grid().toPixel(slice, point);
            assertThat(
                    truth.get(slice, (int) Math.rint(pixel.row()), (int) Math.rint(pixel.column())))
                .isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rtstruct_zoo/dicompyler_breast/rtss.dcm, 10",
    "rtstruct_zoo/plastimatch/000000.dcm, 1",
    "rtstruct_zoo/pydicom/rtstruct.dcm, 1"
  })
  void a_structure_set_of_another_system_is_read(String path, int leastRois) throws Exception {
    ReadStructureSet read = StructureSetReader.read(SharedData.require(path));
    assertThat(read.rois()).hasSizeGreaterThanOrEqualTo(leastRois);
    assertThat(read.problems()).isEmpty();
  }

  @Test
  void an_empty_contour_list_is_a_roi_without_contours() throws Exception {
    ReadStructureSet read =
        StructureSetReader.read(SharedData.require("rtstruct_zoo/dicompyler_breast/rtss.dcm"));
    assertThat(read.rois()).anySatisfy(roi -> assertThat(roi.contours()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void every_contour_of_a_cerr_structure_set_finds_its_slice(int patient) throws Exception {
    SharedData.unzip("ibsi_lung_phantom/pat_" + patient + ".zip", folder);
    Path file = find(folder, "DCM_RS");
    CtFolder.Outcome.Found ct = (CtFolder.Outcome.Found) CtFolder.load(folder, Optional.empty());
    ReadStructureSet read = StructureSetReader.read(file);
    assertThat(read.rois()).isNotEmpty();
    assertThat(read.problems()).isEmpty();
    for (ReadRoi roi : read.rois()) {
      var rasterized = new StructureSetRasterizer(ct.series().grid()).rasterize(roi);
      assertThat(rasterized.contoursLeftOut()).as(roi.name()).isEmpty();
      assertThat(rasterized.mask().count()).as(roi.name()).isPositive();
    }
  }

  private static Path find(Path folder, String name) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().contains(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void pydicoms_points_are_read_and_enclose_nothing() throws Exception {
    ReadStructureSet read =
        StructureSetReader.read(SharedData.require("rtstruct_zoo/pydicom/rtstruct.dcm"));
    assertThat(read.rois())
        .anySatisfy(
            roi ->
                assertThat(roi.contours())
                    .isNotEmpty()
                    .allSatisfy(
                        c -> {
                          assertThat(c.geometricType()).isEqualTo("POINT");
                          assertThat(c.points().size()).isEqualTo(1);
                          assertThat(c.isClosed()).isFalse();
                        }));
  }

  /**
   * Copies of the files with the UIDs that de-identification and export took away or made different
   * for each slice.
   */
  private Path withUids(Path ct) throws Exception {
    Path copies = Files.createDirectories(folder.resolve("with-uids"));
    try (Stream<Path> files = Files.list(ct)) {
      for (Path file : files.toList()) {
        DicomFile read = DicomFiles.read(file);
        DicomDataset d = read.dataset();
        d.put(DicomTag.StudyInstanceUID, "2.25.71").put(DicomTag.FrameOfReferenceUID, "2.25.72");
        d.put(DicomTag.SeriesInstanceUID, "2.25.73");
        d.put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE);
        d.put(DicomTag.SOPInstanceUID, DicomUid.create());
        // The oblique one has a slope of 0.001, which is refused as no CT's; its geometry is real.
        d.put(DicomTag.RescaleSlope, "1");
        DicomFiles.write(copies.resolve(file.getFileName()), d, read.transferSyntaxUid());
      }
    }
    return copies;
  }

  @Test
  void a_label_map_of_another_program_goes_to_a_real_ct_and_comes_back_to_the_voxel()
      throws Exception {
    Path labels = SharedData.require("ts_example/example_seg_dicom.nii.gz");
    Path ct = withUids(SharedData.require("ts_example/example_ct_dicom"));
    var series = ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series();
    var image = NiftiReader.read(labels);
    Map<String, String> names = new LinkedHashMap<>();
    for (int label : image.labels()) {
      names.put(Integer.toString(label), "L" + label);
    }
    assertThat(names).hasSizeGreaterThan(20);
    var outcome =
        new MasksToStructureSet(DestinationProfile.GENERIC, false, 0.1, false, "REAL", Rois.CREATED)
            .convert(series, labels, names);
    var dataset = ((StructureSetOutcome.Completed) outcome).dataset();
    assertThat(StructureSetChecker.check(dataset, Optional.of(series))).isEmpty();
    ReadStructureSet read = StructureSetReader.read(dataset);
    var grid = series.grid();
    for (Map.Entry<String, String> name : names.entrySet()) {
      var back =
          new StructureSetRasterizer(grid).rasterize(read.roi(name.getValue()).orElseThrow());
      BinaryMask truth = image.maskOf(Integer.parseInt(name.getKey()));
      assertThat(back.mask().count()).as(name.getValue()).isEqualTo(truth.count());
      // The label map runs from left to right otherwise than the CT: compare by place.
      back.mask().toBitSet().stream()
          .forEach(
              i -> {
                int inSlice = i % (grid.rows() * grid.columns());
                PatientPoint point =
                    grid.toPatient(
                        new VoxelIndex(
                            i / (grid.rows() * grid.columns()),
                            inSlice / grid.columns(),
                            inSlice % grid.columns()));
                int slice = image.grid().nearestSlice(point);
                PixelPoint pixel = image.grid().toPixel(slice, point);
                boolean in =
                    truth.get(slice, (int) Math.rint(pixel.row()), (int) Math.rint(pixel.column()));
                if (!in) {
                  throw new AssertionError(name.getValue() + " has a voxel too much at " + point);
                }
              });
    }
  }

  @Test
  void a_real_oblique_stack_is_drawn_on_to_the_voxel() throws Exception {
    Path ct = withUids(SharedData.require("rtstruct_zoo/rtutils/oriented"));
    CtFolder.Outcome outcome = CtFolder.load(ct, Optional.empty());
    var series = ((CtFolder.Outcome.Found) outcome).series();
    var grid = series.grid();
    BinaryMask mask =
        BinaryMask.of(
            grid,
            (s, r, c) ->
                Math.hypot(r - grid.rows() / 2.0, c - grid.columns() / 3.0) < 9
                    && (r + c) % 7 != s);
    var dataset = Rois.write(series, Rois.of("Comb", mask)).dataset();
    assertThat(StructureSetChecker.check(dataset, Optional.of(series))).isEmpty();
    ReadRoi roi = StructureSetReader.read(dataset).rois().get(0);
    assertThat(new StructureSetRasterizer(grid).rasterize(roi).mask().toBitSet())
        .isEqualTo(mask.toBitSet());
  }
}
