package org.contourflow.review;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.contourflow.metrics.SliceChange;

/** What was wrong with what was delivered, by where voxels were added and removed. */
public enum EditKind {
  /** Nothing was changed. */
  NONE,
  /** It ended too early: whole slices were added. */
  TOO_SHORT,
  /** It went on too far: whole slices were removed. */
  TOO_LONG,
  /** Its outline was too small: what was changed was added. */
  TOO_SMALL,
  /** Its outline was too large: what was changed was removed. */
  TOO_LARGE,
  /** Its outline was in the wrong place: about as much was added as removed. */
  MISPLACED,
  /** The clinician's contour lies where the other side's organ was delivered. */
  SIDES_EXCHANGED,
  /** It was not there to be contoured. */
  INVENTED,
  /** It was asked for, delivered empty, and is there. */
  MISSED,
  /** Another organ, or a thing that is none, was contoured; only a person says this. */
  WRONG_ORGAN,
  /** Anything else; only a person says this. */
  OTHER;

  /** What is changed in one way in this share of all changes is changed in this way. */
  static final double PREVAILING = 0.8;

  /** In whole slices, half is enough: an end that is wrong brings a rim that is wrong with it. */
  static final double PREVAILING_SLICES = 0.5;

  /** By the slices in which two contours of one organ differ; areas weigh as volumes. */
  static EditKind of(List<SliceChange> changes) {
    double added = 0;
    double removed = 0;
    double wholeAdded = 0;
    double wholeRemoved = 0;
    for (SliceChange change : changes) {
      added += change.addedMm2();
      removed += change.removedMm2();
      wholeAdded += change.beforeMm2() == 0 ? change.addedMm2() : 0;
      wholeRemoved += change.afterMm2() == 0 ? change.removedMm2() : 0;
    }
    double all = added + removed;
    if (all == 0) {
      return NONE;
    }
    if (wholeAdded >= PREVAILING_SLICES * all) {
      return TOO_SHORT;
    }
    if (wholeRemoved >= PREVAILING_SLICES * all) {
      return TOO_LONG;
    }
    if (added >= PREVAILING * all) {
      return TOO_SMALL;
    }
    return removed >= PREVAILING * all ? TOO_LARGE : MISPLACED;
  }

  /** As it stands in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of that word. */
  public static EditKind ofWord(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equalsIgnoreCase(word.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + word + "' is no kind of error; there are " + words()));
  }

  private static String words() {
    return Arrays.stream(values()).map(EditKind::word).collect(Collectors.joining(", "));
  }
}
