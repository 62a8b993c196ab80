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
import org.contourflow.model.djl.NetworkPool;
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
  private final Optional<NetworkPool> networks;
  private volatile InForce inForce;

  /** What holds together: a protocol's networks and its plan are of the same file. */
  private record InForce(
      RuleSet rules, Map<String, Segmenter> byProtocol, Map<String, StructurePlan> plans) {
    InForce {
      byProtocol = Map.copyOf(byProtocol);
      plans = Map.copyOf(plans);
    }
  }

  private Protocols(Optional<NetworkPool> networks, InForce inForce) {
    this.networks = networks;
    this.inForce = inForce;
  }

  /** One segmenter for every series; it stays its owner's. */
  public static Protocols always(Segmenter segmenter) {
    Protocol protocol = Protocol.ofModels(Protocol.DEFAULT, List.of(segmenter.identity().id()));
    return new Protocols(
        Optional.empty(),
        new InForce(
            RuleSet.always(protocol),
            Map.of(protocol.name(), segmenter),
            Map.of(protocol.name(), StructurePlan.all(names(segmenter)))));
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
                protocol.details().lines().at(key)
                    + "protocol "
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
    NetworkPool networks = new NetworkPool(modelFolder, engine);
    try {
      return new Protocols(Optional.of(networks), judged(rules, networks));
    } catch (RuleException | IOException | RuntimeException e) {
      networks.close();
      throw e;
    }
  }

  /**
   * Puts other rules in force, whole or not at all. Networks that are new are loaded; none is
   * closed, as a case may be using it.
   *
   * @throws IOException naming the model that cannot be had; the old rules stay
   * @throws RuleException if a protocol wants what its models do not make; the old rules stay
   */
  public void replace(RuleSet rules) throws IOException, RuleException {
    inForce =
        judged(
            rules,
            networks.orElseThrow(
                () -> new IllegalStateException("a single segmenter has no rules to replace")));
  }

  private static InForce judged(RuleSet rules, NetworkPool networks)
      throws IOException, RuleException {
    Map<String, Segmenter> models =
        networks.take(
            rules.protocols().stream().flatMap(p -> p.models().stream()).distinct().toList());
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
    return new InForce(rules, byProtocol, plans);
  }

  private static Segmenter segmenter(Protocol protocol, Map<String, Segmenter> models) {
    List<Segmenter> parts = protocol.models().stream().map(models::get).toList();
    return parts.size() == 1 ? parts.get(0) : new CompositeSegmenter(parts);
  }

  private static List<String> names(Segmenter segmenter) {
    return segmenter.structures().stream().map(StructureDefinition::name).toList();
  }

  /** The rules in force now. */
  public RuleSet rules() {
    return inForce.rules();
  }

  /** A protocol with what does its work, all of the same rules file. */
  record Ready(Protocol protocol, Segmenter segmenter, StructurePlan plan) {}

  /** The protocol of that name as it is in force now; empty: there is none. */
  Optional<Ready> ready(String name) {
    InForce now = inForce;
    return now.rules()
        .protocol(name)
        .map(p -> new Ready(p, now.byProtocol().get(name), now.plans().get(name)));
  }

  /** What contours a protocol's series; empty if there is no such protocol. */
  public Optional<Segmenter> segmenter(String protocol) {
    return Optional.ofNullable(inForce.byProtocol().get(protocol));
  }

  /** What the targets of a protocol call its structures; nothing if there is no such protocol. */
  public Map<String, List<String>> aliases(String protocol) {
    return plan(protocol).map(plan -> plan.outputs().aliases()).orElse(Map.of());
  }

  /** A protocol's structures, checked against what its models make. */
  public Optional<StructurePlan> plan(String protocol) {
    return Optional.ofNullable(inForce.plans().get(protocol));
  }

  /** Whether each network may contour patients. */
  public List<ServiceState> service() {
    return inForce.byProtocol().values().stream()
        .flatMap(s -> s.service().stream())
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    networks.ifPresent(NetworkPool::close);
  }
}
