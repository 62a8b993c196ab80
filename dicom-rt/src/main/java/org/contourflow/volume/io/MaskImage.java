package org.contourflow.volume.io;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/** A volume of one structure or of labels, from a file of either format. */
public sealed interface MaskImage permits NiftiImage, NrrdImage {
  /** The voxel grid, LPS. */
  VoxelGrid grid();

  /**
   * The voxels that are not 0, of a file that holds one structure.
   *
   * @throws IllegalArgumentException if there is more than one value other than 0: a label map or a
   *     posterior, which must not pass for a mask
   */
  BinaryMask onlyMask();

  /** The voxels whose value is exactly {@code label}. */
  BinaryMask maskOf(int label);

  /**
   * The whole numbers other than 0 that occur, ascending.
   *
   * @throws IllegalArgumentException if a value is not a whole number or there are more than {@link
   *     #MOST_LABELS}
   */
  int[] labels();

  /** More values than this are no labels. */
  int MOST_LABELS = 1000;

  /** The exception of {@link #onlyMask}. */
  static IllegalArgumentException severalValues(double one, double other) {
    return new IllegalArgumentException(
        "it holds more than one value other than 0, such as " + one + " and " + other);
  }
}
