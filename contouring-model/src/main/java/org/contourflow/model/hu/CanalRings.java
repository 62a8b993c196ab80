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
  private static final double LEAST_CM2 = 0.8;
  private static final double MOST_CM2 = 6;

  /** Wall all round no wider than this between pixels that are looked from. */
  private static final double REACH_MM = 20;

  private static final double GRID_MM = 2;
  private static final int LEAST_SEED_HU = -60;
  private static final int MOST_SEED_HU = 140;

  /** Mean of its inner part; marrow has less or more. */
  private static final int LEAST_HU = -30;

  private static final int MOST_HU = 90;
  private static final double[] INNER = {0.2, 0.4, 0.6};

  /** Rays longer than this many times the median have left the canal. */
  private static final double MOST_OF_MEDIAN = 2.5;

  /** Rays each way, 45 degrees, whose median a ray may exceed so many times. */
  private static final int BESIDE = CanalRays.RAYS / 8;

  private static final double MOST_OF_BESIDE = 1.45;

  private static final int LEAST_FRONT_HU = 100;

  /** Beyond the cortex of a shaft, within any vertebral body. */
  private static final double FRONT_FROM_MM = 8;

  private static final double FRONT_TO_MM = 13;
  private static final double FRONT_HALF_WIDTH_MM = 8;

  /** A vertebra with its arch has more, a shaft with marrow less. */
  private static final double LEAST_BONE_CM2 = 5.5;

  private static final double BONE_MM = 35;

  /** Vertebrae at hand have 0.25 to 0.89, a hip bone 0.06 to 0.30. */
  private static final double LEAST_MIRRORED = 0.3;

  private final CanalRays rays;
  private final VoxelGrid grid;
  private final BitVolume bone;
  private final MiddleOfBody middle;
  private final double backDown;
  private final double backAcross;

  CanalRings(VoxelGrid grid, CanalRays rays, BitVolume bone, MiddleOfBody middle) {
    this.grid = grid;
    this.rays = rays;
    this.bone = bone;
    this.middle = middle;
    double down = grid.orientation().alongColumn().y();
    double across = grid.orientation().alongRow().y();
    double length = Math.hypot(down, across);
    this.backDown = down / length;
    this.backAcross = across / length;
  }

  /** Those of a slice; no two about the same place. */
  List<CanalRing> of(int slice) {
    rays.look(slice);
    List<CanalRing> found = new ArrayList<>();
    int stepRows = Math.max(1, (int) (GRID_MM / grid.rowSpacingMm()));
    int stepColumns = Math.max(1, (int) (GRID_MM / grid.columnSpacingMm()));
    for (int r = 0; bone.count(slice) > 0 && r < grid.rows(); r += stepRows) {
      for (int c = 0; c < grid.columns(); c += stepColumns) {
        if (isWalled(slice, r, c) && found.stream().noneMatch(inside(r, c))) {
          ring(slice, new PixelPoint(r, c)).filter(x -> isNew(found, x)).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Predicate<CanalRing> inside(int row, int column) {
    return ring ->
        ring.holds(
            (row - ring.middle().row()) * grid.rowSpacingMm(),
            (column - ring.middle().column()) * grid.columnSpacingMm());
  }

  private static boolean isNew(List<CanalRing> found, CanalRing ring) {
    return found.stream().noneMatch(f -> f.centre().distanceMm(ring.centre()) < GRID_MM);
  }

  /** No bone itself, and bone on three sides of four at least. */
  private boolean isWalled(int slice, int row, int column) {
    if (bone.get(slice, row, column)) {
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
    return cast(slice, from, LEAST_CLOSED).filter(this::isOfVertebra);
  }

  private Optional<CanalRing> cast(int slice, PixelPoint from, double leastClosed) {
    double[] radii = rays.cast(from);
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
      Arrays.sort(about);
      out[i] = Math.min(radii[i], MOST_OF_BESIDE * about[BESIDE]);
    }
    return out;
  }

  private boolean isOfVertebra(CanalRing ring) {
    double area = ring.areaCm2();
    double hu = innerHu(ring);
    return area >= LEAST_CM2
        && area <= MOST_CM2
        && hu >= LEAST_HU
        && hu <= MOST_HU
        && middle.mayBeSpine(ring.slice(), ring.centre())
        && frontHu(ring) >= LEAST_FRONT_HU
        && boneCm2(ring) >= LEAST_BONE_CM2
        && mirroredShare(ring) >= LEAST_MIRRORED;
  }

  private double innerHu(CanalRing ring) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < ring.radiiMm().length; i++) {
      double angle = CanalRing.angle(i, ring.radiiMm().length);
      for (double share : INNER) {
        double r = share * ring.radiiMm()[i];
        double down = r * Math.sin(angle) / grid.rowSpacingMm();
        double across = r * Math.cos(angle) / grid.columnSpacingMm();
        sum += r * rays.hu(ring.middle().row() + down, ring.middle().column() + across);
        weights += r;
      }
    }
    return sum / weights;
  }

  /** Mean HU of what lies in front of it, where a vertebral body is. */
  private double frontHu(CanalRing ring) {
    double edge = ring.radiusMm(-backDown, -backAcross);
    double sum = 0;
    int count = 0;
    for (double ahead = edge + FRONT_FROM_MM; ahead <= edge + FRONT_TO_MM; ahead += 1) {
      for (double side = -FRONT_HALF_WIDTH_MM; side <= FRONT_HALF_WIDTH_MM; side += GRID_MM) {
        double down = -ahead * backDown + side * backAcross;
        double across = -ahead * backAcross - side * backDown;
        double hu =
            rays.hu(
                ring.middle().row() + down / grid.rowSpacingMm(),
                ring.middle().column() + across / grid.columnSpacingMm());
        if (!Double.isNaN(hu)) {
          sum += Math.max(-200, Math.min(hu, 400));
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Bone that has bone on the other side of the patient, as a share of all bone about the ring. */
  private double mirroredShare(CanalRing ring) {
    int one = 0;
    int both = 0;
    for (double back = -BONE_MM; back <= BONE_MM; back += GRID_MM) {
      for (double side = GRID_MM; side <= BONE_MM; side += GRID_MM) {
        int here = bone(ring, back, side);
        int there = bone(ring, back, -side);
        boolean seen = here >= 0 && there >= 0;
        one += seen && here + there > 0 ? 1 : 0;
        both += seen && here + there == 2 ? 1 : 0;
      }
    }
    return one == 0 ? 0 : (double) both / one;
  }

  /** Whether there is bone, 1 or 0; -1 beyond the image. */
  private int bone(CanalRing ring, double backMm, double sideMm) {
    double down = backMm * backDown + sideMm * backAcross;
    double across = backMm * backAcross - sideMm * backDown;
    int row = (int) Math.round(ring.middle().row() + down / grid.rowSpacingMm());
    int column = (int) Math.round(ring.middle().column() + across / grid.columnSpacingMm());
    boolean beyond = row < 0 || row >= grid.rows() || column < 0 || column >= grid.columns();
    return beyond ? -1 : bone.get(ring.slice(), row, column) ? 1 : 0;
  }

  private double boneCm2(CanalRing ring) {
    int rows = (int) (BONE_MM / grid.rowSpacingMm());
    int columns = (int) (BONE_MM / grid.columnSpacingMm());
    int row = (int) Math.round(ring.middle().row());
    int column = (int) Math.round(ring.middle().column());
    int count = 0;
    for (int r = row - rows; r <= row + rows; r++) {
      for (int c = column - columns; c <= column + columns; c++) {
        count += bone.get(ring.slice(), r, c) ? 1 : 0;
      }
    }
    return count * grid.rowSpacingMm() * grid.columnSpacingMm() / 100;
  }
}
