package org.contourflow.demand.queue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.contourflow.demand.data.LocalHours;

/**
 * How long reviews took, from when contours were delivered and when they came back: the staffed
 * time between, less the wait for the cases before. Nobody sees when a clinician begins, so this is
 * an upper bound; who does something else in between makes it longer.
 */
public final class ReviewTimes {
  /** More staffed time than this is no work: the case lay. */
  private static final double MOST_MINUTES = 240;

  private static final int HOUR = 60;

  private ReviewTimes() {}

  /** One case that came back. */
  public record Returned(Instant delivered, Instant cameBack) {}

  /**
   * @param staff who reviewed at the time; first come, first served
   * @return minutes, in the order in which sets came back; those of cases that lay are left out
   */
  public static List<Double> minutes(List<Returned> returned, StaffPlan staff, ZoneId zone) {
    List<Returned> inOrder =
        returned.stream()
            .filter(r -> !r.cameBack().isBefore(r.delivered()))
            .sorted(Comparator.comparing(Returned::cameBack))
            .toList();
    PriorityQueue<Instant> free = new PriorityQueue<>();
    List<Double> minutes = new ArrayList<>();
    for (Returned r : inOrder) {
      Instant begun = r.delivered();
      if (free.size() >= Math.max(1, staff.most())) {
        Instant first = free.remove();
        begun = first.isAfter(begun) ? first : begun;
      }
      free.add(r.cameBack());
      double worked = staffed(begun, r.cameBack(), staff, zone);
      if (worked <= MOST_MINUTES) {
        minutes.add(worked);
      }
    }
    return minutes;
  }

  /** The hour in which the set came back counts also where the plan has nobody. */
  private static double staffed(Instant from, Instant until, StaffPlan staff, ZoneId zone) {
    double sum = 0;
    Instant hour = from.atZone(zone).truncatedTo(java.time.temporal.ChronoUnit.HOURS).toInstant();
    while (hour.isBefore(until) && sum <= MOST_MINUTES) {
      Instant next = hour.plusSeconds(HOUR * 60L);
      boolean last = !next.isBefore(until);
      if (last || staff.during(new LocalHours(zone, hour, 1))[0] > 0) {
        Instant begin = from.isAfter(hour) ? from : hour;
        Instant end = last ? until : next;
        sum += java.time.Duration.between(begin, end).toMillis() / 60_000.0;
      }
      hour = next;
    }
    return sum;
  }
}
