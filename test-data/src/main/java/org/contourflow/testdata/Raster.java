package org.contourflow.testdata;

import java.util.function.IntConsumer;

/** Visits the voxel centres of a slice that lie in a solid. */
final class Raster {
  private Raster() {}

  /** Calls {@code action} with the flat index of each voxel of the slice whose centre is inside. */
  static void forCentresIn(StackGeometry g, int slice, Solid solid, IntConsumer action) {
    int[] window = g.window(slice, solid.bounds(), 1e-6);
    if (window == null) {
      return;
    }
    Lps alongRow = g.orientation().alongRow().times(g.columnSpacingMm());
    for (int row = window[0]; row <= window[1]; row++) {
      Lps start = g.point(slice, row, 0);
      for (int column = window[2]; column <= window[3]; column++) {
        if (solid.contains(
            start.x() + alongRow.x() * column,
            start.y() + alongRow.y() * column,
            start.z() + alongRow.z() * column)) {
          action.accept(g.index(slice, row, column));
        }
      }
    }
  }
}
