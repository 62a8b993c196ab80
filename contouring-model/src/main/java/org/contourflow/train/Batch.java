package org.contourflow.train;

import org.contourflow.train.data.LabelScheme;

/**
 * What one step sees, flat and row-major; the meaning of each is {@code train/network.py}'s.
 *
 * @param input HU / 1000, [sample][slice][row][column]
 * @param codes label codes of a {@link LabelScheme}, the same shape
 * @param missing [sample][class], 1 where the patient's organ was not contoured
 */
record Batch(int size, WindowShape shape, float[] input, float[] codes, float[] missing) {
  Batch {
    if (input.length != size * shape.voxels()
        || codes.length != input.length
        || missing.length % size != 0) {
      throw new IllegalArgumentException("batch arrays do not fit its shape");
    }
  }
}
