package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.contourflow.train.data.SevenOrgans;
import org.contourflow.train.data.TrainingCase;
import org.junit.jupiter.api.Test;

/**
 * A teacher whose posteriors are boxes, on a case whose slices are half as far apart as its own.
 */
class TeacherTest {
  private static final double[] SPACING = {3, 4, 4};
  private static final int SLICES = 64;
  private static final int ROWS = 48;
  private static final int COLUMNS = 48;

  /** In the network's voxels, two slices of the case each: 10 x 6 x 6, 17.3 cc. */
  private static final int[] LARYNX = {10, 19, 20, 25, 20, 25};

  private final float[] posterior = new float[SLICES / 2 * ROWS * COLUMNS];
  private int organ = SevenOrgans.LARYNX;

  private static boolean in(int[] box, int grown, int z, int y, int x) {
    return z >= box[0] - grown
        && z <= box[1] + grown
        && y >= box[2] - grown
        && y <= box[3] + grown
        && x >= box[4] - grown
        && x <= box[5] + grown;
  }

  private void see(int[] box, int grown, double value) {
    for (int i = 0; i < posterior.length; i++) {
      if (in(box, grown, i / (ROWS * COLUMNS), i / COLUMNS % ROWS, i % COLUMNS)) {
        posterior[i] = (float) value;
      }
    }
  }

  private float[] logits(DrawnWindow view) {
    assertThat(view.shape()).isEqualTo(new WindowShape(SLICES / 2, ROWS, COLUMNS));
    float[] logits = new float[SevenOrgans.CLASSES * posterior.length];
    Arrays.fill(logits, -50);
    for (int i = 0; i < posterior.length; i++) {
      logits[i] = (float) Math.log(1 - posterior[i] + 1e-9);
      logits[organ * posterior.length + i] = (float) Math.log(posterior[i] + 1e-9);
    }
    return logits;
  }

  /** A brainstem of one slice, and no other contour. */
  private static TrainingCase withoutLarynx() {
    byte[] codes = new byte[SLICES * ROWS * COLUMNS];
    Arrays.fill(codes, 30 * ROWS * COLUMNS, 31 * ROWS * COLUMNS, (byte) 1);
    boolean[] missing = new boolean[SevenOrgans.CLASSES];
    Arrays.fill(missing, 2, SevenOrgans.CLASSES, true);
    return new TrainingCase(
        "made-up", SLICES, ROWS, COLUMNS, 1.5, 4, 4, new short[codes.length], codes, missing);
  }

  private static final Set<Integer> ALL = Set.of(1, 2, 3, 4, 5, 6, 7);
  private static final Teacher.Asked MISSING = new Teacher.Asked(ALL, Set.of(), Set.of());

  private TrainingCase completed() {
    return new Teacher(this::logits, SevenOrgans.SCHEME, SPACING)
        .complete(withoutLarynx(), MISSING);
  }

  @Test
  void a_sure_mark_becomes_the_organ_an_unsure_rim_nothing_and_contours_stay() {
    see(LARYNX, 1, 0.3);
    see(LARYNX, 0, 0.95);
    TrainingCase completed = completed();
    assertThat(completed.missing())
        .containsExactly(false, false, true, true, true, true, false, true);
    for (int i = 0; i < completed.codes().length; i++) {
      int z = i / (ROWS * COLUMNS);
      int y = i / COLUMNS % ROWS;
      int x = i % COLUMNS;
      int wanted =
          z == 30
              ? 1
              : in(LARYNX, 0, z / 2, y, x)
                  ? SevenOrgans.LARYNX
                  : in(LARYNX, 1, z / 2, y, x) ? SevenOrgans.IGNORED : 0;
      assertThat(completed.code(z, y, x))
          .as("slice %d row %d column %d", z, y, x)
          .isEqualTo(wanted);
    }
  }

  @Test
  void a_second_piece_is_not_known_rather_than_the_organ() {
    see(LARYNX, 0, 0.95);
    see(new int[] {2, 3, 5, 6, 5, 6}, 0, 0.95);
    assertThat(completed().code(4, 5, 5)).isEqualTo(SevenOrgans.IGNORED);
  }

  @Test
  void a_speck_or_a_doubt_leaves_the_organ_missing_and_the_codes_as_they_were() {
    see(new int[] {10, 12, 20, 22, 20, 22}, 0, 0.95);
    assertUntouched();
    see(LARYNX, 0, 0.7);
    assertUntouched();
    Arrays.fill(posterior, 0);
    assertUntouched();
  }

  @Test
  void an_organ_that_was_contoured_is_not_marked() {
    organ = 1;
    see(LARYNX, 0, 0.95);
    assertUntouched();
  }

