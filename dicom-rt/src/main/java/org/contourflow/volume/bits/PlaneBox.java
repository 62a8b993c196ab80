package org.contourflow.volume.bits;

/** The rows and columns a slice's voxels take; both ends are in. */
record PlaneBox(int firstRow, int lastRow, int firstColumn, int lastColumn) {

  static PlaneBox of(BitVolume mask, int slice) {
    PlaneBox box = new PlaneBox(mask.rows(), -1, mask.columns(), -1);
    for (int r = 0; r < mask.rows(); r++) {
      int flat = slice * mask.rows() + r;
      for (int c = mask.nextSet(flat, 0); c < mask.columns(); ) {
        int end = mask.nextClear(flat, c);
        box = box.with(new PlaneBox(r, r, c, end - 1));
        c = mask.nextSet(flat, end);
      }
    }
    return box;
  }

  PlaneBox with(PlaneBox other) {
    return new PlaneBox(
        Math.min(firstRow, other.firstRow),
        Math.max(lastRow, other.lastRow),
        Math.min(firstColumn, other.firstColumn),
        Math.max(lastColumn, other.lastColumn));
  }

  /** One voxel more on each side, within the volume. */
  PlaneBox grown(BitVolume within) {
    return new PlaneBox(
        Math.max(0, firstRow - 1),
        Math.min(within.rows() - 1, lastRow + 1),
        Math.max(0, firstColumn - 1),
        Math.min(within.columns() - 1, lastColumn + 1));
  }

  int height() {
    return lastRow - firstRow + 1;
  }

  int width() {
    return lastColumn - firstColumn + 1;
  }
}
