package org.contourflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.tile.Activations;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * A trained network that marks what nobody contoured, so that patients without a contour of an
 * organ teach something of it too: where the teacher is sure, the organ; where it is not, nothing
 * at all; elsewhere background.
 *
 * <p>An organ's mark counts if its largest piece has {@link #LEAST_CC} and a mean posterior of
 * {@link #LEAST_POSTERIOR}; else the organ stays missing, as without a teacher. What was contoured
 * is never touched.
 */
final class Teacher {
  /** Less than this is no organ, cubic centimetres. */
  static final double LEAST_CC = 2;

  static final double LEAST_POSTERIOR = 0.75;

  /** A posterior between these is not sure either way. */
  private static final double ORGAN = 0.5;

  private static final double BACKGROUND = 0.1;

  /** In the plane the teacher sees what it saw in training: more air would change its norms. */
  private static final int ROWS = 64;

  private static final int COLUMNS = 64;

  private final Function<DrawnWindow, float[]> network;
  private final LabelScheme scheme;
  private final double[] spacingMm;
  private final int[] asked;
  private final int[] marked;

  /**
   * @param network gives a view's logits (its array is used up), {@code
   *     [class][slice][row][column]}
   * @param spacingMm slice, row and column spacing of the network's grid
   */
  Teacher(Function<DrawnWindow, float[]> network, LabelScheme scheme, double[] spacingMm) {
    this.network = network;
    this.scheme = scheme;
    this.asked = new int[scheme.classes()];
    this.marked = new int[scheme.classes()];
    this.spacingMm = spacingMm.clone();
  }

  /** The organ of a class as the teacher sees it, on the network's grid. */
  private record Mark(int organ, BitVolume piece) {}

  /** The case with the teacher's marks where an organ is missing. */
  TrainingCase complete(TrainingCase from) {
    return complete(from, Set.of());
  }

  /**
   * The case with the teacher's marks where an organ is missing.
   *
   * @param otherHabit of these a contour teaches only where the teacher agrees with it
   */
  TrainingCase complete(TrainingCase from, Set<Integer> otherHabit) {
    DrawnWindow view = DrawnWindow.of(from, spacingMm, ROWS, COLUMNS);
    float[] posteriors = network.apply(view);
    int voxels = view.shape().voxels();
    Activations.apply(Activation.SOFTMAX, posteriors, scheme.classes(), voxels, 0, voxels);
    List<Mark> marks = new ArrayList<>();
    boolean[] missing = from.missing().clone();
    for (int organ = 1; organ < scheme.classes(); organ++) {
      if (from.has(organ) && !otherHabit.contains(organ)) {
        continue;
      }
      asked[organ]++;
      Optional<Mark> mark = mark(organ, posteriors, view.shape());
      missing[organ] = mark.isEmpty();
      if (mark.isPresent()) {
        marked[organ]++;
        marks.add(mark.get());
      }
    }
    byte[] codes = from.codes().clone();
    paint(codes, from, view, posteriors, marks, otherHabit);
    return from.with(codes, missing);
  }

  /** The teacher's mark of an organ, if it is sure enough of one to count. */
  private Optional<Mark> mark(int organ, float[] posteriors, WindowShape shape) {
    int first = organ * shape.voxels();
    int plane = shape.rows() * shape.columns();
    BitVolume likely = new BitVolume(shape.slices(), shape.rows(), shape.columns());
    for (int i = 0; i < shape.voxels(); i++) {
      if (posteriors[first + i] >= ORGAN) {
        likely.set(i / plane, i % plane / shape.columns(), i % shape.columns());
      }
    }
    Components pieces = Components.of(likely);
    if (pieces.count() == 0) {
      return Optional.empty();
    }
    int largest = pieces.largest();
    double[] sum = new double[1];
    pieces.forEachRun(
        (piece, s, r, from, to) -> {
          for (int c = from; piece == largest && c < to; c++) {
            sum[0] += posteriors[first + s * plane + r * shape.columns() + c];
          }
        });
    double voxels = pieces.size(largest);
    double cc = voxels * spacingMm[0] * spacingMm[1] * spacingMm[2] / 1000;
    boolean counts = cc >= LEAST_CC && sum[0] / voxels >= LEAST_POSTERIOR;
    BitVolume mark = pieces.paint(piece -> piece == largest);
    return counts ? Optional.of(new Mark(organ, mark)) : Optional.empty();
  }

  private void paint(
      byte[] codes,
      TrainingCase from,
      DrawnWindow view,
      float[] posteriors,
      List<Mark> marks,
      Set<Integer> otherHabit) {
    double[] own = {from.sliceSpacingMm(), from.rowSpacingMm(), from.columnSpacingMm()};
    WindowShape w = view.shape();
    int at = 0;
    for (int z = 0; z < from.slices(); z++) {
      int s = nearest(z, 0, own, view, w.slices());
      for (int y = 0; y < from.rows(); y++) {
        int r = nearest(y, 1, own, view, w.rows());
        for (int x = 0; x < from.columns(); x++, at++) {
          int c = nearest(x, 2, own, view, w.columns());
          int contour = codes[at] & 0xFF;
          boolean settled = otherHabit.contains(contour);
          if (s < 0 || r < 0 || c < 0) {
            codes[at] = settled ? (byte) LabelScheme.IGNORED : codes[at];
          } else if (settled || scheme.isFree(contour)) {
            byte marked = code(settled ? 0 : codes[at], marks, posteriors, w, s, r, c);
            codes[at] = agreed(from, contour, marked, otherHabit);
          }
        }
      }
    }
  }

  /** Where a contour of another habit and the teacher's mark differ, nothing is taught. */
  private static byte agreed(TrainingCase from, int contour, byte marked, Set<Integer> otherHabit) {
    int mark = marked & 0xFF;
    boolean contoured = otherHabit.contains(contour);
    boolean wasContoured = otherHabit.contains(mark) && from.has(mark);
    return (contoured || wasContoured) && mark != contour ? (byte) LabelScheme.IGNORED : marked;
  }

  /** The window's voxel that a voxel of the case lies in, along one axis; -1: outside. */
  private int nearest(int index, int axis, double[] own, DrawnWindow view, int length) {
    double mm = (index + 0.5) * own[axis] - view.centreMm()[axis];
    int voxel = (int) Math.floor(mm / spacingMm[axis] + length / 2.0);
    return voxel >= 0 && voxel < length ? voxel : -1;
  }

  private static byte code(
      int present, List<Mark> marks, float[] posteriors, WindowShape w, int s, int r, int c) {
    int i = (s * w.rows() + r) * w.columns() + c;
    byte code = (byte) present;
    for (Mark mark : marks) {
      if (mark.piece().get(s, r, c)) {
        return (byte) mark.organ();
      }
      if (posteriors[mark.organ() * w.voxels() + i] >= BACKGROUND) {
        code = (byte) LabelScheme.IGNORED;
      }
    }
    return code;
  }

  /** What was marked so far: "Larynx in 98 of 108, ...". */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (int organ = 1; organ < scheme.classes(); organ++) {
      text.append(organ == 1 ? "" : ", ")
          .append(scheme.names().get(organ))
          .append(" in ")
          .append(marked[organ])
          .append(" of ")
          .append(asked[organ]);
    }
    return text.toString();
  }
}
