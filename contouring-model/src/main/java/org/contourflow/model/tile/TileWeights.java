package org.contourflow.model.tile;

import java.util.Arrays;
import org.contourflow.model.array.Half;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Tiling;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Centre;
import org.contourflow.model.manifest.Tiling.Weight;

/**
 * The weight of each voxel of a tile, the manifest's largest at the Gaussian's centre. A common
 * factor matters in half precision only, where the small ones become 0 and are lifted.
 */
final class TileWeights {
  private TileWeights() {}

  static float[] of(Tiling tiling, Shape3 tile) {
    float[] out = new float[Math.toIntExact(tile.volume())];
    if (tiling.weights().kind() == Weight.CONSTANT) {
      Arrays.fill(out, 1);
      return out;
    }
    double[] a = line(tiling, tile.axis0());
    double[] b = line(tiling, tile.axis1());
    double[] c = line(tiling, tile.axis2());
    boolean half = tiling.accumulate() == Accumulate.HALF;
    float smallest = Float.POSITIVE_INFINITY;
    int k = 0;
    for (double x : a) {
      for (double y : b) {
        for (double z : c) {
          float w = (float) (x * y * z * tiling.weights().largest());
          out[k] = half ? Half.round(w) : w < Float.MIN_NORMAL ? 0 : w;
          smallest = out[k] > 0 ? Math.min(smallest, out[k]) : smallest;
          k++;
        }
      }
    }
    float floor = (float) Math.max(tiling.weights().floor() * tiling.weights().largest(), smallest);
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(out[i], floor);
    }
    return out;
  }

  /** 1 where a tile of CENTRES gives its values, 0 elsewhere; into {@code out}. */
  static void centre(TilePlan plan, int start0, int start1, int start2, float[] out) {
    Arrays.fill(out, 0);
    Shape3 tile = plan.tile();
    int from = plan.ownedFirst(2);
    int to = plan.ownedEnd(2, start2);
    for (int i = plan.ownedFirst(0); i < plan.ownedEnd(0, start0); i++) {
      for (int j = plan.ownedFirst(1); j < plan.ownedEnd(1, start1); j++) {
        int line = (i * tile.axis1() + j) * tile.axis2();
        Arrays.fill(out, line + from, line + to, 1);
      }
    }
  }

  /**
   * A Gaussian along one axis. With its centre at p // 2 it is cut at 4 sigma, as scipy's
   * gaussian_filter of a single voxel is.
   */
  private static double[] line(Tiling tiling, int p) {
    boolean floor = tiling.weights().centre() == Centre.FLOOR_HALF;
    double centre = floor ? p / 2 : (p - 1) / 2.0;
    double sigma = tiling.weights().sigmaShare() * p;
    int reach = floor ? (int) (4 * sigma + 0.5) : p;
    double[] out = new double[p];
    for (int i = 0; i < p; i++) {
      double d = i - centre;
      out[i] = Math.abs(d) <= reach ? Math.exp(-0.5 * d * d / (sigma * sigma)) : 0;
    }
    return out;
  }
}
