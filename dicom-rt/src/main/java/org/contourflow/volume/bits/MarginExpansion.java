package org.contourflow.volume.bits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.MarginElement.Reach;

/**
 * Expands and shrinks masks by margins in mm, exact to the voxel on grids of any spacing, uneven
 * slices included: a voxel is in the expansion exactly if the distance of its centre from the
 * nearest centre in the mask is at most the margin (the edge is in; {@link MarginElement}).
 *
 * <p>A shrunk mask is what the expansion of its outside leaves, so a voxel exactly the margin away
 * from the outside goes. Beyond the image nothing is known: expansion ends there, and what the
 * image's end cuts is not shrunk from that side.
 *
 * <p>Only the mask's surface is expanded, which is enough (whoever is reached from inside is
 * reached from the surface too), a row of 64 voxels at a time: cost goes with surface rows times
 * the rows that the margin spans, memory is one slice beside the result.
 */
public final class MarginExpansion {
  private final VoxelGrid grid;

  /** For masks of this grid. */
  public MarginExpansion(VoxelGrid grid) {
    this.grid = grid;
  }

  /**
   * The mask with all that is within the margins of it.
   *
   * @throws IllegalArgumentException if margins differ by direction on a grid that is turned
   *     against the patient
   */
  public BitVolume expand(BitVolume mask, Margins margins) {
    BitVolume out = mask.copy();
    addReached(Surface.of(mask), new MarginElement(grid, margins), out);
    return out;
  }

  /**
   * What of the mask is farther than the margins from its outside; a margin of the patient's right
   * takes away on the mask's right.
   *
   * @throws IllegalArgumentException as {@link #expand}
   */
  public BitVolume shrink(BitVolume mask, Margins margins) {
    BitVolume outside = mask.copy().flip();
    BitVolume reached = new BitVolume(mask.slices(), mask.rows(), mask.columns());
    addReached(Surface.of(outside), new MarginElement(grid, margins.mirrored()), reached);
    return mask.copy().andNot(reached);
  }

  /**
   * Closes clefts that a ball does not fit into. The image's end is no wall here: what is near it
   * does not grow together with it.
   */
  public BitVolume close(BitVolume mask, double radiusMm) {
    PaddedGrid padded = PaddedGrid.around(grid, radiusMm);
    MarginExpansion margins = new MarginExpansion(padded.grid());
    Margins ball = Margins.of(radiusMm);
    return padded.inner(margins.shrink(margins.expand(padded.outer(mask), ball), ball));
  }

  private static void addReached(BitVolume surface, MarginElement element, BitVolume out) {
    SliceRows rows = new SliceRows(surface);
    for (int from = 0; from < surface.slices(); from++) {
      if (rows.load(from)) {
        Map<Long, long[]> widened = new HashMap<>();
        for (int to = from; to >= 0 && add(rows, element, from, to, widened, out); to--) {}
        for (int to = from + 1;
            to < out.slices() && add(rows, element, from, to, widened, out);
            to++) {}
      }
    }
  }

  private static boolean add(
      SliceRows rows,
      MarginElement element,
      int from,
      int to,
      Map<Long, long[]> widened,
      BitVolume out) {
    List<Reach> reached = element.reach(from, to);
    for (Reach reach : reached) {
      long key = (long) reach.back() << 32 | reach.on();
      long[] wide = widened.computeIfAbsent(key, k -> rows.widened(reach.back(), reach.on()));
      rows.or(wide, reach, to, out);
    }
    return !reached.isEmpty();
  }
}
