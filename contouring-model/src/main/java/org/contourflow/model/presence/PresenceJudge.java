package org.contourflow.model.presence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.HuRange;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.volume.BinaryMask;

/**
 * Decides which of a network's structures are there. First each alone: volume and confidence. Then
 * together: while two that remain lie relative to each other as no patient's do, the one that is at
 * odds with most goes (of equals the one the network is less sure of). So an organ is kept by the
 * agreement of the others, and one that is invented, or that lies on the wrong side, finds none.
 *
 * <p>What is only unusual is not absent: half a jaw, what a resection left of a gland, a gland that
 * a flap has moved lie beyond what the training patients show, by little. Such a structure is
 * uncertain: kept, and for a person to look at. Absent is what no surgery explains: a speck, what
 * the network itself does not believe, a place far from any.
 */
public final class PresenceJudge {
  /** Less than this share of the least volume of any training patient is a speck. */
  private static final double SPECK_SHARE = 0.25;

  /** Less than this share of the least confidence, and the network does not believe it itself. */
  private static final double DISBELIEF_SHARE = 0.5;

  /**
   * So much beyond every training patient, in mm, an organ may still lie: the middle of half a jaw
   * is 15 to 20 mm beyond those of whole ones. The wrong side is 45 and more away (eyes, glands).
   */
  private static final double UNUSUAL_MM = 30;

  /** An organ's middle is known no better than this. */
  private static final double HAIR_MM = 2;

  private final Plausibility rules;

  public PresenceJudge(Plausibility rules) {
    this.rules = rules;
  }

  /**
   * A structure to judge.
   *
   * @param confidence the network's own measure
   * @param meanHu of the CT in the mask; not a number: not known, and not asked
   */
  public record Candidate(
      int label, String name, BinaryMask mask, double confidence, double meanHu) {
    /** Of unknown HU. */
    public Candidate(int label, String name, BinaryMask mask, double confidence) {
      this(label, name, mask, confidence, Double.NaN);
    }
  }

  /** What is said of a structure that is not simply there. */
  public enum Kind {
    /** Not there: its marks are left out. */
    ABSENT,
    /** There, but unlike any training patient's. */
    UNCERTAIN
  }

  /** A structure that is absent or uncertain, and why. */
  public record Verdict(int label, Kind kind, String reason) {}

  /** A rule's answer on one structure, before it is told. */
  private record Doubt(Kind kind, String reason) {}

  /**
   * Those that are absent or uncertain, each once; of candidates with an empty mask nothing is
   * said.
   */
  public List<Verdict> judge(List<Candidate> candidates) {
    if (rules.organs().isEmpty() && rules.relations().isEmpty()) {
      return List.of(); // Nothing is asked: no voxel need be looked at.
    }
    Map<Integer, Verdict> verdicts = new LinkedHashMap<>();
    Map<Integer, Candidate> left = new LinkedHashMap<>();
    Map<Integer, OrganFacts> facts = new LinkedHashMap<>();
    for (Candidate each : candidates) {
      if (each.mask().isEmpty()) {
        continue;
      }
      Optional<OrganRule> rule = rules.organ(each.label());
      OrganFacts f =
          OrganFacts.of(each.mask(), rule.map(OrganRule::anchor).orElse(Anchor.CENTROID));
      Optional<Doubt> doubt = rule.flatMap(r -> alone(each, f, r));
      doubt.ifPresent(d -> verdicts.put(each.label(), verdict(each, f, d)));
      if (doubt.isEmpty() || doubt.get().kind() == Kind.UNCERTAIN) {
        left.put(each.label(), each);
        facts.put(each.label(), f);
      }
    }
    together(Kind.ABSENT, left, facts, verdicts);
    together(Kind.UNCERTAIN, left, facts, verdicts);
    return List.copyOf(verdicts.values());
  }

  private static Optional<Doubt> alone(Candidate each, OrganFacts f, OrganRule rule) {
    if (tenths(f.volumeCc()) < tenths(rule.leastCc()) && !f.cut()) {
      boolean speck = f.volumeCc() < SPECK_SHARE * rule.leastCc();
      Kind kind = speck ? Kind.ABSENT : Kind.UNCERTAIN;
      return Optional.of(new Doubt(kind, text("below %.1f cc", rule.leastCc())));
    }
    if (tenths(f.volumeCc()) > tenths(rule.mostCc())) {
      return Optional.of(new Doubt(Kind.UNCERTAIN, text("above %.1f cc", rule.mostCc())));
    }
    if (hundredths(each.confidence()) < hundredths(rule.leastConfidence())) {
      boolean none = each.confidence() < DISBELIEF_SHARE * rule.leastConfidence();
      return Optional.of(
          new Doubt(
              none ? Kind.ABSENT : Kind.UNCERTAIN,
              text("confidence %.2f is below %.2f", each.confidence(), rule.leastConfidence())));
    }
    return rule.hu().flatMap(range -> strangeHu(each, range));
  }

