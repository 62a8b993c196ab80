package org.contourflow.testdata;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A phantom's HU. A voxel's value is that of its centre; where one of its six neighbours differs,
 * it is the mean over {@code subSamples} cubed points spread evenly in the voxel (partial volume).
 * Seeded Gaussian noise comes last.
 */
final class HuRenderer {
  private final List<Anatomy.Paint> paints;
  private final Box[] bounds;
  private final StackGeometry g;
  private final int subSamples;

  HuRenderer(Anatomy anatomy, StackGeometry geometry, int subSamples) {
    this.paints = anatomy.paints();
    this.bounds = paints.stream().map(p -> p.solid().bounds()).toArray(Box[]::new);
    this.g = geometry;
    this.subSamples = subSamples;
  }

  short[] render(double noiseHu, long seed) {
    short[] centres = new short[g.voxels()];
    Arrays.fill(centres, (short) Anatomy.AIR_HU);
    IntStream.range(0, g.slices()).parallel().forEach(s -> paintCentres(s, centres));
    short[] hu = centres.clone();
    if (subSamples > 1) {
      IntStream.range(0, g.slices()).parallel().forEach(s -> blend(s, centres, hu));
    }
    IntStream.range(0, g.slices()).parallel().forEach(s -> addNoise(s, hu, noiseHu, seed));
    return hu;
  }

  private void paintCentres(int slice, short[] hu) {
    for (Anatomy.Paint paint : paints) {
      Raster.forCentresIn(g, slice, paint.solid(), at -> hu[at] = (short) paint.hu());
    }
  }

  private void blend(int slice, short[] centres, short[] hu) {
    for (int row = 0; row < g.rows(); row++) {
      for (int column = 0; column < g.columns(); column++) {
        if (isMixed(slice, row, column, centres)) {
          hu[g.index(slice, row, column)] = (short) Math.round(mean(slice, row, column));
        }
      }
    }
  }

  private boolean isMixed(int slice, int row, int column, short[] hu) {
    int at = g.index(slice, row, column);
    int plane = g.rows() * g.columns();
    return (row > 0 && hu[at - g.columns()] != hu[at])
        || (row < g.rows() - 1 && hu[at + g.columns()] != hu[at])
        || (column > 0 && hu[at - 1] != hu[at])
        || (column < g.columns() - 1 && hu[at + 1] != hu[at])
        || (slice > 0 && hu[at - plane] != hu[at])
        || (slice < g.slices() - 1 && hu[at + plane] != hu[at]);
  }

  private double mean(int slice, int row, int column) {
    double sum = 0;
    Lps normal = g.orientation().normal();
    for (int i = 0; i < subSamples; i++) {
      Lps lift = normal.times(offset(i) * g.sliceThicknessMm());
      for (int j = 0; j < subSamples; j++) {
        for (int k = 0; k < subSamples; k++) {
          sum += huAt(g.point(slice, row + offset(j), column + offset(k)).plus(lift));
        }
      }
    }
    return sum / (subSamples * subSamples * subSamples);
  }

  private double offset(int i) {
    return (i + 0.5) / subSamples - 0.5;
  }

  private int huAt(Lps p) {
    for (int i = paints.size() - 1; i >= 0; i--) {
      if (bounds[i].contains(p.x(), p.y(), p.z()) && paints.get(i).solid().contains(p)) {
        return paints.get(i).hu();
      }
    }
    return Anatomy.AIR_HU;
  }

  private void addNoise(int slice, short[] hu, double noiseHu, long seed) {
    if (noiseHu == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + slice);
    int plane = g.rows() * g.columns();
    for (int at = slice * plane; at < (slice + 1) * plane; at++) {
      double value = hu[at] + random.nextGaussian() * noiseHu;
      hu[at] = (short) Math.max(Phantom.LOWEST_HU, Math.round(value));
    }
  }
}
