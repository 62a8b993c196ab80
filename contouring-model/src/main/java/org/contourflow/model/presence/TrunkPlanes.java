package org.contourflow.model.presence;

import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * What is measured of each plane of a coarse CT to tell chest, belly and pelvis: how much lung, how
 * wide the body is for its depth, and how much bone lies on both sides of the middle. Whole numbers
 * of a body do not matter, so that a field of view may cut it.
 */
final class TrunkPlanes {
  private static final int LEAST_LUNG_HU = -960;
  private static final int MOST_LUNG_HU = -450;

  private static final int TISSUE_HU = -300;

  /** More of the body at the image's rim than this, and it is cut. */
  private static final double MOST_RIM_MM = 80;

  /** Lungs are thicker than this; so are no skin, no mask and no wall of a bowel. */
  private static final double LUNG_RADIUS_MM = 4.5;

  /** Above it is bone, contrast medium or metal; the shell of a hip is closed and filled. */
  private static final int DENSE_HU = 150;

  private static final double SHELL_GAP_MM = 4.5;

  /** Bone is uneven; a kidney or a bowel full of contrast medium is not. */
  private static final double LEAST_BONE_SPREAD_HU = 60;

  /** Ribs of the lower chest and hips lie so far from the middle; vertebrae nearer. */
  private static final double SIDE_MM = 50;

  /** Arms along the body are thinner than this, and joined to it by less. */
  private static final double ARM_RADIUS_MM = 22;

  private final CoarseCt ct;
  private final Morphology morphology;
  private final BitVolume trunk;
  private final double[] lungCm2;
  private final double[] sideBoneCm2;
  private final double[] trunkCm2;
  private final double[] widthToDepth;
  private final double[] middle;

  TrunkPlanes(CoarseCt ct, BitVolume body) {
    this.ct = ct;
    this.morphology = new Morphology(ct.planeMm(), ct.rowMm(), ct.columnMm());
    this.trunk = trunk(body);
    this.trunkCm2 = new double[ct.planes()];
    this.lungCm2 = new double[ct.planes()];
    this.widthToDepth = new double[ct.planes()];
    this.middle = new double[ct.planes()];
    BitVolume lung = lung(body);
    for (int p = 0; p < ct.planes(); p++) {
      trunkCm2[p] = ct.areaCm2(trunk.count(p));
      lungCm2[p] = ct.areaCm2(lung.count(p));
      shape(p);
    }
    this.sideBoneCm2 = sideBone();
  }

  /** Lung, also where the image's rim cuts it. */
  double lungCm2(int p) {
    return lungCm2[p];
  }

  /** Of the largest bone on each side of the middle, the smaller one. */
  double sideBoneCm2(int p) {
    return sideBoneCm2[p];
  }

  /** The body without arms. */
  double trunkCm2(int p) {
    return trunkCm2[p];
  }

  /** Of the body without arms: spread from left to right by spread from front to back. */
  double widthToDepth(int p) {
    return widthToDepth[p];
  }

  /** The body without what is thin or joined to it by little; where nothing is left, the body. */
  private BitVolume trunk(BitVolume body) {
    BitVolume core = morphology.erodeInPlane(body, ARM_RADIUS_MM);
    Components parts = Components.ofSlices(core);
    int[] largest = parts.largestOfSlices();
    BitVolume kept = parts.paintLargestOfSlices();
    BitVolume out = morphology.dilateInPlane(kept, ARM_RADIUS_MM).and(body);
    for (int p = 0; p < ct.planes(); p++) {
      if (largest[p] < 0) {
        copy(body, out, p);
      }
    }
    return out;
  }

  private void copy(BitVolume from, BitVolume to, int p) {
    for (int r = 0; r < ct.rows(); r++) {
      for (int c = 0; c < ct.columns(); c++) {
        if (from.get(p, r, c)) {
          to.set(p, r, c);
        }
      }
    }
  }

  private void shape(int p) {
    double n = 0;
    double[] sum = new double[4];
    for (int r = 0; r < ct.rows(); r++) {
      for (int c = 0; c < ct.columns(); c++) {
        if (trunk.get(p, r, c)) {
          n++;
          sum[0] += r;
          sum[1] += c;
          sum[2] += (double) r * r;
          sum[3] += (double) c * c;
        }
      }
    }
    middle[p] = n == 0 ? ct.columns() / 2.0 : sum[1] / n;
    double depth = spread(n, sum[0], sum[2]) * ct.rowMm();
    double width = spread(n, sum[1], sum[3]) * ct.columnMm();
    widthToDepth[p] = depth > 0 ? width / depth : 1;
  }

  private static double spread(double n, double sum, double squares) {
    return n == 0 ? 0 : Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
  }

