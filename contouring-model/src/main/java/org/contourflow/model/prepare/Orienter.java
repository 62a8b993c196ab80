package org.contourflow.model.prepare;

import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.FloatBlock;

/**
 * Turns a block so that its axes grow in wanted patient directions: letters of the direction of
 * growth, axis 0 first (SPL is a z,y,x array in LPS).
 */
final class Orienter {
  /** An axis further than about 18 degrees from a patient axis has no letter. */
  private static final double LEAST_COSINE = 0.95;

  private final String ctLetters;

  private Orienter(String ctLetters) {
    this.ctLetters = ctLetters;
  }

  /** For a CT's axes; empty if they are too oblique to be named. */
  static Optional<Orienter> of(VoxelGrid grid) {
    SliceOrientation o = grid.orientation();
    String letters = letter(o.normal()) + letter(o.alongColumn()) + letter(o.alongRow());
    return letters.length() == 3 ? Optional.of(new Orienter(letters)) : Optional.empty();
  }

  private static String letter(Direction d) {
    if (Math.abs(d.x()) >= LEAST_COSINE) {
      return d.x() > 0 ? "L" : "R";
    }
    if (Math.abs(d.y()) >= LEAST_COSINE) {
      return d.y() > 0 ? "P" : "A";
    }
    if (Math.abs(d.z()) >= LEAST_COSINE) {
      return d.z() > 0 ? "S" : "I";
    }
    return "";
  }

  /** Permutes and flips; the block's axes may already be permuted but not flipped. */
  FloatBlock apply(FloatBlock block, String wanted) {
    int[] source = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      source[axis] = find(block, wanted.charAt(axis));
    }
    FloatBlock out = block.permuted(source[0], source[1], source[2]);
    for (int axis = 0; axis < 3; axis++) {
      if (ctLetters.charAt(out.trace(axis).ctAxis()) != wanted.charAt(axis)) {
        out = out.flipped(axis);
      }
    }
    return out;
  }

  /** The CT axis (0 slices, 1 rows, 2 columns) along each of the wanted letters. */
  int[] ctAxes(String wanted) {
    int[] axes = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      char letter = wanted.charAt(axis);
      int same = ctLetters.indexOf(letter);
      axes[axis] = same >= 0 ? same : ctLetters.indexOf(opposite(letter));
    }
    return axes;
  }

  private int find(FloatBlock block, char letter) {
    for (int axis = 0; axis < 3; axis++) {
      char have = ctLetters.charAt(block.trace(axis).ctAxis());
      if (have == letter || have == opposite(letter)) {
        return axis;
      }
    }
    throw new IllegalStateException("axes " + ctLetters + " lack one along " + letter);
  }

  static char opposite(char letter) {
    return "LRPASI".charAt("LRPASI".indexOf(letter) ^ 1);
  }

  /** The block axis along the patient's left-right, or -1 if the CT is too oblique. */
  static int leftRightAxis(VoxelGrid grid, FloatBlock block) {
    Optional<Orienter> orienter = of(grid);
    return orienter.map(o -> o.find(block, 'L')).orElse(-1);
  }
}
