package org.contourflow.model.tile;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.manifest.ModelManifest.Placement;
import org.contourflow.model.manifest.ModelManifest.Tiling;
import org.contourflow.model.prepare.Shape3;

/**
 * Where tiles start, on the array padded to at least one tile.
 *
 * @param tile size of a tile
 * @param padded size of the padded array
 * @param before padding in front along each axis; the rest is behind
 * @param starts0 starts along axis 0, ascending; 1 and 2 alike
 */
record TilePlan(
    Shape3 tile,
    Shape3 padded,
    Shape before,
    List<Integer> starts0,
    List<Integer> starts1,
    List<Integer> starts2) {

  /** Three counts that may be 0. */
  record Shape(int axis0, int axis1, int axis2) {}

  static TilePlan of(Tiling tiling, Shape3 array, List<Integer> divisor) {
    boolean whole = tiling.placement() == Placement.WHOLE;
    Shape3 tile = whole ? roundUp(array, divisor) : Shape3.of(tiling.patch());
    Shape3 padded = array;
    int[] before = new int[3];
    List<List<Integer>> starts = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      int missing = Math.max(0, tile.get(axis) - array.get(axis));
      padded = padded.with(axis, array.get(axis) + missing);
      before[axis] = missing / 2;
      starts.add(starts(tiling, tile.get(axis), padded.get(axis)));
    }
    return new TilePlan(
        tile,
        padded,
        new Shape(before[0], before[1], before[2]),
        starts.get(0),
        starts.get(1),
        starts.get(2));
  }

  private static Shape3 roundUp(Shape3 array, List<Integer> divisor) {
    Shape3 out = array;
    for (int axis = 0; axis < 3; axis++) {
      int d = divisor.get(axis);
      out = out.with(axis, (array.get(axis) + d - 1) / d * d);
    }
    return out;
  }

  /** Starts along one axis of length {@code n} for tiles of {@code p}. */
  static List<Integer> starts(Tiling tiling, int p, int n) {
    List<Integer> out = new ArrayList<>();
    if (tiling.placement() == Placement.EVEN) {
      int count = (int) Math.ceil((n - p) / (p * tiling.step())) + 1;
      double step = count > 1 ? (n - p) / (count - 1.0) : 0;
      for (int i = 0; i < count; i++) {
        out.add((int) Math.rint(step * i));
      }
      return out;
    }
    int interval = p == n ? p : Math.max(1, (int) (p * tiling.step() + 1e-9));
    for (int start = 0; ; start += interval) {
      out.add(Math.min(start, n - p));
      if (start + p >= n) {
        return out;
      }
    }
  }

  int tiles() {
    return starts0.size() * starts1.size() * starts2.size();
  }
}
