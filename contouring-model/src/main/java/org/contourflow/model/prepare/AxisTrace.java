package org.contourflow.model.prepare;

/**
 * Where the CT's voxels are along one axis of a network's array.
 *
 * @param ctAxis the CT axis this axis runs along: 0 slices, 1 rows, 2 columns
 * @param ctFirst first CT index that is wanted back
 * @param coordinates for CT index {@code ctFirst + i}, its coordinate on the array's axis, in
 *     elements, 0 being the first element's centre; not to be changed
 */
public record AxisTrace(int ctAxis, int ctFirst, double[] coordinates) {
  /** Every voxel of a CT axis, where it starts. */
  static AxisTrace start(int ctAxis, int first, int count) {
    double[] coordinates = new double[count];
    for (int i = 0; i < count; i++) {
      coordinates[i] = i;
    }
    return new AxisTrace(ctAxis, first, coordinates);
  }

  /** After {@code x -> factor * x + offset}. */
  AxisTrace moved(double factor, double offset) {
    double[] moved = new double[coordinates.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = factor * coordinates[i] + offset;
    }
    return new AxisTrace(ctAxis, ctFirst, moved);
  }

  /**
   * After {@code x -> scale * (x + 0.5) - 0.5}, in just these operations: where a voxel lies
   * half-way between two, rounding decides which is nearest, and scikit-image's is this one.
   */
  AxisTrace halfPixelScaled(double scale) {
    double[] moved = new double[coordinates.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = scale * (coordinates[i] + 0.5) - 0.5;
    }
    return new AxisTrace(ctAxis, ctFirst, moved);
  }

  /** CT voxels wanted back along this axis. */
  public int count() {
    return coordinates.length;
  }
}
