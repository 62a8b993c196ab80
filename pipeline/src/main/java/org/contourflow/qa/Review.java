package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.structure.RoiType;

/** One case under review: its structures with their numbers, and what was found so far. */
final class Review {
  private final QaLimits limits;
  private final Map<String, SegmentedStructure> byName = new LinkedHashMap<>();
  private final Map<String, Measures> measures = new LinkedHashMap<>();
  private final List<QaFinding> findings = new ArrayList<>();
  private final boolean ofItsKind;

  Review(
      List<SegmentedStructure> structures,
      QaLimits limits,
      Function<SegmentedStructure, Measures> measurer) {
    this.limits = limits;
    for (SegmentedStructure s : structures) {
      byName.put(s.definition().name(), s);
      if (!s.mask().isEmpty()) {
        measures.put(s.definition().name(), measurer.apply(s));
      }
    }
    Optional<QaReference> reference = limits.ranges().reference();
    this.ofItsKind =
        reference.map(r -> r.isOfItsKind(byName.keySet(), measures.keySet())).orElse(false);
    reference.ifPresent(this::place);
  }

  private void place(QaReference reference) {
    Places places = new Places(reference, Map.copyOf(measures));
    for (Map.Entry<String, Measures> e : measures.entrySet()) {
      Measures own = e.getValue().copy();
      places.into(e.getKey(), byName.get(e.getKey()).definition().partner(), own);
      e.setValue(own);
    }
  }

  QaLimits limits() {
    return limits;
  }

  /** Whether the reference's patients are like this one: the same part of the body. */
  boolean isOfItsKind() {
    return ofItsKind;
  }

  Optional<SegmentedStructure> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<SegmentedStructure> present() {
    return byName.values().stream().filter(s -> !s.mask().isEmpty()).toList();
  }

  Map<String, Measures> measures() {
    return measures;
  }

  /** Of a structure that is there. */
  Optional<MaskFacts> facts(String name) {
    return Optional.ofNullable(measures.get(name)).map(Measures::facts);
  }

  Optional<SegmentedStructure> body() {
    return present().stream()
        .filter(s -> s.definition().interpretedType() == RoiType.EXTERNAL)
        .findFirst();
  }

  /** The structure that a feature of two compares with. */
  Optional<String> other(String name, Feature feature) {
    return switch (feature) {
      case JOINT, JOINT_ASIDE ->
          Optional.of(name.equals(Places.CORD) ? Places.BRAINSTEM : Places.CORD);
      default -> byName.get(name).definition().partner();
    };
  }

  boolean hasRange(SegmentedStructure s, Feature feature) {
    String name = s.definition().name();
    return limits.ranges().of(name, feature, ofItsKind).isPresent()
        && measures.containsKey(name)
        && measures.get(name).get(feature).isPresent();
  }

  void add(QaFinding finding) {
    findings.add(finding);
  }

  /** The gravest first. */
  List<QaFinding> findings() {
    findings.sort(Comparator.comparing(QaFinding::severity));
    return List.copyOf(findings);
  }
}
