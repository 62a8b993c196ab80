package org.contourflow.model.hu;

import java.util.Locale;
import java.util.Optional;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * Looks for contrast medium among what was taken for bone: parts of their own, even in HU and not
 * as dense as a bone of that size. Kidneys, vessels and bowel under contrast are such; a bone has
 * cortex and marrow and is uneven. A note only: nothing is taken away.
 */
final class ContrastCheck {
  private static final double LEAST_CC = 4;
  private static final double MOST_MEAN_HU = 330;

  /** Standard deviation over the part; noise of a CT is below, bone above. */
  private static final double MOST_SPREAD_HU = 90;

  private ContrastCheck() {}

  /** A note if there is any. */
  static Optional<String> note(CtVolume ct, BitVolume bone, double voxelCc) {
    Components parts = Components.of(bone);
    double[] sum = new double[parts.count()];
    double[] squares = new double[parts.count()];
    parts.forEachRun(
        (part, s, r, from, to) -> {
          for (int c = from; c < to; c++) {
            double hu = ct.hu(s, r, c);
            sum[part] += hu;
            squares[part] += hu * hu;
          }
        });
    double cc = 0;
    for (int p = 0; p < parts.count(); p++) {
      double n = parts.size(p);
      double mean = sum[p] / n;
      double spread = Math.sqrt(Math.max(0, squares[p] / n - mean * mean));
      boolean even = mean <= MOST_MEAN_HU && spread <= MOST_SPREAD_HU;
      cc += even && n * voxelCc >= LEAST_CC ? n * voxelCc : 0;
    }
    return cc == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Bone needs attention: %.0f cc of it are as even as contrast medium (kidneys,"
                    + " vessels, bowel), not bone",
                cc));
  }
}
