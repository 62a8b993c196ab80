package org.contourflow.volume.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.ProbabilityMap;

/**
 * Writes NIfTI-1 volumes with sform and qform in RAS+ mm; gzip where the name ends in {@code .gz}.
 * The file appears whole or not at all. NIfTI has one affine, so an unevenly spaced stack is
 * refused by {@link IllegalArgumentException}: resample it first.
 */
public final class NiftiWriter {
  /** How far slice steps may differ and still be called even, mm. */
  public static final double EVEN_SPACING_TOLERANCE_MM = 0.01;

  private NiftiWriter() {}

  /** HU as int16. */
  public static void write(Path file, CtVolume ct) throws IOException {
    write(file, ct.grid(), NiftiType.INT16, out -> i -> out.putShort(ct.values().get(i)));
  }

  /** Labels as uint8. */
  public static void write(Path file, LabelMap labels) throws IOException {
    ByteBuffer values = labels.values();
    write(file, labels.grid(), NiftiType.UINT8, out -> i -> out.put(values.get(i)));
  }

  /** 0 and 1 as uint8. */
  public static void write(Path file, BinaryMask mask) throws IOException {
    var bits = mask.toBitSet();
    write(file, mask.grid(), NiftiType.UINT8, out -> i -> out.put((byte) (bits.get(i) ? 1 : 0)));
  }

  /** Posteriors as float32. */
  public static void write(Path file, ProbabilityMap map) throws IOException {
    var values = map.values();
    write(file, map.grid(), NiftiType.FLOAT32, out -> i -> out.putFloat(values.get(i)));
  }

  private interface VoxelSink {
    IntConsumer into(ByteBuffer slice);
  }

  private static void write(Path file, VoxelGrid grid, NiftiType type, VoxelSink voxels)
      throws IOException {
    byte[] header = header(grid, type);
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    int size = grid.rows() * grid.columns();
    ByteBuffer slice = ByteBuffer.allocate(size * type.bytes).order(ByteOrder.LITTLE_ENDIAN);
    IntConsumer voxel = voxels.into(slice);
    try (OutputStream raw = Files.newOutputStream(temporary);
        OutputStream out =
            new BufferedOutputStream(
                file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw)) {
      out.write(header);
      for (int s = 0; s < grid.slices(); s++) {
        slice.clear();
        for (int i = 0; i < size; i++) {
          voxel.accept(s * size + i);
        }
        out.write(slice.array());
      }
    }
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] header(VoxelGrid grid, NiftiType type) {
    if (!grid.isEvenlySpaced(EVEN_SPACING_TOLERANCE_MM) && !grid.isEvenUpToRounding()) {
      throw new IllegalArgumentException(
          "NIfTI cannot say uneven slice positions; resample the stack first");
    }
    double step =
        grid.slices() == 1 ? 1 : grid.slicePositionMm(grid.slices() - 1) / (grid.slices() - 1);
    ByteBuffer b = ByteBuffer.allocate(NiftiHeader.SIZE + 4).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, NiftiHeader.SIZE);
    int[] dimensions = {3, grid.columns(), grid.rows(), grid.slices(), 1, 1, 1, 1};
    double[] spacing = {1, grid.columnSpacingMm(), grid.rowSpacingMm(), step, 1, 1, 1, 1};
    for (int i = 0; i < 8; i++) {
      b.putShort(40 + 2 * i, (short) dimensions[i]);
      b.putFloat(76 + 4 * i, (float) spacing[i]);
    }
    b.putShort(70, (short) type.code);
    b.putShort(72, (short) (8 * type.bytes));
    b.putFloat(108, NiftiHeader.SIZE + 4);
    b.putFloat(112, 1);
    b.put(123, (byte) 2);
    b.putShort(252, (short) 1);
    b.putShort(254, (short) 1);
    b.position(344);
    b.put("n+1\0".getBytes(StandardCharsets.US_ASCII));
    putPlacement(b, grid, step);
    return b.array();
  }

  private static void putPlacement(ByteBuffer b, VoxelGrid grid, double stepMm) {
    Direction i = grid.orientation().alongRow();
    Direction j = grid.orientation().alongColumn();
    Direction k = grid.orientation().normal();
    PatientPoint o = grid.sliceOrigins().get(0);
    double[][] rotation = {
      {-i.x(), -j.x(), -k.x()}, {-i.y(), -j.y(), -k.y()}, {i.z(), j.z(), k.z()}
    };
    double[] origin = {-o.xMm(), -o.yMm(), o.zMm()};
    double[] spacing = {grid.columnSpacingMm(), grid.rowSpacingMm(), stepMm};
    double[] quaternion = quaternion(rotation);
    for (int row = 0; row < 3; row++) {
      for (int axis = 0; axis < 3; axis++) {
        b.putFloat(280 + 16 * row + 4 * axis, (float) (rotation[row][axis] * spacing[axis]));
      }
      b.putFloat(280 + 16 * row + 12, (float) origin[row]);
      b.putFloat(256 + 4 * row, (float) quaternion[row]);
      b.putFloat(268 + 4 * row, (float) origin[row]);
    }
  }

  /** (b, c, d) of the unit quaternion with a >= 0; stable for half turns too. */
  private static double[] quaternion(double[][] r) {
    double a = Math.sqrt(Math.max(0, 1 + r[0][0] + r[1][1] + r[2][2])) / 2;
    double b = Math.sqrt(Math.max(0, 1 + r[0][0] - r[1][1] - r[2][2])) / 2;
    double c = Math.sqrt(Math.max(0, 1 - r[0][0] + r[1][1] - r[2][2])) / 2;
    double d = Math.sqrt(Math.max(0, 1 - r[0][0] - r[1][1] + r[2][2])) / 2;
    if (a > 0.01) {
      return new double[] {
        (r[2][1] - r[1][2]) / (4 * a), (r[0][2] - r[2][0]) / (4 * a), (r[1][0] - r[0][1]) / (4 * a)
      };
    }
    // A half turn: signs come from the products, relative to the largest component.
    if (b >= c && b >= d) {
      return new double[] {b, (r[0][1] + r[1][0]) / (4 * b), (r[0][2] + r[2][0]) / (4 * b)};
    }
    if (c >= d) {
      return new double[] {(r[0][1] + r[1][0]) / (4 * c), c, (r[1][2] + r[2][1]) / (4 * c)};
    }
    return new double[] {(r[0][2] + r[2][0]) / (4 * d), (r[1][2] + r[2][1]) / (4 * d), d};
  }
}
