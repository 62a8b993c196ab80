package org.contourflow.model.tile;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.model.array.Half;
import org.contourflow.model.array.Shape3;

/**
 * Sums in half precision, rounded where nnU-Net v2's predictor rounds: mirrors are averaged and
 * weighted in float32; each fold's sums, the weights' sum, their quotient and the folds' sum and
 * mean are halves. Holds {@code folds * classes * depth * plane} halves and one tile of floats; all
 * mirrors of a fold must come one after the other.
 */
final class HalfSlab implements Sums {
  private final Shape3 tile;
  private final Shape3 padded;
  private final int mirrors;
  private final float[][] mean;
  private final short[][][][] sums;
  private final short[][] weights;
  private int gathered;

  HalfSlab(int classes, int folds, int mirrors, Shape3 tile, Shape3 padded) {
    this.tile = tile;
    this.padded = padded;
    this.mirrors = mirrors;
    this.mean = new float[classes][Math.toIntExact(tile.volume())];
    this.sums = new short[folds][classes][tile.axis0()][padded.plane()];
    this.weights = new short[tile.axis0()][padded.plane()];
  }

  @Override
  public boolean add(
      FloatBuffer output, int fold, Place place, float[] tileWeights, int[] channel) {
    boolean first = gathered == 0;
    boolean last = ++gathered == mirrors;
    gathered %= mirrors;
    return IntStream.range(0, mean.length)
        .parallel()
        .allMatch(
            c -> {
              gather(output.duplicate(), channel[c], place, mean[c], first);
              return !last || addClass(mean[c], sums[fold][c], place, tileWeights);
            });
  }

  private void gather(FloatBuffer output, int from, Place place, float[] to, boolean first) {
    int n2 = tile.axis2();
    float[] line = new float[n2];
    for (int i = 0; i < tile.axis0(); i++) {
      int si = place.flip0() ? tile.axis0() - 1 - i : i;
      for (int j = 0; j < tile.axis1(); j++) {
        int sj = place.flip1() ? tile.axis1() - 1 - j : j;
        output.get(from * to.length + (si * tile.axis1() + sj) * n2, line);
        int at = (i * tile.axis1() + j) * n2;
        for (int k = 0; k < n2; k++) {
          float v = line[place.flip2() ? n2 - 1 - k : k];
          to[at + k] = first ? v : to[at + k] + v;
        }
      }
    }
  }

  private boolean addClass(float[] values, short[][] sum, Place place, float[] tileWeights) {
    boolean finite = true;
    float[] weighted = new float[tile.axis2()];
    for (int i = 0; i < tile.axis0(); i++) {
      short[] plane = sum[(place.start0() + i) % tile.axis0()];
      for (int j = 0; j < tile.axis1(); j++) {
        int from = (i * tile.axis1() + j) * tile.axis2();
        int at = (place.start1() + j) * padded.axis2() + place.start2();
        for (int k = 0; k < weighted.length; k++) {
          weighted[k] = values[from + k] / mirrors * tileWeights[from + k];
        }
        for (int k = 0; k < weighted.length; k++) {
          short total = Half.of(Half.toFloat(plane[at + k]) + weighted[k]);
          finite &= Half.isFinite(total);
          plane[at + k] = total;
        }
      }
    }
    return finite;
  }

  @Override
  public void addWeights(Place place, float[] tileWeights) {
    for (int i = 0; i < tile.axis0(); i++) {
      short[] plane = weights[(place.start0() + i) % tile.axis0()];
      for (int j = 0; j < tile.axis1(); j++) {
        int w = (i * tile.axis1() + j) * tile.axis2();
        int at = (place.start1() + j) * padded.axis2() + place.start2();
        for (int k = 0; k < tile.axis2(); k++) {
          plane[at + k] = Half.of(Half.toFloat(plane[at + k]) + tileWeights[w + k]);
        }
      }
    }
  }

  @Override
  public boolean take(
      int plane, TilePlan.Shape before, Shape3 array, float[][] out, Untouched untouched) {
    int slot = plane % tile.axis0();
    boolean finite =
        IntStream.range(0, mean.length)
            .parallel()
            .allMatch(
                c -> {
                  float otherwise = c == 0 ? untouched.first() : untouched.others();
                  return takeClass(c, slot, before, array, out[c], otherwise);
                });
    for (short[][][] fold : sums) {
      for (short[][] c : fold) {
        Arrays.fill(c[slot], (short) 0);
      }
    }
    Arrays.fill(weights[slot], (short) 0);
    return finite;
  }

  private boolean takeClass(
      int c, int slot, TilePlan.Shape before, Shape3 array, float[] out, float otherwise) {
    boolean finite = true;
    for (int j = 0; j < array.axis1(); j++) {
      int at = (before.axis1() + j) * padded.axis2() + before.axis2();
      for (int k = 0; k < array.axis2(); k++) {
        float weight = Half.toFloat(weights[slot][at + k]);
        float value = weight > 0 ? meanOfFolds(c, slot, at + k, weight) : otherwise;
        finite &= Float.isFinite(value);
        out[j * array.axis2() + k] = value;
      }
    }
    return finite;
  }

  private float meanOfFolds(int c, int slot, int at, float weight) {
    float total = Half.round(Half.toFloat(sums[0][c][slot][at]) / weight);
    for (int fold = 1; fold < sums.length; fold++) {
      total = Half.round(total + Half.round(Half.toFloat(sums[fold][c][slot][at]) / weight));
    }
    return sums.length == 1 ? total : Half.round(total / sums.length);
  }
}
