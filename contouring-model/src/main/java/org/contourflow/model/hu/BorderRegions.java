package org.contourflow.model.hu;

import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/** What the regions outside a body in each slice are like: gas or not, and how they are bounded. */
final class BorderRegions {
  private final Components regions;
  private final long[] gas;
  private final long[] borderSides;
  private final long[] bodySides;

  /** Looks at all regions of the slices' clear voxels. */
  BorderRegions(Components regions, BitVolume body, BitVolume gasMarks) {
    this.regions = regions;
    this.gas = new long[regions.count()];
    this.borderSides = new long[regions.count()];
    this.bodySides = new long[regions.count()];
    int rows = body.rows();
    int columns = body.columns();
    regions.forEachRun(
        (part, slice, row, from, to) -> {
          side(part, from == 0);
          side(part, to == columns);
          for (int c = from; c < to; c++) {
            gas[part] += gasMarks.get(slice, row, c) ? 1 : 0;
            vertical(body, part, slice, row - 1, c, row == 0);
            vertical(body, part, slice, row + 1, c, row == rows - 1);
          }
        });
  }

  private void side(int part, boolean border) {
    (border ? borderSides : bodySides)[part]++;
  }

  private void vertical(BitVolume body, int part, int slice, int row, int column, boolean border) {
    if (border || body.get(slice, row, column)) {
      side(part, border);
    }
  }

  /** Share of the region's voxels that are free gas. */
  double gasShare(int region) {
    return (double) gas[region] / regions.size(region);
  }

  /** Share of the region's outline, in pixel sides, that is the image's border. */
  double borderShare(int region) {
    return (double) borderSides[region] / (borderSides[region] + bodySides[region]);
  }
}