  @Test
  void of_another_habit_only_what_contour_and_teacher_share_is_the_organ() {
    organ = 1;
    int[] contour = {10, 19, 20, 25, 18, 23};
    byte[] codes = new byte[SLICES * ROWS * COLUMNS];
    for (int i = 0; i < codes.length; i++) {
      boolean in = in(contour, 0, i / (ROWS * COLUMNS) / 2, i / COLUMNS % ROWS, i % COLUMNS);
      codes[i] = (byte) (in ? 1 : 0);
    }
    TrainingCase from = withoutLarynx().with(codes, withoutLarynx().missing());
    see(LARYNX, 0, 0.95);
    Teacher teacher = new Teacher(this::logits, SevenOrgans.SCHEME, SPACING);
    TrainingCase settled = teacher.complete(from, new Teacher.Asked(ALL, Set.of(1), Set.of()));
    assertThat(settled.has(1)).isTrue();
    for (int x = 15; x < 30; x++) {
      boolean drawn = x >= 18 && x <= 23;
      boolean seen = x >= 20 && x <= 25;
      int wanted = drawn && seen ? 1 : drawn || seen ? SevenOrgans.IGNORED : 0;
      assertThat(settled.code(30, 22, x)).as("column %d", x).isEqualTo(wanted);
    }
    // The teacher finds none at all: the contour teaches nothing, and the organ may be anywhere.
    Arrays.fill(posterior, 0);
    TrainingCase none = teacher.complete(from, new Teacher.Asked(ALL, Set.of(1), Set.of()));
    assertThat(none.has(1)).isFalse();
    assertThat(none.code(30, 22, 20)).isEqualTo(SevenOrgans.IGNORED);
    assertThat(none.code(30, 22, 30)).isZero();
    // Of the same habit nothing changes.
    assertThat(teacher.complete(from, MISSING).codes()).isEqualTo(codes);
  }

  /** A case of 80 x 4 mm, of which the teacher sees 64, and the organ from a column of the view. */
  private static TrainingCase wide(int fromColumn, int toColumn, boolean held) {
    byte[] codes = new byte[32 * 32 * 80];
    boolean[] missing = new boolean[SevenOrgans.CLASSES];
    Arrays.fill(missing, 1, SevenOrgans.CLASSES, true);
    TrainingCase from =
        new TrainingCase("wide", 32, 32, 80, 3, 4, 4, new short[codes.length], codes, missing);
    Teacher teacher =
        new Teacher(
            view -> {
              assertThat(view.shape()).isEqualTo(new WindowShape(32, 32, 64));
              float[] logits = new float[SevenOrgans.CLASSES * view.shape().voxels()];
              Arrays.fill(logits, view.shape().voxels(), logits.length, -50);
              for (int i = 0; i < view.shape().voxels(); i++) {
                int row = i / 64 % 32;
                boolean inside = row > 4 && row < 26 && i / 2048 > 9;
                boolean in = inside && i % 64 >= fromColumn && i % 64 <= toColumn;
                logits[SevenOrgans.LARYNX * view.shape().voxels() + i] = in ? 9 : -50;
              }
              return logits;
            },
            SevenOrgans.SCHEME,
            SPACING);
    Set<Integer> larynx = Set.of(SevenOrgans.LARYNX);
    return teacher.complete(
        from, new Teacher.Asked(held ? Set.of() : larynx, Set.of(), held ? larynx : Set.of()));
  }

  @Test
  void beyond_its_view_an_organ_goes_on_only_where_it_reaches_the_border() {
    for (boolean held : new boolean[] {true, false}) {
      TrainingCase within = wide(20, 40, held);
      assertThat(within.has(SevenOrgans.LARYNX)).isTrue();
      assertThat(within.code(20, 10, 30)).isEqualTo(SevenOrgans.LARYNX);
      assertThat(within.code(20, 10, 2)).as("seen by nobody, and no organ's").isZero();
      TrainingCase beyond = wide(40, 63, held);
      assertThat(beyond.code(20, 10, 60)).isEqualTo(SevenOrgans.LARYNX);
      assertThat(beyond.code(20, 10, 75)).isEqualTo(SevenOrgans.IGNORED);
      assertThat(beyond.code(20, 10, 30)).as("seen, and none of it").isZero();
    }
  }

  private void assertUntouched() {
    TrainingCase from = withoutLarynx();
    TrainingCase completed = completed();
    assertThat(completed.codes()).isEqualTo(from.codes());
    assertThat(completed.missing()).isEqualTo(from.missing());
  }
}
