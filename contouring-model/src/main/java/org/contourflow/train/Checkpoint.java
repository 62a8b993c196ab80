package org.contourflow.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * All that a run needs to go on as if it had never stopped. Randomness needs no place here: every
 * step draws from a generator seeded by the run's seed and the step.
 *
 * @param step number of steps done
 * @param weights, average, first, second weights, their moving average, and AdamW's moments
 */
record Checkpoint(
    long step, float[][] weights, float[][] average, float[][] first, float[][] second) {
  private static final int MAGIC = 0x43464C57;
  private static final int VERSION = 1;

  /** Writes beside, then moves: a crash leaves the last whole checkpoint. */
  void write(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(step);
      for (float[][] block : new float[][][] {weights, average, first, second}) {
        out.writeInt(block.length);
        for (float[] values : block) {
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
          bytes.asFloatBuffer().put(values);
          out.writeInt(values.length);
          out.write(bytes.array());
        }
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads one back. */
  static Checkpoint read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != MAGIC || in.readInt() != VERSION) {
        throw new IOException(file.getFileName() + " is not a checkpoint of this version");
      }
      long step = in.readLong();
      float[][][] blocks = new float[4][][];
      for (int b = 0; b < 4; b++) {
        blocks[b] = new float[in.readInt()][];
        for (int i = 0; i < blocks[b].length; i++) {
          blocks[b][i] = new float[in.readInt()];
          byte[] bytes = in.readNBytes(4 * blocks[b][i].length);
          ByteBuffer.wrap(bytes).asFloatBuffer().get(blocks[b][i]);
        }
      }
      return new Checkpoint(step, blocks[0], blocks[1], blocks[2], blocks[3]);
    }
  }
}
