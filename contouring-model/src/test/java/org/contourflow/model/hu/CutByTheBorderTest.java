package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.presence.ReorientedCt;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real chests whose lungs the image's border cuts: on their side, and in the body. */
class CutByTheBorderTest {
  private static Segmenter segmenter;

  @BeforeAll
  static void load() throws IOException {
    segmenter = ModelsInService.huAnatomy();
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  private static Completed contour(CtVolume ct) {
    return (Completed) segmenter.segment(ct, SegmentationListener.NONE);
  }

  private static Map<String, BinaryMask> masks(CtVolume ct) {
    return contour(ct).structures().stream()
        .collect(Collectors.toMap(s -> s.definition().name(), s -> s.mask()));
  }

  /** A heart in 183 x 153 mm: every voxel but a corner above the skin is of the body. */
  private static CtVolume heart() throws IOException {
    Path file = SharedData.require("ts_example/pulmonary_crop/ct_cropped.nii.gz");
    return NiftiReader.read(file).toCt();
  }

  /** A crop of one lung, its image folder in DICOM; the number is the patient's. */
  private static CtVolume oneLung(int patient, Path tmp) throws IOException {
    Path folder = SharedData.unzip("ibsi_lung_phantom/pat_" + patient + ".zip", tmp);
    try (Stream<Path> files = Files.walk(folder)) {
      return new CtSeriesAssembler(GeometryPolicy.MODERATE, MissingUids.DERIVE)
          .assemble(files.filter(Files::isRegularFile).sorted().toList())
          .accepted()
          .get(0)
          .readVolume();
    }
  }

  private static long countWhere(BinaryMask mask, DoublePredicate xMm) {
    VoxelGrid grid = mask.grid();
    return mask.toBitSet().stream()
        .filter(
            i -> {
              int pixel = i % (grid.rows() * grid.columns());
              VoxelIndex at =
                  new VoxelIndex(
                      i / (grid.rows() * grid.columns()),
                      pixel / grid.columns(),
                      pixel % grid.columns());
              return xMm.test(grid.toPatient(at).xMm());
            })
        .count();
  }

  /** Where all rows and columns show tissue or lung, all is body; a slab of 20 slices was not. */
  @Test
  void a_lung_that_the_border_cuts_is_body_and_lung_in_every_slice() throws IOException {
    CtVolume ct = heart();
    Map<String, BinaryMask> found = masks(ct);
    VoxelGrid grid = ct.grid();
    long aerated = 0;
    long outside = 0;
    long unnamed = 0;
    for (int s = 0; s < grid.slices() / 2; s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          boolean lung = ct.hu(s, r, c) < -700 && ct.hu(s, r, c) > -900;
          boolean body = found.get("External").get(s, r, c);
          aerated += lung ? 1 : 0;
          outside += lung && !body ? 1 : 0;
          boolean named = found.get("Lung_L").get(s, r, c) || found.get("Lung_R").get(s, r, c);
          unnamed += lung && !named ? 1 : 0;
        }
      }
    }
    assertThat(aerated).isGreaterThan(100_000);
    assertThat(outside).as("of %d aerated voxels", aerated).isLessThan(aerated / 1000);
    assertThat(unnamed).as("of %d aerated voxels", aerated).isLessThan(aerated / 50);
  }

  /** Cut out of the middle, from the front, and from behind; the whole image is the truth. */
  @Test
  void a_narrower_field_of_view_gives_the_same_body_and_lungs() throws IOException {
    CtVolume ct = heart();
    Map<String, BinaryMask> whole = masks(ct);
    int[][] windows = {{15, 87, 12, 110}, {25, 102, 0, 122}, {0, 80, 18, 122}, {10, 71, 0, 98}};
    for (int[] w : windows) {
      Map<String, BinaryMask> found = masks(ReorientedCt.window(ct, w[0], w[1], w[2], w[3]));
      for (String name : new String[] {"External", "Lung_L", "Lung_R"}) {
        assertThat(dice(found.get(name), whole.get(name), w[0], w[2]))
            .as("%s of rows %d to %d, columns %d to %d", name, w[0], w[1], w[2], w[3])
            .isGreaterThan(name.equals("External") ? 0.99 : 0.95);
      }
    }
  }

  /** Of a window's mask and the whole image's, in the window. */
  private static double dice(BinaryMask window, BinaryMask whole, int top, int left) {
    VoxelGrid grid = window.grid();
    long both = 0;
    long sum = 0;
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          boolean a = window.get(s, r, c);
          boolean b = whole.get(s, r + top, c + left);
          both += a && b ? 1 : 0;
          sum += (a ? 1 : 0) + (b ? 1 : 0);
        }
      }
    }
    return 2.0 * both / sum;
  }

  /**
   * A crop about the left lung, with a strip of the right one at its border, right of the spine.
   */
  @Test
  void a_strip_of_the_other_lung_is_not_given_to_this_one(@TempDir Path tmp) throws IOException {
    Map<String, BinaryMask> found = masks(oneLung(3, tmp));
    assertThat(countWhere(found.get("Lung_L"), x -> x > 0)).isGreaterThan(200_000);
    assertThat(countWhere(found.get("Lung_L"), x -> x < -25)).isZero();
    assertThat(countWhere(found.get("Lung_R"), x -> x > 0)).isZero();
  }

  /** The right half without the spine: ribs do not tell a side. */
  @Test
  void without_a_spine_in_the_image_no_side_is_told(@TempDir Path tmp) throws IOException {
    CtVolume ct = oneLung(1, tmp);
    VoxelGrid grid = ct.grid();
    int right = grid.columns() * 3 / 5;
    Completed done = contour(ReorientedCt.window(ct, 0, grid.rows(), 0, right));
    assertThat(done.notes()).anyMatch(n -> n.contains("not on which side of the patient"));
    done.structures().stream()
        .filter(s -> s.definition().name().startsWith("Lung"))
        .forEach(s -> assertThat(s.mask().isEmpty()).isTrue());
  }
}
