package org.contourflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.contourflow.model.restore.BitVolume;
import org.contourflow.model.restore.Components;

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

  private final Function<CaseView, float[]> network;
  private final double[] spacingMm;
  private final int[] asked = new int[Organs.CLASSES];
  private final int[] marked = new int[Organs.CLASSES];

  /**
   * @param network gives a view's logits, {@code [class][slice][row][column]}
   * @param spacingMm slice, row and column spacing of the network's grid
   */
  Teacher(Function<CaseView, float[]> network, double[] spacingMm) {
    this.network = network;
    this.spacingMm = spacingMm.clone();
  }

  /** The organ of a class as the teacher sees it, on the network's grid. */
  private record Mark(int organ, float[] posterior, BitVolume piece) {}

  /** The case with the teacher's marks where an organ is missing. */
  TrainingCase complete(TrainingCase from) {
    CaseView view = CaseView.of(from, spacingMm, ROWS, COLUMNS);
    float[] logits = network.apply(view);
    List<Mark> marks = new ArrayList<>();
    boolean[] missing = from.missing().clone();
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      if (from.has(organ)) {
        continue;
      }
      asked[organ]++;
      Mark mark = mark(organ, logits, view.shape());
      if (counts(mark)) {
        marked[organ]++;
        marks.add(mark);
        missing[organ] = false;
      }
    }
    byte[] codes = from.codes().clone();
    paint(codes, from, view, marks);
    return new TrainingCase(
        from.id(),
        from.slices(),
        from.rows(),
        from.columns(),
        from.sliceSpacingMm(),
        from.rowSpacingMm(),
        from.columnSpacingMm(),
        from.hu(),
        codes,
        missing);
  }

  private static Mark mark(int organ, float[] logits, WindowShape shape) {
    float[] posterior = new float[shape.voxels()];
    BitVolume likely = new BitVolume(shape.slices(), shape.rows(), shape.columns());
    int plane = shape.rows() * shape.columns();
    for (int i = 0; i < posterior.length; i++) {
      double sum = 0;
      for (int k = 0; k < Organs.CLASSES; k++) {
        sum += Math.exp(logits[k * posterior.length + i] - logits[organ * posterior.length + i]);
      }
      posterior[i] = (float) (1 / sum);
      if (posterior[i] >= ORGAN) {
        likely.set(i / plane, i % plane / shape.columns(), i % shape.columns());
      }
    }
    Components pieces = Components.of(likely);
    int largest = pieces.count() == 0 ? -1 : pieces.largest();
    return new Mark(organ, posterior, pieces.paint(piece -> piece == largest));
  }

  private boolean counts(Mark mark) {
    BitVolume piece = mark.piece();
    double sum = 0;
    int i = 0;
    for (int s = 0; s < piece.slices(); s++) {
      for (int r = 0; r < piece.rows(); r++) {
        for (int c = 0; c < piece.columns(); c++, i++) {
          sum += piece.get(s, r, c) ? mark.posterior()[i] : 0;
        }
      }
    }
    double cc = piece.count() * spacingMm[0] * spacingMm[1] * spacingMm[2] / 1000;
    return cc >= LEAST_CC && sum / piece.count() >= LEAST_POSTERIOR;
  }

  private void paint(byte[] codes, TrainingCase from, CaseView view, List<Mark> marks) {
    double[] own = {from.sliceSpacingMm(), from.rowSpacingMm(), from.columnSpacingMm()};
    WindowShape w = view.shape();
    int at = 0;
    for (int z = 0; z < from.slices(); z++) {
      int s = nearest(z, 0, own, view, w.slices());
      for (int y = 0; y < from.rows(); y++) {
        int r = nearest(y, 1, own, view, w.rows());
        for (int x = 0; x < from.columns(); x++, at++) {
          int c = nearest(x, 2, own, view, w.columns());
          if (s >= 0 && r >= 0 && c >= 0 && isFree(codes[at])) {
            codes[at] = code(codes[at], marks, w, s, r, c);
          }
        }
      }
    }
  }

  /** The window's voxel that a voxel of the case lies in, along one axis; -1: outside. */
  private int nearest(int index, int axis, double[] own, CaseView view, int length) {
    double mm = (index + 0.5) * own[axis] - view.centreMm()[axis];
    int voxel = (int) Math.floor(mm / spacingMm[axis] + length / 2.0);
    return voxel >= 0 && voxel < length ? voxel : -1;
  }

  private static boolean isFree(byte code) {
    return code == 0
        || code == Organs.CORD_UNKNOWN
        || code == Organs.OESOPHAGUS_UNKNOWN
        || code == Organs.BOTH_UNKNOWN;
  }

  private static byte code(byte present, List<Mark> marks, WindowShape w, int s, int r, int c) {
    int i = (s * w.rows() + r) * w.columns() + c;
    byte code = present;
    for (Mark mark : marks) {
      if (mark.piece().get(s, r, c)) {
        return (byte) mark.organ();
      }
      if (mark.posterior()[i] >= BACKGROUND) {
        code = (byte) Organs.IGNORED;
      }
    }
    return code;
  }

  /** What was marked so far: "Larynx in 98 of 108, ...". */
  String told() {
    StringBuilder text = new StringBuilder();
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      text.append(organ == 1 ? "" : ", ")
          .append(Organs.NAMES.get(organ))
          .append(" in ")
          .append(marked[organ])
          .append(" of ")
          .append(asked[organ]);
    }
    return text.toString();
  }
}
