package org.contourflow.query;

import java.util.Locale;

/** How a list of cases is sorted; equal ones by case id, in the same direction. */
public enum CaseOrder {
  /** The case made last, of the highest number, comes first. */
  NEWEST,
  /** The case made first, of the lowest number, comes first. */
  OLDEST,
  /** The case that changed last comes first. */
  CHANGED,
  /** By the state's name, A to Z. */
  STATE,
  /** By the protocol's name, A to Z. */
  PROTOCOL;

  /** In lower case, as people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
