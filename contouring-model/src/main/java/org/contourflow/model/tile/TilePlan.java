package org.contourflow.model.tile;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Tiling;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.model.manifest.TilingSteps;

/**
 * Where tiles start, on the array padded to at least one tile.
 *
 * @param tile size of a tile
 * @param padded size of the padded array
 * @param before padding in front along each axis; the rest is behind
 * @param filled the part of {@code padded} that holds the array and padding values; beyond it, if
 *     the manifest says so, the border's values go on
 * @param starts0 starts along axis 0, ascending; 1 and 2 alike
 */
record TilePlan(
    Shape3 tile,
    Shape3 padded,
    Shape before,
    Range3 filled,
    List<Integer> starts0,
    List<Integer> starts1,
    List<Integer> starts2) {

  /** Three counts that may be 0. */
  record Shape(int axis0, int axis1, int axis2) {}

  /**
   * First inclusive and end exclusive along each axis, in elements of the array; may be below 0.
   */
  record Range3(int first0, int end0, int first1, int end1, int first2, int end2) {
    private static Range3 of(int[] first, int[] end) {
      return new Range3(first[0], end[0], first[1], end[1], first[2], end[2]);
    }
  }

  static TilePlan of(Tiling tiling, Shape3 array, List<Integer> divisor) {
    if (tiling.placement() == Placement.CENTRES) {
      return centres(tiling, array, divisor);
    }
    boolean whole = tiling.placement() == Placement.WHOLE;
    Shape3 tile = whole ? roundUp(array, divisor) : Shape3.of(tiling.patch());
    Shape3 padded = array;
    int[] before = new int[3];
    List<List<Integer>> starts = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      int missing = Math.max(0, tile.get(axis) - array.get(axis));
      padded = padded.with(axis, array.get(axis) + missing);
      before[axis] = missing / 2;
      starts.add(starts(tiling, axis, tile.get(axis), padded.get(axis)));
    }
    int[] end = {array.axis0(), array.axis1(), array.axis2()};
    return plan(tile, padded, before, Range3.of(new int[3], end), starts);
  }

  private static TilePlan plan(
      Shape3 tile, Shape3 padded, int[] before, Range3 filled, List<List<Integer>> starts) {
    return new TilePlan(
        tile,
        padded,
        new Shape(before[0], before[1], before[2]),
        filled,
        starts.get(0),
        starts.get(1),
        starts.get(2));
  }

  /**
   * TorchIO's grid as InnerEye uses it: rounded up to the divisor (the larger half in front), a
   * patch larger than that made smaller, half the overlap around it.
   */
  private static TilePlan centres(Tiling tiling, Shape3 array, List<Integer> divisor) {
    Shape3 rounded = roundUp(array, divisor);
    Shape3 tile = rounded;
    Shape3 padded = rounded;
    int[] before = new int[3];
    int[] first = new int[3];
    int[] end = new int[3];
    List<List<Integer>> starts = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      int n = rounded.get(axis);
      int p = Math.min(tiling.patch().get(axis), n);
      int stride = stride(tiling, axis, p);
      int half = (p - stride) / 2;
      int front = (n - array.get(axis) + 1) / 2;
      tile = tile.with(axis, p);
      padded = padded.with(axis, n + 2 * half);
      before[axis] = front + half;
      first[axis] = -front;
      end[axis] = n - front;
      starts.add(snapped(stride, p, n + 2 * half));
    }
    return plan(tile, padded, before, Range3.of(first, end), starts);
  }

  /** A patch made smaller may have an odd overlap, which has no half: one voxel less of it. */
  private static int stride(Tiling tiling, int axis, int p) {
    int stride = TilingSteps.stride(p, tiling.step().get(axis));
    return stride + (p - stride) % 2;
  }

  /** Starts a stride apart; the last ends at the end. */
  private static List<Integer> snapped(int stride, int p, int n) {
    List<Integer> out = new ArrayList<>();
    for (int start = 0; ; start += stride) {
      out.add(Math.min(start, n - p));
      if (start + p >= n) {
        return out;
      }
    }
  }

  /** Where what a tile of CENTRES gives ends, in its elements: where the next tile's begins. */
  int ownedEnd(int axis, int start) {
    List<Integer> starts = axis == 0 ? starts0 : axis == 1 ? starts1 : starts2;
    int half = ownedFirst(axis);
    int next = starts.indexOf(start) + 1;
    return next < starts.size() ? starts.get(next) - start + half : tile.get(axis) - half;
  }

  /** First element along an axis that a tile of CENTRES gives: half the overlap. */
  int ownedFirst(int axis) {
    return switch (axis) {
      case 0 -> before.axis0 + filled.first0;
      case 1 -> before.axis1 + filled.first1;
      default -> before.axis2 + filled.first2;
    };
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
  static List<Integer> starts(Tiling tiling, int axis, int p, int n) {
    double share = tiling.step().get(axis);
    if (tiling.placement() == Placement.EVEN) {
      List<Integer> out = new ArrayList<>();
      int count = (int) Math.ceil((n - p) / (p * share)) + 1;
      double step = count > 1 ? (n - p) / (count - 1.0) : 0;
      for (int i = 0; i < count; i++) {
        out.add((int) Math.rint(step * i));
      }
      return out;
    }
    return snapped(p == n ? p : TilingSteps.interval(p, share), p, n);
  }

  int tiles() {
    return starts0.size() * starts1.size() * starts2.size();
  }
}
