package org.contourflow.model.tile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.contourflow.model.Network;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Tiling.Padding;
import org.contourflow.model.prepare.Preparer.Prepared;

/** What the network sees of one tile: all channels, mirrored, and padded beyond the array. */
final class TileInput {
  private final Prepared prepared;
  private final TilePlan plan;
  private final Padding padding;
  private final ByteBuffer values;

  TileInput(Prepared prepared, TilePlan plan, Padding padding) {
    this.prepared = prepared;
    this.plan = plan;
    this.padding = padding;
    this.values =
        ByteBuffer.allocateDirect(
                Math.toIntExact(prepared.channels().size() * plan.tile().volume() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
  }

  /** The tile that was filled in last, [1][channel][axis 0][axis 1][axis 2]. */
  Network.Input asInput() {
    Shape3 t = plan.tile();
    List<Integer> shape = List.of(1, prepared.channels().size(), t.axis0(), t.axis1(), t.axis2());
    return new Network.Input(shape, values.duplicate().order(ByteOrder.nativeOrder()).position(0));
  }

  /** Copies a tile of all channels, flipped, into the input; whether it is air to be skipped. */
  boolean fill(Sums.Place place) {
    FloatBuffer out = values.duplicate().order(ByteOrder.nativeOrder()).position(0).asFloatBuffer();
    boolean air = !prepared.airValues().isEmpty();
    for (int c = 0; c < prepared.channels().size(); c++) {
      float highest = fill(prepared.channels().get(c), place, out);
      air = air && highest <= prepared.airValues().get(c);
    }
    return air;
  }

  private float fill(FloatBlock block, Sums.Place place, FloatBuffer out) {
    Shape3 t = plan.tile();
    float highest = Float.NEGATIVE_INFINITY;
    float[] line = new float[t.axis2()];
    for (int i = 0; i < t.axis0(); i++) {
      int si = place.start0() + (place.flip0() ? t.axis0() - 1 - i : i) - plan.before().axis0();
      for (int j = 0; j < t.axis1(); j++) {
        int sj = place.start1() + (place.flip1() ? t.axis1() - 1 - j : j) - plan.before().axis1();
        for (int k = 0; k < line.length; k++) {
          int sk = place.start2() + (place.flip2() ? line.length - 1 - k : k);
          line[k] = value(block, si, sj, sk - plan.before().axis2());
          highest = Math.max(highest, line[k]);
        }
        out.put(line);
      }
    }
    return highest;
  }

  private float value(FloatBlock block, int i, int j, int k) {
    Shape3 s = block.shape();
    TilePlan.Range3 f = plan.filled();
    boolean replicate = padding.replicate();
    int a = replicate ? Math.max(f.first0(), Math.min(f.end0() - 1, i)) : i;
    int b = replicate ? Math.max(f.first1(), Math.min(f.end1() - 1, j)) : j;
    int c = replicate ? Math.max(f.first2(), Math.min(f.end2() - 1, k)) : k;
    boolean inside = a >= 0 && a < s.axis0() && b >= 0 && b < s.axis1() && c >= 0 && c < s.axis2();
    return inside ? block.values()[(a * s.axis1() + b) * s.axis2() + c] : (float) padding.value();
  }
}
