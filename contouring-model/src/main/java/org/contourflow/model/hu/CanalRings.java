package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;

/**
 * What may be the spinal canal in a slice: soft tissue that bone rings for most of the way round,
 * of a canal's size, with the bone of a vertebral body in front of it and a vertebra's amount of
 * bone about it.
 */
final class CanalRings {
  private static final double LEAST_CLOSED = 0.7;

  /** Wall all round no wider than this between pixels that are looked from. */
  private static final double REACH_MM = 20;

  private static final double GRID_MM = 2;

  /** There is fat about the dural sac, most of it in the sacrum. */
  private static final int LEAST_SEED_HU = -100;

  private static final int MOST_SEED_HU = 140;

  /** Rays longer than this many times the median have left the canal. */
  private static final double MOST_OF_MEDIAN = 2.5;

  /** Within this share of a ring's radii no other is looked for. */
  private static final double NEAR = 0.7;

  /** Rays each way, 45 degrees, whose median a ray may exceed so many times. */
  private static final int BESIDE = CanalRays.RAYS / 8;

  private static final double MOST_OF_BESIDE = 1.45;

  private final CanalRays rays;
  private final VoxelGrid grid;
  private final BitVolume bone;
  private final MiddleOfBody middle;
  private final List<int[]> seeds;
  private final VertebraAbout vertebra;

  CanalRings(VoxelGrid grid, CanalRays rays, BitVolume bone, MiddleOfBody middle) {
    this.grid = grid;
    this.rays = rays;
    this.bone = bone;
    this.middle = middle;
    this.seeds = CanalSeeds.of(grid, GRID_MM);
    this.vertebra = new VertebraAbout(grid, rays, bone, middle);
  }

  /** Those of a slice; no two about the same place. */
  List<CanalRing> of(int slice) {
    rays.look(slice);
    List<CanalRing> seen = new ArrayList<>();
    for (int[] seed : bone.count(slice) > 0 ? seeds : List.<int[]>of()) {
      int r = seed[0];
      int c = seed[1];
      if (isWalled(slice, r, c) && seen.stream().noneMatch(isNear(r, c))) {
        ring(slice, new PixelPoint(r, c)).filter(x -> isNew(seen, x)).ifPresent(seen::add);
      }
    }
    return seen.stream().filter(vertebra::isThere).toList();
  }

  /** So well within one that was looked at that the same would be found again. */
  private Predicate<CanalRing> isNear(int row, int column) {
    return ring -> {
      double down = (row - ring.middle().row()) * grid.rowSpacingMm();
      double across = (column - ring.middle().column()) * grid.columnSpacingMm();
      return ring.holds(down / NEAR, across / NEAR);
    };
  }

  private static boolean isNew(List<CanalRing> found, CanalRing ring) {
    return found.stream().noneMatch(f -> f.centre().distanceMm(ring.centre()) < GRID_MM);
  }

  /** No bone itself, within a ring's reach of a spine's place, and bone on three sides of four. */
  private boolean isWalled(int slice, int row, int column) {
    if (bone.get(slice, row, column)
        || !middle.mayBeSpine(
            slice, grid.toPatient(slice, new PixelPoint(row, column)), REACH_MM)) {
      return false;
    }
    int down = (int) (REACH_MM / grid.rowSpacingMm());
    int across = (int) (REACH_MM / grid.columnSpacingMm());
    int sides = 0;
    sides += meets(slice, row, column, 1, 0, down) ? 1 : 0;
    sides += meets(slice, row, column, -1, 0, down) ? 1 : 0;
    sides += meets(slice, row, column, 0, 1, across) ? 1 : 0;
    sides += meets(slice, row, column, 0, -1, across) ? 1 : 0;
    return sides >= 3;
  }

  private boolean meets(int slice, int row, int column, int down, int across, int most) {
    for (int i = 1; i <= most; i++) {
      if (bone.get(slice, row + i * down, column + i * across)) {
        return true;
      }
    }
    return false;
  }

  private Optional<CanalRing> ring(int slice, PixelPoint seed) {
    double hu = rays.hu(seed.row(), seed.column());
    if (!(hu >= LEAST_SEED_HU && hu <= MOST_SEED_HU)) {
      return Optional.empty();
    }
    PixelPoint from = seed;
    for (int again = 0; again < 3; again++) {
      Optional<CanalRing> ring = cast(slice, from, LEAST_CLOSED - 0.2);
      if (ring.isEmpty()) {
        return ring;
      }
      double[] centroid = ring.get().centroidMm();
      from =
          new PixelPoint(
              from.row() + centroid[0] / grid.rowSpacingMm(),
              from.column() + centroid[1] / grid.columnSpacingMm());
    }
    return cast(slice, from, LEAST_CLOSED);
  }

  private Optional<CanalRing> cast(int slice, PixelPoint from, double leastClosed) {
    double[] radii = rays.cast(from, 1 - leastClosed);
    double[] met = Arrays.stream(radii).filter(r -> !Double.isNaN(r)).sorted().toArray();
    if (met.length < leastClosed * radii.length) {
      return Optional.empty();
    }
    double most = MOST_OF_MEDIAN * met[met.length / 2];
    double[] kept = Arrays.stream(radii).map(r -> r <= most ? r : Double.NaN).toArray();
    double closed =
        (double) Arrays.stream(kept).filter(r -> !Double.isNaN(r)).count() / kept.length;
    return closed < leastClosed
        ? Optional.empty()
        : Optional.of(
            new CanalRing(slice, from, grid.toPatient(slice, from), blunt(filled(kept)), closed));
  }

  /** What no ray met, evenly from one neighbour that did to the next. */
  private static double[] filled(double[] radii) {
    double[] out = radii.clone();
    int n = radii.length;
    for (int i = 0; i < n; i++) {
      int before = 0;
      while (Double.isNaN(radii[Math.floorMod(i - before, n)])) {
        before++;
      }
      int after = 0;
      while (Double.isNaN(radii[(i + after) % n])) {
        after++;
      }
      if (before > 0) {
        double a = radii[Math.floorMod(i - before, n)];
        double b = radii[(i + after) % n];
        out[i] = (a * after + b * before) / (before + after);
      }
    }
    return out;
  }

  /** Without clefts that rays went into: between arches, along veins, out to a nerve's root. */
  static double[] blunt(double[] radii) {
    double[] out = new double[radii.length];
    double[] about = new double[2 * BESIDE + 1];
    for (int i = 0; i < radii.length; i++) {
      for (int k = -BESIDE; k <= BESIDE; k++) {
        about[k + BESIDE] = radii[Math.floorMod(i + k, radii.length)];
      }
      sort(about);
      out[i] = Math.min(radii[i], MOST_OF_BESIDE * about[BESIDE]);
    }
    return out;
  }

  /** By insertion: few values, most of the time of a search is spent here. */
  private static void sort(double[] few) {
    for (int i = 1; i < few.length; i++) {
      double value = few[i];
      int at = i;
      for (; at > 0 && few[at - 1] > value; at--) {
        few[at] = few[at - 1];
      }
      few[at] = value;
    }
  }

  /** Whether a ring has contrast medium in place of a vertebral body. */
  boolean isBehindContrast(CanalRing ring) {
    return vertebra.isBehindContrast(ring);
  }
}
