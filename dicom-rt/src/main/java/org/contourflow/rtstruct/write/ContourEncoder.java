package org.contourflow.rtstruct.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.contourflow.contour.Ring;
import org.contourflow.dicom.DecimalStrings;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;

/**
 * Rings to ContourData (3006,0050): DS values of at most 16 bytes joined by backslashes.
 *
 * <p>Coordinates are rounded to {@link #DECIMALS} places: 0.05 micrometres from the true point,
 * which is 1/10,000 of half a pixel. A coordinate that is the same all over the slice (z of an
 * axial one) is the slice's own ImagePositionPatient, as exact as 16 bytes can be. Written by hand,
 * because a body outline has a million numbers. Not thread-safe.
 */
final class ContourEncoder {
  /** Decimal places of a coordinate in mm. */
  static final int DECIMALS = 4;

  private static final double SCALE = 1e4;

  private final VoxelGrid grid;
  private final double[][] steps;
  private byte[] buffer = new byte[1 << 16];
  private int size;

  ContourEncoder(VoxelGrid grid) {
    this.grid = grid;
    Direction r = grid.orientation().alongRow();
    Direction c = grid.orientation().alongColumn();
    double across = grid.columnSpacingMm();
    double down = grid.rowSpacingMm();
    this.steps =
        new double[][] {
          {c.x() * down, r.x() * across},
          {c.y() * down, r.y() * across},
          {c.z() * down, r.z() * across}
        };
  }

  /** ContourData of a ring on a slice; of even length. */
  byte[] encode(Ring ring, int slice) {
    PatientPoint o = grid.sliceOrigins().get(slice);
    double[] origin = {o.xMm(), o.yMm(), o.zMm()};
    byte[][] constant = new byte[3][];
    for (int axis = 0; axis < 3; axis++) {
      if (steps[axis][0] == 0 && steps[axis][1] == 0) {
        constant[axis] = DecimalStrings.format(origin[axis]).getBytes(StandardCharsets.US_ASCII);
      }
    }
    size = 0;
    for (int i = 0; i < ring.size(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        ensure(40);
        if (size > 0) {
          buffer[size++] = '\\';
        }
        if (constant[axis] != null) {
          System.arraycopy(constant[axis], 0, buffer, size, constant[axis].length);
          size += constant[axis].length;
        } else {
          append(origin[axis] + ring.row(i) * steps[axis][0] + ring.column(i) * steps[axis][1]);
        }
      }
    }
    if (size % 2 != 0) {
      buffer[size++] = ' ';
    }
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  /** The value in fixed point without trailing zeros. */
  private void append(double valueMm) {
    if (!(Math.abs(valueMm) < 1e9)) {
      throw new IllegalArgumentException("a coordinate of " + valueMm + " mm is no patient's");
    }
    long scaled = Math.round(valueMm * SCALE);
    if (scaled < 0) {
      buffer[size++] = '-';
      scaled = -scaled;
    }
    appendDigits(scaled / 10_000);
    int fraction = (int) (scaled % 10_000);
    if (fraction != 0) {
      buffer[size++] = '.';
      for (int unit = 1000; fraction > 0; unit /= 10) {
        buffer[size++] = (byte) ('0' + fraction / unit);
        fraction %= unit;
      }
    }
  }

  private void appendDigits(long whole) {
    int digits = 1;
    for (long rest = whole; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = whole;
    for (int at = size + digits - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }
}
