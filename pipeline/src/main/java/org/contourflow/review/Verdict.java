package org.contourflow.review;

/** What became of a delivered structure in a clinician's hands. */
public enum Verdict {
  /** Taken as it was, or so little changed that it is within what drawing it again changes. */
  ACCEPTED,
  /** Mended in places. */
  MINOR,
  /** Mended in much of it. */
  MAJOR,
  /** Hardly anything of what was delivered is left. */
  REDRAWN,
  /** Delivered, and not in the set that came back. */
  REMOVED,
  /** In the set that came back, and not delivered. */
  ADDED,
  /** It came back in a way that allows no figure; the losses say why. */
  NOT_JUDGED;

  /** As it stands in files: lower case. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The verdict of that word; upper or lower case. */
  public static Verdict ofWord(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word().equalsIgnoreCase(word.strip())) {
        return verdict;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is no verdict; there are accepted, minor, major, redrawn, removed, added");
  }
}
