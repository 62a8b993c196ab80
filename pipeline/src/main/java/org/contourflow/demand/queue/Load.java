package org.contourflow.demand.queue;

import java.time.Instant;
import java.util.List;

/**
 * What comes beside the forecast.
 *
 * @param booked slots that are known
 * @param toContour when the cases came that wait to be contoured at the origin
 * @param toReview when the cases were contoured that wait for review at the origin
 */
public record Load(List<Slot> booked, List<Instant> toContour, List<Instant> toReview) {
  /**
   * A booked scan.
   *
   * @param show the chance that it takes place
   */
  public record Slot(Instant time, double show) {
    public Slot {
      if (!(show >= 0 && show <= 1)) {
        throw new IllegalArgumentException("a show probability is " + show);
      }
    }
  }

  public Load {
    booked = List.copyOf(booked);
    toContour = List.copyOf(toContour);
    toReview = List.copyOf(toReview);
  }

  public static Load none() {
    return new Load(List.of(), List.of(), List.of());
  }
}
