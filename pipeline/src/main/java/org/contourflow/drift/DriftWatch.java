package org.contourflow.drift;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;

/** Says in the run log, with the review that sets it off, that something changed. */
public final class DriftWatch implements Consumer<ReviewRecord> {
  private final ReviewStore reviews;
  private final RunLog runLog;

  public DriftWatch(ReviewStore reviews, RunLog runLog) {
    this.reviews = reviews;
    this.runLog = runLog;
  }

  @Override
  public void accept(ReviewRecord review) {
    List<ReviewRecord> ofModel = reviews.ofModel(review.of().model());
    new DriftCharts(ofModel, Arrays.asList(DriftMetric.values()), ChartRules.USUAL)
        .setOffBy(review)
        .forEach(line -> runLog.append(RunLog.SYSTEM, EventType.DRIFT_FOUND, line));
  }
}
