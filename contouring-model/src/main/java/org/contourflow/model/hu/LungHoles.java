package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * What a lung encloses in its slices: vessels, nodules, and tumours that lung surrounds. What goes
 * on below into the open is the belly under a dome, which lung may encircle in a slice, and stays
 * out.
 */
final class LungHoles {
  /** Up to this size it is a vessel or a nodule, whatever lies below. */
  private static final double VESSEL_CM2 = 4;

  private final LungFloor.FeetFirst order;
  private final Components holes;
  private final List<List<Run>> runs;
  private final long[] open;
  private final long mostVesselPixels;

  private record Run(int hole, int row, int from, int to) {}

  private LungHoles(VoxelGrid grid, BitVolume lung) {
    this.order = new LungFloor.FeetFirst(grid);
    this.holes = Components.ofSlices(lung.copy().flip());
    this.runs =
        IntStream.range(0, grid.slices()).<List<Run>>mapToObj(s -> new ArrayList<>()).toList();
    holes.forEachRun(
        (hole, slice, row, from, to) -> {
          if (!holes.touchesBorder(hole)) {
            runs.get(slice).add(new Run(hole, row, from, to));
          }
        });
    this.open = new long[holes.count()];
    this.mostVesselPixels =
        Math.round(100 * VESSEL_CM2 / (grid.rowSpacingMm() * grid.columnSpacingMm()));
  }

  /** The lung with what it encloses, from the feet up. */
  static BitVolume filled(VoxelGrid grid, BitVolume lung) {
    LungHoles all = new LungHoles(grid, lung);
    BitVolume out = lung.copy();
    for (int i = 0; i < grid.slices(); i++) {
      all.fill(out, i);
    }
    return out;
  }

  private void fill(BitVolume out, int fromFeet) {
    int slice = order.slice(fromFeet);
    int below = fromFeet == 0 ? -1 : order.slice(fromFeet - 1);
    for (Run run : runs.get(slice)) {
      for (int c = run.from(); c < run.to(); c++) {
        open[run.hole()] += out.get(below, run.row(), c) ? 0 : 1;
      }
    }
    for (Run run : runs.get(slice)) {
      long size = holes.size(run.hole());
      if (size <= mostVesselPixels || 2 * open[run.hole()] < size) {
        out.setRun(slice, run.row(), run.from(), run.to());
      }
    }
  }
}