  private static Optional<Doubt> strangeHu(Candidate each, HuRange range) {
    long hu = Math.round(each.meanHu());
    boolean fits = Double.isNaN(each.meanHu()) || hu >= range.least() && hu <= range.most();
    return fits
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                Kind.UNCERTAIN,
                text(
                    "they have %d HU, where the model was made for %.0f to %.0f (is the contrast"
                        + " phase another?)",
                    hu, range.least(), range.most())));
  }

  /** What is told as the same figure is the same. */
  private static long tenths(double cc) {
    return Math.round(10 * cc);
  }

  private static long hundredths(double confidence) {
    return Math.round(100 * confidence);
  }

  /** Takes out of {@code left} what is at odds with the others, until nothing is. */
  private void together(
      Kind kind,
      Map<Integer, Candidate> left,
      Map<Integer, OrganFacts> facts,
      Map<Integer, Verdict> verdicts) {
    double allowedMm = kind == Kind.ABSENT ? UNUSUAL_MM : HAIR_MM;
    while (true) {
      Candidate worst = null;
      double most = 0;
      for (Candidate each : left.values()) {
        double share = shareAtOdds(each.label(), allowedMm, left, facts);
        boolean more = share > most + 1e-9;
        boolean less = share < most - 1e-9;
        if (more || (!less && worst != null && each.confidence() < worst.confidence())) {
          worst = each;
          most = Math.max(most, share);
        }
      }
      if (worst == null) {
        return;
      }
      Doubt doubt = new Doubt(kind, farthest(worst.label(), left, facts));
      Verdict verdict = verdict(worst, facts.get(worst.label()), doubt);
      if (kind == Kind.ABSENT) {
        verdicts.put(worst.label(), verdict);
      } else {
        verdicts.putIfAbsent(worst.label(), verdict);
      }
      left.remove(worst.label());
    }
  }

  /** Of the others that are related to it, the share it is at odds with. */
  private double shareAtOdds(
      int label, double allowedMm, Map<Integer, Candidate> left, Map<Integer, OrganFacts> facts) {
    int related = 0;
    int odd = 0;
    for (Relation r : rules.relations()) {
      boolean about = r.label() == label || r.to() == label;
      if (about && left.containsKey(r.label()) && left.containsKey(r.to())) {
        related++;
        odd += beyondMm(r, facts) > allowedMm ? 1 : 0;
      }
    }
    return related == 0 ? 0 : (double) odd / related;
  }

  private static double beyondMm(Relation r, Map<Integer, OrganFacts> facts) {
    PatientPoint a = facts.get(r.label()).place();
    PatientPoint b = facts.get(r.to()).place();
    double x = r.x().beyondMm(a.xMm() - b.xMm());
    double y = r.y().beyondMm(a.yMm() - b.yMm());
    double z = r.z().beyondMm(a.zMm() - b.zMm());
    return Math.sqrt(x * x + y * y + z * z);
  }

  private String farthest(int label, Map<Integer, Candidate> left, Map<Integer, OrganFacts> facts) {
    double most = 0;
    String other = "";
    for (Relation r : rules.relations()) {
      boolean about = r.label() == label || r.to() == label;
      if (about && left.containsKey(r.label()) && left.containsKey(r.to())) {
        double beyond = beyondMm(r, facts);
        if (beyond > most) {
          most = beyond;
          other = left.get(r.label() == label ? r.to() : r.label()).name();
        }
      }
    }
    return text("%.0f mm from where it can lie beside %s", most, other);
  }

  private static Verdict verdict(Candidate each, OrganFacts f, Doubt doubt) {
    String text =
        doubt.kind() == Kind.ABSENT
            ? text("%s is absent: the network marked %.1f cc, but ", each.name(), f.volumeCc())
            : text("%s is uncertain: %.1f cc were contoured, but ", each.name(), f.volumeCc());
    return new Verdict(each.label(), doubt.kind(), text + doubt.reason());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
