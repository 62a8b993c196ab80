package org.contourflow.train.data;

import java.util.Set;

/**
 * One patient, cropped to the usable slab and to the body's box in the plane, in memory.
 *
 * <p>Arrays are row-major {@code [slice][row][column]}; slices run to the head, rows to posterior,
 * columns to the patient's left. Beyond the first and last slice nothing is known; beyond the box
 * in the plane there is air.
 */
public record TrainingCase(
    String id,
    int slices,
    int rows,
    int columns,
    double sliceSpacingMm,
    double rowSpacingMm,
    double columnSpacingMm,
    short[] hu,
    byte[] codes,
    boolean[] missing) {

  public TrainingCase {
    if (hu.length != slices * rows * columns || codes.length != hu.length) {
      throw new IllegalArgumentException(id + ": arrays do not fill the crop");
    }
  }

  /** The same with other codes, and other classes missing. */
  public TrainingCase with(byte[] otherCodes, boolean[] otherMissing) {
    return new TrainingCase(
        id,
        slices,
        rows,
        columns,
        sliceSpacingMm,
        rowSpacingMm,
        columnSpacingMm,
        hu,
        otherCodes,
        otherMissing);
  }

  /**
   * The same as if these had not been contoured: their voxels are background then, in which a
   * missing structure may lie.
   */
  public TrainingCase without(Set<Integer> classes) {
    byte[] left = codes.clone();
    for (int i = 0; i < left.length; i++) {
      left[i] = classes.contains(left[i] & 0xFF) ? 0 : left[i];
    }
    boolean[] without = missing.clone();
    classes.forEach(k -> without[k] = true);
    return with(left, without);
  }

  /** Length of the slab, mm. */
  public double lengthMm() {
    return slices * sliceSpacingMm;
  }

  /** Class or code of one voxel. */
  public int code(int slice, int row, int column) {
    return codes[(slice * rows + row) * columns + column] & 0xFF;
  }

  /** Whether the class was contoured in this patient. */
  public boolean has(int organ) {
    return !missing[organ];
  }
}
