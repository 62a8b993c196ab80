package org.contourflow.model.tile;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.model.array.Shape3;

/**
 * Sums weighted tiles in a ring of planes as deep as one tile: {@code classes * depth * plane}
 * floats and one tile's depth of weights. Mirrors and folds are linear, so each is added with its
 * share.
 */
final class Slab implements Sums {
  private final Shape3 tile;
  private final Shape3 padded;
  private final float share;
  private final float[][][] sums;
  private final float[][] weights;

  /**
   * Nothing summed yet.
   *
   * @param members outputs a tile, of all folds and mirrors
   */
  Slab(int classes, int members, Shape3 tile, Shape3 padded) {
    this.tile = tile;
    this.padded = padded;
    this.share = 1f / members;
    this.sums = new float[classes][tile.axis0()][padded.plane()];
    this.weights = new float[tile.axis0()][padded.plane()];
  }

  @Override
  public boolean add(
      FloatBuffer output, int fold, Place place, float[] tileWeights, int[] channel) {
    return IntStream.range(0, sums.length)
        .parallel()
        .allMatch(c -> addClass(output.duplicate(), channel[c], c, place, tileWeights));
  }

  private boolean addClass(FloatBuffer output, int from, int to, Place place, float[] tileWeights) {
    int volume = Math.toIntExact(tile.volume());
    int n2 = tile.axis2();
    float[] line = new float[n2];
    float check = 0;
    for (int i = 0; i < tile.axis0(); i++) {
      float[] plane = sums[to][(place.start0() + i) % tile.axis0()];
      int si = place.flip0() ? tile.axis0() - 1 - i : i;
      for (int j = 0; j < tile.axis1(); j++) {
        int sj = place.flip1() ? tile.axis1() - 1 - j : j;
        output.get(from * volume + (si * tile.axis1() + sj) * n2, line);
        int w = (i * tile.axis1() + j) * n2;
        int at = (place.start1() + j) * padded.axis2() + place.start2();
        for (int k = 0; k < n2; k++) {
          float v = line[place.flip2() ? n2 - 1 - k : k];
          check += v * 0f;
          plane[at + k] += v * share * tileWeights[w + k];
        }
      }
    }
    return check == 0f;
  }

  @Override
  public void addWeights(Place place, float[] tileWeights) {
    for (int i = 0; i < tile.axis0(); i++) {
      float[] plane = weights[(place.start0() + i) % tile.axis0()];
      for (int j = 0; j < tile.axis1(); j++) {
        int w = (i * tile.axis1() + j) * tile.axis2();
        int at = (place.start1() + j) * padded.axis2() + place.start2();
        for (int k = 0; k < tile.axis2(); k++) {
          plane[at + k] += tileWeights[w + k];
        }
      }
    }
  }

  @Override
  public boolean take(
      int plane, TilePlan.Shape before, Shape3 array, float[][] out, Untouched untouched) {
    float[] w = weights[plane % tile.axis0()];
    for (int c = 0; c < sums.length; c++) {
      float[] sum = sums[c][plane % tile.axis0()];
      float otherwise = c == 0 ? untouched.first() : untouched.others();
      for (int j = 0; j < array.axis1(); j++) {
        int at = (before.axis1() + j) * padded.axis2() + before.axis2();
        for (int k = 0; k < array.axis2(); k++) {
          float weight = w[at + k];
          out[c][j * array.axis2() + k] = weight > 0 ? sum[at + k] / weight : otherwise;
        }
      }
      Arrays.fill(sum, 0);
    }
    Arrays.fill(w, 0);
    return true;
  }
}
