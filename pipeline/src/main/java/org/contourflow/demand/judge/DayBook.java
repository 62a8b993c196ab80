package org.contourflow.demand.judge;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The service's own forecasts, one a day, as they were made and as they were judged. What stands is
 * not changed: the first forecast of a day, and its first judgement.
 */
public interface DayBook {
  /**
   * A day of the book.
   *
   * @param madeAt when it was written down; after the day began if the service was not running
   * @param judged empty where the day is not judged, or hours of it are not known
   */
  record Entry(KeptDay kept, Instant madeAt, Optional<KeptDay.Judged> judged) {}

  /**
   * Keeps the forecast of a day.
   *
   * @return false where one is kept already
   */
  boolean keep(KeptDay day, Instant madeAt);

  /** The days that are kept, from one on. */
  Set<LocalDate> kept(LocalDate from);

  /** The kept days that nobody judged yet, in order. */
  List<KeptDay> waiting();

  /**
   * Writes down what became of a day.
   *
   * @param judged empty where it cannot be told: hours of the day are not known
   * @return false where that was done already
   */
  boolean judge(LocalDate day, Optional<KeptDay.Judged> judged, Instant at);

  /** The last so many days of the book, oldest first. */
  List<Entry> last(int days);
}
