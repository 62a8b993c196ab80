package org.contourflow.contour;

/** Where an edge meets a row of pixel centres. */
final class ScanLine {
  private ScanLine() {}

  /**
   * Column at which the edge (rowA, columnA)-(rowB, columnB) crosses {@code row}; the two rows must
   * differ. The same number for both directions of travel, so that the two sides of a keyhole's
   * channel cancel to the last bit.
   */
  static double crossing(double rowA, double columnA, double rowB, double columnB, double row) {
    return rowA < rowB
        ? columnA + (row - rowA) / (rowB - rowA) * (columnB - columnA)
        : columnB + (row - rowB) / (rowA - rowB) * (columnA - columnB);
  }
}
