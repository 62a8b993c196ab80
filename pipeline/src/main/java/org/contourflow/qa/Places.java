package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;

/**
 * Where an organ would be by the others: each other one points to a place by the reference's usual
 * way between the two; of these the middle one is taken on each axis, so that one wrong organ does
 * not mislead when there are three.
 */
final class Places {
  static final String BRAINSTEM = "Brainstem";
  static final String CORD = "SpinalCord";

  private final QaReference reference;
  private final Map<String, Measures> measures;

  Places(QaReference reference, Map<String, Measures> measures) {
    this.reference = reference;
    this.measures = measures;
  }

  /** LPS, mm; y and z are NaN where the scan cut every other organ. */
  private record Place(double xMm, double yMm, double zMm) {}

  /** The place, if there is any other organ to go by that the scan has not cut. */
  Optional<PatientPoint> expected(String name) {
    return place(name)
        .filter(p -> Double.isFinite(p.zMm()))
        .map(p -> new PatientPoint(p.xMm(), p.yMm(), p.zMm()));
  }

  /** Organs that the scan cut tell only x. */
  private Optional<Place> place(String name) {
    QaReference.Organ organ = reference.organs().get(name);
    if (organ == null) {
      return Optional.empty();
    }
    List<Pointer> x = new ArrayList<>();
    List<Pointer> y = new ArrayList<>();
    List<Pointer> z = new ArrayList<>();
    organ
        .offsets()
        .forEach(
            (other, way) -> {
              Measures m = measures.get(other);
              if (m != null && !other.equals(name)) {
                x.add(Pointer.of(m.facts().centroid().xMm(), way, 0));
                if (!m.isCut()) {
                  y.add(Pointer.of(m.facts().centroid().yMm(), way, 1));
                  z.add(Pointer.of(m.facts().centroid().zMm(), way, 2));
                }
              }
            });
    return x.isEmpty() ? Optional.empty() : Optional.of(new Place(middle(x), middle(y), middle(z)));
  }

  /** Where another organ says that this one is, and how much that is worth. */
  private record Pointer(double mm, double weight) {
    private static final double LEAST_SPREAD_MM = 1;

    static Pointer of(double otherMm, QaReference.Offset way, int axis) {
      double spread = Math.max(LEAST_SPREAD_MM, way.spreadMm().get(axis));
      return new Pointer(otherMm + way.mm().get(axis), 1 / (spread * spread));
    }
  }

