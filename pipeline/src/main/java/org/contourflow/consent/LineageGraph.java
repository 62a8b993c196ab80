package org.contourflow.consent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The runs and networks of a {@link LineageRegister}, and how they hang together: down from a
 * patient to all that it taught, up from a network to all that taught it.
 */
final class LineageGraph {
  private final List<LineageEntry.Run> runs;
  private final List<LineageEntry.Product> products;
  private final Map<String, LineageEntry.Run> byId = new HashMap<>();
  private final Map<String, List<LineageEntry.Run>> children = new HashMap<>();
  private final Map<String, List<LineageEntry.Product>> productsOf = new HashMap<>();
  private final Map<String, List<LineageEntry.Product>> bySha = new HashMap<>();

  LineageGraph(List<LineageEntry.Run> runs, List<LineageEntry.Product> products) {
    this.runs = runs;
    this.products = products;
    for (LineageEntry.Run run : runs) {
      byId.put(run.id(), run);
      for (String parent : run.parents()) {
        children.computeIfAbsent(parent, p -> new ArrayList<>()).add(run);
      }
    }
    for (LineageEntry.Product product : products) {
      productsOf.computeIfAbsent(product.from(), f -> new ArrayList<>()).add(product);
      bySha.computeIfAbsent(product.sha256(), f -> new ArrayList<>()).add(product);
    }
  }

  List<LineageEntry.Run> runs() {
    return runs;
  }

  List<LineageEntry.Product> products() {
    return products;
  }

  /** SHA-256 of all networks, and ids of all runs, that go back to one of the patients. */
  Set<String> taintedBy(Set<String> patients) {
    Set<String> tainted = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (LineageEntry.Run run : runs) {
      if (run.taughtBy().values().stream().anyMatch(patients::contains) && tainted.add(run.id())) {
        open.add(run.id());
      }
    }
    while (!open.isEmpty()) {
      String one = open.remove();
      for (LineageEntry.Product product : productsOf.getOrDefault(one, List.of())) {
        if (tainted.add(product.sha256())) {
          open.add(product.sha256());
        }
      }
      for (LineageEntry.Run run : children.getOrDefault(one, List.of())) {
        if (tainted.add(run.id())) {
          open.add(run.id());
        }
      }
    }
    return tainted;
  }

  /** For each network of a set the nearest ancestor outside of it, breadth first from there. */
  Map<String, String> nearestOutside(Set<String> tainted) {
    Map<String, String> origin = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    Set<String> known = new HashSet<>(bySha.keySet());
    known.addAll(children.keySet());
    for (String each : known) {
      if (!tainted.contains(each)) {
        origin.put(each, each);
        open.add(each);
      }
    }
    while (!open.isEmpty()) {
      String one = open.remove();
      List<LineageEntry.Product> made = new ArrayList<>(productsOf.getOrDefault(one, List.of()));
      for (LineageEntry.Run run : children.getOrDefault(one, List.of())) {
        made.addAll(productsOf.getOrDefault(run.id(), List.of()));
      }
      for (LineageEntry.Product product : made) {
        if (origin.putIfAbsent(product.sha256(), origin.get(one)) == null) {
          open.add(product.sha256());
        }
      }
    }
    return origin;
  }

  /** The networks one step back. */
  Set<String> parentsOf(String sha256) {
    Set<String> parents = new HashSet<>();
    for (LineageEntry.Product product : bySha.getOrDefault(sha256, List.of())) {
      LineageEntry.Run run = byId.get(product.from());
      if (run == null) {
        parents.add(product.from());
      } else {
        parents.addAll(run.parents());
      }
    }
    return parents;
  }

  /** Every run that a network goes back to. */
  Set<LineageEntry.Run> runsBehind(String sha256) {
    Set<LineageEntry.Run> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(sha256));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      String one = open.remove();
      for (LineageEntry.Product product : bySha.getOrDefault(one, List.of())) {
        Optional.ofNullable(byId.get(product.from())).ifPresent(found::add);
      }
      parentsOf(one).stream().filter(seen::add).forEach(open::add);
    }
    return found;
  }
}
