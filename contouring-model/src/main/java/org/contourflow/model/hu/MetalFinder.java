package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * Metal in the body: denser than any bone. Teeth's enamel may be as dense; aluminium and thin wires
 * are not. Its streaks falsify the HU of the slices that it lies in.
 */
final class MetalFinder {
  static final int LEAST_HU = 2500;

  private static final double SMALLEST_CC = 0.05;

  private MetalFinder() {}

  /** All of the body that is. */
  static BitVolume find(CtVolume ct, BitVolume body, double voxelCc) {
    VoxelGrid grid = ct.grid();
    BitVolume dense = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    Components.of(body)
        .forEachRun(
            (part, slice, row, from, to) -> {
              for (int c = from; c < to; c++) {
                if (ct.hu(slice, row, c) >= LEAST_HU) {
                  dense.set(slice, row, c);
                }
              }
            });
    Components parts = Components.of(dense);
    return parts.paint(p -> parts.size(p) * voxelCc >= SMALLEST_CC);
  }

  /** Where its streaks are to be expected; empty if there is none. */
  static Optional<String> note(VoxelGrid grid, BitVolume metal, double voxelCc) {
    List<String> ranges = new ArrayList<>();
    for (int s = 0; s < grid.slices(); s++) {
      int first = s;
      while (s < grid.slices() && metal.count(s) > 0) {
        s++;
      }
      if (s > first) {
        ranges.add(range(grid, first, s - 1));
      }
    }
    return ranges.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Metal needs attention: %.1f cc of %d HU and more in the slices at %s;"
                    + " its streaks may falsify HU and contours there",
                metal.count() * voxelCc,
                LEAST_HU,
                String.join(", ", ranges)));
  }

  private static String range(VoxelGrid grid, int first, int last) {
    double a = grid.toPatient(new VoxelIndex(first, 0, 0)).zMm();
    double b = grid.toPatient(new VoxelIndex(last, 0, 0)).zMm();
    return first == last
        ? String.format(Locale.ROOT, "z %.1f mm", a)
        : String.format(Locale.ROOT, "z %.1f to %.1f mm", Math.min(a, b), Math.max(a, b));
  }
}
