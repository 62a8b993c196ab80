package org.contourflow.train;

import org.contourflow.train.WindowSampler.Placement;
import org.contourflow.train.WindowSampler.Window;
import org.contourflow.train.data.TrainingCase;

/**
 * A whole case on the network's grid, its middle at the window's middle, as large as a bound
 * allows: what a network is shown to validate it, or to let it mark what nobody contoured.
 *
 * @param shape window in the network's voxels
 * @param window HU and codes, {@code [slice][row][column]}
 * @param centreMm the window's middle, mm from the outer corner of the case's first voxel
 */
record DrawnWindow(WindowShape shape, Window window, double[] centreMm) {
  private static final int MOST_SLICES = 128;

  /**
   * @param spacingMm slice, row and column spacing of the network's grid
   * @param mostRows beyond these rows and columns, multiples of {@link WindowShape#DIVISOR}, the
   *     case is cut
   */
  static DrawnWindow of(TrainingCase from, double[] spacingMm, int mostRows, int mostColumns) {
    double height = from.rows() * from.rowSpacingMm();
    double width = from.columns() * from.columnSpacingMm();
    WindowShape shape =
        new WindowShape(
            Math.min(MOST_SLICES, multiple(from.lengthMm() / spacingMm[0])),
            Math.min(mostRows, multiple(height / spacingMm[1])),
            Math.min(mostColumns, multiple(width / spacingMm[2])));
    double[] centre = {from.lengthMm() / 2, height / 2, width / 2};
    Window window = new WindowSampler(shape, spacingMm).sample(from, Placement.straight(centre));
    return new DrawnWindow(shape, window, centre);
  }

  /** The least legal length that holds so many voxels; two at least, for the deepest level. */
  private static int multiple(double voxels) {
    int of = WindowShape.DIVISOR;
    return Math.max(2 * of, (int) Math.ceil(voxels / of) * of);
  }

  /** Logits of the window, {@code [class][slice][row][column]}, flat. */
  float[] logits(TrainableNetwork network) {
    float[] input = new float[shape.voxels()];
    for (int i = 0; i < input.length; i++) {
      input[i] = TrainingData.normalised(window.hu()[i]);
    }
    return network.logits(input, shape);
  }
}
