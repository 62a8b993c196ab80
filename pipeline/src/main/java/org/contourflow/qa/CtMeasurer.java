package org.contourflow.qa;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Measures a CT as a whole. The body is each slice's largest part that is not air, with what it
 * encloses; a couch apart from it is not in it.
 */
final class CtMeasurer {
  private static final int TISSUE_HU = -300;
  private static final int FAT_FROM = -150;
  private static final int FAT_TO = -30;
  private static final int BONE_HU = 200;
  private static final int METAL_HU = 2000;

  /** Of the histogram in which soft tissue is looked for; as wide as a shift that matters. */
  private static final int PEAK_FROM = -20;

  private static final int PEAK_TO = 500;
  private static final int SMOOTH_HU = 10;

  /** Neighbours of soft tissue alone say something of grain. */
  private static final int SOFT_SPAN_HU = 150;

  private static final int MOST_GRAIN = 2000;
  private static final double LEAST_AREA_CM2 = 20;

  private final CtBlocks ct;
  private final BitVolume filled;
  private final double[] areaCm2;
  private final int[] histogram = new int[PEAK_TO - TISSUE_HU];
  private final Middle body = new Middle();
  private final Middle air = new Middle();
  private final Middle bone = new Middle();
  private long tissue;
  private long fat;
  private long metal;

  private CtMeasurer(CtBlocks ct) {
    this.ct = ct;
    this.areaCm2 = new double[ct.planes()];
    this.filled = filled(ct);
  }

  private static final class Middle {
    private double back;
    private double head;
    private long count;

    void add(CtBlocks.Axes axes, int p, int r, int c) {
      back += axes.back(p, r, c);
      head += axes.head(p, r, c);
      count++;
    }

    double backOf(Middle other) {
      return count == 0 ? 0 : back / count - other.back / other.count;
    }

    double headOf(Middle other) {
      return count == 0 ? 0 : head / count - other.head / other.count;
    }
  }

  /** All features; empty if nothing but air is in it. */
  static Map<CtFeature, Double> of(CtVolume ct, double singleSliceMm) {
    CtMeasurer measurer = new CtMeasurer(CtBlocks.of(ct, singleSliceMm));
    for (int p = 0; p < measurer.ct.planes(); p++) {
      measurer.plane(p);
    }
    if (measurer.tissue == 0) {
      return Map.of();
    }
    VoxelGrid grid = ct.grid();
    Map<CtFeature, Double> out = new EnumMap<>(CtFeature.class);
    out.put(
        CtFeature.SLICE_STEP,
        IntStream.range(0, grid.slices() - 1)
            .mapToDouble(grid::sliceStepMm)
            .max()
            .orElse(singleSliceMm));
    out.put(CtFeature.PIXEL, Math.max(grid.rowSpacingMm(), grid.columnSpacingMm()));
    measurer.into(out);
    return out;
  }

  private void into(Map<CtFeature, Double> out) {
    out.put(CtFeature.LENGTH, ct.lengthMm());
    out.put(CtFeature.SOFT_PEAK, peak());
    out.put(CtFeature.FAT_SHARE, fat / (double) tissue);
    out.put(CtFeature.BONE_SHARE, bone.count / (double) tissue);
    out.put(CtFeature.METAL_SHARE, metal / (double) tissue);
    out.put(CtFeature.AIR_SHARE, air.count / (double) body.count);
    double[] shown = Arrays.stream(areaCm2).filter(a -> a > LEAST_AREA_CM2).sorted().toArray();
    out.put(CtFeature.AREA, shown.length == 0 ? 0 : shown[shown.length / 2]);
    out.put(CtFeature.FOOT_AREA, footArea());
    out.put(CtFeature.BONE_BACK, bone.backOf(body));
    out.put(CtFeature.AIR_BACK, air.backOf(body));
    out.put(CtFeature.BONE_HEAD, bone.headOf(body) / ct.lengthMm());
    out.put(CtFeature.GRAIN, grain());
  }

