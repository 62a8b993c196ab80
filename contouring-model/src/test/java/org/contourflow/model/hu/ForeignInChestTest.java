package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.CompositeSegmenter;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * Gas, metal and tubes drawn into a real chest (82 slices from the kidneys to the lungs' tops,
 * whose sides the image cuts; two voxels each way made one of 3 mm). Truth is what was found in the
 * CT as it is. Rows go from front to back, columns to the left, slices to the head.
 */
class ForeignInChestTest {
  private static final int AIR_HU = -1000;
  private static final int TISSUE_HU = 40;
  private static final int PLASTIC_HU = 200;
  private static final int METAL_HU = 3000;

  @TempDir private static Path registry;
  private static Segmenter lungs;
  private static Segmenter segmenter;
  private static CtVolume asIs;
  private static Map<String, BinaryMask> before;

  /** The HU that a voxel gets. */
  private interface Drawing {
    int hu(int slice, int row, int column);
  }

  @BeforeAll
  static void load() throws IOException {
    Path file = SharedData.require("ts_example/aorta_crop/ct_cropped.nii.gz");
    List<Segmenter> both = ModelsInService.load(registry, List.of("hu-anatomy", "hu-more"));
    lungs = both.get(0);
    segmenter = new CompositeSegmenter(both);
    asIs = halved(NiftiReader.read(file).toCt());
    before = masks(segmenter, asIs);
    assertThat(before.get("Lung_L").count()).isGreaterThan(50_000);
    assertThat(before.get("Lung_R").count()).isGreaterThan(45_000);
    assertThat(before.get("Trachea").count()).isGreaterThan(700);
  }

  @AfterAll
  static void close() {
    if (segmenter != null) {
      segmenter.close();
    }
  }

  /** Means of eight voxels. */
  private static CtVolume halved(CtVolume ct) {
    VoxelGrid fine = ct.grid();
    VoxelGrid grid =
        VoxelGrid.even(
            fine.toPatient(new VoxelIndex(0, 0, 0)),
            SliceOrientation.AXIAL,
            fine.slices() / 2,
            fine.rows() / 2,
            fine.columns() / 2,
            2 * fine.sliceStepMm(0),
            2 * fine.rowSpacingMm(),
            2 * fine.columnSpacingMm());
    return drawn(
        grid,
        (s, r, c) -> {
          int sum = 0;
          for (int i = 0; i < 8; i++) {
            sum += ct.hu(2 * s + (i & 1), 2 * r + (i >> 1 & 1), 2 * c + (i >> 2));
          }
          return Math.round(sum / 8f);
        });
  }

