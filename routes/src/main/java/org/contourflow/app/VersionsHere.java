package org.contourflow.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.protocols.Protocol;

/**
 * The steps of each protocol, and by what they contour: of the service and of its workers alike.
 */
final class VersionsHere {
  private VersionsHere() {}

  /** By what each protocol is contoured here; two that say the same contour alike. */
  static Map<String, String> of(Protocols protocols) {
    Map<String, String> versions = new TreeMap<>();
    for (Protocol protocol : protocols.rules().protocols()) {
      protocols
          .segmenter(protocol.name())
          .ifPresent(own -> versions.put(protocol.name(), version(own, protocol, protocols)));
    }
    return versions;
  }

  private static String version(Segmenter segmenter, Protocol protocol, Protocols protocols) {
    List<String> parts = new ArrayList<>();
    parts.add("Contourflow " + Product.version().orElse("of the class folders"));
    parts.add(words(segmenter.identity()));
    parts.add(
        segmenter.structures().stream()
            .map(s -> s.name())
            .sorted()
            .collect(Collectors.joining(",")));
    protocols.service().stream()
        .filter(state -> isOf(state, protocol) && state.outOfService().isPresent())
        .map(state -> state.model().label() + " is out of service")
        .forEach(parts::add);
    String all = String.join("; ", parts);
    return all.length() <= 4000 ? all : all.substring(0, 4000);
  }

  private static boolean isOf(ServiceState state, Protocol protocol) {
    String id = state.model().id();
    return protocol.models().stream()
        .anyMatch(name -> name.equals(id) || name.startsWith(id + "/"));
  }

  private static String words(ModelIdentity model) {
    return model.label() + " " + model.weightsSha256();
  }
}
