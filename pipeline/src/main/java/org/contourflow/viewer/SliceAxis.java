package org.contourflow.viewer;

import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;

/**
 * The slices as a row of equal pixels, for planes that cut through them: each pixel shows the slice
 * whose extent holds its middle, so that uneven slices are as thick as they are.
 *
 * @param pixelMm size of a pixel, the smallest slice step
 * @param slices the slice that each pixel shows
 * @param edges where each slice begins and the last one ends, in pixels from the first edge
 */
record SliceAxis(double pixelMm, int[] slices, double[] edges) {
  /** A single slice is shown this thick, mm. */
  private static final double SINGLE_SLICE_MM = 1;

  static SliceAxis of(VoxelGrid grid) {
    int n = grid.slices();
    double step = grid.smallestSliceStepMm(SINGLE_SLICE_MM);
    double[] edgesMm = new double[n + 1];
    for (int i = 1; i < n; i++) {
      edgesMm[i] = (grid.slicePositionMm(i - 1) + grid.slicePositionMm(i)) / 2;
    }
    edgesMm[0] = n == 1 ? -step / 2 : 2 * grid.slicePositionMm(0) - edgesMm[1];
    edgesMm[n] = n == 1 ? step / 2 : 2 * grid.slicePositionMm(n - 1) - edgesMm[n - 1];
    double[] edges = new double[n + 1];
    for (int i = 0; i <= n; i++) {
      edges[i] = (edgesMm[i] - edgesMm[0]) / step;
    }
    int pixels = Math.max(1, (int) Math.round(edges[n]));
    return new SliceAxis(
        step, IntStream.range(0, pixels).map(p -> holding(edges, p + 0.5)).toArray(), edges);
  }

  private static int holding(double[] edges, double at) {
    int slice = 0;
    while (slice < edges.length - 2 && edges[slice + 1] <= at) {
      slice++;
    }
    return slice;
  }
}
