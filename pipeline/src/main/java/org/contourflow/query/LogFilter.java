package org.contourflow.query;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.contourflow.audit.EventType;

/**
 * Which lines of the run log are asked for; what is empty does not restrict.
 *
 * @param caseId of this case; the empty text: of the system itself
 * @param types any of these
 * @param since not before this moment
 * @param text stands in the line; letter case does not matter. Lines are read one by one for it
 */
public record LogFilter(
    Optional<String> caseId, Set<EventType> types, Optional<Instant> since, Optional<String> text) {
  public LogFilter {
    types = types.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(types));
  }

  /** Every line. */
  public static LogFilter all() {
    return new LogFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty());
  }
}
