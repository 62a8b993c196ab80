package org.contourflow.demand.service;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.queue.Clinic;
import org.contourflow.demand.queue.Interval;
import org.contourflow.demand.queue.Outcome;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.Workload;

/** Adds waits and staff to hours and days. */
final class ViewParts {
  private static final int LEAST_TRIED = 6;

  private final Forecast forecast;
  private final Outcome outcome;
  private final Workload.Needs needs;
  private final Promise promise;

  ViewParts(Workload workload, Clinic clinic, Promise promise) {
    this.forecast = workload.forecast();
    this.promise = promise;
    this.outcome = workload.run(clinic);
    this.needs =
        workload.staffNeeded(clinic, promise, Math.max(LEAST_TRIED, 2 * clinic.staff().most()));
  }

  DemandView.Slot hour(DemandView.Slot slot) {
    long from =
        Duration.between(forecast.origin(), OffsetDateTime.parse(slot.start()).toInstant())
            .toHours();
    int i = (int) from;
    return new DemandView.Slot(
        slot.start(),
        slot.hours(),
        slot.cases(),
        new DemandView.Waits(
            range(outcome.waitToContour(i, i + 1)),
            range(outcome.waitToReview(i, i + 1)),
            null,
            range(needs.hours().get(i))));
  }

  DemandView.Slot day(DemandView.Slot slot) {
    LocalDate date = LocalDate.parse(slot.start());
    int d = 0;
    while (!forecast.days().get(d).date().equals(date)) {
      d++;
    }
    Forecast.Day day = forecast.days().get(d);
    return new DemandView.Slot(
        slot.start(),
        slot.hours(),
        slot.cases(),
        new DemandView.Waits(
            range(outcome.waitToContour(day.from(), day.until())),
            range(outcome.waitToReview(day.from(), day.until())),
            range(outcome.promise(day, promise)),
            range(needs.days().get(d).staff())));
  }

  /** Null where there is nothing to tell, or the wait has no end within the plan. */
  private static DemandView.Range range(Interval of) {
    return Double.isNaN(of.median()) || Double.isInfinite(of.high())
        ? null
        : new DemandView.Range(of.low(), of.median(), of.high());
  }
}
