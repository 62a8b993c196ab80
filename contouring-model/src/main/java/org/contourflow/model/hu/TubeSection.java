package org.contourflow.model.hu;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

/**
 * The lumen of an airway that a tube lies in, in one slice: as far as the tissue in each direction
 * from the middle of the tube's bore. Seen by rays: air of the bore, a thin wall, air again, then
 * tissue. Where the tube touches the tissue there is no air behind its wall.
 *
 * @param fromFeet slices on the feet's side of it
 * @param row of the bore's middle, pixels
 * @param column of the same
 * @param radiiMm of the lumen, by direction, from the columns' axis to the rows'
 */
record TubeSection(int fromFeet, double row, double column, double[] radiiMm) {
  /** Air; coarse pixels of a thin wall in air are above. */
  static final int AIR_HU = -800;

  /** Half-way from air to tissue. */
  private static final int EDGE_HU = -480;

  /** Behind the edge; the trachea's own wall before lung is thin and seen as no more. */
  private static final int TISSUE_HU = -340;

  private static final double BEHIND_EDGE_MM = 2.5;

  /** By so much a wall is denser than the air behind it, which is below {@link #BEHIND_HU}. */
  private static final int PROMINENT_HU = 150;

  private static final int BEHIND_HU = -400;

  private static final int OUTSIDE_HU = -1024;
  private static final int RAYS = 32;
  private static final double STEP_MM = 0.5;
  private static final double MOST_BORE_MM = 6.5;
  private static final double LEAST_BORE_MM = 1.5;
  private static final double WALL_MM = 1.5;

  /** A wall is seen wider than it is by the blur of image and pixels. */
  private static final double MOST_WALL_MM = 5;

  private static final double MOST_WALL_PIXELS = 2.2;

  /** Between the tube and the tissue; lung goes on for longer. */
  private static final double MOST_GAP_MM = 12;

  private static final double LEAST_FREE = 0.4;
  private static final double MOST_OPEN = 0.35;

  /** Of a bore, which is round: the longest ray to its wall over the shortest. */
  private static final double MOST_UNEVEN = 2.5;

  private static final double LEAST_CM2 = 0.5;
  private static final double MOST_CM2 = 8;

  /**
   * One direction.
   *
   * @param boreMm to the tube's wall; 0 where none is near
   * @param endMm to the tissue; 0 where it was not met
   * @param free whether there is air behind the wall
   */
  private record Ray(double boreMm, double endMm, boolean free) {}

  /** Looks about a point in the air of a slice; empty where no tube is about it. */
  static Optional<TubeSection> about(
      CtVolume ct, int slice, int fromFeet, double row, double column) {
    Ray[] rays =
        IntStream.range(0, RAYS)
            .mapToObj(k -> look(ct, slice, row, column, angle(k)))
            .toArray(Ray[]::new);
    double[] bores = Arrays.stream(rays).mapToDouble(Ray::boreMm).filter(b -> b > 0).toArray();
    double least = Arrays.stream(bores).min().orElse(0);
    double most = Arrays.stream(bores).max().orElse(0);
    long free = Arrays.stream(rays).filter(Ray::free).count();
    long open = Arrays.stream(rays).filter(r -> r.endMm() == 0).count();
    if (least < LEAST_BORE_MM
        || most > MOST_UNEVEN * least
        || free < LEAST_FREE * RAYS
        || open > MOST_OPEN * RAYS) {
      return Optional.empty();
    }
    double[] ends = Arrays.stream(rays).mapToDouble(Ray::endMm).toArray();
    TubeSection found = new TubeSection(fromFeet, row, column, smooth(bridged(ends)));
    double cm2 = found.areaCm2();
    return cm2 >= LEAST_CM2 && cm2 <= MOST_CM2 ? Optional.of(found) : Optional.empty();
  }

  /** Between the axes, so that an image flipped has the same rays. */
  private static double angle(int ray) {
    return (ray + 0.5) * 2 * Math.PI / RAYS;
  }

