package org.contourflow.qa;

import java.util.ArrayList;
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
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> z = new ArrayList<>();
    organ
        .offsets()
        .forEach(
            (other, way) -> {
              Measures m = measures.get(other);
              if (m != null && !other.equals(name)) {
                x.add(m.facts().centroid().xMm() + way.get(0));
                if (!m.isCut()) {
                  y.add(m.facts().centroid().yMm() + way.get(1));
                  z.add(m.facts().centroid().zMm() + way.get(2));
                }
              }
            });
    return x.isEmpty() ? Optional.empty() : Optional.of(new Place(middle(x), middle(y), middle(z)));
  }

  /** NaN if there is none. */
  private static double middle(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
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
    partner
        .map(measures::get)
        .filter(other -> !other.isCut() && !out.isCut())
        .ifPresent(
            other -> {
              double ratio = out.facts().volumeCc() / other.facts().volumeCc();
              out.put(Feature.PAIR, Math.log(ratio) / Math.log(2));
              beside(other.facts(), out);
            });
    dropWhatTheCutMadeUseless(out);
    Optional.ofNullable(reference.organs().get(name))
        .flatMap(QaReference.Organ::joint)
        .flatMap(joint -> box(JointDistance.of(joint, out)))
        .ifPresent(z -> out.put(Feature.UNLIKE, z));
  }

  private static void beside(MaskFacts other, Measures out) {
    MaskFacts own = out.facts();
    out.put(Feature.PAIR_AP, own.centroid().yMm() - other.centroid().yMm());
    out.put(Feature.PAIR_FOOT, own.footMm() - other.footMm());
    out.put(Feature.PAIR_HEAD, own.headMm() - other.headMm());
  }

  /** Where it ends, of an end that is not the scan's own. */
  private static void ends(Place place, Measures out) {
    if (!out.isCutAtFoot()) {
      out.put(Feature.FOOT_END, out.facts().footMm() - place.zMm());
    }
    if (!out.isCutAtHead()) {
      out.put(Feature.HEAD_END, out.facts().headMm() - place.zMm());
    }
  }

  private static Optional<Double> box(java.util.OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
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
