package org.contourflow.structure;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What ROIs are called where only names of the vocabulary may stay: TG-263 names, the variants that
 * are known to mean one, and a clinic's own names by its list. Letter case, blanks and punctuation
 * do not count.
 */
public final class RoiVocabulary {
  private final Map<String, String> own = new HashMap<>();

  /**
   * A vocabulary with a clinic's own names.
   *
   * @param own what a ROI is called, to the name it is to have
   */
  public RoiVocabulary(Map<String, String> own) {
    own.forEach((from, to) -> this.own.put(NameVariants.plain(from), to));
  }

  /** The vocabulary's name; empty if it has none. */
  public Optional<String> nameOf(String roi) {
    return Optional.ofNullable(own.get(NameVariants.plain(roi)))
        .or(() -> NameVariants.tg263(roi.strip()));
  }
}
