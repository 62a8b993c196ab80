package org.contourflow.train;

import java.util.SplittableRandom;
import org.contourflow.train.WindowSampler.Window;
import org.contourflow.train.data.LabelScheme;

/**
 * One to three dental fillings with their streaks in a few slices of the mandible: bright and dark
 * rays about each, fading with distance. Drawn, not projected: of the size and look of what dental
 * metal does, no physics.
 */
final class Streaks {
  private static final int METAL_HU = 3071;
  private static final int TISSUE_HU = -300;

  private final WindowShape shape;
  private final double[] spacingMm;
  private final LabelScheme scheme;

  Streaks(WindowShape shape, double[] spacingMm, LabelScheme scheme) {
    this.scheme = scheme;
    this.shape = shape;
    this.spacingMm = spacingMm.clone();
  }

  /** Disturbs a window's HU; a window without a mandible stays as it is. */
  void draw(Window window, SplittableRandom random) {
    int first = mandible(window, random, 0, shape.slices());
    if (first < 0) {
      return;
    }
    int plane = shape.rows() * shape.columns();
    int reach = 1 + random.nextInt(3);
    int from = Math.max(0, first / plane - reach);
    int to = Math.min(shape.slices(), first / plane + reach + 1);
    Filling[] fillings = new Filling[1 + random.nextInt(3)];
    for (int i = 0; i < fillings.length; i++) {
      int at = i == 0 ? first : mandible(window, random, from, to);
      fillings[i] = filling(at % plane, random);
    }
    for (int i = from * plane; i < to * plane; i++) {
      if (window.hu()[i] > TISSUE_HU && window.codes()[i] != (byte) LabelScheme.IGNORED) {
        window.hu()[i] = disturbed(window.hu()[i], i % plane, fillings);
      }
    }
  }

  private record Filling(
      double row,
      double column,
      double radiusMm,
      double hu,
      double fadeMm,
      int rays,
      double turn) {}

  private Filling filling(int inPlane, SplittableRandom random) {
    return new Filling(
        inPlane / shape.columns(),
        inPlane % shape.columns(),
        2 + 3 * random.nextDouble(),
        150 + 650 * random.nextDouble(),
        20 + 40 * random.nextDouble(),
        5 + random.nextInt(9),
        2 * Math.PI * random.nextDouble());
  }

  private float disturbed(float hu, int inPlane, Filling[] fillings) {
    double out = hu;
    for (Filling f : fillings) {
      double y = (inPlane / shape.columns() - f.row()) * spacingMm[1];
      double x = (inPlane % shape.columns() - f.column()) * spacingMm[2];
      double distance = Math.hypot(x, y);
      if (distance < f.radiusMm()) {
        return METAL_HU;
      }
      double ray = Math.cos(f.rays() * Math.atan2(y, x) + f.turn());
      out += f.hu() * ray * Math.exp(-distance / f.fadeMm());
    }
    return (float) Math.max(-1000, Math.min(METAL_HU, out));
  }

  private boolean isOfTeeth(int code) {
    return code > 0 && code < scheme.classes() && scheme.structure(code).teeth();
  }

  /** A voxel of the mandible in these slices, drawn at random; -1: none. */
  private int mandible(Window window, SplittableRandom random, int from, int to) {
    int plane = shape.rows() * shape.columns();
    int chosen = -1;
    int seen = 0;
    for (int i = from * plane; i < to * plane; i++) {
      if (isOfTeeth(window.codes()[i] & 0xFF) && random.nextInt(++seen) == 0) {
        chosen = i;
      }
    }
    return chosen;
  }
}
