package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.rules.RuleSet;

/** What protocols write, from the manifests of their models: no network is loaded. */
public final class PlansOfRules {
  private PlansOfRules() {}

  /**
   * The plan of each protocol, in the order of the file.
   *
   * @param modelFolder models of the site's own; those that come with the product are known anyway
   * @param scratch an empty folder
   * @throws IOException if a folder cannot be read
   * @throws RuleException if a model is not there, or a structure that nobody makes is wanted
   */
  public static Map<String, StructurePlan> of(
      RuleSet rules, Optional<Path> modelFolder, Path scratch) throws IOException, RuleException {
    ShippedModels.installManifestsInto(scratch);
    List<ModelRegistry> registries = new ArrayList<>();
    if (modelFolder.isPresent()) {
      registries.add(ModelRegistry.open(modelFolder.get()));
    }
    registries.add(ModelRegistry.open(scratch));
    Map<String, StructurePlan> plans = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Protocol protocol : rules.protocols()) {
      try {
        plans.put(protocol.name(), StructurePlan.of(protocol, structures(protocol, registries)));
      } catch (RuleException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
    return plans;
  }

  /** Names of what a protocol's models make, each once. */
  private static Set<String> structures(Protocol protocol, List<ModelRegistry> registries)
      throws RuleException {
    Set<String> names = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (String model : protocol.models()) {
      Optional<RegisteredModel> found =
          registries.stream().flatMap(registry -> registry.find(model).stream()).findFirst();
      if (found.isEmpty()) {
        problems.add(
            protocol.details().lines().at("models")
                + "protocol "
                + protocol.name()
                + ": models: \""
                + model
                + "\" is not allowed; must be one of "
                + String.join(", ", known(registries)));
      } else {
        found.get().manifest().structures().stream()
            .map(StructureDefinition::name)
            .forEach(names::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
    return names;
  }

  private static List<String> known(List<ModelRegistry> registries) {
    Stream<RegisteredModel> all = registries.stream().flatMap(r -> r.models().stream());
    return all.map(m -> m.manifest().about().id()).distinct().sorted().toList();
  }
}
