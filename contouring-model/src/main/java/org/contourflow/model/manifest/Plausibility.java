package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * When what a network marked counts as there, and how sure it is: the manifest's {@code
 * plausibility}, learnt from the training contours and calibrated on patients held back. Empty: all
 * that is marked counts, and confidences are the network's own.
 *
 * @param organs rules on single organs
 * @param relations where organs lie relative to each other
 * @param confidence from the network's own measure to an expected Dice
 */
public record Plausibility(
    Optional<Region> region,
    List<OrganRule> organs,
    List<Relation> relations,
    List<Curve> confidence) {

  /** Nothing is asked. */
  public static final Plausibility NONE =
      new Plausibility(Optional.empty(), List.of(), List.of(), List.of());

  public Plausibility {
    organs = List.copyOf(organs);
    relations = List.copyOf(relations);
    confidence = List.copyOf(confidence);
  }

  /** A part of the body that can be told by HU and shape. */
  public enum BodyPart {
    HEAD_AND_NECK,
    /** From the lungs' tops to the dome of the diaphragm. */
    THORAX,
    /** From the dome of the diaphragm to the iliac crests. */
    ABDOMEN,
    /** From the iliac crests to the ends of the sitting bones. */
    PELVIS
  }

  /**
   * The CT must show this much of a part of the body, mm along the patient.
   *
   * @param cropMm the network gets the part alone, and of it at most so much from its upper end
   *     down; empty: all of the CT
   */
  public record Region(BodyPart part, double leastMm, OptionalDouble cropMm) {
    /** Without cropping. */
    public Region(BodyPart part, double leastMm) {
      this(part, leastMm, OptionalDouble.empty());
    }
  }

  /** Which point of an organ stands for its place. */
  public enum Anchor {
    /** The mean of its voxels. */
    CENTROID,
    /** The mean of its uppermost 30 mm: of long organs, whose lower end the scan chooses. */
    TOP
  }

  /**
   * An organ is absent or uncertain outside these.
   *
   * @param leastCc not asked of an organ that the scan cuts
   * @param leastConfidence of the network's own measure, before calibration
   * @param hu mean HU of what is marked, as in the CTs that the network learnt from: another
   *     contrast phase is outside; empty: not asked
   */
  public record OrganRule(
      int label,
      Anchor anchor,
      double leastCc,
      double mostCc,
      double leastConfidence,
      Optional<HuRange> hu) {
    /** Of any HU. */
    public OrganRule(
        int label, Anchor anchor, double leastCc, double mostCc, double leastConfidence) {
      this(label, anchor, leastCc, mostCc, leastConfidence, Optional.empty());
    }
  }

  /** From least to most, HU, both in. */
  public record HuRange(double least, double most) {}

  /** From least to most, mm. */
  public record Range(double leastMm, double mostMm) {
    /** How far outside, mm; 0 within. */
    public double beyondMm(double valueMm) {
      return Math.max(0, Math.max(leastMm - valueMm, valueMm - mostMm));
    }
  }

  /** Place of {@code label} minus place of {@code to}, LPS. */
  public record Relation(int label, int to, Range x, Range y, Range z) {}

  /**
   * Expected Dice of a label by the network's own measure, linear between points, constant beyond.
   *
   * @param attentionBelow an expected Dice below this asks for a person's attention
   */
  public record Curve(int label, List<Knot> points, double attentionBelow) {
    public Curve {
      points = List.copyOf(points);
    }

    /** The expected Dice. */
    public double at(double raw) {
      Knot before = points.get(0);
      for (Knot next : points) {
        if (raw < next.raw()) {
          double width = next.raw() - before.raw();
          double share = width > 0 ? Math.max(0, (raw - before.raw()) / width) : 0;
          return before.dice() + share * (next.dice() - before.dice());
        }
        before = next;
      }
      return before.dice();
    }
  }

  /** One point of a curve. */
  public record Knot(double raw, double dice) {}

  /** The curve of a label. */
  public Optional<Curve> curve(int label) {
    return confidence.stream().filter(c -> c.label() == label).findFirst();
  }

  /** The rule of a label. */
  public Optional<OrganRule> organ(int label) {
    return organs.stream().filter(o -> o.label() == label).findFirst();
  }
}
