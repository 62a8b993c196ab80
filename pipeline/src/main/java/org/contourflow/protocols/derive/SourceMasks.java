package org.contourflow.protocols.derive;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * The structures there are on one CT before any is derived. A mask is asked for when an expression
 * needs it, so that a clinician's set of a hundred structures costs only what is used.
 */
public final class SourceMasks {
  private final VoxelGrid grid;
  private final Map<String, Supplier<BinaryMask>> made = new LinkedHashMap<>();
  private final Map<String, Supplier<BinaryMask>> clinical = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();
  private final Map<String, String> unusable = new LinkedHashMap<>();
  private final Set<String> losses = new LinkedHashSet<>();
  private boolean clinicalThere;

  /** None yet, on this grid. */
  public SourceMasks(VoxelGrid grid) {
    this.grid = grid;
  }

  VoxelGrid grid() {
    return grid;
  }

  /** Adds one that a model made. */
  public SourceMasks addMade(String name, Supplier<BinaryMask> mask) {
    made.put(name, mask);
    return this;
  }

  /** Adds one of the clinician's. */
  public SourceMasks addClinical(String name, Supplier<BinaryMask> mask) {
    clinical.put(name, mask);
    return this;
  }

  /** Says why one that a model could make is not there. */
  public SourceMasks addAbsent(String name, String reason) {
    absent.put(name, reason);
    return this;
  }

  /**
   * Says why one of the clinician's that is there cannot be used. Nothing is derived from it, and
   * nothing as if it were absent: a margin taken off the rest of a PTV leaves too much.
   */
  public SourceMasks addUnusable(String name, String reason) {
    unusable.put(name, reason);
    return this;
  }

  /** Says that there is a set of a clinician's, whatever is in it. */
  public void setClinicalThere() {
    clinicalThere = true;
  }

  /** Says what of a structure is not in its mask; asked for when the mask is. */
  public void tellLoss(String line) {
    losses.add(line);
  }

  /** What of the structures that were used is not in their masks, a line each. */
  public List<String> losses() {
    return List.copyOf(losses);
  }

  /** What cannot be used though a name, or a pattern with its star, means it. */
  Optional<String> unusable(Expression.Named n) {
    String end = n.isPattern() ? n.name().substring(0, n.name().length() - 1) : n.name();
    String wanted = end.toLowerCase(Locale.ROOT);
    return unusable.entrySet().stream()
        .filter(e -> n.isPattern() || !made.containsKey(n.name()))
        .filter(
            e -> {
              String name = e.getKey().toLowerCase(Locale.ROOT);
              return n.isPattern() ? name.startsWith(wanted) : name.equals(wanted);
            })
        .map(e -> e.getKey() + " cannot be used: " + e.getValue())
        .findFirst();
  }

  /** The model's of that name; else the clinician's, by the letter, then without letter case. */
  Optional<Supplier<BinaryMask>> named(String name) {
    return Optional.ofNullable(made.get(name))
        .or(() -> Optional.ofNullable(clinical.get(name)))
        .or(
            () ->
                clinical.entrySet().stream()
                    .filter(e -> e.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /** All of the clinician's whose name begins so, letter case aside. */
  List<Supplier<BinaryMask>> beginning(String pattern) {
    String start = pattern.substring(0, pattern.length() - 1).toLowerCase(Locale.ROOT);
    return clinical.entrySet().stream()
        .filter(e -> e.getKey().toLowerCase(Locale.ROOT).startsWith(start))
        .map(Map.Entry::getValue)
        .toList();
  }

  String whyAbsent(String name, boolean isClinical) {
    if (absent.containsKey(name)) {
      return absent.get(name);
    }
    if (isClinical) {
      return clinical.isEmpty() && !clinicalThere
          ? "there is no structure set of a clinician for this CT"
          : "the clinician's structure set has none";
    }
    return "it was not found in this CT";
  }
}
