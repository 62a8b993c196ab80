package org.contourflow.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.metrics.Dice;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.Knot;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.presence.OrganFacts;
import org.contourflow.model.presence.PartInCt;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** Gathers what a calibration is made of: reference contours, and the open network's results. */
final class CalibrationData {
  /** Organs whose lower end is the scan's or the clinician's choice, not the patient's. */
  private static final List<String> LONG = List.of("SpinalCord", "Esophagus");

  private static final double SHORTEST_MM = 1;

  private CalibrationData() {}

  /** The point that stands for an organ's place. */
  static Anchor anchor(String name) {
    return LONG.contains(name) ? Anchor.TOP : Anchor.CENTROID;
  }

  /** The same model with nothing rejected and raw confidences. */
  static ModelManifest open(ModelManifest m) {
    return m.with(raw(m, Optional.empty()));
  }

  private static Plausibility raw(ModelManifest m, Optional<Region> region) {
    List<Curve> curves =
        m.labels().stream()
            .map(l -> new Curve(l.index(), List.of(new Knot(0, 0), new Knot(1, 1)), 0))
            .toList();
    return new Plausibility(region, List.of(), List.of(), curves);
  }

  /**
   * The same with the crop to the model's part of the body, as it is in service, if it has one; any
   * length of the part will do.
   */
  static Optional<ModelManifest> cropped(ModelManifest m) {
    return m.plausibility()
        .region()
        .filter(region -> region.cropMm().isPresent())
        .map(region -> new Region(region.part(), SHORTEST_MM, region.cropMm()))
        .map(region -> m.with(raw(m, Optional.of(region))));
  }

  /** Facts of the contoured organs of some cases, by case and name. */
  static Map<String, Map<String, OrganFacts>> references(
      EvaluationData data, List<String> ids, Consumer<String> progress) throws IOException {
    Map<String, Map<String, OrganFacts>> out = new LinkedHashMap<>();
    for (String id : ids) {
      Map<String, OrganFacts> facts = new LinkedHashMap<>();
      data.read(id)
          .references()
          .forEach((name, mask) -> facts.put(name, OrganFacts.of(mask, anchor(name))));
      out.put(id, facts);
      progress.accept("reference " + id);
    }
    return out;
  }

  /**
   * One structure that the open network marked.
   *
   * @param raw the network's own measure
   * @param dice against the reference; not a number where there is none
   */
  record Marked(String caseId, Label label, double raw, double dice, BinaryMask mask) {
    OrganFacts facts() {
      return OrganFacts.of(mask, anchor(label.structure().name()));
    }
  }

  /**
   * A case as the open network sees it.
   *
   * @param lengthMm how much the CT shows of the part that the model is for
   * @param missed contoured structures of which it marked nothing
   */
  record Run(String caseId, double lengthMm, List<Marked> marked, List<String> missed) {}

  /**
   * Runs an opened model on one CT.
   *
   * @param open in the order of preference: the next one runs where the CT does not show the part
   *     of the body to which the one before is cropped
   * @param region the part of the body that is measured
   */
  static Run run(
      List<Segmenter> open,
      ModelManifest manifest,
      Region region,
      String id,
      CtVolume ct,
      Map<String, BinaryMask> references)
      throws IOException {
    SegmentationOutcome outcome = first(open, ct);
    if (!(outcome instanceof SegmentationOutcome.Completed completed)) {
      throw new IOException(id + ": " + outcome);
    }
    List<Marked> marked = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < completed.structures().size(); i++) {
      SegmentedStructure s = completed.structures().get(i);
      BinaryMask reference = references.get(s.definition().name());
      if (s.mask().isEmpty()) {
        if (reference != null) {
          missed.add(s.definition().name());
        }
        continue;
      }
      double dice = reference == null ? Double.NaN : Dice.of(reference, s.mask());
      marked.add(
          new Marked(id, manifest.labels().get(i), s.confidence().orElse(1), dice, s.mask()));
    }
    return new Run(id, PartInCt.of(ct, region).lengthMm(), marked, missed);
  }

  private static SegmentationOutcome first(List<Segmenter> open, CtVolume ct) {
    SegmentationOutcome outcome = open.get(0).segment(ct, SegmentationListener.NONE);
    boolean notShown =
        outcome instanceof SegmentationOutcome.Refused refused
            && refused.code() == SegmentationOutcome.RefusalCode.BODY_PART_NOT_SHOWN;
    return notShown && open.size() > 1 ? first(open.subList(1, open.size()), ct) : outcome;
  }
}
