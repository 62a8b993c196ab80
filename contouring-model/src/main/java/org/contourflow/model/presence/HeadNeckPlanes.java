package org.contourflow.model.presence;

import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * What is measured of each plane of a coarse CT: body, bone, gas, what bone encloses, and where the
 * body touches the image's rim. A neck whose sides the field of view cuts has no area to go by; it
 * is told from a chest by its thickness from front to back at the airway, where it is shown whole.
 */
final class HeadNeckPlanes {
  private static final int TISSUE_HU = -300;
  private static final int BONE_HU = 200;
  private static final int GAS_HU = -500;

  /**
   * What bone encloses in a skull: its share of the body, its area, its mean HU. In pelvis and
   * chest it was 11 cm2 at the most; below a skull's base it falls off slowly.
   */
  private static final double SKULL_SHARE = 0.08;

  private static final double LEAST_SKULL_CM2 = 25;
  private static final double MOST_SKULL_CM2 = 260;
  private static final int LEAST_BRAIN_HU = -50;
  private static final int MOST_BRAIN_HU = 100;

  /** A neck, or a head below the skull, is no larger than this across; a chest is. */
  private static final double LEAST_NECK_CM2 = 50;

  private static final double MOST_NECK_CM2 = 280;

  /** The largest airway of a neck's plane; limbs have none, a lung is more. */
  private static final double LEAST_AIRWAY_CM2 = 0.3;

  private static final double MOST_AIRWAY_CM2 = 15;

  private static final double LEAST_BONE_CM2 = 3;

  /** A body may touch the image's rim this much and still count as whole. */
  private static final double MOST_RIM_MM = 20;

  /**
   * From front to back through the airway. Necks are 140 to 190 mm, shoulders 150 to 190, chests
   * and bellies whose sides are cut 180 and more (docs/decisions/0067).
   */
  private static final double LEAST_THICKNESS_MM = 60;

  private static final double MOST_THICKNESS_MM = 165;

  private final CoarseCt ct;
  private final Morphology morphology;
  private final double[] bodyCm2;
  private final double[] boneCm2;

  /** What bone encloses, and what gas the body encloses: the largest part of each plane. */
  private final Part[] enclosed;

  private final Part[] airway;
  private final BitVolume body;

  HeadNeckPlanes(CoarseCt ct) {
    this.ct = ct;
    this.morphology = new Morphology(ct.planeMm(), ct.rowMm(), ct.columnMm());
    this.bodyCm2 = new double[ct.planes()];
    this.boneCm2 = new double[ct.planes()];
    this.body = body();
    BitVolume bone = between(BONE_HU, Float.MAX_VALUE).and(body);
    for (int p = 0; p < ct.planes(); p++) {
      bodyCm2[p] = ct.areaCm2(body.count(p));
      boneCm2[p] = ct.areaCm2(bone.count(p));
    }
    this.enclosed = largest(enclosed(bone));
    this.airway = largest(between(-Float.MAX_VALUE, GAS_HU).and(body));
  }

  /** A connected part of a plane's marks; of no marks, one of no area. */
  private record Part(double areaCm2, double meanHu, double row, double column) {
    static final Part NONE = new Part(0, 0, 0, 0);
  }

  /** Each plane's largest part of tissue, with what it encloses. */
  BitVolume bodyVolume() {
    return body;
  }

  boolean isSkull(int p) {
    double area = enclosed[p].areaCm2();
    return area >= LEAST_SKULL_CM2
        && area <= MOST_SKULL_CM2
        && area >= SKULL_SHARE * bodyCm2[p]
        && enclosed[p].meanHu() >= LEAST_BRAIN_HU
        && enclosed[p].meanHu() <= MOST_BRAIN_HU;
  }

  boolean isNeck(int p) {
    return bodyCm2[p] >= LEAST_NECK_CM2
        && bodyCm2[p] <= MOST_NECK_CM2
        && airway[p].areaCm2() >= LEAST_AIRWAY_CM2
        && airway[p].areaCm2() <= MOST_AIRWAY_CM2
        && boneCm2[p] >= LEAST_BONE_CM2
        && (isWhole(p) || isCutNeck(p));
  }

  private boolean isWhole(int p) {
    return sidesMm(p) + endsMm(p) <= MOST_RIM_MM;
  }

  /** Cut on one axis of the image alone, and as thick along the other as a neck. */
  private boolean isCutNeck(int p) {
    double thickness;
    if (endsMm(p) == 0) {
      thickness = alongColumnMm(p, (int) Math.round(airway[p].column()));
    } else if (sidesMm(p) == 0) {
      thickness = alongRowMm(p, (int) Math.round(airway[p].row()));
    } else {
      return false;
    }
    return thickness >= LEAST_THICKNESS_MM && thickness <= MOST_THICKNESS_MM;
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

  /** Each plane's largest part of tissue once thin things are gone, with what it encloses. */
  private BitVolume body() {
    BitVolume tissue = between(TISSUE_HU, Float.MAX_VALUE);
    Components parts = Components.ofSlices(morphology.erodeInPlane(tissue, 0));
    BitVolume core = parts.paintLargestOfSlices();
    return Morphology.fillHolesInPlane(morphology.dilateInPlane(core, 0).and(tissue));
  }

  /** What bone encloses, gaps of a pixel or two closed, without the bone. */
  private BitVolume enclosed(BitVolume bone) {
    BitVolume thick = morphology.dilateInPlane(bone, 0);
    return morphology.erodeInPlane(Morphology.fillHolesInPlane(thick), 0).andNot(thick);
  }

  private Part[] largest(BitVolume marks) {
    Components parts = Components.ofSlices(marks);
    double[][] sums = new double[parts.count()][3];
    parts.forEachRun(
        (part, p, r, from, to) -> {
          int at = (p * ct.rows() + r) * ct.columns();
          for (int c = from; c < to; c++) {
            sums[part][0] += ct.hu()[at + c];
            sums[part][1] += r;
            sums[part][2] += c;
          }
        });
    Part[] out = new Part[ct.planes()];
    java.util.Arrays.fill(out, Part.NONE);
    parts.forEachRun(
        (part, p, r, from, to) -> {
          double n = parts.size(part);
          double area = ct.areaCm2(parts.size(part));
          if (area > out[p].areaCm2()) {
            out[p] = new Part(area, sums[part][0] / n, sums[part][1] / n, sums[part][2] / n);
          }
        });
    return out;
  }

  /** Of the body at the image's first and last column. */
  private double sidesMm(int p) {
    return alongColumnMm(p, 0) + alongColumnMm(p, ct.columns() - 1);
  }

  /** Of the body at the image's first and last row. */
  private double endsMm(int p) {
    return alongRowMm(p, 0) + alongRowMm(p, ct.rows() - 1);
  }

  private double alongColumnMm(int p, int column) {
    double mm = 0;
    for (int r = 0; r < ct.rows(); r++) {
      mm += body.get(p, r, column) ? ct.rowMm() : 0;
    }
    return mm;
  }

  private double alongRowMm(int p, int row) {
    double mm = 0;
    for (int c = 0; c < ct.columns(); c++) {
      mm += body.get(p, row, c) ? ct.columnMm() : 0;
    }
    return mm;
  }
}
