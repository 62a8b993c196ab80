package org.contourflow.rtstruct;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Structure sets that other systems wrote. */
class RealStructureSetsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void the_ibsi_phantom_is_rasterised_to_its_official_mask(Combination plain) throws Exception {
    Path official = SharedData.require("ibsi_lung_phantom/pat1_mask.nii.gz");
    SharedData.unzip("ibsi_lung_phantom/pat_1.zip", folder);
    Path file;
    try (Stream<Path> files = Files.walk(folder)) {
      file = files.filter(f -> f.toString().contains("DCM_RS")).findFirst().orElseThrow();
    }
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
}
