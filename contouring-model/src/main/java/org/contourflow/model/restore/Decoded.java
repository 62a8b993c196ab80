package org.contourflow.model.restore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.manifest.Output;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.volume.bits.BitVolume;

/**
 * Labels on the CT's grid: a byte a voxel for argmax and regions, a bit volume a channel where
 * structures may overlap; and the mean posterior in each label.
 */
public final class Decoded {
  private final Output output;
  private final VoxelGrid grid;
  private final boolean logits;
  private final byte[] labels;
  private final Optional<PosteriorTrace> trace;
  private final BitVolume[] channels;
  private final double[] posteriorSum = new double[256];
  private final long[] count = new long[256];

  /**
   * Nothing decoded yet.
   *
   * @param traced keeps posteriors for {@link #trace()}, a byte a voxel more
   */
  Decoded(Output output, VoxelGrid grid, boolean logits, boolean traced) {
    this.output = output;
    this.grid = grid;
    this.logits = logits;
    boolean overlap = output.decode() == Decode.THRESHOLD;
    this.labels = overlap ? null : new byte[Math.toIntExact(grid.voxelCount())];
    boolean posteriors = output.decode() == Decode.ARGMAX && output.activation() != Activation.NONE;
    this.trace = traced && posteriors ? Optional.of(new PosteriorTrace(labels)) : Optional.empty();
    this.channels = overlap ? new BitVolume[output.classes()] : null;
    for (int c = 0; overlap && c < channels.length; c++) {
      channels[c] = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    }
  }

  /** One plane of the network's axis 0, already on the CT's positions of the other two. */
  void add(float[][] values, int index0, AxisTrace t0, AxisTrace t1, AxisTrace t2) {
    int[] stride = {grid.rows() * grid.columns(), grid.columns(), 1};
    int start = (t0.ctFirst() + index0) * stride[t0.ctAxis()];
    int k = 0;
    boolean plain = trace.isEmpty() && output.decode() == Decode.ARGMAX;
    float[] most = new float[plain ? t2.count() : 0];
    for (int i = 0; i < t1.count(); i++) {
      int row = start + (t1.ctFirst() + i) * stride[t1.ctAxis()];
      if (plain) {
        largest(values, k, most);
        argmax(values, k, most, row + t2.ctFirst() * stride[t2.ctAxis()], stride[t2.ctAxis()]);
        k += t2.count();
        continue;
      }
      for (int j = 0; j < t2.count(); j++, k++) {
        voxel(values, k, row + (t2.ctFirst() + j) * stride[t2.ctAxis()]);
      }
    }
  }

  /** Of each voxel of a line from {@code k} on; a loop that the compiler makes vectors of. */
  private static void largest(float[][] values, int k, float[] most) {
    System.arraycopy(values[0], k, most, 0, most.length);
    for (int c = 1; c < values.length; c++) {
      float[] line = values[c];
      for (int j = 0; j < most.length; j++) {
        most[j] = Math.max(most[j], line[k + j]);
      }
    }
  }

  /** The first class that has the largest value; that is mostly background, found at once. */
  private void argmax(float[][] values, int k, float[] most, int at, int step) {
    for (int j = 0; j < most.length; j++) {
      int best = 0;
      while (values[best][k + j] != most[j]) {
        best++;
      }
      if (best > 0) {
        labels[at + j * step] = (byte) best;
        tally(best, softmax(values, k + j, best));
      }
    }
  }

  private void voxel(float[][] values, int k, int at) {
    if (trace.isPresent()) {
      traced(values, k, at);
      return;
    }
    float threshold = logits ? 0 : 0.5f;
    for (int c = 0; c < values.length; c++) {
      if (values[c][k] > threshold) {
        mark(c, at, logits ? 1 / (1 + Math.exp(-values[c][k])) : values[c][k]);
      }
    }
  }

  private void traced(float[][] values, int k, int at) {
    int best = 1;
    for (int c = 2; c < values.length; c++) {
      best = values[c][k] > values[best][k] ? c : best;
    }
    boolean won = values[best][k] > values[0][k];
    double posterior = softmax(values, k, best);
    trace.get().set(at, best, posterior, won);
    if (won) {
      tally(best, posterior);
    }
  }

  private void mark(int channel, int at, double posterior) {
    if (output.decode() == Decode.REGIONS) {
      labels[at] = (byte) (int) output.regions().get(channel);
      tally(output.regions().get(channel), posterior);
      return;
    }
    int slice = grid.rows() * grid.columns();
    channels[channel].set(at / slice, at % slice / grid.columns(), at % grid.columns());
    tally(channel + 1, posterior);
  }

  private void tally(int label, double posterior) {
    posteriorSum[label] += posterior;
    count[label]++;
  }

  private double softmax(float[][] values, int k, int best) {
    if (!logits) {
      return values[best][k];
    }
    double sum = 0;
    for (float[] c : values) {
      sum += Math.exp(c[k] - values[best][k]);
    }
    return 1 / sum;
  }

  /** The voxels of each of these labels; of THRESHOLD, label 1 is channel 0. Fresh copies. */
  public Map<Integer, BitVolume> masks(List<Integer> wanted) {
    Map<Integer, BitVolume> out = new LinkedHashMap<>();
    for (int label : wanted) {
      out.put(
          label,
          channels != null
              ? channels[label - 1].copy()
              : new BitVolume(grid.slices(), grid.rows(), grid.columns()));
    }
    if (channels == null) {
      BitVolume[] byLabel = new BitVolume[256];
      out.forEach((label, volume) -> byLabel[label] = volume);
      IntStream.range(0, grid.slices()).parallel().forEach(s -> slice(s, byLabel));
    }
    return out;
  }

  /** All labels in one pass; slices share no word. */
  private void slice(int s, BitVolume[] byLabel) {
    int k = s * grid.rows() * grid.columns();
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++, k++) {
        BitVolume mask = byLabel[labels[k] & 0xFF];
        if (mask != null && (trace.isEmpty() || trace.get().won(k))) {
          mask.set(s, r, c);
        }
      }
    }
  }

  /** The posteriors, where they are kept. */
  public Optional<PosteriorTrace> trace() {
    return trace;
  }

  /** Mean posterior of a label's voxels before post-processing, if the network gives posteriors. */
  public OptionalDouble confidence(int label) {
    boolean known = output.activation() != Activation.NONE && count[label] > 0;
    return known
        ? OptionalDouble.of(Math.min(1, posteriorSum[label] / count[label]))
        : OptionalDouble.empty();
  }
}