  private BitVolume between(double low, double high) {
    BitVolume out = new BitVolume(ct.planes(), ct.rows(), ct.columns());
    int k = 0;
    for (int p = 0; p < ct.planes(); p++) {
      for (int r = 0; r < ct.rows(); r++) {
        for (int c = 0; c < ct.columns(); c++, k++) {
          if (ct.hu()[k] > low && ct.hu()[k] < high) {
            out.set(p, r, c);
          }
        }
      }
    }
    return out;
  }

  /**
   * What has lung's HU and the body on three sides at least; the image's rim counts as one of them
   * where no air lies before it. So foam of a couch and clothes are none.
   */
  private BitVolume lung(BitVolume body) {
    BitVolume marks = morphology.openInPlane(between(LEAST_LUNG_HU, MOST_LUNG_HU), LUNG_RADIUS_MM);
    BitVolume walls = walls(body);
    BitVolume out = new BitVolume(ct.planes(), ct.rows(), ct.columns());
    for (int p = 0; p < ct.planes(); p++) {
      for (int r = 0; r < ct.rows(); r++) {
        for (int c = 0; c < ct.columns(); c++) {
          if (marks.get(p, r, c) && isInside(walls, p, r, c)) {
            out.set(p, r, c);
          }
        }
      }
    }
    return out;
  }

  /** The body; where the image's rim cuts it to pieces, all of them. */
  private BitVolume walls(BitVolume body) {
    BitVolume out = body.copy();
    BitVolume tissue = morphology.openInPlane(between(TISSUE_HU, Float.MAX_VALUE), 0);
    for (int p = 0; p < ct.planes(); p++) {
      if (rimMm(p) > MOST_RIM_MM) {
        copy(tissue, out, p);
      }
    }
    return out;
  }

  private boolean isInside(BitVolume body, int p, int r, int c) {
    int met = 0;
    int rims = 0;
    for (int[] step : new int[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      Ray ray = ray(body, p, r, c, step);
      met += ray == Ray.BODY ? 1 : 0;
      rims += ray == Ray.RIM ? 1 : 0;
    }
    return met + rims >= 3 && met >= 2;
  }

  /** What lies in a direction. */
  private enum Ray {
    BODY,
    RIM,
    AIR
  }

  private Ray ray(BitVolume body, int p, int r, int c, int[] step) {
    boolean air = false;
    int row = r;
    int column = c;
    while (row >= 0 && row < ct.rows() && column >= 0 && column < ct.columns()) {
      if (body.get(p, row, column)) {
        return Ray.BODY;
      }
      air |= ct.hu()[(p * ct.rows() + row) * ct.columns() + column] <= LEAST_LUNG_HU;
      row += step[0];
      column += step[1];
    }
    return air ? Ray.AIR : Ray.RIM;
  }

  private double[] sideBone() {
    BitVolume dense = between(DENSE_HU, Float.MAX_VALUE).and(trunk);
    BitVolume filled = Morphology.fillHolesInPlane(morphology.closeInPlane(dense, SHELL_GAP_MM));
    Components parts = Components.ofSlices(filled.and(trunk));
    double[][] sums = new double[parts.count()][4];
    parts.forEachRun(
        (part, p, r, from, to) -> {
          sums[part][3] = p;
          for (int c = from; c < to; c++) {
            double hu = ct.hu()[(p * ct.rows() + r) * ct.columns() + c];
            sums[part][0] += c;
            sums[part][1] += hu;
            sums[part][2] += hu * hu;
          }
        });
    double[][] most = new double[2][ct.planes()];
    for (int part = 0; part < parts.count(); part++) {
      double n = parts.size(part);
      int p = (int) sums[part][3];
      double offMm = (sums[part][0] / n - middle[p]) * ct.columnMm();
      boolean uneven = spread(n, sums[part][1], sums[part][2]) >= LEAST_BONE_SPREAD_HU;
      if (uneven && Math.abs(offMm) >= SIDE_MM) {
        double[] side = most[offMm < 0 ? 0 : 1];
        side[p] = Math.max(side[p], ct.areaCm2(parts.size(part)));
      }
    }
    double[] out = new double[ct.planes()];
    for (int p = 0; p < out.length; p++) {
      out[p] = Math.min(most[0][p], most[1][p]);
    }
    return out;
  }

  /** Whether the image's rim cuts the body, so that its area says nothing. */
  boolean isCut(int p) {
    return rimMm(p) > MOST_RIM_MM;
  }

  private double rimMm(int p) {
    double mm = 0;
    for (int r = 0; r < ct.rows(); r++) {
      mm += trunk.get(p, r, 0) ? ct.rowMm() : 0;
      mm += trunk.get(p, r, ct.columns() - 1) ? ct.rowMm() : 0;
    }
    for (int c = 0; c < ct.columns(); c++) {
      mm += trunk.get(p, 0, c) ? ct.columnMm() : 0;
      mm += trunk.get(p, ct.rows() - 1, c) ? ct.columnMm() : 0;
    }
    return mm;
  }
}
