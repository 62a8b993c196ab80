package org.contourflow.volume.io;

import java.util.List;
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

  /** What a person must know of the file, such as that it places itself twice; mostly none. */
  default List<String> notes() {
    return List.of();
  }

  /** Whether its place in the patient contradicts itself: then it must not be resampled. */
  default boolean isPlacedTwice() {
    return false;
  }

  /** The exception where voxels are not a number, or infinite. */
  static IllegalArgumentException notFinite(long voxels) {
    return new IllegalArgumentException(
        voxels + " voxels are not a number or infinite (NaN), so they are neither in nor out");
  }

  /** The exception of {@link #onlyMask}. */
  static IllegalArgumentException severalValues(double one, double other) {
    return new IllegalArgumentException(
        "it holds more than one value other than 0, such as " + one + " and " + other);
  }
}
