package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.config.Settings;
import org.contourflow.model.ChosenStructures;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;

/**
 * The selection rules with the networks of their protocols, each network loaded once and checked
 * before it is in service.
 */
public final class Protocols implements AutoCloseable {
  private final RuleSet rules;
  private final Map<String, Segmenter> byProtocol;
  private final Map<String, StructurePlan> plans;
  private final List<Segmenter> owned;

  private Protocols(
      RuleSet rules,
      Map<String, Segmenter> byProtocol,
      Map<String, StructurePlan> plans,
      List<Segmenter> owned) {
    this.rules = rules;
    this.byProtocol = Map.copyOf(byProtocol);
    this.plans = Map.copyOf(plans);
    this.owned = List.copyOf(owned);
  }

  /** One segmenter for every series; it stays its owner's. */
  public static Protocols always(Segmenter segmenter) {
    Protocol protocol = Protocol.ofModels(Protocol.DEFAULT, List.of(segmenter.identity().id()));
    return new Protocols(
        RuleSet.always(protocol),
        Map.of(protocol.name(), segmenter),
        Map.of(protocol.name(), StructurePlan.all(names(segmenter))),
        List.of());
  }

  /**
   * The rules that settings name: their file, or {@code contouring.models} for every series, or the
   * built-in ones.
   *
   * @throws RuleException if the file is wrong or names a destination that is not configured
   */
  public static RuleSet rules(Settings settings) throws RuleException {
    if (settings.rules().isEmpty()) {
      return rules(settings.contouring().models());
    }
    RuleSet rules = RuleReader.read(settings.rules().get());
    List<String> known = new ArrayList<>(settings.targets().stream().map(t -> t.name()).toList());
    settings.webTargets().forEach(t -> known.add(t.name()));
    known.add(0, Settings.Export.DESTINATION);
    List<String> problems = new ArrayList<>();
    for (Protocol protocol : rules.protocols()) {
      problems.addAll(unknown(protocol, "destinations", protocol.destinations(), known));
      problems.addAll(
          unknown(protocol, "targets", protocol.details().outputs().targets().keySet(), known));
    }
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
    return rules;
  }

  /** These models for every series; none named: the built-in rules. */
  public static RuleSet rules(List<String> models) {
    return models.isEmpty()
        ? RuleReader.builtIn()
        : RuleSet.always(Protocol.ofModels(Protocol.DEFAULT, models));
  }

  /** Names of targets that the settings do not have. */
  private static List<String> unknown(
      Protocol protocol, String key, Collection<String> names, List<String> known) {
    return names.stream()
        .filter(name -> !known.contains(name))
        .map(
            name ->
                "protocol "
                    + protocol.name()
                    + ": "
                    + key
                    + ": \""
                    + name
                    + "\" is not allowed; must be one of "
                    + String.join(", ", known))
        .toList();
  }

  /**
   * Loads the networks of all protocols from a registry folder; the shipped ones are copied there.
   *
   * @param engine threads, device and the memory that all networks share
   * @throws IOException naming the model that cannot be had, and why
   * @throws RuleException if a protocol wants a structure that its models do not make
   */
  public static Protocols load(RuleSet rules, Path modelFolder, EngineSettings engine)
      throws IOException, RuleException {
    List<String> names =
        rules.protocols().stream().flatMap(p -> p.models().stream()).distinct().toList();
    List<Segmenter> loaded = ModelsInService.load(modelFolder, names, engine);
    try {
      Map<String, Segmenter> models = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        models.put(names.get(i), loaded.get(i));
      }
      Map<String, Segmenter> byProtocol = new LinkedHashMap<>();
      Map<String, StructurePlan> plans = new LinkedHashMap<>();
      for (Protocol protocol : rules.protocols()) {
        Segmenter whole = segmenter(protocol, models);
        StructurePlan plan = StructurePlan.of(protocol, names(whole));
        plans.put(protocol.name(), plan);
        byProtocol.put(
            protocol.name(),
            plan.made().equals(names(whole)) ? whole : new ChosenStructures(whole, plan.made()));
      }
      return new Protocols(rules, byProtocol, plans, loaded);
    } catch (RuleException e) {
      loaded.forEach(Segmenter::close);
      throw e;
    }
  }

  private static Segmenter segmenter(Protocol protocol, Map<String, Segmenter> models) {
    List<Segmenter> parts = protocol.models().stream().map(models::get).toList();
    return parts.size() == 1 ? parts.get(0) : new CompositeSegmenter(parts);
  }

  private static List<String> names(Segmenter segmenter) {
    return segmenter.structures().stream().map(StructureDefinition::name).toList();
  }

  /** The rules. */
  public RuleSet rules() {
    return rules;
  }

  /** What contours a protocol's series; empty if there is no such protocol. */
  public Optional<Segmenter> segmenter(String protocol) {
    return Optional.ofNullable(byProtocol.get(protocol));
  }

  /** What the targets of a protocol call its structures; nothing if there is no such protocol. */
  public Map<String, List<String>> aliases(String protocol) {
    return plan(protocol).map(plan -> plan.outputs().aliases()).orElse(Map.of());
  }

  /** A protocol's structures, checked against what its models make. */
  public Optional<StructurePlan> plan(String protocol) {
    return Optional.ofNullable(plans.get(protocol));
  }

  /** Whether each network may contour patients. */
  public List<ServiceState> service() {
    return byProtocol.values().stream().flatMap(s -> s.service().stream()).distinct().toList();
  }

  @Override
  public void close() {
    owned.forEach(Segmenter::close);
  }
}
