package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Illness drawn into the left lung of a real chest, whose heart fills the image from border to
 * border. Truth is what was found in the CT as it is, less or more what is drawn.
 */
class IllLungsOnRealCtTest {
  private static final int FLUID_HU = 10;
  private static final int TISSUE_HU = 30;
  private static final int AIR_HU = -1000;

  private static Segmenter segmenter;
  private static CtVolume healthy;
  private static BinaryMask left;
  private static BinaryMask right;

  /** The HU that a voxel gets. */
  private interface Drawing {
    int hu(int slice, int row, int column);
  }

  /** Shares of voxels in the left lung found, and how many have the wrong side. */
  private record Result(double drawn, double rest, double otherLung, long wrongSide) {}

  @BeforeAll
  static void load() throws IOException {
    Path file = SharedData.require("ts_example/pulmonary_crop/ct_cropped.nii.gz");
    segmenter = ModelsInService.huAnatomy();
    healthy = NiftiReader.read(file).toCt();
    Map<String, BinaryMask> found = lungs(healthy);
    left = found.get("Lung_L");
    right = found.get("Lung_R");
    assertThat(left.count()).isGreaterThan(250_000);
    assertThat(right.count()).isGreaterThan(200_000);
  }

  @AfterAll
  static void close() {
    if (segmenter != null) {
      segmenter.close();
    }
  }

  private static Map<String, BinaryMask> lungs(CtVolume ct) {
    return ((Completed) segmenter.segment(ct, SegmentationListener.NONE))
        .structures().stream().collect(Collectors.toMap(s -> s.definition().name(), s -> s.mask()));
  }

  private static Result contour(Drawing drawing) {
    VoxelGrid grid = healthy.grid();
    short[] hu = new short[(int) grid.voxelCount()];
    boolean[] drawn = new boolean[hu.length];
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          hu[k] = (short) drawing.hu(s, r, c);
          drawn[k] = hu[k] != healthy.hu(s, r, c);
        }
      }
    }
    Map<String, BinaryMask> found = lungs(CtVolume.wrap(grid, hu));
    return compare(drawn, found.get("Lung_L"), found.get("Lung_R"));
  }

  private static Result compare(boolean[] drawn, BinaryMask foundLeft, BinaryMask foundRight) {
    VoxelGrid grid = healthy.grid();
    long[] all = new long[3];
    long[] in = new long[3];
    long wrong = 0;
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          boolean isLeft = left.get(s, r, c);
          boolean isRight = right.get(s, r, c);
          int kind = drawn[k] ? 0 : isLeft ? 1 : 2;
          if (drawn[k] || isLeft || isRight) {
            all[kind]++;
            in[kind] += (kind == 2 ? foundRight : foundLeft).get(s, r, c) ? 1 : 0;
          }
          wrong += isLeft && foundRight.get(s, r, c) || isRight && foundLeft.get(s, r, c) ? 1 : 0;
        }
      }
    }
    assertThat(all[0]).isGreaterThan(5000);
    return new Result(share(in[0], all[0]), share(in[1], all[1]), share(in[2], all[2]), wrong);
  }

  /** Of nothing everything. */
  private static double share(long part, long of) {
    return of == 0 ? 1 : (double) part / of;
  }

  private static int as(int slice, int row, int column) {
    return healthy.hu(slice, row, column);
  }

  private static void assertOthersKept(Result result, double least) {
    assertThat(result.rest()).isGreaterThan(least);
    assertThat(result.otherLung()).isGreaterThan(0.99);
    assertThat(result.wrongSide()).isZero();
  }

  /** Up to 47 mm high, to a level, with the patient on the back: rows go from front to back. */
  @Test
  void an_effusion_is_no_lung() {
    Result result = contour((s, r, c) -> left.get(s, r, c) && r > 71 ? FLUID_HU : as(s, r, c));
    assertThat(result.drawn()).isLessThan(0.01);
    assertOthersKept(result, 0.98);
  }

  @Test
  void a_collapsed_lower_part_is_no_lung() {
    Result result = contour((s, r, c) -> left.get(s, r, c) && s < 50 ? TISSUE_HU : as(s, r, c));
    assertThat(result.drawn()).isLessThan(0.01);
    assertOthersKept(result, 0.98);
  }

  /** The left half of the chest is filled. */
  @Test
  void the_lung_that_is_left_after_the_other_was_taken_out_keeps_its_side() {
    Result result = contour((s, r, c) -> leftWithItsWall(s, r, c) ? TISSUE_HU : as(s, r, c));
    assertThat(result.drawn()).isLessThan(0.001);
    assertThat(result.otherLung()).isGreaterThan(0.99);
    assertThat(result.wrongSide()).isZero();
  }

  private static boolean leftWithItsWall(int s, int r, int c) {
    VoxelGrid grid = healthy.grid();
    return left.get(s, r, c)
        || r > 0 && left.get(s, r - 1, c)
        || r + 1 < grid.rows() && left.get(s, r + 1, c)
        || c > 0 && left.get(s, r, c - 1)
        || c + 1 < grid.columns() && left.get(s, r, c + 1);
  }

  @Test
  void the_air_of_a_pneumothorax_in_front_of_the_lung_is_no_lung() {
    Result result = contour((s, r, c) -> left.get(s, r, c) && r < 39 ? AIR_HU : as(s, r, c));
    assertThat(result.drawn()).isLessThan(0.05);
    assertOthersKept(result, 0.95);
  }

  /** Of 36 and 18 mm, amid lung. */
  @Test
  void bullae_are_lung() {
    Result result =
        contour(
            (s, r, c) ->
                left.get(s, r, c) && (ball(s, r, c, 60, 12) || ball(s, r, c, 87, 6))
                    ? AIR_HU
                    : as(s, r, c));
    assertThat(result.drawn()).isGreaterThan(0.95);
    assertOthersKept(result, 0.99);
  }

  private static boolean ball(int s, int r, int c, int middleRow, int radius) {
    int dr = r - middleRow;
    return (s - 72) * (s - 72) + dr * dr + (c - 98) * (c - 98) < radius * radius;
  }
}
