package org.contourflow.model.tile;

import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Output;

/**
 * A Gaussian over posteriors, class by class, on the network's grid: InnerEye's
 * posterior_smoothing_mm. As scipy's gaussian_filter: cut at 4 sigma, mirrored at the ends with the
 * end voxel twice. Holds as many planes as the Gaussian is deep.
 */
public final class PosteriorSmoother implements PlaneSink {
  private static final double TRUNCATE = 4;

  private final PlaneSink next;
  private final Shape3 array;
  private final double[][] kernel;
  private final int depth;
  private final float[][][] ring;
  private final float[][] out;
  private int emitted;

  private PosteriorSmoother(PlaneSink next, Shape3 array, double[][] kernel, int classes) {
    this.next = next;
    this.array = array;
    this.kernel = kernel;
    this.depth = radius(kernel[0]);
    this.ring = new float[classes][2 * depth + 1][array.plane()];
    this.out = new float[classes][array.plane()];
  }

  /** A sink before {@code next} if the manifest wants smoothing, else {@code next} itself. */
  public static PlaneSink before(PlaneSink next, Output output, FloatBlock block) {
    if (output.posteriorSmoothingMm().isEmpty()) {
      return next;
    }
    List<Double> mm = output.posteriorSmoothingMm().get();
    double[][] kernel = new double[3][];
    for (int axis = 0; axis < 3; axis++) {
      kernel[axis] = kernel(mm.get(axis) / block.spacing().get(axis));
    }
    return new PosteriorSmoother(next, block.shape(), kernel, output.classes());
  }

  /** Planes held for a Gaussian of {@code sigma} voxels along axis 0. */
  public static int planes(double sigma) {
    return 2 * radius(kernel(sigma)) + 1;
  }

  private static double[] kernel(double sigma) {
    int radius = (int) (TRUNCATE * sigma + 0.5);
    double[] k = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < k.length; i++) {
      double d = i - radius;
      k[i] = radius == 0 ? 1 : Math.exp(-0.5 * d * d / (sigma * sigma));
      sum += k[i];
    }
    for (int i = 0; i < k.length; i++) {
      k[i] /= sum;
    }
    return k;
  }

  private static int radius(double[] kernel) {
    return kernel.length / 2;
  }

  @Override
  public void accept(int plane, float[][] classes) {
    int slot = plane % (2 * depth + 1);
    IntStream.range(0, classes.length).parallel().forEach(c -> inPlane(classes[c], ring[c][slot]));
    int ready = plane == array.axis0() - 1 ? plane : plane - depth;
    while (emitted <= ready) {
      int at = emitted++;
      IntStream.range(0, out.length).parallel().forEach(c -> acrossPlanes(at, ring[c], out[c]));
      next.accept(at, out);
    }
  }

  private void acrossPlanes(int plane, float[][] planes, float[] to) {
    double[] sum = new double[to.length];
    for (int t = 0; t < kernel[0].length; t++) {
      float[] from = planes[mirrored(plane + t - depth, array.axis0()) % planes.length];
      double w = kernel[0][t];
      for (int i = 0; i < sum.length; i++) {
        sum[i] += w * from[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      to[i] = (float) sum[i];
    }
  }

  private void inPlane(float[] from, float[] to) {
    int rows = array.axis1();
    int columns = array.axis2();
    float[] half = new float[from.length];
    for (int c = 0; c < columns; c++) {
      line(from, half, c, columns, rows, kernel[1]);
    }
    for (int r = 0; r < rows; r++) {
      line(half, to, r * columns, 1, columns, kernel[2]);
    }
  }

  private static void line(
      float[] from, float[] to, int start, int step, int length, double[] kernel) {
    int radius = radius(kernel);
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int t = 0; t < kernel.length; t++) {
        sum += kernel[t] * from[start + mirrored(i + t - radius, length) * step];
      }
      to[start + i * step] = (float) sum;
    }
  }

  /** Index of {@code d c b a | a b c d | d c b a}. */
  static int mirrored(int i, int n) {
    int period = Math.floorMod(i, 2 * n);
    return period < n ? period : 2 * n - 1 - period;
  }
}
