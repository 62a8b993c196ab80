package org.contourflow.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.config.Settings;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.workflow.CaseSteps;
import org.contourflow.workflow.Circumstances;
import org.contourflow.workflow.ClinicalSets;

/** The steps of each protocol in force; made anew when the rules are read again. */
final class StepsInForce implements Function<String, Optional<CaseSteps>> {
  private final Protocols protocols;
  private final Settings.StructureSet structureSet;
  private final ClinicalSets clinicalSets;
  private final Circumstances circumstances;
  private final Map<String, Made> made = new HashMap<>();

  private record Made(StructurePlan plan, CaseSteps steps) {}

  StepsInForce(
      Protocols protocols,
      Settings.StructureSet structureSet,
      ClinicalSets clinicalSets,
      Circumstances circumstances) {
    this.clinicalSets = clinicalSets;
    this.circumstances = circumstances;
    this.protocols = protocols;
    this.structureSet = structureSet;
  }

  /** The steps of a protocol; empty: the rules in force have none of that name. */
  @Override
  public synchronized Optional<CaseSteps> apply(String name) {
    Optional<Protocols.Ready> ready = protocols.ready(name);
    if (ready.isEmpty()) {
      made.remove(name);
      return Optional.empty();
    }
    StructurePlan plan = ready.get().plan();
    Made before = made.get(name);
    if (before == null || before.plan() != plan) {
      Settings.StructureSet own =
          ready.get().protocol().label().map(structureSet::withLabel).orElse(structureSet);
      before =
          new Made(
              plan,
              new CaseSteps(
                  ready.get().segmenter(),
                  plan,
                  own,
                  clinicalSets,
                  circumstances.with("Protocol", name)));
      made.put(name, before);
    }
    return Optional.of(before.steps());
  }
}
