package org.contourflow.demand.service;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.demand.queue.Minutes;
import org.contourflow.demand.queue.ReviewTimes;
import org.contourflow.demand.queue.StaffPlan;

/**
 * How long contouring and review take, as the store has measured it.
 *
 * @param words where the minutes come from, a line each
 */
public record WorkTimes(
    Optional<Minutes> contouring, Optional<Minutes> review, List<String> words) {
  /** Fewer than this say little. */
  private static final int LEAST = 5;

  /** Only the last ones: networks and machines change. */
  private static final int MOST = 500;

  /**
   * Reviews: as people told them; else from deliveries and returns; else a mean that was given.
   *
   * @param given minutes a review, by a setting
   */
  public static WorkTimes of(
      ServiceDemand service, StaffPlan staff, ZoneId zone, Optional<Double> given) {
    List<Double> contouring = last(service.contouringMinutes());
    List<Double> told = last(service.toldReviewMinutes());
    List<Double> returns =
        last(
            ReviewTimes.minutes(
                service.reviewed().stream()
                    .map(
                        c ->
                            new ReviewTimes.Returned(
                                c.review().delivered().orElseThrow(),
                                c.review().reviewed().orElseThrow()))
                    .toList(),
                staff,
                zone));
    Optional<Minutes> review;
    String words;
    if (told.size() >= LEAST) {
      review = Optional.of(Minutes.measured(told));
      words = words("a review", told, "as people told");
    } else if (returns.size() >= LEAST) {
      review = Optional.of(Minutes.measured(returns));
      words =
          words("a review", returns, "at most, from delivery to return less the wait before it");
    } else {
      review = given.map(Minutes::about);
      words =
          given
              .map(m -> String.format(Locale.ROOT, "a review: %.1f min, as set", m))
              .orElse("how long a review takes is not known: no sets came back, none is set");
    }
    return new WorkTimes(
        contouring.isEmpty() ? Optional.empty() : Optional.of(Minutes.measured(contouring)),
        review,
        List.of(
            contouring.isEmpty()
                ? "how long contouring takes is not known: no case was contoured"
                : words("contouring", contouring, "as measured"),
            words));
  }

  private static List<Double> last(List<Double> all) {
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  private static String words(String what, List<Double> minutes, String how) {
    double[] sorted = minutes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%s: %.1f min in the middle, 9 of 10 within %.1f (%d cases, %s)",
        what,
        sorted[sorted.length / 2],
        sorted[(int) Math.min(sorted.length - 1, Math.floor(0.9 * sorted.length))],
        sorted.length,
        how);
  }
}