  private static Ray look(CtVolume ct, int slice, double row, double column, double angle) {
    VoxelGrid grid = ct.grid();
    double dr = Math.sin(angle) * STEP_MM / grid.rowSpacingMm();
    double dc = Math.cos(angle) * STEP_MM / grid.columnSpacingMm();
    double[] hu = new double[(int) ((MOST_BORE_MM + 4 * MOST_WALL_MM + MOST_GAP_MM) / STEP_MM)];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = between(ct, slice, row + i * dr, column + i * dc);
    }
    int bore = next(hu, 0, MOST_BORE_MM, AIR_HU);
    if (bore < 0) {
      return new Ray(0, 0, false);
    }
    double pixels = MOST_WALL_PIXELS * Math.max(grid.rowSpacingMm(), grid.columnSpacingMm());
    double wall = Math.min(2 * MOST_WALL_MM, Math.max(MOST_WALL_MM, pixels));
    int behind = behindWall(hu, bore, wall);
    if (behind < 0) {
      int edge = next(hu, bore, MOST_WALL_MM, EDGE_HU);
      return new Ray(bore * STEP_MM, Math.max(bore, edge) * STEP_MM + WALL_MM, false);
    }
    int end = tissue(hu, behind);
    return new Ray(bore * STEP_MM, Math.max(0, end) * STEP_MM, end >= 0);
  }

  /** The tissue's edge behind a wall; -1 if none is near. */
  private static int tissue(double[] hu, int from) {
    for (int i = from; i <= from + MOST_GAP_MM / STEP_MM; i++) {
      if (hu[i] > EDGE_HU && next(hu, i, BEHIND_EDGE_MM, TISSUE_HU) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The first sample from here, within so much, that is denser; -1 if none is. */
  private static int next(double[] hu, int from, double withinMm, int denserThan) {
    for (int i = from; i <= from + withinMm / STEP_MM; i++) {
      if (hu[i] > denserThan) {
        return i;
      }
    }
    return -1;
  }

  /** The first sample that is air again; -1 if the wall is thicker. */
  private static int behindWall(double[] hu, int from, double mostMm) {
    double peak = hu[from];
    for (int i = from; i <= from + mostMm / STEP_MM; i++) {
      peak = Math.max(peak, hu[i]);
      if (hu[i] < Math.min(peak - PROMINENT_HU, BEHIND_HU)) {
        return i;
      }
    }
    return -1;
  }

  private static double between(CtVolume ct, int slice, double row, double column) {
    int r = (int) Math.floor(row);
    int c = (int) Math.floor(column);
    if (r < 0 || c < 0 || r + 1 >= ct.grid().rows() || c + 1 >= ct.grid().columns()) {
      return OUTSIDE_HU;
    }
    double down = row - r;
    double across = column - c;
    double upper = ct.hu(slice, r, c) * (1 - across) + ct.hu(slice, r, c + 1) * across;
    double lower = ct.hu(slice, r + 1, c) * (1 - across) + ct.hu(slice, r + 1, c + 1) * across;
    return upper * (1 - down) + lower * down;
  }

  /** Where the tissue was not met, between the directions beside. */
  private static double[] bridged(double[] ends) {
    double[] out = ends.clone();
    for (int k = 0; k < RAYS; k++) {
      int before = k;
      int after = k;
      while (ends[Math.floorMod(before, RAYS)] == 0) {
        before--;
      }
      while (ends[after % RAYS] == 0) {
        after++;
      }
      double share = after == before ? 0 : (double) (k - before) / (after - before);
      out[k] = ends[Math.floorMod(before, RAYS)] * (1 - share) + ends[after % RAYS] * share;
    }
    return out;
  }

  /** Medians of three. */
  private static double[] smooth(double[] radii) {
    double[] out = new double[RAYS];
    for (int k = 0; k < RAYS; k++) {
      double[] three = {radii[(k + RAYS - 1) % RAYS], radii[k], radii[(k + 1) % RAYS]};
      Arrays.sort(three);
      out[k] = three[1];
    }
    return out;
  }

  double areaCm2() {
    double twice = 0;
    for (int k = 0; k < RAYS; k++) {
      twice += radiiMm[k] * radiiMm[(k + 1) % RAYS] * Math.sin(2 * Math.PI / RAYS);
    }
    return twice / 2 / 100;
  }

  /** A section between this and another one, each counted by its share. */
  TubeSection toward(TubeSection other, int slice) {
    double share = (double) (slice - fromFeet) / (other.fromFeet - fromFeet);
    double[] radii = new double[RAYS];
    for (int k = 0; k < RAYS; k++) {
      radii[k] = radiiMm[k] * (1 - share) + other.radiiMm[k] * share;
    }
    return new TubeSection(
        slice,
        row * (1 - share) + other.row * share,
        column * (1 - share) + other.column * share,
        radii);
  }

  /** The lumen but for so much at its edge. */
  void paint(VoxelGrid grid, BitVolume into, int slice, double withoutMm) {
    double reach = Arrays.stream(radiiMm).max().orElse(0);
    int rows = (int) Math.ceil(reach / grid.rowSpacingMm()) + 1;
    int columns = (int) Math.ceil(reach / grid.columnSpacingMm()) + 1;
    for (int r = Math.max(0, (int) row - rows); r <= row + rows && r < grid.rows(); r++) {
      for (int c = Math.max(0, (int) column - columns);
          c <= column + columns && c < grid.columns();
          c++) {
        double down = (r - row) * grid.rowSpacingMm();
        double across = (c - column) * grid.columnSpacingMm();
        if (Math.hypot(down, across) <= radiusMm(Math.atan2(down, across)) - withoutMm) {
          into.set(slice, r, c);
        }
      }
    }
  }

  private double radiusMm(double angle) {
    double at = angle * RAYS / (2 * Math.PI) - 0.5;
    int below = (int) Math.floor(at);
    double share = at - below;
    double one = radiiMm[Math.floorMod(below, RAYS)];
    return one * (1 - share) + radiiMm[Math.floorMod(below + 1, RAYS)] * share;
  }
}