  /**
   * So that as much weight points to less as to more; NaN if there is none. No pointer outweighs
   * all others together, so that one wrong organ does not decide.
   */
  private static double middle(List<Pointer> pointers) {
    List<Pointer> sorted =
        pointers.stream().sorted(Comparator.comparingDouble(Pointer::mm)).toList();
    double all = sorted.stream().mapToDouble(Pointer::weight).sum();
    double heaviest = sorted.stream().mapToDouble(Pointer::weight).max().orElse(0);
    double most = sorted.size() > 2 ? Math.min(heaviest, all - heaviest) : heaviest;
    double half = (all - heaviest + most) / 2;
    double sum = 0;
    for (int i = 0; i < sorted.size(); i++) {
      sum += Math.min(most, sorted.get(i).weight());
      if (Math.abs(sum - half) < 1e-9 * half && i + 1 < sorted.size()) {
        return (sorted.get(i).mm() + sorted.get(i + 1).mm()) / 2;
      }
      if (sum > half) {
        return sorted.get(i).mm();
      }
    }
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() - 1).mm();
  }

  /** Adds place, pair and joint distance to the measures of one structure. */
  void into(String name, Optional<String> partner, Measures out) {
    Optional<Place> expected = place(name);
    if (expected.isPresent()) {
      PatientPoint at = out.facts().centroid();
      out.put(Feature.PLACE_LR, at.xMm() - expected.get().xMm());
      if (!out.isCut()) {
        out.put(Feature.PLACE_AP, at.yMm() - expected.get().yMm());
        out.put(Feature.PLACE_HF, at.zMm() - expected.get().zMm());
      }
    }
    expected.ifPresent(place -> ends(place, out));
    joint(name, out);
    partner
        .map(measures::get)
        .filter(other -> !other.isCut() && !out.isCut())
        .ifPresent(
            other -> {
              double ratio = out.facts().volumeCc() / other.facts().volumeCc();
              out.put(Feature.PAIR, log2(ratio));
              beside(other, out);
            });
    dropWhatTheCutMadeUseless(out);
    QaReference.Organ organ = reference.organs().get(name);
    if (organ != null) {
      for (Feature distance : JointDistance.FEATURES.keySet()) {
        QaReference.Joint joint = organ.joints().get(distance.id());
        if (joint != null) {
          JointDistance.of(joint, out).ifPresent(z -> out.put(distance, z));
        }
      }
    }
  }

  /**
   * The cord begins where the brainstem ends (Brouwer et al., Radiother Oncol 117:83, 2015). Told
   * of both: which of them is wrong the gap does not say.
   */
  private void joint(String name, Measures out) {
    Measures stem = measures.get(BRAINSTEM);
    Measures cord = measures.get(CORD);
    boolean isOneOfThem = name.equals(BRAINSTEM) || name.equals(CORD);
    if (!isOneOfThem || stem == null || cord == null || stem.isCutAtFoot() || cord.isCutAtHead()) {
      return;
    }
    PatientPoint end = stem.facts().ends().foot();
    PatientPoint start = cord.facts().ends().head();
    Feature there = name.equals(BRAINSTEM) ? Feature.FOOT_BLUNT : Feature.HEAD_BLUNT;
    double gap = end.zMm() - start.zMm() - stem.facts().meanStepMm();
    out.putAtEnd(Feature.JOINT, gap, there);
    double aside = Math.hypot(end.xMm() - start.xMm(), end.yMm() - start.yMm());
    out.putAtEnd(Feature.JOINT_ASIDE, aside, there);
  }

  private static void beside(Measures partner, Measures out) {
    MaskFacts own = out.facts();
    MaskFacts other = partner.facts();
    out.put(Feature.PAIR_AP, own.centroid().yMm() - other.centroid().yMm());
    out.putAtEnd(Feature.PAIR_FOOT, own.footMm() - other.footMm(), Feature.FOOT_BLUNT);
    out.putAtEnd(Feature.PAIR_HEAD, own.headMm() - other.headMm(), Feature.HEAD_BLUNT);
    both(Feature.BODY_LR, partner, out, (a, b) -> out.put(Feature.PAIR_LR, a + b));
    both(Feature.HU_MEAN, partner, out, (a, b) -> out.put(Feature.PAIR_HU, a - b));
    both(Feature.SKIN, partner, out, (a, b) -> out.put(Feature.PAIR_SKIN, a - b));
    both(Feature.DEPTH, partner, out, (a, b) -> out.put(Feature.PAIR_DEPTH, log2(a / b)));
  }

  private static void both(Feature of, Measures one, Measures other, PairUse use) {
    if (one.get(of).isPresent() && other.get(of).isPresent()) {
      use.with(other.get(of).getAsDouble(), one.get(of).getAsDouble());
    }
  }

  private interface PairUse {
    void with(double own, double partners);
  }

  private static double log2(double ratio) {
    return Math.log(ratio) / Math.log(2);
  }

  /** Where it ends, of an end that is not the scan's own. */
  private static void ends(Place place, Measures out) {
    if (!out.isCutAtFoot()) {
      out.putAtEnd(Feature.FOOT_END, out.facts().footMm() - place.zMm(), Feature.FOOT_BLUNT);
    }
    if (!out.isCutAtHead()) {
      out.putAtEnd(Feature.HEAD_END, out.facts().headMm() - place.zMm(), Feature.HEAD_BLUNT);
    }
  }

  private static void dropWhatTheCutMadeUseless(Measures out) {
    if (out.isCut()) {
      for (Feature feature : Feature.values()) {
        if (feature.kind() == Feature.Kind.EXTENT) {
          out.drop(feature);
        }
      }
    }
  }
}
