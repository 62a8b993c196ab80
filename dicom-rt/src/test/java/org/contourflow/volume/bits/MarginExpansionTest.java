package org.contourflow.volume.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** Margins against distances between centres in the patient frame, and against analytic solids. */
class MarginExpansionTest {
  private static final Direction X = new Direction(1, 0, 0);
  private static final Direction Y = new Direction(0, 1, 0);
  private static final Direction Z = new Direction(0, 0, 1);

  /** Head first and feet first, supine, prone and on a side, and coronal slices. */
  private static final List<SliceOrientation> ORIENTATIONS =
      List.of(
          new SliceOrientation(X, Y),
          new SliceOrientation(X.reversed(), Y),
          new SliceOrientation(X.reversed(), Y.reversed()),
          new SliceOrientation(X, Y.reversed()),
          new SliceOrientation(Y, X),
          new SliceOrientation(Y.reversed(), X),
          new SliceOrientation(X, Z.reversed()));

  record Case(VoxelGrid grid, BitVolume mask, Margins margins) {}

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.randomValue(MarginExpansionTest::anyCase);
  }

  private static Case anyCase(Random random) {
    SliceOrientation orientation = ORIENTATIONS.get(random.nextInt(ORIENTATIONS.size()));
    double[] spacings = {0.9765625, 1, 1.27, 2.5, 3};
    List<PatientPoint> origins = new ArrayList<>();
    double at = random.nextInt(400) - 200.5;
    for (int s = 0; s < 1 + random.nextInt(8); s++) {
      origins.add(new PatientPoint(-20, 30, 7).plus(orientation.normal(), at));
      at += spacings[random.nextInt(5)] * (1 + random.nextInt(3));
    }
    VoxelGrid grid =
        new VoxelGrid(
            origins,
            orientation,
            spacings[random.nextInt(5)],
            spacings[random.nextInt(5)],
            1 + random.nextInt(12),
            random.nextInt(4) == 0 ? 60 + random.nextInt(80) : 1 + random.nextInt(12));
    double share = random.nextDouble() * random.nextDouble();
    BinaryMask mask = BinaryMask.of(grid, (s, r, c) -> random.nextDouble() < share);
    return new Case(grid, BitVolume.of(mask), anyMargins(random, grid));
  }

  /** Often a whole number of steps, so that centres lie on the edge. */
  private static Margins anyMargins(Random random, VoxelGrid grid) {
    double[] mm = new double[6];
    for (int i = 0; i < 6; i++) {
      double step = random.nextBoolean() ? grid.rowSpacingMm() : grid.columnSpacingMm();
      mm[i] = random.nextInt(3) == 0 ? random.nextDouble() * 9 : random.nextInt(4) * step;
    }
    return random.nextBoolean()
        ? Margins.of(mm[0])
        : new Margins(mm[0], mm[1], mm[2], mm[3], mm[4], mm[5]);
  }

  @Property(tries = 100)
  void a_voxel_is_in_exactly_if_its_centre_is_within_the_margin_of_one(@ForAll("cases") Case c) {
    BitVolume expanded = new MarginExpansion(c.grid()).expand(c.mask(), c.margins());
    assertThat(same(expanded, reached(c.mask(), c.grid(), c.margins()), c.grid())).isEmpty();
  }

  @Property(tries = 100)
  void a_voxel_stays_exactly_if_the_outside_does_not_reach_it(@ForAll("cases") Case c) {
    BitVolume shrunk = new MarginExpansion(c.grid()).shrink(c.mask(), c.margins());
    BitVolume outside = c.mask().copy().flip();
    BitVolume stays = reached(outside, c.grid(), c.margins().mirrored()).flip().and(c.mask());
    assertThat(same(shrunk, stays, c.grid())).isEmpty();
  }

  private static String same(BitVolume a, BitVolume b, VoxelGrid grid) {
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          if (a.get(s, r, c) != b.get(s, r, c)) {
            return "slice " + s + " row " + r + " column " + c + ": " + a.get(s, r, c);
          }
        }
      }
    }
    return a.count() == b.count() ? "" : "bits beyond the columns";
  }

  private static BitVolume reached(BitVolume mask, VoxelGrid grid, Margins margins) {
    List<PatientPoint> in = new ArrayList<>();
    forEach(grid, i -> addIf(mask.get(i.slice(), i.row(), i.column()), in, grid.toPatient(i)));
    BitVolume out = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    forEach(
        grid,
        i -> {
          PatientPoint here = grid.toPatient(i);
          if (in.stream().anyMatch(p -> isWithin(here, p, margins))) {
            out.set(i.slice(), i.row(), i.column());
          }
        });
    return out;
  }

  private static void addIf(boolean wanted, List<PatientPoint> to, PatientPoint point) {
    if (wanted) {
      to.add(point);
    }
  }

  private static void forEach(VoxelGrid grid, java.util.function.Consumer<VoxelIndex> visit) {
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          visit.accept(new VoxelIndex(s, r, c));
        }
      }
    }
  }

  /** LPS: x grows to the patient's left, y to the back, z to the head. */
  private static boolean isWithin(PatientPoint to, PatientPoint from, Margins m) {
    double x = to.xMm() - from.xMm();
    double y = to.yMm() - from.yMm();
    double z = to.zMm() - from.zMm();
    double sum =
        share(x, x > 0 ? m.leftMm() : m.rightMm())
            + share(y, y > 0 ? m.posteriorMm() : m.anteriorMm())
            + share(z, z > 0 ? m.superiorMm() : m.inferiorMm());
    return sum <= 1 + 1e-9;
  }

  private static double share(double mm, double margin) {
    if (Math.abs(mm) < 1e-9) {
      return 0;
    }
    return margin == 0 ? 2 : mm / margin * (mm / margin);
  }

  @Property(tries = 6)
  void a_sphere_grows_to_a_sphere(@ForAll Random random) {
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(-60, -60, -60),
            SliceOrientation.AXIAL,
            41,
            100 + random.nextInt(30),
            130,
            3,
            1 + random.nextDouble() / 4,
            0.9 + random.nextDouble() / 5);
    double radius = 8 + 20 * random.nextDouble();
    double margin = 15 * random.nextDouble();
    PatientPoint centre = new PatientPoint(random.nextDouble(), random.nextDouble(), 0.7);
    BinaryMask ball =
        BinaryMask.of(
            grid,
            (s, r, c) -> grid.toPatient(new VoxelIndex(s, r, c)).distanceMm(centre) <= radius);
    BitVolume grown = new MarginExpansion(grid).expand(BitVolume.of(ball), Margins.of(margin));
    double voxel = Math.sqrt(9 + 1.6 + 1.3);
    int[] wrong = new int[2];
    forEach(
        grid,
        i -> {
          double distance = grid.toPatient(i).distanceMm(centre);
          boolean in = grown.get(i.slice(), i.row(), i.column());
          wrong[0] += in && distance > radius + margin + 1e-5 ? 1 : 0;
          wrong[1] += !in && distance < radius + margin - voxel ? 1 : 0;
        });
    assertThat(wrong).containsOnly(0);
  }

  @Test
  void what_the_end_of_the_scan_cuts_is_not_shrunk_there() {
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 5, 10, 10, 2, 1, 1);
    BitVolume all = BitVolume.of(BinaryMask.of(grid, (s, r, c) -> r >= 3));
    BitVolume shrunk = new MarginExpansion(grid).shrink(all, Margins.of(2));
    assertThat(shrunk.count()).isEqualTo(5L * 5 * 10);
    assertThat(shrunk.get(0, 9, 0)).isTrue();
    assertThat(shrunk.get(2, 4, 5)).as("2 mm from the outside").isFalse();
  }

  @Test
  void directions_have_no_meaning_on_slices_that_are_turned() {
    double half = Math.sqrt(0.5);
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(0, 0, 0),
            new SliceOrientation(new Direction(half, 0, half), Y),
            3,
            3,
            3,
            1,
            1,
            1);
    BitVolume one = new BitVolume(3, 3, 3);
    one.set(1, 1, 1);
    assertThat(new MarginExpansion(grid).expand(one, Margins.of(1)).count()).isEqualTo(7);
    assertThatThrownBy(() -> new MarginExpansion(grid).expand(one, new Margins(1, 0, 0, 0, 0, 0)))
        .hasMessageContaining("45 degrees");
  }
}
