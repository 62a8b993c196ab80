package org.contourflow.model.hu;

import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Free gas of the body whose wall is soft tissue: airways, bowel, sinuses, and a tumour's cavity.
 * Free gas inside aerated tissue is emphysema and none of it.
 */
final class WalledGas {
  private static final double SMALLEST_CC = 0.3;

  /** Distance from gas at which its wall is looked at. */
  private static final double WALL_MM = 5;

  /**
   * Share of its wall that is soft tissue where gas is not emphysema. Well below 1: folds of the
   * bowel have gas on both sides, a bulla has lung all round.
   */
  private static final double LEAST_SOFT_WALL = 0.3;

  /** From the threshold of the smoothed gas to its wall. */
  private static final double RIM_MM = 4;

  private final VoxelGrid grid;
  private final HuCandidates candidates;
  private final Morphology morphology;
  private final double voxelCc;

  WalledGas(VoxelGrid grid, HuCandidates candidates, Morphology morphology, double voxelCc) {
    this.grid = grid;
    this.candidates = candidates;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
  }

  /** All of it inside the body, to the threshold of gas. */
  BitVolume in(BitVolume body) {
    BitVolume gas = candidates.gas().copy().and(body);
    Components parts = Components.of(gas);
    double[] soft = softShares(parts, gas, WALL_MM);
    return parts.paint(p -> parts.size(p) * voxelCc >= SMALLEST_CC && soft[p] >= LEAST_SOFT_WALL);
  }

  /**
   * What share of each part's wall is soft tissue, so far from the gas; 0 where it has no wall in
   * the image.
   */
  double[] softShares(Components parts, BitVolume gas, double wallMm) {
    long[] wall = new long[parts.count()];
    long[] soft = new long[parts.count()];
    int dr = Math.max(1, (int) Math.round(wallMm / grid.rowSpacingMm()));
    int dc = Math.max(1, (int) Math.round(wallMm / grid.columnSpacingMm()));
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          look(gas, slice, row, from - 1, slice, row, from - dc, part, wall, soft);
          look(gas, slice, row, to, slice, row, to - 1 + dc, part, wall, soft);
          for (int c = from; c < to; c++) {
            look(gas, slice, row - 1, c, slice, row - dr, c, part, wall, soft);
            look(gas, slice, row + 1, c, slice, row + dr, c, part, wall, soft);
          }
        });
    return IntStream.range(0, parts.count())
        .mapToDouble(p -> (double) soft[p] / Math.max(1, wall[p]))
        .toArray();
  }

  /** If the neighbour is not gas, counts the voxel farther out, and whether it is soft tissue. */
  private void look(
      BitVolume gas, int s, int r, int c, int fs, int fr, int fc, int part, long[] n, long[] soft) {
    if (!gas.get(s, r, c)) {
      n[part]++;
      boolean inside = fr >= 0 && fr < gas.rows() && fc >= 0 && fc < gas.columns();
      soft[part] += inside && !candidates.aerated().get(fs, fr, fc) ? 1 : 0;
    }
  }

  /** Gas up to its wall, in its slice and in the ones next to it. */
  BitVolume toWall(BitVolume gas) {
    BitVolume grown = morphology.dilateInPlane(gas, RIM_MM);
    return morphology.oneSliceEachWay(grown).and(candidates.aerated()).or(gas);
  }
}
