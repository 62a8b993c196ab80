package org.contourflow.contour;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contourflow.volume.BinaryMask;

/**
 * Mask to rings on the voxel edges, exactly: the area inside a slice's rings is the number of its
 * mask pixels.
 *
 * <p>Pixels are 4-connected: pieces that touch in a corner become regions of their own. Every ring
 * is simple, it passes no point twice: where a piece touches itself in a corner, the loop is split
 * there into an outer ring and a hole that touch in this one point. Rings carry only their corners.
 *
 * <p>Cost: one pass over the words of the slice plus one step for each boundary edge.
 */
public final class MaskTracer {
  private MaskTracer() {}

  /** Traces every slice. */
  public static PlanarContours trace(BinaryMask mask) {
    List<List<Region>> slices = new ArrayList<>();
    SliceTracer tracer =
        new SliceTracer(mask.grid().rows(), mask.grid().columns(), new LoopSplitter());
    for (int s = 0; s < mask.grid().slices(); s++) {
      BitSet pixels = mask.slice(s);
      slices.add(pixels.isEmpty() ? List.of() : tracer.trace(pixels));
    }
    return new PlanarContours(mask.grid(), slices);
  }

  /**
   * Traces one slice.
   *
   * @param pixels row-major, rows x columns
   */
  public static List<Region> traceSlice(BitSet pixels, int rows, int columns) {
    return new SliceTracer(rows, columns, new LoopSplitter()).trace(pixels);
  }
}
