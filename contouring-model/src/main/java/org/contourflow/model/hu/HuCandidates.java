package org.contourflow.model.hu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.Network;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

/**
 * What the network marked, a bit a voxel on the CT's grid; see export/hu_anatomy.py.
 *
 * @param tissue above the half-way point from air to skin
 * @param core tissue eroded by {@link #CORE_EROSION_MM} in its slice
 * @param aerated lung or gas
 * @param gas free gas
 * @param boneWeak spongy bone or denser
 * @param boneStrong bone, metal or dense contrast
 */
record HuCandidates(
    BitVolume tissue,
    BitVolume core,
    BitVolume aerated,
    BitVolume gas,
    BitVolume boneWeak,
    BitVolume boneStrong) {

  /** Radius of the disc of the network's erosion. */
  static final double CORE_EROSION_MM = 3.0;

  private static final int SLICES_A_RUN = 8;

  /** Runs the network over all slices, a few at a time. */
  static HuCandidates of(CtVolume ct, Network network, IntConsumer slicesDone) {
    VoxelGrid grid = ct.grid();
    List<BitVolume> bits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      bits.add(new BitVolume(grid.slices(), grid.rows(), grid.columns()));
    }
    Network.Input spacing = spacing(grid);
    for (int first = 0; first < grid.slices(); first += SLICES_A_RUN) {
      int start = first;
      int count = Math.min(SLICES_A_RUN, grid.slices() - first);
      network.run(
          List.of(slices(ct, first, count), spacing),
          output -> unpack(output, bits, start, count, grid));
      slicesDone.accept(first + count);
    }
    return new HuCandidates(
        bits.get(0), bits.get(1), bits.get(2), bits.get(3), bits.get(4), bits.get(5));
  }

  private static Network.Input spacing(VoxelGrid grid) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    buffer.putFloat((float) grid.rowSpacingMm()).putFloat((float) grid.columnSpacingMm()).flip();
    return new Network.Input(List.of(2), buffer);
  }

  private static Network.Input slices(CtVolume ct, int first, int count) {
    VoxelGrid grid = ct.grid();
    int size = grid.rows() * grid.columns();
    short[] slice = new short[size];
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(count * size * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int s = first; s < first + count; s++) {
      ct.copySlice(s, slice);
      for (short hu : slice) {
        buffer.putFloat(hu);
      }
    }
    buffer.flip();
    return new Network.Input(List.of(count, 1, grid.rows(), grid.columns()), buffer);
  }

  private static Void unpack(
      Network.Output output, List<BitVolume> bits, int first, int count, VoxelGrid grid) {
    if (output.type() != Network.ElementType.UINT8
        || !output.shape().equals(List.of(count, grid.rows(), grid.columns()))) {
      throw new Network.NetworkException(
          "the HU network must return bytes of the slices' shape, not " + output.shape(), null);
    }
    ByteBuffer values = output.values();
    for (int s = first; s < first + count; s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          int code = values.get();
          for (int b = 0; code != 0; b++, code >>>= 1) {
            if ((code & 1) != 0) {
              bits.get(b).set(s, r, c);
            }
          }
        }
      }
    }
    return null;
  }
}
