package org.contourflow.protocols;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.structure.DistinctColours;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;

/**
 * What structures that are made of others are: as their protocol has them, or else as is usual of
 * their names, each with a colour of its own. Asked for all of a protocol in its order, those that
 * are absent too, so that the others' colours are the same in every case.
 */
public final class MadeStyles {
  private final Map<String, StructureRule> rules = new LinkedHashMap<>();
  private final DistinctColours colours;

  /**
   * By a protocol's rules.
   *
   * @param taken colours of the structures that they are made of
   */
  public MadeStyles(Collection<StructureRule> rules, Stream<RoiColour> taken) {
    rules.forEach(rule -> this.rules.put(rule.name(), rule));
    this.colours =
        new DistinctColours(
            Stream.concat(taken, rules.stream().flatMap(rule -> rule.colour().stream())).toList());
  }

  /** The next one. */
  public Structure next(String name) {
    Optional<StructureRule> rule = Optional.ofNullable(rules.get(name));
    return Structure.unpaired(
        name,
        rule.flatMap(StructureRule::type).orElse(usualType(name)),
        rule.flatMap(StructureRule::colour).orElseGet(colours::next));
  }

  /** Margins are to be avoided, helpers to be controlled, targets are targets; others organs. */
  private static RoiType usualType(String name) {
    if (name.contains("_PRV")) {
      return RoiType.AVOIDANCE;
    }
    if (name.startsWith("z")) {
      return RoiType.CONTROL;
    }
    return Stream.of(RoiType.PTV, RoiType.CTV, RoiType.GTV)
        .filter(target -> name.startsWith(target.name()))
        .findFirst()
        .orElse(RoiType.ORGAN);
  }
}
