package org.contourflow.qa;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The numbers of one structure's mask. A feature that does not apply has no value. */
final class Measures {
  private final MaskFacts facts;
  private final boolean cut;
  private final Map<Feature, Double> values = new EnumMap<>(Feature.class);
  private final Map<Feature, Integer> slices = new EnumMap<>(Feature.class);

  /**
   * Without values yet.
   *
   * @param cut whether it reaches the first or last slice: the scan may have cut it
   */
  Measures(MaskFacts facts, boolean cut) {
    this.facts = facts;
    this.cut = cut;
  }

  /** The same numbers, to be added to. */
  Measures copy() {
    Measures copy = new Measures(facts, cut);
    copy.values.putAll(values);
    copy.slices.putAll(slices);
    return copy;
  }

  MaskFacts facts() {
    return facts;
  }

  boolean isCut() {
    return cut;
  }

  boolean isCutAtFoot() {
    return facts.cutAtFoot();
  }

  boolean isCutAtHead() {
    return facts.cutAtHead();
  }

  void put(Feature feature, double value) {
    if (Double.isFinite(value)) {
      values.put(feature, value);
    }
  }

  /** With the slice where it is worst. */
  void put(Feature feature, double value, int slice) {
    put(feature, value);
    slices.put(feature, slice);
  }

  /** At the same slice as another. */
  void putAtEnd(Feature feature, double value, Feature there) {
    put(feature, value);
    Integer slice = slices.get(there);
    if (slice != null) {
      slices.put(feature, slice);
    }
  }

  void drop(Feature feature) {
    values.remove(feature);
    slices.remove(feature);
  }

  OptionalDouble get(Feature feature) {
    Double value = values.get(feature);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  OptionalInt slice(Feature feature) {
    Integer slice = slices.get(feature);
    return slice == null ? OptionalInt.empty() : OptionalInt.of(slice);
  }
}
