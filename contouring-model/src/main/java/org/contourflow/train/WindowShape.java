package org.contourflow.train;

/** Shape of what the network sees at once, in voxels of the network's own grid. */
public record WindowShape(int slices, int rows, int columns) {
  /** Every axis must be a multiple of this: four halvings. */
  public static final int DIVISOR = 16;

  public WindowShape {
    if (slices <= 0 || slices % DIVISOR + rows % DIVISOR + columns % DIVISOR != 0) {
      throw new IllegalArgumentException(
          "a window's slices, rows and columns must be multiples of " + DIVISOR);
    }
  }

  /** slices x rows x columns. */
  public int voxels() {
    return slices * rows * columns;
  }
}
