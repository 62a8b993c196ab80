package org.contourflow.model.hu;

import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * What the patient lies on: dense pixels outside the body that are the same in most slices and as
 * wide as a couch, on one side of the body, filled from the upper surface to the lower one.
 * Mattress, board and cushions that run along are part of it; what stands beside the patient or
 * lies on him is not.
 */
final class CouchFinder {
  /** Denser than foam and air, looser than carbon fibre at coarse pixels. */
  private static final int LEAST_HU = -700;

  /** Share of its slices outside the body in which a pixel must be dense. */
  private static final double LEAST_LASTING = 0.7;

  /** Share of all slices in which it must be outside the body. */
  private static final double LEAST_OUTSIDE = 0.3;

  private static final double LEAST_WIDTH_MM = 200;

  /** Shells belong to one couch if no more lies between them. */
  private static final double MOST_INSIDE_MM = 90;

  /** Gaps up to twice this between pixels of one shell. */
  private static final double JOIN_MM = 4;

  private final CtVolume ct;
  private final VoxelGrid grid;
  private final BitVolume body;

  CouchFinder(CtVolume ct, BitVolume body) {
    this.ct = ct;
    this.grid = ct.grid();
    this.body = body;
  }

  /** In every slice; empty if none is seen. */
  BitVolume find() {
    BitVolume lasting = lasting();
    Morphology plane = new Morphology(1, grid.rowSpacingMm(), grid.columnSpacingMm());
    Components parts = Components.of(plane.closeInPlane(lasting, JOIN_MM));
    Box[] boxes = boxes(parts);
    int main =
        IntStream.range(0, boxes.length)
            .filter(p -> boxes[p].longMm() >= LEAST_WIDTH_MM)
            .reduce(-1, (a, b) -> a < 0 || parts.size(b) > parts.size(a) ? b : a);
    if (main < 0) {
      return new BitVolume(grid.slices(), grid.rows(), grid.columns());
    }
    boolean across = boxes[main].widthMm() >= boxes[main].heightMm();
    double[] middle = bodyMiddle();
    boolean beyond = boxes[main].isBeyond(middle, across);
    BitVolume shells =
        parts.paint(
            p ->
                (across ? boxes[p].widthMm() : boxes[p].heightMm()) >= LEAST_WIDTH_MM
                    && boxes[p].isBeyond(middle, across) == beyond);
    return everywhere(filled(shells.and(lasting), across, beyond));
  }

  /** One plane: what is dense wherever the body is not. */
  private BitVolume lasting() {
    BitVolume out = new BitVolume(1, grid.rows(), grid.columns());
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        int outside = 0;
        int dense = 0;
        for (int s = 0; s < grid.slices(); s++) {
          boolean free = !body.get(s, r, c);
          outside += free ? 1 : 0;
          dense += free && ct.hu(s, r, c) > LEAST_HU ? 1 : 0;
        }
        if (outside >= LEAST_OUTSIDE * grid.slices() && dense >= LEAST_LASTING * outside) {
          out.set(0, r, c);
        }
      }
    }
    return out;
  }

  private Box[] boxes(Components parts) {
    Box[] boxes = new Box[parts.count()];
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          boxes[part] = boxes[part] == null ? new Box() : boxes[part];
          boxes[part].add(row, from, to);
        });
    return boxes;
  }

  /** Mean row and column of the body. */
  private double[] bodyMiddle() {
    double[] sum = new double[3];
    Components.of(body)
        .forEachRun(
            (part, slice, row, from, to) -> {
              sum[0] += (to - from) * (double) row;
              sum[1] += (to - from) * (from + to - 1) / 2.0;
              sum[2] += to - from;
            });
    return new double[] {sum[0] / sum[2], sum[1] / sum[2]};
  }

  /** From shell to shell, line by line along what is up and down for the patient on the couch. */
  private BitVolume filled(BitVolume shells, boolean across, boolean beyond) {
    int lines = across ? grid.columns() : grid.rows();
    int length = across ? grid.rows() : grid.columns();
    double stepMm = across ? grid.rowSpacingMm() : grid.columnSpacingMm();
    int[] upper = new int[lines];
    int[] lower = new int[lines];
    for (int line = 0; line < lines; line++) {
      upper[line] = -1;
      for (int depth = 0; depth < length; depth++) {
        int i = beyond ? depth : length - 1 - depth;
        if (shells.get(0, across ? i : line, across ? line : i)) {
          boolean on = upper[line] >= 0 && (depth - lower[line]) * stepMm <= MOST_INSIDE_MM;
          upper[line] = on ? upper[line] : depth;
          lower[line] = depth;
        }
      }
    }
    pressed(upper, lower);
    BitVolume out = new BitVolume(1, grid.rows(), grid.columns());
    for (int line = 0; line < lines; line++) {
      for (int depth = upper[line]; upper[line] >= 0 && depth <= lower[line]; depth++) {
        int i = beyond ? depth : length - 1 - depth;
        out.set(0, across ? i : line, across ? line : i);
      }
    }
    return out;
  }

  /** Where the body hides the upper shell, it goes on straight between the lines beside. */
  private static void pressed(int[] upper, int[] lower) {
    int most =
        IntStream.range(0, upper.length)
            .filter(i -> upper[i] >= 0)
            .map(i -> lower[i] - upper[i] + 1)
            .max()
            .orElse(0);
    int before = -1;
    for (int i = 0; i < upper.length; i++) {
      if (upper[i] >= 0 && 2 * (lower[i] - upper[i] + 1) >= most) {
        for (int k = before + 1; before >= 0 && k < i; k++) {
          int between = upper[before] + (upper[i] - upper[before]) * (k - before) / (i - before);
          upper[k] = upper[k] >= 0 ? Math.min(upper[k], between) : upper[k];
        }
        before = i;
      }
    }
  }

  private BitVolume everywhere(BitVolume plane) {
    BitVolume out = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    Components.of(plane)
        .forEachRun(
            (part, slice, row, from, to) -> {
              for (int s = 0; s < grid.slices(); s++) {
                out.setRun(s, row, from, to);
              }
            });
    return out.andNot(body);
  }

  /** About a part of the plane. */
  private final class Box {
    private int top = Integer.MAX_VALUE;
    private int bottom = -1;
    private int left = Integer.MAX_VALUE;
    private int right = -1;

    private void add(int row, int from, int to) {
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, from);
      right = Math.max(right, to - 1);
    }

    private double widthMm() {
      return (right - left + 1) * grid.columnSpacingMm();
    }

    private double heightMm() {
      return (bottom - top + 1) * grid.rowSpacingMm();
    }

    private double longMm() {
      return Math.max(widthMm(), heightMm());
    }

    private boolean isBeyond(double[] middle, boolean across) {
      return across ? top + bottom > 2 * middle[0] : left + right > 2 * middle[1];
    }
  }
}
