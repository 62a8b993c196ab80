package org.contourflow.model.hu;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * The arms, where a gap or a neck parts them from trunk or head: in each slice what is apart from
 * its largest section once the body's outer 8 mm are taken away, smaller than a third of that
 * section, and around bone. Legs are as large as each other and stay. Where an arm goes over into
 * the shoulder it is body; an arm pressed deep into the trunk's side is, too.
 */
final class ArmFinder {
  private static final double NECK_MM = 8;
  private static final double MOST_OF_TRUNK = 0.33;

  /** Of one arm in the image. */
  private static final double SMALLEST_CC = 60;

  private final VoxelGrid grid;
  private final Morphology morphology;
  private final double voxelCc;

  ArmFinder(VoxelGrid grid, Morphology morphology, double voxelCc) {
    this.grid = grid;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
  }

  /** Those in the image; empty if there are none. */
  BitVolume find(BitVolume body, BitVolume bone) {
    BitVolume core = morphology.erodeInPlane(body, NECK_MM);
    Components sections = Components.ofSlices(core);
    long[] largest = new long[grid.slices()];
    long[] bony = new long[sections.count()];
    int[] sliceOf = new int[sections.count()];
    sections.forEachRun(
        (part, slice, row, from, to) -> {
          sliceOf[part] = slice;
          largest[slice] = Math.max(largest[slice], sections.size(part));
          for (int c = from; c < to; c++) {
            bony[part] += bone.get(slice, row, c) ? 1 : 0;
          }
        });
    BitVolume small =
        sections.paint(p -> bony[p] > 0 && sections.size(p) <= MOST_OF_TRUNK * largest[sliceOf[p]]);
    Components limbs = Components.of(small);
    BitVolume cores = limbs.paint(p -> limbs.size(p) * voxelCc >= SMALLEST_CC / 2);
    return cores.isEmpty() ? cores : grown(cores, core.andNot(cores), body);
  }

  /** Each voxel of the body to what is nearer, the arms' cores or the rest's. */
  private BitVolume grown(BitVolume arms, BitVolume rest, BitVolume body) {
    double pixel = Math.max(grid.rowSpacingMm(), grid.columnSpacingMm());
    BitVolume arm = arms;
    BitVolume other = rest;
    for (double grownMm = 0; grownMm <= 2 * NECK_MM; grownMm += pixel) {
      BitVolume more = morphology.dilateInPlane(arm, pixel).and(body).andNot(other);
      other = morphology.dilateInPlane(other, pixel).and(body).andNot(more);
      arm = more;
    }
    return arm;
  }
}
