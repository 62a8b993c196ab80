package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;

/**
 * Whether what is about a ring of bone is a vertebra: a body in front, bone in its amount, the same
 * on both sides; and whether it is contrast medium that looks like one.
 */
final class VertebraAbout {
  private static final double LEAST_CM2 = 0.8;

  /** As wide is the canal at the first sacral vertebra, and at the foramen magnum's edge. */
  private static final double MOST_CM2 = 8;

  /** Mean of its inner part: -59 to 76 on CTs at hand, the least where fat is in it. */
  private static final int LEAST_HU = -60;

  /** Above are discs and marrow that end plates ring where the lowest vertebrae are tilted. */
  private static final int MOST_HU = 80;

  private static final double[] INNER = {0.2, 0.4, 0.6};

  /** Vertebral bodies at hand have 76 and more. */
  private static final int LEAST_FRONT_HU = 75;

  /** Beyond the cortex of a shaft, within any vertebral body. */
  private static final double FRONT_FROM_MM = 8;

  private static final double FRONT_TO_MM = 13;

  private static final double FRONT_HALF_WIDTH_MM = 8;

  /** Blood full of contrast medium; spread of its HU, where cancellous bone's is more. */
  private static final double LEAST_CONTRAST_HU = 200;

  private static final double MOST_CONTRAST_SPREAD_HU = 60;

  /** From soft tissue in front of a vertebral body to behind its arch. */
  private static final double SPINE_BEHIND_MM = 55;

  /** A vertebra with its arch has more, a shaft with marrow less. */
  private static final double LEAST_BONE_CM2 = 5.5;

  private static final double BONE_MM = 35;

  /** Vertebrae at hand have 0.25 to 0.89, a hip bone 0.06 to 0.30. */
  private static final double LEAST_MIRRORED = 0.3;

  /** Between the points of a window that are looked at. */
  private static final double STEP_MM = 2;

  private final CanalRays rays;
  private final VoxelGrid grid;
  private final BitVolume bone;
  private final MiddleOfBody middle;
  private final double backDown;
  private final double backAcross;

  VertebraAbout(VoxelGrid grid, CanalRays rays, BitVolume bone, MiddleOfBody middle) {
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

  /** Of a ring in the slice that the rays look at. */
  boolean isThere(CanalRing ring) {
    double area = ring.areaCm2();
    double hu = innerHu(ring);
    return area >= LEAST_CM2
        && area <= MOST_CM2
        && hu >= LEAST_HU
        && hu <= MOST_HU
        && middle.mayBeSpine(ring.slice(), ring.centre(), 0)
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
    return front(ring).stream()
        .mapToDouble(hu -> Math.max(-200, Math.min(hu, 400)))
        .average()
        .orElse(0);
  }

  /**
   * Whether what lies in front of it is as dense as bone and as even as contrast medium: a heart or
   * an aorta in place of a vertebral body, whose back is not in the image.
   */
  boolean isBehindContrast(CanalRing ring) {
    rays.look(ring.slice());
    List<Double> front = front(ring);
    double mean = front.stream().mapToDouble(hu -> hu).average().orElse(0);
    double variance =
        front.stream().mapToDouble(hu -> (hu - mean) * (hu - mean)).average().orElse(0);
    return mean >= LEAST_CONTRAST_HU
        && Math.sqrt(variance) <= MOST_CONTRAST_SPREAD_HU
        && Double.isNaN(at(ring, SPINE_BEHIND_MM, 0));
  }

  private List<Double> front(CanalRing ring) {
    double edge = ring.radiusMm(-backDown, -backAcross);
    List<Double> found = new ArrayList<>();
    for (double ahead = edge + FRONT_FROM_MM; ahead <= edge + FRONT_TO_MM; ahead += 1) {
      for (double side = -FRONT_HALF_WIDTH_MM; side <= FRONT_HALF_WIDTH_MM; side += STEP_MM) {
        double hu = at(ring, -ahead, side);
        if (!Double.isNaN(hu)) {
          found.add(hu);
        }
      }
    }
    return found;
  }

  /** HU so far behind the ring's middle and to the side of it; NaN beyond the image. */
  private double at(CanalRing ring, double backMm, double sideMm) {
    double down = backMm * backDown + sideMm * backAcross;
    double across = backMm * backAcross - sideMm * backDown;
    return rays.hu(
        ring.middle().row() + down / grid.rowSpacingMm(),
        ring.middle().column() + across / grid.columnSpacingMm());
  }

  /** Bone that has bone on the other side of the patient, as a share of all bone about the ring. */
  private double mirroredShare(CanalRing ring) {
    int one = 0;
    int both = 0;
    for (double back = -BONE_MM; back <= BONE_MM; back += STEP_MM) {
      for (double side = STEP_MM; side <= BONE_MM; side += STEP_MM) {
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
