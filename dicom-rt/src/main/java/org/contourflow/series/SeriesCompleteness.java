package org.contourflow.series;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether the instances of one series that are there make a whole volume, judged by geometry and
 * not by a timer. A pure function of the headers.
 */
public sealed interface SeriesCompleteness {

  /** Nothing is missing as far as geometry and the stated counts tell. */
  record Complete() implements SeriesCompleteness {}

  /**
   * Right as far as it goes, but something is missing: hold it until the rest arrives or a person
   * releases it.
   *
   * @param gaps where slices are missing inside; may be empty when only a count tells
   * @param reasons plain sentences, at least one
   */
  record Incomplete(List<SliceGap> gaps, List<String> reasons) implements SeriesCompleteness {
    public Incomplete {
      gaps = List.copyOf(gaps);
      reasons = List.copyOf(reasons);
    }

    /** "incomplete: 3 slices missing between -312.5 and -300.0 mm". */
    public String describe() {
      return reasons.stream().collect(Collectors.joining("; ", "incomplete: ", ""));
    }
  }

  /** No further slice would make it acceptable. */
  record Refused(SeriesRefusal refusal) implements SeriesCompleteness {}

  /**
   * Judges the instances of one series (same SeriesInstanceUID, localizers already taken out, each
   * SOP instance once).
   *
   * @throws IllegalArgumentException if there is no instance
   */
  static SeriesCompleteness of(List<CtInstance> instances, GeometryPolicy policy) {
    return SliceStack.judge(instances, policy).completeness();
  }
}
