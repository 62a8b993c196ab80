package org.contourflow.model.restore;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Half;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Ensemble.Average;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.Output;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.Output.Invert;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.prepare.Preparer.Prepared;
import org.contourflow.model.tile.Activations;
import org.contourflow.model.tile.PlaneSink;

/**
 * Brings blended planes back to the CT's grid and decodes them, keeping two planes of all classes
 * only. Linear or nearest, of logits, probabilities or labels, each CT voxel at the coordinate its
 * trace gives; beyond the array's ends the border goes on.
 */
public final class PlaneRestorer implements PlaneSink {
  private final Output output;
  private final boolean activateFirst;
  private final boolean inHalf;
  private final Shape3 array;
  private final AxisTrace trace0;
  private final int order0;
  private final AxisMap rows;
  private final AxisMap columns;
  private final Decoded decoded;
  private final int[] order;
  private int next;
  private float[][] below;
  private float[][] above;
  private final float[][] mixed;

  /** For a prepared array's output; {@code grid} is the CT's. */
  public PlaneRestorer(ModelManifest manifest, Prepared prepared, VoxelGrid grid) {
    FloatBlock block = prepared.block();
    this.output = manifest.output();
    this.activateFirst =
        output.invert() != Invert.LOGITS
            && output.activation() != Activation.NONE
            && manifest.ensemble().average() == Average.LOGITS;
    this.inHalf = manifest.tiling().accumulate() == Accumulate.HALF;
    this.array = block.shape();
    this.trace0 = block.trace0();
    this.order0 = orderOf(0, prepared);
    this.rows = new AxisMap(block.trace1(), array.axis1(), orderOf(1, prepared));
    this.columns = new AxisMap(block.trace2(), array.axis2(), orderOf(2, prepared));
    boolean logits =
        manifest.ensemble().average() == Average.LOGITS
            && output.activation() != Activation.NONE
            && output.invert() == Invert.LOGITS;
    this.decoded =
        new Decoded(output, grid, logits, !manifest.plausibility().confidence().isEmpty());
    this.order =
        IntStream.range(0, trace0.count())
            .boxed()
            .sorted((a, b) -> Double.compare(trace0.coordinates()[a], trace0.coordinates()[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    int size = rows.count() * columns.count();
    this.below = new float[output.classes()][size];
    this.above = new float[output.classes()][size];
    this.mixed = new float[output.classes()][size];
  }

  private int orderOf(int axis, Prepared prepared) {
    return axis == prepared.coarseAxis() ? output.orderCoarse() : output.order();
  }

  /** Where CT indices of one axis lie in the array: two neighbours and the second's share. */
  private record AxisMap(AxisTrace trace, int[] low, int[] high, float[] share) {
    AxisMap(AxisTrace trace, int length, int order) {
      this(trace, new int[trace.count()], new int[trace.count()], new float[trace.count()]);
      for (int i = 0; i < trace.count(); i++) {
        double x = Math.max(0, Math.min(length - 1, trace.coordinates()[i]));
        low[i] = (int) Math.floor(order == 0 ? x + 0.5 : x);
        high[i] = Math.min(length - 1, low[i] + 1);
        share[i] = order == 0 ? 0 : (float) (x - low[i]);
      }
    }

    int count() {
      return low.length;
    }
  }

  @Override
  public void accept(int plane, float[][] classes) {
    if (activateFirst) {
      Activations.apply(output.activation(), classes);
    }
    if (output.invert() == Invert.LABELS && output.decode() == Decode.ARGMAX) {
      oneHot(classes);
    }
    float[][] swap = below;
    below = above;
    above = swap;
    IntStream.range(0, classes.length).parallel().forEach(c -> inPlane(classes[c], above[c]));
    while (next < order.length && emit(order[next], plane)) {
      next++;
    }
  }

  private static void oneHot(float[][] classes) {
    for (int i = 0; i < classes[0].length; i++) {
      int best = 0;
      for (int c = 1; c < classes.length; c++) {
        best = classes[c][i] > classes[best][i] ? c : best;
      }
      for (int c = 0; c < classes.length; c++) {
        classes[c][i] = c == best ? 1 : 0;
      }
    }
  }

  private void inPlane(float[] in, float[] out) {
    int width = array.axis2();
    int k = 0;
    for (int r = 0; r < rows.count(); r++) {
      int a = rows.low[r] * width;
      int b = rows.high[r] * width;
      float f = rows.share[r];
      for (int c = 0; c < columns.count(); c++) {
        float g = columns.share[c];
        int lo = columns.low[c];
        int hi = columns.high[c];
        float top = in[a + lo] + g * (in[a + hi] - in[a + lo]);
        float bottom = in[b + lo] + g * (in[b + hi] - in[b + lo]);
        out[k++] = top + f * (bottom - top);
      }
    }
  }

  /** Decodes one CT plane if the array's planes it needs are there. */
  private boolean emit(int index, int plane) {
    double x = Math.max(0, Math.min(array.axis0() - 1, trace0.coordinates()[index]));
    int low = (int) Math.floor(order0 == 0 ? x + 0.5 : x);
    double share = order0 == 0 ? 0 : x - low;
    int needed = share > 0 ? low + 1 : low;
    if (needed > plane) {
      return false;
    }
    float[][] values = above;
    if (share > 0) {
      float f = (float) share;
      IntStream.range(0, mixed.length).parallel().forEach(c -> mix(c, f));
      values = mixed;
    } else if (low < plane) {
      values = below;
    }
    if (inHalf) {
      rounded(values);
      values = mixed;
    }
    decoded.add(values, index, trace0, rows.trace, columns.trace);
    return true;
  }

  private void mix(int c, float f) {
    float[] a = below[c];
    float[] b = above[c];
    float[] out = mixed[c];
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] + f * (b[i] - a[i]);
    }
  }

  /** nnU-Net resamples in double precision into halves; into {@code mixed}. */
  private void rounded(float[][] values) {
    IntStream.range(0, mixed.length)
        .parallel()
        .forEach(
            c -> {
              for (int i = 0; i < mixed[c].length; i++) {
                mixed[c][i] = Half.round(values[c][i]);
              }
            });
  }

  /** The labels, once all planes were taken. */
  public Decoded result() {
    if (next != order.length) {
      throw new IllegalStateException("planes are missing: " + next + " of " + order.length);
    }
    return decoded;
  }

  @Override
  public String toString() {
    return "PlaneRestorer" + Arrays.asList(array, output);
  }
}
