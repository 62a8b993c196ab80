package org.contourflow.calibrate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.presence.OrganFacts;

/**
 * How small and how large an organ may be. From the training contours, if there are enough; a few
 * patients are no measure of all, so else the limits that the manifest has already, by an earlier
 * calibration or as the label's usual volume.
 *
 * @param told why they are not from the contours; empty: they are
 */
record OrganLimits(double leastCc, double mostCc, Optional<String> told) {
  /** Fewer contours than this make no limit. */
  static final int FEWEST = 8;

  /** Volumes beyond those seen, or usual, by these factors are no organ. */
  private static final double SMALLER = 0.4;

  private static final double LARGER = 1.5;

  /** No organ has so much: no limit. */
  private static final double NONE_CC = 1.5e5;

  /** Of a label, with the facts of its training contours. */
  static OrganLimits of(ModelManifest manifest, Label label, List<OrganFacts> facts) {
    if (facts.size() >= FEWEST) {
      double least =
          facts.stream().filter(f -> !f.cut()).mapToDouble(OrganFacts::volumeCc).min().orElse(0);
      double most = facts.stream().mapToDouble(OrganFacts::volumeCc).max().orElseThrow();
      return widened(least, most, Optional.empty());
    }
    String few =
        "%s: %d contour(s), fewer than %d: "
            .formatted(label.structure().name(), facts.size(), FEWEST);
    Optional<OrganRule> before =
        manifest.plausibility().organ(label.index()).filter(rule -> rule.mostCc() < NONE_CC);
    if (before.isPresent()) {
      double least = before.get().leastCc();
      double most = before.get().mostCc();
      return new OrganLimits(least, most, told(few + "%s to %s cc kept from before", least, most));
    }
    Optional<VolumeRange> usual = label.structure().expectedVolumeCc();
    if (usual.isPresent()) {
      double least = usual.get().leastCc();
      double most = usual.get().mostCc();
      String text = few + "from its usual volume (volume_cc of the label), %s to %s cc";
      return widened(least, most, told(text, least, most));
    }
    String none = few + "no limits; give the label a volume_cc, its usual volume, and calibrate";
    return new OrganLimits(0, NONE_CC, Optional.of(none));
  }

  private static OrganLimits widened(double least, double most, Optional<String> told) {
    return new OrganLimits(tenths(SMALLER * least), tenths(LARGER * most), told);
  }

  private static Optional<String> told(String format, double least, double most) {
    return Optional.of(String.format(Locale.ROOT, format, least, most));
  }

  private static double tenths(double v) {
    return Math.round(v * 10) / 10.0;
  }
}
