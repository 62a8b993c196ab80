package org.contourflow.workflow;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.home.SafeFiles;
import org.contourflow.volume.BinaryMask;

/**
 * A mask between two steps: gzip of a version byte, slices, rows, columns (32-bit), and the bits
 * row-major, little endian. The grid itself is the series', and is not repeated: NIfTI could not
 * hold slices that are unevenly spaced.
 */
final class MaskFile {
  private static final int VERSION = 1;

  private MaskFile() {}

  static void write(BinaryMask mask, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeByte(VERSION);
      out.writeInt(mask.grid().slices());
      out.writeInt(mask.grid().rows());
      out.writeInt(mask.grid().columns());
      out.write(mask.toBitSet().toByteArray());
    }
    SafeFiles.write(bytes.toByteArray(), file);
  }

  static BinaryMask read(Path file, VoxelGrid grid) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      if (in.readByte() != VERSION
          || in.readInt() != grid.slices()
          || in.readInt() != grid.rows()
          || in.readInt() != grid.columns()) {
        throw new IOException(file.getFileName() + " is not a mask of this series' grid");
      }
      return BinaryMask.wrap(grid, BitSet.valueOf(in.readAllBytes()));
    }
  }
}
