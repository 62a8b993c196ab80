package org.contourflow.train.data;

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
