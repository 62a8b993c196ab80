package org.contourflow.protocols.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Derived volumes of analytic solids. A convex body K of volume V, surface S and integral of mean
 * curvature M grows by a ball of radius m to V + S m + M m^2 + 4/3 pi m^3 (Steiner). Prints the
 * table of docs/protocols.md.
 */
class DerivedVolumesTest {
  private static final double BALL = 4 * Math.PI / 3;

  /** Where a point lies from the solid's middle, mm. */
  @FunctionalInterface
  private interface Inside {
    boolean test(double x, double y, double z);
  }

  /** A solid with its volume, surface and integral of mean curvature. */
  private record Solid(String name, Inside inside, double volume, double surface, double mean) {
    double grown(double mm) {
      return volume + surface * mm + mean * mm * mm + BALL * mm * mm * mm;
    }

    double surfaceGrown(double mm) {
      return surface + 2 * mean * mm + 4 * Math.PI * mm * mm;
    }
  }

  /**
   * What an expression must come to.
   *
   * @param surface of all its edges, mm2: how far a voxel's size may tell
   */
  private record Row(Solid solid, String expression, double volume, double surface) {}

  private static Solid sphere(double r) {
    return new Solid(
        "sphere r 20",
        (x, y, z) -> x * x + y * y + z * z <= r * r,
        BALL * r * r * r,
        4 * Math.PI * r * r,
        4 * Math.PI * r);
  }

  private static Solid cylinder(double r, double h) {
    return new Solid(
        "cylinder r 15, h 40",
        (x, y, z) -> x * x + y * y <= r * r && Math.abs(z) <= h / 2,
        Math.PI * r * r * h,
        2 * Math.PI * r * (r + h),
        Math.PI * (h + Math.PI * r));
  }

  private static Solid box(double a, double b, double c) {
    return new Solid(
        "box 30 x 24 x 40",
        (x, y, z) -> Math.abs(x) <= a / 2 && Math.abs(y) <= b / 2 && Math.abs(z) <= c / 2,
        a * b * c,
        2 * (a * b + b * c + c * a),
        Math.PI * (a + b + c));
  }

  /** Along z, the base below. */
  private static Solid cone(double r, double h) {
    double slant = Math.hypot(r, h);
    return new Solid(
        "cone r 20, h 40",
        (x, y, z) -> Math.abs(z) <= h / 2 && Math.hypot(x, y) <= r * (h / 2 - z) / h,
        Math.PI * r * r * h / 3,
        Math.PI * r * (r + slant),
        Math.PI * (h + r * (Math.PI - Math.atan2(h, r))));
  }

  /** Surface and mean curvature by the support function, summed over directions. */
  private static Solid ellipsoid(double a, double b, double c) {
    double surface = 0;
    double mean = 0;
    int n = 400;
    for (int i = 0; i < n; i++) {
      double theta = Math.PI * (i + 0.5) / n;
      for (int j = 0; j < 2 * n; j++) {
        double phi = Math.PI * (j + 0.5) / n;
        double u = Math.sin(theta) * Math.cos(phi);
        double v = Math.sin(theta) * Math.sin(phi);
        double w = Math.cos(theta);
        double element = Math.sin(theta) * (Math.PI / n) * (Math.PI / n);
        mean += Math.sqrt(a * a * u * u + b * b * v * v + c * c * w * w) * element;
        surface +=
            Math.sqrt(b * b * c * c * u * u + a * a * c * c * v * v + a * a * b * b * w * w)
                * element;
      }
    }
    return new Solid(
        "ellipsoid 24, 16, 20",
        (x, y, z) -> x * x / (a * a) + y * y / (b * b) + z * z / (c * c) <= 1,
        BALL * a * b * c,
        surface,
        mean);
  }

  private static Row expand(Solid solid) {
    return new Row(solid, "expand(A, 5 mm)", solid.grown(5), solid.surfaceGrown(5));
  }

  private static Row ring(Solid solid) {
    return new Row(
        solid,
        "ring(A, 3 mm, 12 mm)",
        solid.grown(12) - solid.grown(3),
        solid.surfaceGrown(3) + solid.surfaceGrown(12));
  }

  private static Row shrink(Solid solid, double volume) {
    return new Row(solid, "shrink(A, 4 mm)", volume, solid.surface());
  }

