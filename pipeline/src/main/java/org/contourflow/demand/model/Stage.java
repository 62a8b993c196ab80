package org.contourflow.demand.model;

/** How much a history can teach. A term that the history cannot show harms more than it helps. */
public enum Stage {
  /** Hours of the day alone: less than two weeks. */
  HOURS("hour of the day"),
  /** Hour of the week, strongly shrunk towards hour plus weekday. */
  WEEKLY("hour of the week"),
  /** And trend and holidays: from 26 weeks. */
  TREND("hour of the week, trend, holidays"),
  /** And the year: from 52 weeks. */
  ANNUAL("hour of the week, trend, holidays, time of the year");

  private static final int HOURS_A_WEEK = 168;

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** The richest stage that so many known hours allow. */
  public static Stage of(int knownHours) {
    double weeks = knownHours / (double) HOURS_A_WEEK;
    if (weeks < 2) {
      return HOURS;
    }
    // A year with a few missing days is a year.
    return weeks < 26 ? WEEKLY : weeks < 51.5 ? TREND : ANNUAL;
  }

  public boolean includes(Stage other) {
    return compareTo(other) >= 0;
  }

  public String label() {
    return label;
  }
}
