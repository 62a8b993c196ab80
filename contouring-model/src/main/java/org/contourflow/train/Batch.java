package org.contourflow.train;

import java.util.Arrays;
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

  /** The middle of its first sample alone; air of no structure where that is smaller. */
  Batch middle(WindowShape small) {
    float[] cutInput = new float[small.voxels()];
    float[] cutCodes = new float[small.voxels()];
    int at = 0;
    for (int s = 0; s < small.slices(); s++) {
      for (int r = 0; r < small.rows(); r++) {
        for (int c = 0; c < small.columns(); c++, at++) {
          int z = s + Math.max(0, shape.slices() - small.slices()) / 2;
          int y = r + Math.max(0, shape.rows() - small.rows()) / 2;
          int x = c + Math.max(0, shape.columns() - small.columns()) / 2;
          boolean inside = z < shape.slices() && y < shape.rows() && x < shape.columns();
          int i = (z * shape.rows() + y) * shape.columns() + x;
          cutInput[at] = inside ? input[i] : -1;
          cutCodes[at] = inside ? codes[i] : 0;
        }
      }
    }
    return new Batch(1, small, cutInput, cutCodes, Arrays.copyOf(missing, missing.length / size));
  }
}
