package org.contourflow.volume.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;

/**
 * Writes an evenly spaced grid's voxels as other programs write NRRD: axes in any order and
 * direction, other spaces, types, byte orders and compression. Shares no code with what is tested.
 */
public final class ForeignNrrd {
  private final VoxelGrid grid;
  private final int[] order = {2, 1, 0};
  private final boolean[] flipped = new boolean[3];
  private String space = "left-posterior-superior";
  private String type = "uint8";
  private boolean big;
  private String encoding = "raw";
  private String magic = "NRRD0004";

  /** Value of a voxel of the grid. */
  @FunctionalInterface
  public interface Values {
    double at(int slice, int row, int column);
  }

  public ForeignNrrd(VoxelGrid grid) {
    this.grid = grid;
  }

  /** Which of slice (0), row (1), column (2) is the file's fastest, second and slowest axis. */
  public ForeignNrrd axes(int fastest, int second, int slowest) {
    order[0] = fastest;
    order[1] = second;
    order[2] = slowest;
    return this;
  }

  /** Whether each of the file's axes runs backwards. */
  public ForeignNrrd flipped(boolean fastest, boolean second, boolean slowest) {
    flipped[0] = fastest;
    flipped[1] = second;
    flipped[2] = slowest;
    return this;
  }

  public ForeignNrrd space(String value) {
    space = value;
    return this;
  }

  public ForeignNrrd type(String value) {
    type = value;
    return this;
  }

  public ForeignNrrd bigEndian() {
    big = true;
    return this;
  }

  public ForeignNrrd encoding(String value) {
    encoding = value;
    return this;
  }

  public ForeignNrrd magic(String value) {
    magic = value;
    return this;
  }

  public void write(Path file, Values values) throws IOException {
    int[] sizes = {size(0), size(1), size(2)};
    ByteArrayOutputStream voxels = new ByteArrayOutputStream();
    try (OutputStream out = encoding.equals("raw") ? voxels : new GZIPOutputStream(voxels)) {
      for (int k = 0; k < sizes[2]; k++) {
        for (int j = 0; j < sizes[1]; j++) {
          for (int i = 0; i < sizes[0]; i++) {
            int[] at = gridIndex(i, j, k);
            out.write(bytes(values.at(at[0], at[1], at[2])));
          }
        }
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(header(sizes).getBytes(StandardCharsets.US_ASCII));
    all.write(voxels.toByteArray());
    Files.write(file, all.toByteArray());
  }

  private int size(int axis) {
    return new int[] {grid.slices(), grid.rows(), grid.columns()}[order[axis]];
  }

  private int[] gridIndex(int... ijk) {
    int[] at = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      at[order[axis]] = flipped[axis] ? size(axis) - 1 - ijk[axis] : ijk[axis];
    }
    return at;
  }

  private PatientPoint point(int... ijk) {
    int[] at = gridIndex(ijk);
    return grid.toPatient(new VoxelIndex(at[0], at[1], at[2]));
  }

  private byte[] bytes(double value) {
    ByteBuffer out =
        ByteBuffer.allocate(8).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case "int8", "uint8", "signed char", "uchar" -> out.put((byte) (int) value);
      case "short", "ushort", "int16", "uint16" -> out.putShort((short) (int) value);
      case "int", "uint", "int32", "uint32" -> out.putInt((int) (long) value);
      case "float" -> out.putFloat((float) value);
      case "double" -> out.putDouble(value);
      default -> out.put((byte) 0);
    }
    byte[] result = new byte[out.position()];
    out.flip().get(result);
    return result;
  }

  private String header(int[] sizes) {
    PatientPoint origin = point(0, 0, 0);
    StringBuilder directions = new StringBuilder();
    for (int axis = 0; axis < 3; axis++) {
      Direction d =
          new Direction[] {
                grid.orientation().normal(),
                grid.orientation().alongColumn(),
                grid.orientation().alongRow()
              }
              [order[axis]];
      double step =
          new double[] {grid.smallestSliceStepMm(1), grid.rowSpacingMm(), grid.columnSpacingMm()}
              [order[axis]];
      step = flipped[axis] ? -step : step;
      directions.append(' ').append(vector(d.x() * step, d.y() * step, d.z() * step));
    }
    return magic
        + "\n# made by a test\ntype: "
        + type
        + "\ndimension: 3\nspace: "
        + space
        + ("\nsizes: " + sizes[0] + " " + sizes[1] + " " + sizes[2])
        + "\nspace directions:"
        + directions
        + "\nkinds: domain domain domain\nendian: "
        + (big ? "big" : "little")
        + "\nencoding: "
        + encoding
        + "\nspace origin: "
        + vector(origin.xMm(), origin.yMm(), origin.zMm())
        + "\nmade_by:=a test\n\n";
  }

  private String vector(double x, double y, double z) {
    boolean ras = space.startsWith("right") || space.equals("RAS");
    boolean las = space.startsWith("left-anterior") || space.equals("LAS");
    return "(" + (ras ? -x : x) + "," + (ras || las ? -y : y) + "," + z + ")";
  }
}
