package org.contourflow.model.presence;

import org.contourflow.model.restore.BitVolume;
import org.contourflow.model.restore.Components;
import org.contourflow.model.restore.Morphology;
import org.contourflow.volume.CtVolume;

/**
 * How much of a head and of a neck a CT shows, by HU and shape alone, plane by plane: a plane is of
 * the head where bone encloses much of it (a skull), of the neck where the body is narrow, whole,
 * and holds an airway and bone. Chest, abdomen, pelvis and limbs have neither.
 *
 * <p>Not told apart: a head without HU (a phantom of plastic), a neck whose sides the field of view
 * cuts.
 *
 * @param skullMm length of planes with a skull
 * @param neckMm length of further planes of a neck
 */
public record HeadAndNeck(double skullMm, double neckMm) {
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

  /** Looks at a CT; about 0.2 s for 100 slices. */
  public static HeadAndNeck in(CtVolume ct) {
    CoarseCt coarse = CoarseCt.of(ct);
    Planes planes = new Planes(coarse);
    double skull = 0;
    double neck = 0;
    for (int p = 0; p < coarse.planes(); p++) {
      if (planes.isSkull(p)) {
        skull += coarse.planeMm();
      } else if (planes.isNeck(p)) {
        neck += coarse.planeMm();
      }
    }
    return new HeadAndNeck(skull, neck);
  }

  /** Both. */
  public double lengthMm() {
    return skullMm + neckMm;
  }

  /** What is measured of each plane. */
  private static final class Planes {
    private final CoarseCt ct;
    private final Morphology morphology;
    private final double[] bodyCm2;
    private final double[] rimMm;
    private final double[] enclosedCm2;
    private final double[] enclosedHu;
    private final double[] gasCm2;
    private final double[] boneCm2;

    Planes(CoarseCt ct) {
      this.ct = ct;
      this.morphology = new Morphology(ct.planeMm(), ct.rowMm(), ct.columnMm());
      this.bodyCm2 = new double[ct.planes()];
      this.rimMm = new double[ct.planes()];
      this.enclosedCm2 = new double[ct.planes()];
      this.enclosedHu = new double[ct.planes()];
      this.gasCm2 = new double[ct.planes()];
      this.boneCm2 = new double[ct.planes()];
      BitVolume body = body();
      BitVolume bone = between(BONE_HU, Float.MAX_VALUE).and(body);
      for (int p = 0; p < ct.planes(); p++) {
        bodyCm2[p] = ct.areaCm2(body.count(p));
        boneCm2[p] = ct.areaCm2(bone.count(p));
        rimMm[p] = rimMm(body, p);
      }
      largest(enclosed(bone), enclosedCm2, enclosedHu);
      largest(between(-Float.MAX_VALUE, GAS_HU).and(body), gasCm2, new double[ct.planes()]);
    }

    boolean isSkull(int p) {
      return enclosedCm2[p] >= LEAST_SKULL_CM2
          && enclosedCm2[p] <= MOST_SKULL_CM2
          && enclosedCm2[p] >= SKULL_SHARE * bodyCm2[p]
          && enclosedHu[p] >= LEAST_BRAIN_HU
          && enclosedHu[p] <= MOST_BRAIN_HU;
    }

    boolean isNeck(int p) {
      return bodyCm2[p] >= LEAST_NECK_CM2
          && bodyCm2[p] <= MOST_NECK_CM2
          && rimMm[p] <= MOST_RIM_MM
          && gasCm2[p] >= LEAST_AIRWAY_CM2
          && gasCm2[p] <= MOST_AIRWAY_CM2
          && boneCm2[p] >= LEAST_BONE_CM2;
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
      int[] largest = new int[ct.planes()];
      java.util.Arrays.fill(largest, -1);
      parts.forEachRun(
          (part, p, r, from, to) -> {
            if (largest[p] < 0 || parts.size(part) > parts.size(largest[p])) {
              largest[p] = part;
            }
          });
      boolean[] keep = new boolean[parts.count()];
      for (int part : largest) {
        if (part >= 0) {
          keep[part] = true;
        }
      }
      BitVolume core = parts.paint(part -> keep[part]);
      return Morphology.fillHolesInPlane(morphology.dilateInPlane(core, 0).and(tissue));
    }

    /** What bone encloses, gaps of a pixel or two closed, without the bone. */
    private BitVolume enclosed(BitVolume bone) {
      BitVolume thick = morphology.dilateInPlane(bone, 0);
      return morphology.erodeInPlane(Morphology.fillHolesInPlane(thick), 0).andNot(thick);
    }

    private void largest(BitVolume marks, double[] areaCm2, double[] meanHu) {
      Components parts = Components.ofSlices(marks);
      double[] sum = new double[parts.count()];
      parts.forEachRun(
          (part, p, r, from, to) -> {
            int at = (p * ct.rows() + r) * ct.columns();
            for (int c = from; c < to; c++) {
              sum[part] += ct.hu()[at + c];
            }
          });
      parts.forEachRun(
          (part, p, r, from, to) -> {
            double area = ct.areaCm2(parts.size(part));
            if (area > areaCm2[p]) {
              areaCm2[p] = area;
              meanHu[p] = sum[part] / parts.size(part);
            }
          });
    }

    private double rimMm(BitVolume body, int p) {
      double mm = 0;
      for (int r = 0; r < ct.rows(); r++) {
        mm += body.get(p, r, 0) ? ct.rowMm() : 0;
        mm += body.get(p, r, ct.columns() - 1) ? ct.rowMm() : 0;
      }
      for (int c = 0; c < ct.columns(); c++) {
        mm += body.get(p, 0, c) ? ct.columnMm() : 0;
        mm += body.get(p, ct.rows() - 1, c) ? ct.columnMm() : 0;
      }
      return mm;
    }
  }
}
