package org.contourflow.demand.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which column of a hospital's file plays which role. Only these are read. Roles: {@code time} (or
 * {@code date} and {@code hour}) and {@code count} of a file of counts; {@code arrival} of a file
 * of events.
 */
public record Columns(Map<String, String> roles) {
  private static final Map<String, List<String>> USUAL =
      Map.of(
          "time", List.of("time", "datetime", "date_time", "timestamp", "hour_start"),
          "count", List.of("count", "arrivals", "n", "y"),
          "arrival", List.of("arrival", "arrival_datetime", "arrival_time", "arrived"));

  public Columns {
    roles = Map.copyOf(roles);
  }

  public boolean has(String role) {
    return roles.containsKey(role);
  }

  /** The column of a role: as mapped, or one whose title is usual for it. */
  Optional<String> find(String role, List<String> header) {
    if (has(role)) {
      return Optional.of(roles.get(role));
    }
    return header.stream()
        .filter(
            h ->
                USUAL
                    .getOrDefault(role, List.of())
                    .contains(h.strip().toLowerCase(java.util.Locale.ROOT)))
        .findFirst();
  }

  String require(String role, List<String> header, Path file) throws DataRefused {
    String column =
        find(role, header)
            .orElseThrow(
                () ->
                    new DataRefused(
                        file
                            + ": which column is the "
                            + role
                            + "? Say --map "
                            + role
                            + "=COLUMN; it has: "
                            + String.join(", ", header)));
    Identifiers.checkTitle(column);
    return column;
  }
}
