package org.contourflow.qa;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * From where on something is a finding.
 *
 * @param continuous names of structures that are one piece and have no empty slice inside
 * @param largestPairRatio volumes of a pair may differ by this factor
 * @param islandCc a piece below this volume, beside a larger one, is an island
 * @param largestOutsideFraction share of a structure's voxels that may lie outside the body
 * @param largestDeliveredDifference share of a mask's volume by which the delivered contours may
 *     differ from it (symmetric difference over mask)
 * @param sideMarginMm a structure nearer to the middle than this is on neither side
 * @param ranges what is usual of each structure's features
 */
public record QaLimits(
    Set<String> continuous,
    double largestPairRatio,
    double islandCc,
    double largestOutsideFraction,
    double largestDeliveredDifference,
    double sideMarginMm,
    QaRanges ranges) {

  /** For head, neck and thorax, without a reference. */
  public static final QaLimits USUAL =
      new QaLimits(
          Set.of(
              "External",
              "BODY",
              "SpinalCord",
              "SpinalCanal",
              "Brainstem",
              "Brain",
              "Eye_L",
              "Eye_R",
              "Bone_Mandible",
              "Mandible",
              "Esophagus",
              "Trachea",
              "Larynx",
              "Heart",
              "Liver",
              "Parotid_L",
              "Parotid_R",
              "Glnd_Submand_L",
              "Glnd_Submand_R",
              "Lung_L",
              "Lung_R"),
          2,
          0.1,
          0.01,
          0.05,
          2,
          QaRanges.NONE);

  /** As {@link #USUAL}, with the shipped reference of head and neck. */
  public static QaLimits usual() {
    return USUAL.with(new QaRanges(Optional.of(QaReference.headAndNeck()), OwnLimits.NONE));
  }

  /** The same with other ranges. */
  public QaLimits with(QaRanges others) {
    return new QaLimits(
        continuous,
        largestPairRatio,
        islandCc,
        largestOutsideFraction,
        largestDeliveredDifference,
        sideMarginMm,
        others);
  }

  /** Nearer to the middle than this a structure is on neither side. */
  double sideMarginMm(String structure) {
    return ranges.own().sideMarginsMm().getOrDefault(structure, sideMarginMm);
  }

  /** So many empty slices a structure may have inside; empty: any number. */
  OptionalInt emptySlices(String structure) {
    Integer own = ranges.own().emptySlices().get(structure);
    return own != null
        ? OptionalInt.of(own)
        : continuous.contains(structure) ? OptionalInt.of(0) : OptionalInt.empty();
  }

  public QaLimits {
    continuous = Set.copyOf(continuous);
    if (!(largestPairRatio >= 1) || !(islandCc >= 0) || !(sideMarginMm >= 0)) {
      throw new IllegalArgumentException("limits must not be negative, a ratio not below 1");
    }
  }
}
