package org.contourflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 *
 * <p>A held organ is to stay as the teacher has it. Its mark counts whatever its size, and wins a
 * voxel from a contour by the scheme's order of overlaps, as its own contour would have.
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
  private final Set<Integer> named;
  private final int[] rank;
  private final int[] asked;
  private final int[] marked;

  /**
   * @param network gives a view's logits (its array is used up), {@code
   *     [class][slice][row][column]}; of fewer classes than the scheme has, they are its first, and
   *     their posteriors are taken among themselves
   * @param spacingMm slice, row and column spacing of the network's grid
   */
  Teacher(Function<DrawnWindow, float[]> network, LabelScheme scheme, double[] spacingMm) {
    this(network, scheme, spacingMm, Set.of());
  }

  /**
   * As {@link #Teacher(Function, LabelScheme, double[])}.
   *
   * @param named classes that the network must have
   */
  Teacher(
      Function<DrawnWindow, float[]> network,
      LabelScheme scheme,
      double[] spacingMm,
      Set<Integer> named) {
    this.named = Set.copyOf(named);
    this.network = network;
    this.scheme = scheme;
    this.asked = new int[scheme.classes()];
    this.marked = new int[scheme.classes()];
    this.spacingMm = spacingMm.clone();
    this.rank = new int[scheme.classes()];
    int[] priority = scheme.priority();
    for (int i = 0; i < priority.length; i++) {
      rank[priority[i]] = i;
    }
  }

  /**
   * What it is asked for in a case, classes.
   *
   * @param missing marked where nobody contoured them
   * @param otherHabit contours of these teach only where the teacher agrees with them
   * @param held these are the teacher's alone; the case has none of them ({@code CaseReader})
   */
  record Asked(Set<Integer> missing, Set<Integer> otherHabit, Set<Integer> held) {
    private boolean of(int organ, TrainingCase from) {
      return held.contains(organ)
          || otherHabit.contains(organ)
          || missing.contains(organ) && !from.has(organ);
    }
  }

  /**
   * The organ of a class as the teacher sees it, on the network's grid.
   *
   * @param ends, sides whether it reaches the view's first or last slice, its outer rows or columns
   */
  private record Mark(int organ, BitVolume piece, boolean held, boolean ends, boolean sides) {}

  /**
   * The case with the teacher's marks.
   *
   * @throws IllegalArgumentException if the network has too many classes, or too few to speak for a
   *     held organ
   */
  TrainingCase complete(TrainingCase from, Asked of) {
    int[] organs =
        IntStream.range(1, scheme.classes()).filter(organ -> of.of(organ, from)).toArray();
    if (organs.length == 0) {
      return from;
    }
    DrawnWindow view = DrawnWindow.of(from, spacingMm, ROWS, COLUMNS);
    float[] posteriors = posteriors(view, of);
    int known = posteriors.length / view.shape().voxels();
    List<Mark> marks = new ArrayList<>();
    boolean[] missing = from.missing().clone();
    for (int organ : organs) {
      asked[organ]++;
      Optional<Mark> mark =
          organ < known
              ? mark(organ, of.held().contains(organ), posteriors, view.shape())
              : Optional.empty();
      missing[organ] = mark.isEmpty();
      mark.ifPresent(marks::add);
    }
    byte[] codes = from.codes().clone();
    paint(codes, from, view, posteriors, marks, of.otherHabit());
    for (Mark mark : marks) {
      missing[mark.organ()] = !contains(codes, mark.organ());
      marked[mark.organ()] += missing[mark.organ()] ? 0 : 1;
    }
    of.held().stream().filter(organ -> missing[organ]).forEach(organ -> doubt(codes, organ));
    return from.with(codes, missing);
  }

  /** A mark may lie beside the case, in what the view is filled up with. */
  private static boolean contains(byte[] codes, int organ) {
    for (byte code : codes) {
      if ((code & 0xFF) == organ) {
        return true;
      }
    }
    return false;
  }

  private float[] posteriors(DrawnWindow view, Asked of) {
    float[] posteriors = network.apply(view);
    int voxels = view.shape().voxels();
    int known = posteriors.length / voxels;
    require(known <= scheme.classes(), known, "the label scheme has fewer");
    for (int organ = known; organ < scheme.classes(); organ++) {
      boolean asked = named.contains(organ) || of.held().contains(organ);
      require(!asked, known, "it cannot speak for " + scheme.names().get(organ));
    }
    Activations.apply(Activation.SOFTMAX, posteriors, known, voxels, 0, voxels);
    return posteriors;
  }

  private static void require(boolean holds, int known, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(
          "this teacher has %d structures, taken for the first of the label scheme; %s"
              .formatted(known - 1, otherwise));
    }
  }

  /** A canal in which a held cord was not found: its voxels are either. */
  private void doubt(byte[] codes, int organ) {
    for (int i = 0; i < codes.length; i++) {
      int code = codes[i] & 0xFF;
      boolean whole = code > 0 && code < scheme.classes() && scheme.covers(code, organ);
      codes[i] = whole ? (byte) LabelScheme.IGNORED : codes[i];
    }
  }

  /** The teacher's mark of an organ, if it is sure enough of one to count. */
  private Optional<Mark> mark(int organ, boolean held, float[] posteriors, WindowShape shape) {
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
    boolean[] reaches = new boolean[2];
    pieces.forEachRun(
        (piece, s, r, from, to) -> {
          if (piece == largest) {
            reaches[0] |= s == 0 || s == shape.slices() - 1;
            reaches[1] |= r == 0 || r == shape.rows() - 1;
            reaches[1] |= from == 0 || to == shape.columns();
          }
          for (int c = from; piece == largest && c < to; c++) {
            sum[0] += posteriors[first + s * plane + r * shape.columns() + c];
          }
        });
    double voxels = pieces.size(largest);
    double cc = voxels * spacingMm[0] * spacingMm[1] * spacingMm[2] / 1000;
    boolean counts = held || cc >= LEAST_CC && sum[0] / voxels >= LEAST_POSTERIOR;
    BitVolume mark = pieces.paint(piece -> piece == largest);
    return counts
        ? Optional.of(new Mark(organ, mark, held, reaches[0], reaches[1]))
        : Optional.empty();
  }

  private void paint(
      byte[] codes,
      TrainingCase from,
      DrawnWindow view,
      float[] posteriors,
      List<Mark> marks,
      Set<Integer> otherHabit) {
    double[] own = {from.sliceSpacingMm(), from.rowSpacingMm(), from.columnSpacingMm()};
    List<List<Mark>> winning = winning(marks);
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
          boolean free = settled || scheme.isFree(contour);
          if (s < 0 || r < 0 || c < 0) {
            boolean unseen = settled || free && goesOn(marks, s < 0);
            codes[at] = unseen ? (byte) LabelScheme.IGNORED : codes[at];
          } else if (contour != LabelScheme.IGNORED) {
            List<Mark> here = free ? marks : winning.get(contour);
            byte marked = code(settled ? 0 : codes[at], here, posteriors, w, s, r, c);
            codes[at] = agreed(from, contour, marked, otherHabit);
          }
        }
      }
    }
  }

  /** Whether a marked organ goes on where the teacher did not look. */
  private static boolean goesOn(List<Mark> marks, boolean alongSlices) {
    return marks.stream().anyMatch(mark -> alongSlices ? mark.ends() : mark.sides());
  }

  /** By class the marks of held organs that win a voxel from its contour. */
  private List<List<Mark>> winning(List<Mark> marks) {
    return IntStream.range(0, scheme.classes())
        .mapToObj(
            contour ->
                marks.stream().filter(m -> m.held() && rank[m.organ()] < rank[contour]).toList())
        .toList();
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

  /** What was marked so far: "Larynx in 98 of 108, ..."; "nothing" if it was asked for nothing. */
  String describe() {
    String text =
        IntStream.range(1, scheme.classes())
            .filter(organ -> asked[organ] > 0)
            .mapToObj(
                organ -> scheme.names().get(organ) + " in " + marked[organ] + " of " + asked[organ])
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "nothing" : text;
  }
}
