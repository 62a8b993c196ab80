package org.contourflow.contour;

import java.util.BitSet;
import java.util.List;
import org.contourflow.contour.RingRasterizer.Combination;

/** A raster laid over loops in mm, finer than any CT: areas where shoelace formulas do not hold. */
final class FineRaster {
  private final double row0;
  private final double column0;
  private final double pixelMm;
  private final RingRasterizer rasterizer;

  private FineRaster(double[] box, int size) {
    double extent = Math.max(box[2] - box[0], box[3] - box[1]);
    this.row0 = box[0];
    this.column0 = box[1];
    this.pixelMm = Math.max(1e-6, extent / size);
    this.rasterizer =
        new RingRasterizer(
            (int) Math.ceil((box[2] - box[0]) / pixelMm) + 1,
            (int) Math.ceil((box[3] - box[1]) / pixelMm) + 1);
  }

  /** Over a loop's bounding box, its longer side divided into {@code size} pixels. */
  static FineRaster over(Ring loop, int size) {
    return new FineRaster(
        new double[] {
          loop.smallestRow(), loop.smallestColumn(), loop.largestRow(), loop.largestColumn()
        },
        size);
  }

  /** Over the bounding box of several loops. */
  static FineRaster over(List<Ring> loops, int size) {
    return new FineRaster(
        new double[] {
          loops.stream().mapToDouble(Ring::smallestRow).min().orElseThrow(),
          loops.stream().mapToDouble(Ring::smallestColumn).min().orElseThrow(),
          loops.stream().mapToDouble(Ring::largestRow).max().orElseThrow(),
          loops.stream().mapToDouble(Ring::largestColumn).max().orElseThrow()
        },
        size);
  }

  /** Area of a pixel, square mm. */
  double pixelMm2() {
    return pixelMm * pixelMm;
  }

  /** The pixels whose centre is inside. */
  BitSet fill(Ring loop) {
    return rasterizer.fill(List.of(moved(loop)), Combination.EXCLUSIVE_OR);
  }

  private Ring moved(Ring loop) {
    Ring.Builder ring = new Ring.Builder(loop.size());
    for (int i = 0; i < loop.size(); i++) {
      ring.add((loop.row(i) - row0) / pixelMm - 0.5, (loop.column(i) - column0) / pixelMm - 0.5);
    }
    return ring.build();
  }
}