  private void plane(int p) {
    long inside = 0;
    for (int r = 0; r < ct.rows(); r++) {
      for (int c = 0; c < ct.columns(); c++) {
        if (filled.get(p, r, c)) {
          inside++;
          body.add(ct.axes(), p, r, c);
          if (ct.at(p, r, c) > TISSUE_HU) {
            tissue(ct.at(p, r, c), p, r, c);
          } else {
            air.add(ct.axes(), p, r, c);
          }
        }
      }
    }
    areaCm2[p] = inside * ct.blockMm2() / 100;
  }

  private void tissue(float hu, int p, int r, int c) {
    tissue++;
    if (hu > BONE_HU) {
      bone.add(ct.axes(), p, r, c);
      metal += hu > METAL_HU ? 1 : 0;
    }
    fat += hu >= FAT_FROM && hu <= FAT_TO ? 1 : 0;
    if (hu < PEAK_TO) {
      histogram[(int) (hu - TISSUE_HU)]++;
    }
  }

  /** Each slice's largest part of what is not air once thin things are gone, its holes filled. */
  private static BitVolume filled(CtBlocks ct) {
    BitVolume tissue = new BitVolume(ct.planes(), ct.rows(), ct.columns());
    for (int p = 0; p < ct.planes(); p++) {
      for (int r = 0; r < ct.rows(); r++) {
        for (int c = 0; c < ct.columns(); c++) {
          if (ct.at(p, r, c) > TISSUE_HU) {
            tissue.set(p, r, c);
          }
        }
      }
    }
    Morphology morphology = new Morphology(1, 1, 1);
    Components parts = Components.ofSlices(morphology.erodeInPlane(tissue, 1));
    BitVolume core = parts.paintLargestOfSlices();
    return Morphology.fillHolesInPlane(morphology.dilateInPlane(core, 1).and(tissue));
  }

  /** The middle of the fullest 20 HU. */
  private double peak() {
    int best = PEAK_FROM;
    long most = -1;
    for (int hu = PEAK_FROM; hu < PEAK_TO - SMOOTH_HU; hu++) {
      long sum = 0;
      for (int h = hu - SMOOTH_HU; h <= hu + SMOOTH_HU; h++) {
        sum += histogram[h - TISSUE_HU];
      }
      if (sum > most) {
        most = sum;
        best = hu;
      }
    }
    return best;
  }

  private double footArea() {
    int third = Math.max(1, ct.planes() / 3);
    double first = Arrays.stream(areaCm2, 0, third).average().orElse(0);
    double last = Arrays.stream(areaCm2, ct.planes() - third, ct.planes()).average().orElse(0);
    boolean feetFirst = ct.axes().planeZ()[0] <= ct.axes().planeZ()[ct.planes() - 1];
    double ratio = Math.max(first, 1) / Math.max(last, 1);
    return Math.log(feetFirst ? ratio : 1 / ratio) / Math.log(2);
  }

  /** In tenths of HU. */
  private double grain() {
    long[] counts = new long[MOST_GRAIN];
    long all = 0;
    for (int p = 0; p < ct.planes(); p++) {
      for (int r = 1; r < ct.rows() - 1; r++) {
        for (int c = 1; c < ct.columns() - 1; c++) {
          double off = offNeighbours(p, r, c);
          if (off >= 0) {
            counts[Math.min(MOST_GRAIN - 1, (int) (off * 10))]++;
            all++;
          }
        }
      }
    }
    long below = 0;
    int at = 0;
    while (at < MOST_GRAIN - 1 && below + counts[at] < all / 2) {
      below += counts[at++];
    }
    return at / 10.0;
  }

  /** Below 0 where it or a neighbour is no soft tissue. */
  private double offNeighbours(int p, int r, int c) {
    float[] near = {ct.at(p, r - 1, c), ct.at(p, r + 1, c), ct.at(p, r, c - 1), ct.at(p, r, c + 1)};
    float own = ct.at(p, r, c);
    double sum = 0;
    boolean soft = Math.abs(own) < SOFT_SPAN_HU;
    for (float hu : near) {
      sum += hu;
      soft &= Math.abs(hu) < SOFT_SPAN_HU;
    }
    return soft ? Math.abs(own - sum / near.length) : -1;
  }
}
