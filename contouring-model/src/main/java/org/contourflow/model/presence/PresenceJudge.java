package org.contourflow.model.presence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.volume.BinaryMask;

/**
 * Decides which of a network's structures are there. First each alone: volume and confidence. Then
 * together: while two that remain lie relative to each other as no patient's do, the one that is at
 * odds with most goes (of equals the one the network is less sure of). So an organ is kept by the
 * agreement of the others, and one that is invented, or that lies on the wrong side, finds none.
 */
public final class PresenceJudge {
  private final Plausibility rules;

  public PresenceJudge(Plausibility rules) {
    this.rules = rules;
  }

  /**
   * A structure to judge.
   *
   * @param confidence the network's own measure
   */
  public record Candidate(int label, String name, BinaryMask mask, double confidence) {}

  /** A structure that is not there, and why. */
  public record Rejected(int label, String reason) {}

  /** Those that are not there; of candidates with an empty mask nothing is said. */
  public List<Rejected> reject(List<Candidate> candidates) {
    if (rules.organs().isEmpty() && rules.relations().isEmpty()) {
      return List.of(); // Nothing is asked: no voxel need be looked at.
    }
    List<Rejected> rejected = new ArrayList<>();
    Map<Integer, Candidate> left = new LinkedHashMap<>();
    Map<Integer, OrganFacts> facts = new LinkedHashMap<>();
    for (Candidate each : candidates) {
      if (each.mask().isEmpty()) {
        continue;
      }
      Optional<OrganRule> rule = rules.organ(each.label());
      OrganFacts f =
          OrganFacts.of(each.mask(), rule.map(OrganRule::anchor).orElse(Anchor.CENTROID));
      Optional<String> reason = rule.flatMap(r -> alone(each, f, r));
      if (reason.isPresent()) {
        rejected.add(new Rejected(each.label(), told(each, f, reason.get())));
      } else {
        left.put(each.label(), each);
        facts.put(each.label(), f);
      }
    }
    together(left, facts, rejected);
    return rejected;
  }

  private static Optional<String> alone(Candidate each, OrganFacts f, OrganRule rule) {
    if (f.volumeCc() < rule.leastCc() && !f.cut()) {
      return Optional.of(text("below %.1f cc", rule.leastCc()));
    }
    if (f.volumeCc() > rule.mostCc()) {
      return Optional.of(text("above %.1f cc", rule.mostCc()));
    }
    return each.confidence() < rule.leastConfidence()
        ? Optional.of(
            text("confidence %.2f is below %.2f", each.confidence(), rule.leastConfidence()))
        : Optional.empty();
  }

  private void together(
      Map<Integer, Candidate> left, Map<Integer, OrganFacts> facts, List<Rejected> rejected) {
    while (true) {
      Candidate worst = null;
      double most = 0;
      for (Candidate each : left.values()) {
        double share = shareAtOdds(each.label(), left, facts);
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
      String reason = farthest(worst.label(), left, facts);
      rejected.add(new Rejected(worst.label(), told(worst, facts.get(worst.label()), reason)));
      left.remove(worst.label());
    }
  }

  /** Of the others that are related to it, the share it is at odds with. */
  private double shareAtOdds(
      int label, Map<Integer, Candidate> left, Map<Integer, OrganFacts> facts) {
    int related = 0;
    int odd = 0;
    for (Relation r : rules.relations()) {
      boolean about = r.label() == label || r.to() == label;
      if (about && left.containsKey(r.label()) && left.containsKey(r.to())) {
        related++;
        odd += beyondMm(r, facts) > 0 ? 1 : 0;
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

  private static String told(Candidate each, OrganFacts f, String reason) {
    return text("%s is absent: the network marked %.1f cc, but ", each.name(), f.volumeCc())
        + reason;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
