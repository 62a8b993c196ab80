package org.contourflow.drift;

import java.util.List;
import org.contourflow.review.ReviewStore;

/**
 * The charts of all reviews, for whoever looks at them. They are drawn anew when there is another
 * review, and not for each look; a store is asked for one number then.
 */
public final class DriftDesk {
  private final ReviewStore reviews;
  private DriftCharts drawn;
  private long newest = -1;

  public DriftDesk(ReviewStore reviews) {
    this.reviews = reviews;
  }

  /** The charts as of now. */
  public synchronized DriftCharts charts() {
    long now = reviews.newest();
    if (now != newest) {
      drawn = new DriftCharts(reviews.figures(), List.of(DriftMetric.values()), ChartRules.USUAL);
      newest = now;
    }
    return drawn;
  }
}
