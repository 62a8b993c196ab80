package org.contourflow.workflow;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a case's report says of where it was made.
 *
 * @param facts further lines of its record, such as the software's version and the hash of its
 *     configuration, in order
 * @param sheetBeside whether the picture lies beside the report as well, for a person's own folder;
 *     it is inside the report in any case
 */
public record Circumstances(Map<String, String> facts, boolean sheetBeside) {
  /** Nothing is known. */
  public static final Circumstances UNKNOWN = new Circumstances(Map.of(), false);

  public Circumstances {
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** The same with one more line. */
  public Circumstances with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Circumstances(more, sheetBeside);
  }
}
