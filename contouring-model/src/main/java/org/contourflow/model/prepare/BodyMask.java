package org.contourflow.model.prepare;

import java.util.Optional;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.CtBox;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * A rough patient, for cropping and for clipping: the largest component of tissue that is thicker
 * than a couch's shell, grown back and filled. Not a structure; External is the HU model's.
 */
public final class BodyMask {
  private static final short TISSUE_HU = -450;
  private static final double SHELL_MM = 3;

  private BodyMask() {}

  /** The mask; empty if there is nothing but air. */
  public static BitVolume of(CtVolume ct) {
    VoxelGrid grid = ct.grid();
    Morphology morphology =
        new Morphology(grid.smallestSliceStepMm(1), grid.rowSpacingMm(), grid.columnSpacingMm());
    BitVolume tissue = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          if (ct.hu(s, r, c) > TISSUE_HU) {
            tissue.set(s, r, c);
          }
        }
      }
    }
    Components parts = Components.of(morphology.erodeInPlane(tissue, SHELL_MM));
    int largest = parts.largest();
    BitVolume core = parts.paint(p -> p == largest);
    return Morphology.fillHolesInPlane(morphology.dilateInPlane(core, SHELL_MM + 1));
  }

  /** Bounding box of set voxels. */
  public static Optional<CtBox> box(BitVolume mask) {
    int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    int[] high = {-1, -1, -1};
    Components.ofSlices(mask)
        .forEachRun(
            (part, slice, row, from, to) -> {
              low[0] = Math.min(low[0], slice);
              low[1] = Math.min(low[1], row);
              low[2] = Math.min(low[2], from);
              high[0] = Math.max(high[0], slice + 1);
              high[1] = Math.max(high[1], row + 1);
              high[2] = Math.max(high[2], to);
            });
    return high[0] < 0
        ? Optional.empty()
        : Optional.of(new CtBox(low[0], high[0], low[1], high[1], low[2], high[2]));
  }
}
