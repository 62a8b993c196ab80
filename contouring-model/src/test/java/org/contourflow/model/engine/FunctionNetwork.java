package org.contourflow.model.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.contourflow.model.Network;

/** A network that is a function of each voxel's place in the tile and its channels' values. */
final class FunctionNetwork implements Network {
  /** Logits of one voxel. */
  @FunctionalInterface
  interface Voxel {
    float[] logits(int[] place, int[] shape, float[] channels);
  }

  private final int classes;
  private final Voxel voxel;
  final AtomicInteger runs = new AtomicInteger();

  FunctionNetwork(int classes, Voxel voxel) {
    this.classes = classes;
    this.voxel = voxel;
  }

  @Override
  public <T> T run(List<Input> inputs, Function<Output, T> reader) {
    runs.incrementAndGet();
    List<Integer> in = inputs.get(0).shape();
    int[] shape = {in.get(2), in.get(3), in.get(4)};
    int volume = shape[0] * shape[1] * shape[2];
    FloatBuffer values =
        inputs.get(0).values().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    ByteBuffer out =
        ByteBuffer.allocateDirect(classes * volume * Float.BYTES).order(ByteOrder.nativeOrder());
    float[] channels = new float[in.get(1)];
    for (int v = 0; v < volume; v++) {
      for (int c = 0; c < channels.length; c++) {
        channels[c] = values.get(c * volume + v);
      }
      int[] place = {v / (shape[1] * shape[2]), v / shape[2] % shape[1], v % shape[2]};
      float[] logits = voxel.logits(place, shape, channels);
      for (int c = 0; c < classes; c++) {
        out.putFloat((c * volume + v) * Float.BYTES, logits[c]);
      }
    }
    List<Integer> outShape = List.of(1, classes, shape[0], shape[1], shape[2]);
    return reader.apply(new Output(outShape, ElementType.FLOAT32, out));
  }

  @Override
  public void close() {}
}
