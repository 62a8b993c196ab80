package org.contourflow.qa;

import java.nio.ShortBuffer;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.CtVolume;

/**
 * Whether a CT's numbers are HU, whatever is contoured in it: every CT of a body shows air or, cut
 * to some soft tissue, fat. One that lost its intercept shows neither, since air is at 0 then.
 */
final class CtNumbers {
  private static final int AIR_FROM_HU = -1100;
  private static final int AIR_TO_HU = -500;
  private static final int FAT_FROM_HU = -400;
  private static final int FAT_TO_HU = -40;
  private static final double LEAST_AIR = 0.002;
  private static final double LEAST_FAT = 0.02;

  /** Not each voxel needs to be looked at. */
  private static final int STEP = 7;

  private CtNumbers() {}

  /** A finding if they are not; named after the body, or the first structure. */
  static Optional<QaFinding> check(CtVolume ct, List<SegmentedStructure> structures) {
    ShortBuffer values = ct.values();
    long air = 0;
    long fat = 0;
    long all = 0;
    for (int i = 0; i < values.capacity(); i += STEP) {
      int hu = values.get(i);
      air += hu >= AIR_FROM_HU && hu <= AIR_TO_HU ? 1 : 0;
      fat += hu >= FAT_FROM_HU && hu <= FAT_TO_HU ? 1 : 0;
      all++;
    }
    if (structures.isEmpty() || air >= LEAST_AIR * all || fat >= LEAST_FAT * all) {
      return Optional.empty();
    }
    String name =
        structures.stream()
            .filter(s -> s.definition().interpretedType() == RoiType.EXTERNAL)
            .findFirst()
            .orElse(structures.get(0))
            .definition()
            .name();
    String text =
        name
            + ": the numbers of this CT are not HU, so that no contour of it is to be trusted: it"
            + " shows neither air nor fat. Its rescale intercept may be lost.";
    return Optional.of(new QaFinding(QaCode.NOT_HU, name, text));
  }
}
