package org.contourflow.model;

import java.util.Locale;
import java.util.Optional;
import org.contourflow.volume.CtVolume;

/**
 * Whether a CT's values can be Hounsfield units, by what every CT shows: air near -1000 HU around
 * the patient (or in the lungs and bowel, or as padding), and little above 700 HU. A rescale
 * intercept that was lost makes air 0 and soft tissue 1000.
 *
 * <p>Not found out: a shift of less than about 300 HU; a CT cut out of the patient's inside without
 * any air is refused though its values may be right. Cost: one pass over the voxels.
 */
public final class HounsfieldCheck {
  /** Between the air around a patient, also of an ill calibrated scanner, and emphysema. */
  private static final int AIR_BELOW_HU = -600;

  /** Cortical bone, metal, dense contrast: of what is not air 10 %, of a petrous bone 20. */
  private static final int DENSE_ABOVE_HU = 700;

  /** Share of the voxels that are air at the least. */
  private static final double LEAST_AIR = 0.0005;

  /** Share of what is not air that is dense at the most. */
  private static final double MOST_DENSE = 0.35;

  private HounsfieldCheck() {}

  /** Why the values are no Hounsfield units; empty: nothing speaks against it. */
  public static Optional<String> refusal(CtVolume ct) {
    long air = 0;
    long dense = 0;
    int slices = ct.grid().slices();
    int rows = ct.grid().rows();
    int columns = ct.grid().columns();
    for (int s = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          int hu = ct.hu(s, r, c);
          air += hu < AIR_BELOW_HU ? 1 : 0;
          dense += hu > DENSE_ABOVE_HU ? 1 : 0;
        }
      }
    }
    return judge((long) slices * rows * columns, air, dense);
  }

  private static Optional<String> judge(long all, long air, long dense) {
    if (air < LEAST_AIR * all) {
      return Optional.of(
          "there is no air near -1000 HU anywhere in the CT: its rescale intercept was lost, or it"
              + " was cut out of the patient's inside");
    }
    double share = air == all ? 0 : (double) dense / (all - air);
    return share <= MOST_DENSE
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%.0f %% of what is not air is above %d HU, more than any patient has: the rescale"
                    + " is wrong",
                100 * share,
                DENSE_ABOVE_HU));
  }
}
