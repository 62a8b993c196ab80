package org.contourflow.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.volume.CtVolume;

/**
 * A model of which only some structures are wanted, in the order in which they are named. The model
 * runs whole; the others are dropped from what it returns.
 */
public final class ChosenStructures implements Segmenter {
  private final Segmenter whole;
  private final List<String> names;

  /**
   * The structures of these names.
   *
   * @throws IllegalArgumentException if there is one the model does not make
   */
  public ChosenStructures(Segmenter whole, List<String> names) {
    this.whole = whole;
    this.names = List.copyOf(names);
    List<String> made = whole.structures().stream().map(StructureDefinition::name).toList();
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(made);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", unknown) + " is not among " + String.join(", ", made));
    }
  }

  @Override
  public ModelIdentity identity() {
    return whole.identity();
  }

  @Override
  public List<StructureDefinition> structures() {
    Map<String, StructureDefinition> byName = new LinkedHashMap<>();
    whole.structures().forEach(d -> byName.put(d.name(), d));
    return names.stream().map(byName::get).toList();
  }

  @Override
  public List<ServiceState> service() {
    return whole.service();
  }

  @Override
  public Optional<String> shares() {
    return whole.shares();
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    return segment(ct, new SharedFindings(), listener);
  }

  @Override
  public SegmentationOutcome segment(
      CtVolume ct, SharedFindings shared, SegmentationListener listener) {
    SegmentationOutcome outcome = whole.segment(ct, shared, listener);
    if (!(outcome instanceof SegmentationOutcome.Completed completed)) {
      return outcome;
    }
    Map<String, SegmentedStructure> byName = new LinkedHashMap<>();
    completed.structures().forEach(s -> byName.put(s.definition().name(), s));
    List<SegmentedStructure> chosen =
        names.stream().filter(byName::containsKey).map(byName::get).toList();
    return new SegmentationOutcome.Completed(chosen, completed.notes());
  }

  /** Closes the whole model. */
  @Override
  public void close() {
    whole.close();
  }
}
