package org.contourflow.demand.queue;

import java.time.LocalTime;

/**
 * A promise such as "9 of 10 by 16:00": of a day's cases that came before {@code cameBefore}, the
 * share that has been reviewed by {@code by} on the same day.
 */
public record Promise(double share, LocalTime by, LocalTime cameBefore) {
  public Promise {
    if (!(share > 0 && share <= 1) || by.isBefore(cameBefore)) {
      throw new IllegalArgumentException(
          "a promise has a share above 0 up to 1, and its end is not before its beginning");
    }
  }
}
