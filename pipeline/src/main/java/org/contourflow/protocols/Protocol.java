package org.contourflow.protocols;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is done with a series: one case, one RTSTRUCT with the structures of all its models.
 *
 * @param name unique in its file; stored with each case
 * @param models ids ({@code id} or {@code id/version}) in order; where two make the same structure,
 *     the first wins
 * @param structures names of the structures to deliver, in that order; empty: all the models make
 * @param destinations names of the targets that get it ({@code export} is the export folder);
 *     empty: all
 * @param label StructureSetLabel; empty: that of the settings
 * @param details what it says of its structures beyond their names
 * @param leastLengthMm how long a scan must be, from its first slice's centre to the last one's; a
 *     shorter one is held; empty: of any length
 */
public record Protocol(
    String name,
    List<String> models,
    List<String> structures,
    List<String> destinations,
    Optional<String> label,
    ProtocolDetails details,
    OptionalDouble leastLengthMm) {
  /** The one there is where nobody wrote any rules. */
  public static final String DEFAULT = "default";

  public Protocol {
    models = List.copyOf(models);
    structures = List.copyOf(structures);
    destinations = List.copyOf(destinations);
  }

  /** With nothing said of its structures beyond their names. */
  public Protocol(
      String name,
      List<String> models,
      List<String> structures,
      List<String> destinations,
      Optional<String> label) {
    this(name, models, structures, destinations, label, ProtocolDetails.NONE);
  }

  /** For scans of any length. */
  public Protocol(
      String name,
      List<String> models,
      List<String> structures,
      List<String> destinations,
      Optional<String> label,
      ProtocolDetails details) {
    this(name, models, structures, destinations, label, details, OptionalDouble.empty());
  }

  /** All structures of these models to every destination. */
  public static Protocol ofModels(String name, List<String> models) {
    return new Protocol(name, models, List.of(), List.of(), Optional.empty());
  }

  /** Whether a destination gets what this protocol makes. */
  public boolean goesTo(String destination) {
    return destinations.isEmpty() || destinations.contains(destination);
  }
}
