package org.contourflow.workflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Sha256;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.protocols.MadeStyles;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.StructureRule;
import org.contourflow.protocols.derive.DerivedStructure;
import org.contourflow.protocols.derive.DerivedStructure.Absent;
import org.contourflow.protocols.derive.DerivedStructure.Made;
import org.contourflow.protocols.derive.DerivedStructures;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.structure.Structure;

/**
 * What models made, as a protocol wants it: its structures in its order, with its colours, types
 * and limits, and the derived ones.
 *
 * @param delivered in the order in which they are written
 * @param modelled those of them that a model made, for the judgement of models' contours
 * @param how derived name -> the expression that made it
 * @param absent derived name -> why it is not there
 * @param requiredAbsent those of them without which the protocol does not want to be
 * @param losses what of the clinician's structures that were used is not in their masks
 */
public record PlannedStructures(
    List<SegmentedStructure> delivered,
    List<SegmentedStructure> modelled,
    Map<String, String> how,
    Map<String, String> absent,
    List<String> requiredAbsent,
    List<String> losses) {
  /** Works a plan out on one CT. */
  public static PlannedStructures of(
      StructurePlan plan, List<SegmentedStructure> made, SourceMasks sources) {
    Map<String, SegmentedStructure> byName = new LinkedHashMap<>();
    for (SegmentedStructure one : made) {
      String name = one.definition().name();
      byName.put(name, styled(one, Optional.ofNullable(plan.rules().get(name))));
      if (one.mask().isEmpty()) {
        sources.addAbsent(name, "the model did not find it in this CT");
      } else {
        sources.addMade(name, one::mask);
      }
    }
    List<SegmentedStructure> modelled =
        plan.delivered().stream().filter(byName::containsKey).map(byName::get).toList();
    boolean clinical = made.stream().allMatch(s -> s.model().clinicalUse());
    Map<String, String> how = new LinkedHashMap<>();
    Map<String, String> absent = new LinkedHashMap<>();
    MadeStyles styles =
        new MadeStyles(
            plan.rules().values(), byName.values().stream().map(s -> s.definition().colour()));
    for (DerivedStructure one : DerivedStructures.of(plan.derived(), sources)) {
      Structure style = styles.next(one.name());
      if (one instanceof Made there) {
        Optional<StructureRule> rule = Optional.ofNullable(plan.rules().get(one.name()));
        byName.put(one.name(), derived(there, style, rule, clinical));
        how.put(one.name(), there.how());
      } else if (one instanceof Absent not) {
        absent.put(one.name(), not.reason());
      }
    }
    return new PlannedStructures(
        plan.delivered().stream().filter(byName::containsKey).map(byName::get).toList(),
        modelled,
        how,
        absent,
        absent.keySet().stream().filter(name -> isRequired(plan, name)).toList(),
        sources.losses());
  }

  private static boolean isRequired(StructurePlan plan, String name) {
    return Optional.ofNullable(plan.rules().get(name))
        .flatMap(StructureRule::required)
        .orElse(false);
  }

  private static SegmentedStructure styled(SegmentedStructure s, Optional<StructureRule> rule) {
    if (rule.isEmpty()) {
      return s;
    }
    StructureDefinition d = s.definition();
    StructureRule r = rule.get();
    StructureDefinition own =
        new StructureDefinition(
            new Structure(
                d.name(),
                r.type().orElse(d.interpretedType()),
                r.colour().orElse(d.colour()),
                d.code(),
                d.laterality(),
                d.partner()),
            r.volumeCc().map(v -> new VolumeRange(v.leastCc(), v.mostCc())).or(d::expectedVolumeCc),
            r.required().map(wanted -> !wanted).orElse(d.mayBeAbsent()),
            d.contourSmoothing(),
            d.leastConfidence());
    return new SegmentedStructure(
        own, s.mask(), s.posterior(), s.presence(), s.confidence(), s.model());
  }

  private static SegmentedStructure derived(
      Made made, Structure style, Optional<StructureRule> rule, boolean clinical) {
    StructureDefinition definition =
        new StructureDefinition(
            style,
            rule.flatMap(StructureRule::volumeCc)
                .map(v -> new VolumeRange(v.leastCc(), v.mostCc())),
            true,
            false,
            OptionalDouble.empty());
    ModelIdentity by =
        new ModelIdentity(
            "derived",
            "1",
            Sha256.of(made.how().getBytes(StandardCharsets.UTF_8)),
            "Contourflow, derived structure",
            clinical);
    return SegmentedStructure.of(definition, made.mask(), by);
  }

  /** One line for each derived structure that is not there. */
  List<String> absentLines() {
    List<String> lines = new ArrayList<>();
    absent.forEach((name, reason) -> lines.add(name + " is not there: " + reason));
    return lines;
  }

  /** One line for each of a clinician's structures that was not used whole. */
  List<String> lossLines() {
    return losses.stream().map(loss -> "the clinician's " + loss).toList();
  }
}
