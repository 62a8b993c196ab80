package org.contourflow.model.engine;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.PostStep;
import org.contourflow.model.manifest.PostStep.Include;
import org.contourflow.model.restore.Decoded;
import org.contourflow.model.tile.Agreement;
import org.contourflow.volume.bits.BitVolume;

/**
 * How sure a network is of a structure. The raw measure is the Dice that its posterior expects of
 * the mask, times the agreement of the ensemble's members (mirror images) on the structure; without
 * a calibration in the manifest it is the mean posterior in the mask. Calibrated, it is the Dice to
 * be expected against a clinician's contour.
 */
final class Confidence {
  private final ModelManifest manifest;
  private final Decoded decoded;
  private final Optional<Agreement> agreement;
  private final double[] spacingMm;

  Confidence(
      ModelManifest manifest, Decoded decoded, Optional<Agreement> agreement, double[] spacingMm) {
    this.manifest = manifest;
    this.decoded = decoded;
    this.agreement = agreement;
    this.spacingMm = spacingMm.clone();
  }

  /** Of a mask after post-processing; empty if there is none, or no posterior. */
  OptionalDouble raw(int label, BitVolume mask) {
    if (mask.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (decoded.trace().isEmpty()) {
      return decoded.confidence(label);
    }
    double expected = decoded.trace().get().expectedDice(of(label)::contains, mask, spacingMm);
    return OptionalDouble.of(expected * agreement.map(a -> a.of(label)).orElse(1.0));
  }

  /** The label and those it includes. */
  private Set<Integer> of(int label) {
    Set<Integer> of = new HashSet<>(Set.of(label));
    for (PostStep step : manifest.postprocess()) {
      if (step instanceof Include include && include.label() == label) {
        of.addAll(include.from());
      }
    }
    return of;
  }

  /** What is told of a raw measure. */
  OptionalDouble calibrated(int label, double raw) {
    return manifest
        .plausibility()
        .curve(label)
        .map(c -> OptionalDouble.of(c.at(raw)))
        .orElse(
            decoded.confidence(label).isPresent()
                ? OptionalDouble.of(raw)
                : OptionalDouble.empty());
  }
}
