package org.contourflow.volume.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MorphologyTest {
  private static final double SLICE = 2.5;
  private static final double ROW = 0.9;
  private static final double COLUMN = 1.1;
  private final Morphology morphology = new Morphology(SLICE, ROW, COLUMN);

  private static BitVolume random(int slices, int rows, int columns, double share, long seed) {
    Random random = new Random(seed);
    BitVolume out = new BitVolume(slices, rows, columns);
    for (int s = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          if (random.nextDouble() < share) {
            out.set(s, r, c);
          }
        }
      }
    }
    return out;
  }

  private interface Rule {
    boolean test(int slice, int row, int column);
  }

  private static void assertIs(BitVolume actual, Rule rule) {
    for (int s = 0; s < actual.slices(); s++) {
      for (int r = 0; r < actual.rows(); r++) {
        for (int c = 0; c < actual.columns(); c++) {
          assertThat(actual.get(s, r, c)).as("%d %d %d", s, r, c).isEqualTo(rule.test(s, r, c));
        }
      }
    }
  }

  /** Whether any voxel of {@code in} (or, if {@code clear}, any clear one) is within the ball. */
  private static boolean near(
      BitVolume in, int s, int r, int c, double radius, boolean clear, boolean inPlane) {
    for (int zs = 0; zs < in.slices(); zs++) {
      for (int zr = 0; zr < in.rows(); zr++) {
        for (int zc = 0; zc < in.columns(); zc++) {
          double z = (zs - s) * SLICE;
          double y = (zr - r) * ROW;
          double x = (zc - c) * COLUMN;
          boolean inside = x * x + y * y + z * z <= radius * radius + 1e-6;
          if (inside && (!inPlane || zs == s) && in.get(zs, zr, zc) != clear) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 63, 64, 65, 130})
  void dilation_by_a_ball_takes_every_voxel_within_its_radius(int columns) {
    BitVolume in = random(4, 9, columns, 0.01, columns);
    assertIs(morphology.dilate(in, 3.2), (s, r, c) -> near(in, s, r, c, 3.2, false, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 64, 70})
  void erosion_leaves_what_has_no_hole_within_its_radius_and_none_at_the_image_border(int columns) {
    BitVolume in = random(3, 11, columns, 0.97, columns);
    assertIs(morphology.erodeInPlane(in, 2.3), (s, r, c) -> !near(in, s, r, c, 2.3, true, true));
    BitVolume full = new BitVolume(1, 4, columns).flip();
    assertThat(morphology.erodeInPlane(full, 2.3).count()).isEqualTo(4L * columns);
  }

  @Test
  void a_long_shift_crosses_words() {
    BitVolume in = new BitVolume(1, 1, 300);
    in.set(0, 0, 150);
    BitVolume out = new Morphology(1, 1, 1).dilateInPlane(in, 140);
    assertIs(out, (s, r, c) -> Math.abs(c - 150) <= 140);
  }

  @Test
  void a_hole_is_filled_and_a_bay_is_not() {
    BitVolume in = new BitVolume(1, 12, 12);
    for (int i = 2; i < 10; i++) {
      in.setRun(0, i, 2, 10);
    }
    BitVolume holed = in.copy().flip();
    holed.set(0, 5, 5);
    for (int r = 0; r < 4; r++) {
      holed.set(0, r, 8);
    }
    BitVolume filled = Morphology.fillHolesInPlane(holed.flip());
    assertThat(filled.get(0, 5, 5)).isTrue();
    assertThat(filled.get(0, 3, 8)).isFalse();
  }

  @Test
  void components_are_the_same_as_a_flood_fills() {
    BitVolume in = random(6, 20, 90, 0.32, 3);
    Components components = Components.of(in);
    int[][][] flooded = new int[6][20][90];
    int count = 0;
    for (int s = 0; s < 6; s++) {
      for (int r = 0; r < 20; r++) {
        for (int c = 0; c < 90; c++) {
          if (in.get(s, r, c) && flooded[s][r][c] == 0) {
            flood(in, flooded, s, r, c, ++count);
          }
        }
      }
    }
    assertThat(components.count()).isEqualTo(count);
    components.forEachRun(
        (part, s, r, from, to) -> {
          for (int c = from; c < to; c++) {
            assertThat(flooded[s][r][c]).isEqualTo(part + 1);
          }
        });
    long all = 0;
    for (int i = 0; i < count; i++) {
      all += components.size(i);
    }
    assertThat(all).isEqualTo(in.count());
  }

  private static void flood(BitVolume in, int[][][] out, int s, int r, int c, int label) {
    if (!in.get(s, r, c) || out[s][r][c] != 0) {
      return;
    }
    out[s][r][c] = label;
    flood(in, out, s - 1, r, c, label);
    flood(in, out, s + 1, r, c, label);
    flood(in, out, s, r - 1, c, label);
    flood(in, out, s, r + 1, c, label);
    flood(in, out, s, r, c - 1, label);
    flood(in, out, s, r, c + 1, label);
  }
}
