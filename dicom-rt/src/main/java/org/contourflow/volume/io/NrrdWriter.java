package org.contourflow.volume.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * Writes masks as NRRD: uint8, 0 and 1, raw, in space LPS. The file appears whole or not at all. A
 * NRRD has one slice step, so an unevenly spaced stack is refused by {@link
 * IllegalArgumentException}: resample it first.
 */
public final class NrrdWriter {
  private NrrdWriter() {}

  /** 0 and 1 as uint8. */
  public static void write(Path file, BinaryMask mask) throws IOException {
    byte[] header = header(mask.grid()).getBytes(StandardCharsets.US_ASCII);
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    int size = mask.grid().rows() * mask.grid().columns();
    byte[] slice = new byte[size];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
      out.write(header);
      for (int s = 0; s < mask.grid().slices(); s++) {
        BitSet bits = mask.slice(s);
        fill(bits, slice, (byte) 1);
        out.write(slice);
        fill(bits, slice, (byte) 0);
      }
    }
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void fill(BitSet bits, byte[] slice, byte value) {
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int to = bits.nextClearBit(from);
      java.util.Arrays.fill(slice, from, to, value);
      from = bits.nextSetBit(to);
    }
  }

  private static String header(VoxelGrid grid) {
    if (!grid.isEvenlySpaced(NiftiWriter.EVEN_SPACING_TOLERANCE_MM) && !grid.isEvenUpToRounding()) {
      throw new IllegalArgumentException(
          "NRRD cannot say uneven slice positions; resample the stack first");
    }
    double step =
        grid.slices() == 1 ? 1 : grid.slicePositionMm(grid.slices() - 1) / (grid.slices() - 1);
    PatientPoint o = grid.sliceOrigins().get(0);
    return "NRRD0004\n"
        + "type: uint8\n"
        + "dimension: 3\n"
        + "space: left-posterior-superior\n"
        + ("sizes: " + grid.columns() + " " + grid.rows() + " " + grid.slices() + "\n")
        + "space directions: "
        + vector(grid.orientation().alongRow(), grid.columnSpacingMm())
        + " "
        + vector(grid.orientation().alongColumn(), grid.rowSpacingMm())
        + " "
        + vector(grid.orientation().normal(), step)
        + "\nkinds: domain domain domain\n"
        + "encoding: raw\n"
        + ("space origin: (" + o.xMm() + "," + o.yMm() + "," + o.zMm() + ")\n\n");
  }

  private static String vector(Direction d, double lengthMm) {
    // Adding 0.0 turns a minus zero into a plain one.
    return "("
        + (d.x() * lengthMm + 0.0)
        + ","
        + (d.y() * lengthMm + 0.0)
        + ","
        + (d.z() * lengthMm + 0.0)
        + ")";
  }
}
