package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.contourflow.train.WindowSampler.Placement;
import org.contourflow.train.WindowSampler.Window;
import org.contourflow.train.data.SevenOrgans;
import org.contourflow.train.data.TrainingCase;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final WindowShape SHAPE = new WindowShape(16, 32, 32);
  private static final double[] SPACING = {3, 4, 4};

  /** HU is a linear function of the position in mm; the right half is class 3, the left 4. */
  static TrainingCase ramp() {
    int slices = 40;
    int rows = 50;
    int columns = 60;
    short[] hu = new short[slices * rows * columns];
    byte[] codes = new byte[hu.length];
    for (int i = 0; i < hu.length; i++) {
      int z = i / (rows * columns);
      int y = i % (rows * columns) / columns;
      int x = i % columns;
      hu[i] = (short) (2 * (z + 0.5) * 2.5 + 3 * (y + 0.5) * 4 + 1 * (x + 0.5) * 5);
      codes[i] = (byte) (x < columns / 2 ? SevenOrgans.PAROTID_R : SevenOrgans.PAROTID_L);
    }
    boolean[] missing = new boolean[SevenOrgans.CLASSES];
    missing[SevenOrgans.PAROTID_R] = true;
    return new TrainingCase("ramp", slices, rows, columns, 2.5, 4, 5, hu, codes, missing);
  }

  @Test
  void a_linear_field_is_sampled_exactly_at_the_windows_own_positions() {
    double[] centre = {50, 100, 150};
    Window window = new WindowSampler(SHAPE, SPACING).sample(ramp(), Placement.straight(centre));
    for (int[] v : new int[][] {{0, 0, 0}, {3, 7, 30}, {15, 31, 31}}) {
      double z = 50 + (v[0] - 7.5) * 3;
      double y = 100 + (v[1] - 15.5) * 4;
      double x = 150 + (v[2] - 15.5) * 4;
      float hu = window.hu()[(v[0] * 32 + v[1]) * 32 + v[2]];
      // HU were rounded down to integers.
      assertThat(hu).isCloseTo((float) (2 * z + 3 * y + x), within(1f));
    }
  }

  @Test
  void a_mirrored_window_is_the_straight_one_read_backwards() {
    WindowSampler sampler = new WindowSampler(SHAPE, SPACING);
    double[] centre = {50, 100, 150};
    Window straight = sampler.sample(ramp(), Placement.straight(centre));
    Window mirrored =
        sampler.sample(
            ramp(), new Placement(centre, new double[] {1, 0, 0, 0, 1, 0, 0, 0, -1}, null));
    for (int i = 0; i < SHAPE.voxels(); i++) {
      int j = i / 32 * 32 + 31 - i % 32;
      assertThat(mirrored.hu()[i]).isCloseTo(straight.hu()[j], within(1e-2f));
    }
    assertThat(straight.codes()[0]).isEqualTo((byte) SevenOrgans.PAROTID_R);
    Augmentation.relabel(mirrored.codes(), SevenOrgans.SCHEME);
    assertThat(mirrored.codes()[0]).isEqualTo((byte) SevenOrgans.PAROTID_R);
    assertThat(mirrored.codes()[31]).isEqualTo((byte) SevenOrgans.PAROTID_L);
  }

  @Test
  void beyond_the_slab_nothing_is_known_and_beyond_the_box_there_is_air() {
    Window window =
        new WindowSampler(SHAPE, SPACING)
            .sample(ramp(), Placement.straight(new double[] {0, 0, 0}));
    int first = 0;
    assertThat(window.codes()[first] & 0xFF).isEqualTo(SevenOrgans.IGNORED);
    assertThat(window.hu()[first]).isEqualTo(WindowSampler.AIR_HU);
    int knownSliceOutsideBox = 15 * 32 * 32;
    assertThat(window.codes()[knownSliceOutsideBox]).isZero();
    assertThat(window.hu()[knownSliceOutsideBox]).isEqualTo(WindowSampler.AIR_HU);
  }

  @Test
  void an_elastic_field_moves_smoothly_by_what_was_asked_and_never_folds() {
    WindowShape shape = new WindowShape(80, 64, 64);
    double squares = 0;
    double steepest = 0;
    int count = 0;
    for (int seed = 0; seed < 20; seed++) {
      ElasticField field = new ElasticField(shape, SPACING, 12, new SplittableRandom(seed));
      float[][] out = new float[3][64];
      float[][] next = new float[3][64];
      for (int s = 0; s < 79; s++) {
        field.row(s, 20, out);
        field.row(s + 1, 20, next);
        for (int c = 1; c < 64; c++, count++) {
          squares += out[2][c] * out[2][c];
          steepest = Math.max(steepest, Math.abs(out[2][c] - out[2][c - 1]) / 4);
          steepest = Math.max(steepest, Math.abs(next[0][c] - out[0][c]) / 3);
        }
      }
    }
    // By a cubic B-spline's mean square, (151/315)^3 of a control point's variance is left.
    assertThat(Math.sqrt(squares / count)).isCloseTo(12 * 0.332, within(0.6));
    assertThat(steepest).isBetween(0.1, 0.6);
  }

  @Test
  void a_deformed_window_shows_the_case_at_the_moved_positions() {
    double[] centre = {50, 100, 150};
    ElasticField field = new ElasticField(SHAPE, SPACING, 10, new SplittableRandom(3));
    double[] mirror = {1, 0, 0, 0, 1, 0, 0, 0, -1};
    Window window =
        new WindowSampler(SHAPE, SPACING).sample(ramp(), new Placement(centre, mirror, field));
    float[][] moved = new float[3][32];
    for (int[] v : new int[][] {{0, 0, 0}, {3, 7, 30}, {15, 31, 31}}) {
      field.row(v[0], v[1], moved);
      double z = 50 + (v[0] - 7.5) * 3 + moved[0][v[2]];
      double y = 100 + (v[1] - 15.5) * 4 + moved[1][v[2]];
      double x = 150 - (v[2] - 15.5) * 4 - moved[2][v[2]];
      float hu = window.hu()[(v[0] * 32 + v[1]) * 32 + v[2]];
      assertThat(hu).isCloseTo((float) (2 * z + 3 * y + x), within(1f));
      assertThat(Math.abs(moved[1][v[2]])).isGreaterThan(0.01f);
    }
  }

  @Test
  void streaks_disturb_tissue_near_the_mandible_and_nothing_else() {
    int plane = 32 * 32;
    float[] hu = new float[SHAPE.voxels()];
    byte[] codes = new byte[hu.length];
    Arrays.fill(hu, 0, 8 * plane, 40);
    Arrays.fill(hu, 8 * plane, hu.length, WindowSampler.AIR_HU);
    Window none = new Window(hu.clone(), codes);
    new Streaks(SHAPE, SPACING, SevenOrgans.SCHEME).draw(none, new SplittableRandom(1));
    assertThat(none.hu()).isEqualTo(hu);
    codes[4 * plane + 16 * 32 + 16] = SevenOrgans.MANDIBLE;
    for (int seed = 0; seed < 10; seed++) {
      Window window = new Window(hu.clone(), codes.clone());
      new Streaks(SHAPE, SPACING, SevenOrgans.SCHEME).draw(window, new SplittableRandom(seed));
      assertThat(window.codes()).isEqualTo(codes);
      assertThat(window.hu()[4 * plane + 16 * 32 + 16]).isEqualTo(3071f);
      assertThat(Math.abs(window.hu()[4 * plane + 18 * 32 + 17] - 40)).isGreaterThan(1f);
      for (int i = 0; i < hu.length; i++) {
        boolean near = i >= plane && i < 8 * plane;
        assertThat(near || window.hu()[i] == hu[i]).as("voxel %d", i).isTrue();
      }
    }
  }

  @Test
  void the_same_generator_draws_the_same_view() {
    Augmentation augmentation = new Augmentation(SHAPE, SPACING, SevenOrgans.SCHEME, false, 1, 16);
    for (int seed = 0; seed < 20; seed++) {
      Augmentation.View a = augmentation.draw(ramp(), new SplittableRandom(seed));
      Augmentation.View b = augmentation.draw(ramp(), new SplittableRandom(seed));
      assertThat(a.window().hu()).isEqualTo(b.window().hu());
      assertThat(a.window().codes()).isEqualTo(b.window().codes());
    }
  }

  @Test
  void the_right_parotid_stays_at_lower_columns_in_every_view() {
    Augmentation augmentation = new Augmentation(SHAPE, SPACING, SevenOrgans.SCHEME, true, 1, 16);
    int mirrored = 0;
    for (int seed = 0; seed < 60; seed++) {
      Augmentation.View view = augmentation.draw(ramp(), new SplittableRandom(seed));
      double right = meanColumn(view.window().codes(), SevenOrgans.PAROTID_R);
      double left = meanColumn(view.window().codes(), SevenOrgans.PAROTID_L);
      if (!Double.isNaN(right) && !Double.isNaN(left)) {
        assertThat(right).as("seed " + seed).isLessThan(left);
      }
      // The ramp's right parotid is missing; mirrored, the left one is.
      assertThat(view.missing()[SevenOrgans.PAROTID_R])
          .isNotEqualTo(view.missing()[SevenOrgans.PAROTID_L]);
      mirrored += view.missing()[SevenOrgans.PAROTID_L] ? 1 : 0;
    }
    assertThat(mirrored).isBetween(15, 45);
  }

  /** An organ of two slices at the upper end of a long scan, as eyes are. */
  private static TrainingCase topOrgan() {
    int plane = 16 * 16;
    byte[] codes = new byte[200 * plane];
    java.util.Arrays.fill(codes, 197 * plane, 199 * plane, (byte) SevenOrgans.LARYNX);
    return new TrainingCase(
        "top", 200, 16, 16, 3, 4, 4, new short[codes.length], codes, new boolean[8]);
  }

  @Test
  void windows_that_are_aimed_at_a_new_structure_show_it_far_more_often() {
    int anywhere = 0;
    int aimed = 0;
    for (int seed = 0; seed < 60; seed++) {
      Augmentation plain = new Augmentation(SHAPE, SPACING, SevenOrgans.SCHEME, false, 0, 0);
      anywhere += shows(plain.draw(topOrgan(), new SplittableRandom(seed)));
      Augmentation at = new Augmentation(SHAPE, SPACING, SevenOrgans.SCHEME, false, 0, 0);
      at.aimedAt(new int[] {SevenOrgans.LARYNX});
      aimed += shows(at.draw(topOrgan(), new SplittableRandom(seed)));
    }
    assertThat(anywhere).isLessThan(25);
    assertThat(aimed).isGreaterThan(35);
    Augmentation absent = new Augmentation(SHAPE, SPACING, SevenOrgans.SCHEME, false, 0, 0);
    absent.aimedAt(new int[] {SevenOrgans.PAROTID_L});
    assertThat(absent.draw(topOrgan(), new SplittableRandom(1)).window().hu()).isNotEmpty();
  }

  private static int shows(Augmentation.View view) {
    for (byte code : view.window().codes()) {
      if (code == SevenOrgans.LARYNX) {
        return 1;
      }
    }
    return 0;
  }

  private static double meanColumn(byte[] codes, int organ) {
    return java.util.stream.IntStream.range(0, codes.length)
        .filter(i -> codes[i] == organ)
        .mapToDouble(i -> i % 32)
        .average()
        .orElse(Double.NaN);
  }

  @Test
  void between_two_voxels_the_limit_lies_in_the_middle() {
    TrainingCase two =
        new TrainingCase(
            "two",
            1,
            1,
            2,
            3,
            4,
            4,
            new short[] {0, 100},
            new byte[] {1, 7},
            new boolean[SevenOrgans.CLASSES]);
    WindowShape shape = new WindowShape(16, 16, 16);
    Window window =
        new WindowSampler(shape, new double[] {0.1, 0.1, 0.1})
            .sample(two, Placement.straight(new double[] {1.5, 2, 4}));
    int[] row = new int[16];
    Arrays.setAll(row, c -> window.codes()[(7 * 16 + 7) * 16 + c]);
    assertThat(row).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 7, 7, 7, 7, 7, 7, 7, 7);
  }

  /** A leaning rod of 10 mm across, on a clinic's grid: a cord. */
  private static TrainingCase rod() {
    int edge = 50;
    byte[] codes = new byte[edge * edge * edge];
    for (int i = 0; i < codes.length; i++) {
      double z = (i / (edge * edge) + 0.5) * 2.5;
      double y = (i / edge % edge + 0.5) * 3.9 - 90 - 0.2 * z;
      double x = (i % edge + 0.5) * 3.9 - 95 - 0.1 * z;
      boolean inside = z > 20 && z < 105 && x * x + y * y < 25;
      codes[i] = (byte) (inside ? SevenOrgans.CORD : 0);
    }
    short[] hu = new short[codes.length];
    return new TrainingCase("rod", edge, edge, edge, 2.5, 3.9, 3.9, hu, codes, new boolean[8]);
  }

  private static double share(byte[] codes, int organ) {
    int count = 0;
    for (byte code : codes) {
      count += code == organ ? 1 : 0;
    }
    return count;
  }

  @Test
  void a_thin_organ_keeps_its_volume_wherever_the_windows_grid_lies() {
    double volume = share(rod().codes(), SevenOrgans.CORD) * 2.5 * 3.9 * 3.9;
    assertThat(volume).as("of the rod itself").isCloseTo(Math.PI * 25 * 85, within(300.0));
    WindowSampler sampler = new WindowSampler(new WindowShape(48, 64, 64), SPACING);
    for (double beside : new double[] {0, 0.7, 1.3, 2}) {
      double[] centre = {62 + beside, 97 - beside, 97 + beside};
      byte[] codes = sampler.sample(rod(), Placement.straight(centre)).codes();
      double kept = share(codes, SevenOrgans.CORD) * 3 * 4 * 4 / volume;
      assertThat(kept).as("%s mm beside", beside).isCloseTo(1, within(0.03)); // By votes .90.
    }
  }

  @Test
  void shares_are_settled_together_the_largest_first_and_every_voxel_gets_a_code() {
    MixedVoxels mixed = new MixedVoxels();
    float[] organ = {0.46f, 0.44f, 0.42f, 0.38f, 0.3f}; // Two of five voxels; a vote gives none.
    for (int i = 0; i < organ.length; i++) {
      mixed.add(7 * i + 1, 2, organ[i]);
      mixed.add(7 * i + 1, 0, 1 - organ[i]);
    }
    byte[] codes = new byte[30];
    Arrays.fill(codes, (byte) 9);
    mixed.settle(codes);
    assertThat(new byte[] {codes[1], codes[8], codes[15], codes[22], codes[29]})
        .isEqualTo(new byte[] {2, 2, 0, 0, 0});
    assertThat(codes[0]).as("not mixed").isEqualTo((byte) 9);
  }
}