  private static CtVolume drawn(VoxelGrid grid, Drawing drawing) {
    short[] hu = new short[(int) grid.voxelCount()];
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          hu[k] = (short) drawing.hu(s, r, c);
        }
      }
    }
    return CtVolume.wrap(grid, hu);
  }

  private static Map<String, BinaryMask> masks(Segmenter by, CtVolume ct) {
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    ((Completed) by.segment(ct, SegmentationListener.NONE))
        .structures()
        .forEach(s -> masks.put(s.definition().name(), s.mask()));
    return masks;
  }

  /** Contours what is drawn; lungs must be whole, but for what is drawn, and of their side. */
  private static Map<String, BinaryMask> contour(
      Segmenter by, double leastKept, double mostNewCc, Drawing now) {
    Map<String, BinaryMask> found = masks(by, drawn(asIs.grid(), now));
    assertLungs(leastKept, mostNewCc, now, before, found);
    return found;
  }

  private static void assertLungs(
      double leastKept,
      double mostNewCc,
      Drawing now,
      Map<String, BinaryMask> truth,
      Map<String, BinaryMask> found) {
    for (String name : List.of("Lung_L", "Lung_R")) {
      BinaryMask other = truth.get(name.equals("Lung_L") ? "Lung_R" : "Lung_L");
      long[] counts = new long[4];
      VoxelGrid grid = asIs.grid();
      for (int s = 0; s < grid.slices(); s++) {
        for (int r = 0; r < grid.rows(); r++) {
          for (int c = 0; c < grid.columns(); c++) {
            boolean same = now.hu(s, r, c) == asIs.hu(s, r, c);
            boolean was = same && truth.get(name).get(s, r, c);
            boolean is = found.get(name).get(s, r, c);
            counts[0] += was ? 1 : 0;
            counts[1] += was && is ? 1 : 0;
            counts[2] += is && !truth.get(name).get(s, r, c) ? 1 : 0;
            counts[3] += is && other.get(s, r, c) ? 1 : 0;
          }
        }
      }
      assertThat((double) counts[1] / counts[0]).as("%s kept", name).isGreaterThan(leastKept);
      assertThat(counts[2] * 0.027).as("%s new, cc", name).isLessThan(mostNewCc);
      assertThat(counts[3]).as("%s where the other lung is", name).isZero();
    }
  }

  private static int as(int s, int r, int c) {
    return asIs.hu(s, r, c);
  }

  private static double squared(double value) {
    return value * value;
  }

  /** Distance from the oesophagus' middle, voxels; from the diaphragm up. */
  private static double fromOesophagus(int s, int r, int c) {
    int[] at = {22, 32, 38, 54, 65, 82};
    double[] rows = {36, 41, 45, 44, 41, 36};
    double[] columns = {25, 24, 21.5, 21.5, 22, 22};
    for (int i = 1; s >= at[0] && i < at.length; i++) {
      if (s < at[i]) {
        double t = (double) (s - at[i - 1]) / (at[i] - at[i - 1]);
        double row = rows[i - 1] + t * (rows[i] - rows[i - 1]);
        double column = columns[i - 1] + t * (columns[i] - columns[i - 1]);
        return Math.hypot(r - row, c - column);
      }
    }
    return 99;
  }

  /** Air 18 mm wide all the way, in a wall of its own where it would lie in lung. */
  private static int airOfOesophagus(double radius, int s, int r, int c) {
    double from = fromOesophagus(s, r, c);
    boolean wall = from <= radius + 1.5 && as(s, r, c) < -200;
    return from <= radius ? AIR_HU : wall ? TISSUE_HU : as(s, r, c);
  }

  @Test
  void air_in_the_oesophagus_is_no_lung_and_no_trachea() {
    Map<String, BinaryMask> found =
        contour(segmenter, 0.98, 0.5, (s, r, c) -> airOfOesophagus(3, s, r, c));
    long trachea = before.get("Trachea").count();
    assertThat(found.get("Trachea").count()).isBetween(8 * trachea / 10, trachea + 50);
  }

  /** Gas, and tissue 3.6 mm about it. */
  private static int bowel(double[] middle, double[] radii, int s, int r, int c) {
    double[] at = {s, r, c};
    double inner = 0;
    double outer = 0;
    for (int i = 0; i < 3; i++) {
      inner += squared((at[i] - middle[i]) / radii[i]);
      outer += squared((at[i] - middle[i]) / (radii[i] + 1.2));
    }
    return inner <= 1 ? AIR_HU : outer <= 1 ? TISSUE_HU : as(s, r, c);
  }

  /** 210 cc under the left dome, 90 cc between the liver and the right one. */
  @Test
  void bowel_gas_under_the_domes_is_no_lung() {
    double[][] left = {{15, 30, 46}, {7, 16, 12}};
    double[][] right = {{18, 18, 10}, {5, 12, 9}};
    contour(
        lungs,
        0.99,
        0.5,
        (s, r, c) ->
            c > 30 ? bowel(left[0], left[1], s, r, c) : bowel(right[0], right[1], s, r, c));
  }

  private static boolean ball(int s, int r, int c, int row, int radius) {
    return squared(s - 65) + squared(r - row) + squared(c - 36) <= squared(radius);
  }

  /** A tumour of 42 mm at the ribs, hollow for 30, with a way out of it through the skin. */
  @Test
  void a_cavity_that_opens_to_the_chest_wall_leaves_the_rest_whole() {
    Drawing cavity =
        (s, r, c) ->
            ball(s, r, c, 19, 5)
                ? AIR_HU
                : ball(s, r, c, 23, 7) && as(s, r, c) < 0 ? TISSUE_HU : as(s, r, c);
    contour(
        lungs,
        0.99,
        0.5,
        (s, r, c) ->
            r <= 19 && Math.abs(c - 36) <= 1 && Math.abs(s - 65) <= 1
                ? AIR_HU
                : cavity.hu(s, r, c));
  }

  /** Breaths between table positions: 9 mm of the body are seen twice or not, twice 6 mm. */
  @Test
  void steps_of_breathing_stay_where_they_are() {
    Map<String, BinaryMask> stepped = new LinkedHashMap<>();
    before.forEach(
        (name, mask) ->
            stepped.put(name, BinaryMask.of(asIs.grid(), (s, r, c) -> mask.get(breath(s), r, c))));
    Map<String, BinaryMask> found =
        masks(segmenter, drawn(asIs.grid(), (s, r, c) -> as(breath(s), r, c)));
    assertLungs(0.99, 1.5, ForeignInChestTest::as, stepped, found);
  }

  private static int breath(int slice) {
    boolean again = slice >= 14 && slice < 23 || slice >= 44 && slice < 50;
    return again ? slice - 3 : slice >= 23 && slice < 32 ? slice + 2 : slice;
  }

  private static double drawnShare(BinaryMask found, int value, Drawing now) {
    VoxelGrid grid = asIs.grid();
    long all = 0;
    long in = 0;
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          boolean drawn = now.hu(s, r, c) == value && as(s, r, c) != value;
          all += drawn ? 1 : 0;
          in += drawn && found.get(s, r, c) ? 1 : 0;
        }
      }
    }
    return (double) in / all;
  }

  @Test
  void a_stent_full_of_air_is_metal_and_no_lung() {
    Drawing stent =
        (s, r, c) -> {
          double from = fromOesophagus(s, r, c);
          return s >= 30 && s <= 48 && from > 1.6 && from <= 2.6
              ? METAL_HU
              : airOfOesophagus(2, s, r, c);
        };
    Map<String, BinaryMask> found = contour(segmenter, 0.98, 0.5, stent);
    assertThat(drawnShare(found.get("zMetal"), METAL_HU, stent)).isGreaterThan(0.95);
  }

  /** 36 x 12 x 33 mm before the left ribs, with streaks of 500 HU that fade within 30 mm. */
  private static int pacemaker(int s, int r, int c) {
    if (s < 66 || s > 76) {
      return as(s, r, c);
    }
    if (r >= 11 && r <= 14 && c >= 44 && c <= 56) {
      return METAL_HU;
    }
    double down = r - 12.5;
    double across = c - 50;
    double fade = Math.exp(-Math.max(0, Math.hypot(down, across) - 5) / 10);
    double streak = 500 * Math.sin(9 * Math.atan2(down, across)) * fade;
    return (int) Math.max(-1024, Math.min(2400, as(s, r, c) + streak));
  }

  @Test
  void a_pacemaker_is_metal_and_its_streaks_are_no_lung() {
    Map<String, BinaryMask> found =
        masks(segmenter, drawn(asIs.grid(), ForeignInChestTest::pacemaker));
    assertThat(drawnShare(found.get("zMetal"), METAL_HU, ForeignInChestTest::pacemaker))
        .isGreaterThan(0.95);
    Drawing same = ForeignInChestTest::as;
    assertLungs(0.99, 1.5, same, before, found);
  }

  /** 9 mm wide, from the skin to the trachea, in the five uppermost slices. */
  @Test
  void a_tracheostomy_empties_no_lung() {
    BinaryMask trachea = before.get("Trachea");
    Map<String, BinaryMask> found =
        contour(
            segmenter,
            0.99,
            0.5,
            (s, r, c) -> {
              boolean within = s >= 77 && Math.abs(c - 22) <= 1.5 && r <= 31;
              boolean wall = s >= 76 && Math.abs(c - 22) <= 2.5 && r <= 31 && as(s, r, c) > -500;
              return within || s >= 70 && trachea.get(s, r, c)
                  ? AIR_HU
                  : wall ? PLASTIC_HU : as(s, r, c);
            });
    assertThat(found.get("Trachea").count()).isGreaterThan(8 * trachea.count() / 10);
  }

  /** The tube's wall and cuff are no round section: the trachea may be absent, lung it is not. */
  @Test
  void a_tube_in_the_trachea_makes_no_lung_of_it() {
    BinaryMask trachea = before.get("Trachea");
    Map<String, BinaryMask> found =
        contour(
            segmenter,
            0.99,
            6,
            (s, r, c) -> {
              boolean lumen = s >= 67 && trachea.get(s, r, c);
              boolean inner = Math.abs(r - 33.5 + (s - 74) / 4.0) < 1.2 && Math.abs(c - 22) < 1.2;
              return lumen ? (inner ? AIR_HU : PLASTIC_HU) : as(s, r, c);
            });
    assertThat(found.get("Lung_R").count()).isLessThan(before.get("Lung_R").count() + 250);
  }

  /** Of the trachea's section in a slice; voxels. */
  private static double[] middleOfTrachea(int slice) {
    double[] sums = new double[3];
    for (int r = 0; r < asIs.grid().rows(); r++) {
      for (int c = 0; c < asIs.grid().columns(); c++) {
        if (before.get("Trachea").get(slice, r, c)) {
          sums[0]++;
          sums[1] += r;
          sums[2] += c;
        }
      }
    }
    return new double[] {sums[1] / sums[0], sums[2] / sums[0]};
  }

  /**
   * 11 mm wide, its wall 1.5 mm, 2 mm of it radio-opaque, each voxel the mean of 100 points.
   *
   * @param middle of the tube, voxels
   */
  private static int tube(double[] middle, int s, int r, int c) {
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      double down = 3 * (r + (i % 10 - 4.5) / 10 - middle[0]);
      double across = 3 * (c + (i / 10 - 4.5) / 10 - middle[1]);
      double from = Math.hypot(down, across);
      int wall = down > 0 && Math.abs(across) < 1 ? 1000 : 300;
      sum += from > 5.5 ? as(s, r, c) : from > 4 ? wall : AIR_HU;
    }
    return (int) Math.round(sum / 100);
  }

  /** It ends 30 mm above the carina; in the middle, and to the side at the wall. */
  @Test
  void the_trachea_is_contoured_through_a_tube() {
    BinaryMask trachea = before.get("Trachea");
    int tip = 10 + firstOf(trachea);
    List<double[]> middles =
        IntStream.range(0, asIs.grid().slices())
            .mapToObj(ForeignInChestTest::middleOfTrachea)
            .toList();
    for (double aside : new double[] {0, 0.7}) {
      Drawing tube =
          (s, r, c) -> {
            if (s < tip) {
              return as(s, r, c);
            }
            double[] middle = middles.get(s);
            return tube(new double[] {middle[0] + aside / 2, middle[1] + aside}, s, r, c);
          };
      Map<String, BinaryMask> found = contour(segmenter, 0.99, 0.5, tube);
      assertThat(Phantoms.dice(trachea.toBitSet(), found.get("Trachea").toBitSet()))
          .isGreaterThan(0.9);
      for (String name : List.of("External", "Bone")) {
        assertThat(found.get(name).toBitSet()).as(name).isEqualTo(before.get(name).toBitSet());
      }
    }
  }

  private static int firstOf(BinaryMask mask) {
    int pixels = asIs.grid().rows() * asIs.grid().columns();
    return mask.toBitSet().nextSetBit(0) / pixels;
  }

  private static List<String> lungNotes(Drawing drawing) {
    CtVolume ct = drawn(asIs.grid(), drawing);
    return ((Completed) lungs.segment(ct, SegmentationListener.NONE))
        .notes().stream().filter(n -> n.startsWith("Lung_")).toList();
  }

  /** In the left lung and one voxel of its wall. */
  private static boolean leftWithItsWall(int s, int r, int c) {
    BinaryMask left = before.get("Lung_L");
    return left.get(s, r, c)
        || left.get(s, Math.max(0, r - 1), c)
        || left.get(s, Math.min(asIs.grid().rows() - 1, r + 1), c)
        || left.get(s, r, Math.max(0, c - 1))
        || left.get(s, r, Math.min(asIs.grid().columns() - 1, c + 1));
  }

  /**
   * About 500 cc of fluid behind, and the whole left lung; the right one's place is not in view.
   */
  @Test
  void fluid_and_a_lung_that_is_not_there_are_told_and_a_healthy_chest_is_not() {
    assertThat(lungNotes(ForeignInChestTest::as)).isEmpty();
    List<String> fluid =
        lungNotes((s, r, c) -> r > 46 && leftWithItsWall(s, r, c) ? TISSUE_HU : as(s, r, c));
    assertThat(fluid).singleElement().asString().startsWith("Lung_L needs attention: 5");
    List<String> gone = lungNotes((s, r, c) -> leftWithItsWall(s, r, c) ? TISSUE_HU : as(s, r, c));
    assertThat(gone).singleElement().asString().startsWith("Lung_L needs attention: 7");
  }
}
