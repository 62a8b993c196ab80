package org.contourflow.model.array;

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
  public static AxisTrace start(int ctAxis, int first, int count) {
    double[] coordinates = new double[count];
    for (int i = 0; i < count; i++) {
      coordinates[i] = i;
    }
    return new AxisTrace(ctAxis, first, coordinates);
  }

  /** After {@code x -> factor * x + offset}. */
  public AxisTrace moved(double factor, double offset) {
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
  public AxisTrace halfPixelScaled(double scale) {
    double[] moved = new double[coordinates.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = scale * (coordinates[i] + 0.5) - 0.5;
    }
    return new AxisTrace(ctAxis, ctFirst, moved);
  }

  /**
   * After a crop to {@code length} elements from {@code first} on: only CT voxels that get
   * something of an element inside are wanted back, the others are background.
   *
   * @param reach how far an element's value reaches when it is brought back: 1 linearly, 0.5
   *     nearest
   */
  AxisTrace cropped(int first, int length, double reach) {
    int from = 0;
    int to = coordinates.length;
    while (from < to && !inside(coordinates[from], first, length, reach)) {
      from++;
    }
    while (to > from && !inside(coordinates[to - 1], first, length, reach)) {
      to--;
    }
    double[] kept = new double[to - from];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = coordinates[from + i] - first;
    }
    return new AxisTrace(ctAxis, ctFirst + from, kept);
  }

  private static boolean inside(double coordinate, int first, int length, double reach) {
    return coordinate > first - reach && coordinate < first + length - 1 + reach;
  }

  /** CT voxels wanted back along this axis. */
  public int count() {
    return coordinates.length;
  }
}