  private static List<Row> rows() {
    Solid sphere = sphere(20);
    Solid cylinder = cylinder(15, 40);
    Solid box = box(30, 24, 40);
    Solid cone = cone(20, 40);
    List<Row> rows = new ArrayList<>();
    for (Solid solid : List.of(sphere, cylinder, box, cone, ellipsoid(24, 16, 20))) {
      rows.add(expand(solid));
      rows.add(ring(solid));
    }
    rows.add(shrink(sphere, BALL * 16 * 16 * 16));
    rows.add(shrink(cylinder, Math.PI * 11 * 11 * 32));
    rows.add(shrink(box, 22.0 * 16 * 32));
    // What is within a cone by m is a cone of the same shape, smaller by m / inradius.
    double inradius = 20 * 40 / (20 + Math.hypot(20, 40));
    rows.add(shrink(cone, cone.volume() * Math.pow(1 - 4 / inradius, 3)));
    // R 5, L 3, A 8, P 2, S 10, I 4 of a box: faces, edges by quarter ellipses, corners by octants.
    double x = 5 + 3;
    double y = 8 + 2;
    double z = 10 + 4;
    rows.add(
        new Row(
            box,
            "expand(A, R 5 mm, L 3 mm, A 8 mm, P 2 mm, S 10 mm, I 4 mm)",
            30 * 24 * 40
                + (24 * 40 * x + 30 * 40 * y + 30 * 24 * z)
                + Math.PI / 4 * (30 * y * z + 24 * x * z + 40 * x * y)
                + Math.PI / 6 * x * y * z,
            box.surfaceGrown(6)));
    return rows;
  }

  private record Named(String name, VoxelGrid grid) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static VoxelGrid uneven() {
    double[] steps = {2, 3, 4, 3};
    List<PatientPoint> origins = new ArrayList<>();
    double z = -46.3;
    for (int s = 0; z < 47; s++) {
      origins.add(new PatientPoint(-50.4, -46.2, z));
      z += steps[s % steps.length];
    }
    return new VoxelGrid(origins, SliceOrientation.AXIAL, 0.9765625, 0.9765625, 96, 104);
  }

  static List<Named> grids() {
    return List.of(
        new Named(
            "1 x 1 x 1",
            VoxelGrid.even(
                new PatientPoint(-49.5, -45.5, -45.5),
                SliceOrientation.AXIAL,
                92,
                92,
                100,
                1,
                1,
                1)),
        new Named(
            "0.98 x 0.98 x 3",
            VoxelGrid.even(
                new PatientPoint(-50.4, -46.2, -46.5),
                SliceOrientation.AXIAL,
                32,
                96,
                104,
                3,
                0.9765625,
                0.9765625)),
        new Named("0.98 x 0.98 x 2, 3, 4, 3", uneven()));
  }

  private static BinaryMask mask(VoxelGrid grid, Inside inside) {
    return BinaryMask.of(
        grid,
        (s, r, c) -> {
          PatientPoint p = grid.toPatient(new VoxelIndex(s, r, c));
          return inside.test(p.xMm(), p.yMm(), p.zMm());
        });
  }

  private static double derive(VoxelGrid grid, BinaryMask mask, String expression) {
    DerivedRules.Checked checked =
        DerivedRules.check(
            DerivationText.parse("Out = " + expression.replace("(A,", "(Ball,")),
            Sources.of(List.of("Ball"), List.of()));
    assertThat(checked.problems()).isEmpty();
    DerivedStructure made =
        DerivedStructures.of(checked.rules(), new SourceMasks(grid).addMade("Ball", () -> mask))
            .get(0);
    return ((DerivedStructure.Made) made).mask().volumeMm3(1);
  }

  /**
   * A margin starts and ends at centres of voxels, so what is derived lies within half a voxel's
   * diagonal of the analytic surface on either side of each edge.
   */
  @ParameterizedTest
  @MethodSource("grids")
  void derived_volumes_are_the_analytic_ones_within_half_a_voxel(Named named) {
    VoxelGrid grid = named.grid();
    double step = 0;
    for (int s = 1; s < grid.slices(); s++) {
      step = Math.max(step, grid.slicePositionMm(s) - grid.slicePositionMm(s - 1));
    }
    double half =
        Math.sqrt(
                step * step
                    + grid.rowSpacingMm() * grid.rowSpacingMm()
                    + grid.columnSpacingMm() * grid.columnSpacingMm())
            / 2;
    for (Row row : rows()) {
      BinaryMask mask = mask(grid, row.solid().inside());
      double volume = derive(grid, mask, row.expression());
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.2f | %.2f | %+.1f %% | %+.2f |%n",
          named.name(),
          row.solid().name(),
          row.expression(),
          row.volume() / 1000,
          volume / 1000,
          100 * (volume / row.volume() - 1),
          (volume - row.volume()) / row.surface());
      assertThat(Math.abs(volume - row.volume()) / row.surface())
          .as(named + " " + row.solid().name() + " " + row.expression())
          .isLessThan(half);
    }
  }
}
