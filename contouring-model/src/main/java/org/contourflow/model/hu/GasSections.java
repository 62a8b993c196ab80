package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/** The sections of gas, slice by slice: how large, where, how round, how soft their wall. */
final class GasSections {
  /** Distance from gas at which its wall is looked at. */
  private static final double WALL_MM = 5;

  private final VoxelGrid grid;
  private final BitVolume gas;
  private final BitVolume aerated;
  private final List<List<Section>> bySlice = new ArrayList<>();

  /**
   * Looks at all.
   *
   * @param aerated what is no soft wall
   */
  GasSections(VoxelGrid grid, BitVolume gas, BitVolume aerated) {
    this.grid = grid;
    this.gas = gas;
    this.aerated = aerated;
    for (int s = 0; s < grid.slices(); s++) {
      bySlice.add(new ArrayList<>());
    }
    Components parts = Components.ofSlices(gas);
    Section[] sections = new Section[parts.count()];
    parts.forEachRun(
        (part, s, r, from, to) -> {
          if (sections[part] == null) {
            sections[part] = new Section(s);
            bySlice.get(s).add(sections[part]);
          }
          sections[part].add(r, from, to);
        });
  }

  /** Those of a slice. */
  List<Section> of(int slice) {
    return bySlice.get(slice);
  }

  private record Run(int row, int from, int to) {}

  /** One section. */
  final class Section {
    private final int slice;
    private final List<Run> runs = new ArrayList<>();
    private long pixels;
    private double sumX;
    private long wall;
    private long soft;
    private int left = Integer.MAX_VALUE;
    private int right;

    private Section(int slice) {
      this.slice = slice;
    }

    private void add(int row, int from, int to) {
      runs.add(new Run(row, from, to));
      pixels += to - from;
      left = Math.min(left, from);
      right = Math.max(right, to);
      double first = grid.toPatient(new VoxelIndex(slice, row, from)).xMm();
      double last = grid.toPatient(new VoxelIndex(slice, row, to - 1)).xMm();
      sumX += (to - from) * (first + last) / 2;
      int dr = Math.max(2, (int) Math.round(WALL_MM / grid.rowSpacingMm()));
      int dc = Math.max(2, (int) Math.round(WALL_MM / grid.columnSpacingMm()));
      look(row, from - 1, row, from - dc);
      look(row, to, row, to - 1 + dc);
      for (int c = from; c < to; c++) {
        look(row - 1, c, row - dr, c);
        look(row + 1, c, row + dr, c);
      }
    }

    private void look(int row, int column, int farRow, int farColumn) {
      if (!gas.get(slice, row, column)) {
        wall++;
        boolean inside =
            farRow >= 0 && farRow < grid.rows() && farColumn >= 0 && farColumn < grid.columns();
        soft += inside && !aerated.get(slice, farRow, farColumn) ? 1 : 0;
      }
    }

    double areaCm2() {
      return pixels * grid.rowSpacingMm() * grid.columnSpacingMm() / 100;
    }

    /** Mean patient x, mm. */
    double xMm() {
      return sumX / pixels;
    }

    /** Share of the wall that is soft tissue. */
    double softWall() {
      return (double) soft / wall;
    }

    /** Area over that of the rectangle about it: 0.79 of a circle. */
    double rectangleShare() {
      int rows = runs.get(runs.size() - 1).row() - runs.get(0).row() + 1;
      return (double) pixels / ((long) rows * (right - left));
    }

    /** Whether it has a pixel of the region in a slice. */
    boolean meets(BitVolume region, int inSlice) {
      for (Run run : runs) {
        for (int c = run.from(); c < run.to(); c++) {
          if (region.get(inSlice, run.row(), c)) {
            return true;
          }
        }
      }
      return false;
    }

    int slice() {
      return slice;
    }

    void paint(BitVolume into) {
      paint(into, slice);
    }

    /** Into another slice than its own. */
    void paint(BitVolume into, int inSlice) {
      runs.forEach(run -> into.setRun(inSlice, run.row(), run.from(), run.to()));
    }
  }
}
