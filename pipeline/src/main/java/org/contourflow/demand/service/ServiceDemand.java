package org.contourflow.demand.service;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.HourlySeries;

/**
 * The service's cases as the engine needs them: counts by hour, the queues as they stand, work
 * times as they were measured.
 */
public final class ServiceDemand {
  /** Older history teaches little, and the store may be large. */
  private static final Duration HISTORY = Duration.ofDays(5 * 365 + 1);

  /** A set that has not come back after this long is not waited for: some never do. */
  private static final Duration STILL_EXPECTED = Duration.ofDays(14);

  private final List<ServiceCase> cases;
  private final List<ServiceEvents.Stop> stops;

  private ServiceDemand(List<ServiceCase> cases, List<ServiceEvents.Stop> stops) {
    this.cases = cases;
    this.stops = stops;
  }

  /** All cases that the store has of the last five years before {@code now}. */
  public static ServiceDemand of(ServiceEvents events, Instant now) {
    return new ServiceDemand(events.cases(now.minus(HISTORY)), events.stops());
  }

  /** The part of it whose cases are so. */
  public ServiceDemand only(Predicate<ServiceCase> which) {
    return new ServiceDemand(cases.stream().filter(which).toList(), stops);
  }

  /**
   * Arrivals an hour up to {@code now}. Hours without one are zero, but those in which the service
   * was stopped are missing.
   */
  public HourlySeries arrivals(ZoneId zone, Instant now) throws DataRefused {
    List<Instant> times = before(now).stream().map(ServiceCase::arrived).toList();
    if (times.isEmpty()) {
      throw new DataRefused("the store has no case that arrived before " + now);
    }
    HourlySeries all = CountsReader.ofEvents(times, zone).until(now);
    List<Integer> stopped = new ArrayList<>();
    for (ServiceEvents.Stop stop : stops) {
      int first = all.indexOf(stop.from().plusSeconds(3599));
      int behind = all.indexOf(stop.until());
      for (int i = Math.max(0, first); i < Math.min(all.size(), behind); i++) {
        stopped.add(i);
      }
    }
    return stopped.isEmpty() ? all : all.without(stopped);
  }

  /** Cases by protocol, or by scanner. */
  public Map<String, Long> by(Function<ServiceCase, String> of) {
    return cases.stream().collect(Collectors.groupingBy(of, TreeMap::new, Collectors.counting()));
  }

  /** When the cases arrived that are not contoured at {@code now}. */
  public List<Instant> toContour(Instant now) {
    return before(now).stream()
        .filter(c -> !c.ended() && isLater(c.contouring().ended(), now))
        .map(ServiceCase::arrived)
        .toList();
  }

  /**
   * When the cases were delivered that nobody has reviewed at {@code now}; of the last fortnight,
   * and none where no set has ever come back.
   */
  public List<Instant> toReview(Instant now) {
    if (cases.stream().noneMatch(c -> !isLater(c.review().reviewed(), now))) {
      return List.of();
    }
    return before(now).stream()
        .filter(c -> isLater(c.review().reviewed(), now))
        .flatMap(c -> c.review().delivered().stream())
        .filter(t -> t.isBefore(now) && t.isAfter(now.minus(STILL_EXPECTED)))
        .sorted()
        .toList();
  }

  private static boolean isLater(Optional<Instant> time, Instant now) {
    return time.map(t -> t.isAfter(now)).orElse(true);
  }

  /** Minutes that contouring took, in order of arrival. */
  public List<Double> contouringMinutes() {
    return cases.stream()
        .flatMap(c -> c.contouring().took().stream())
        .map(d -> d.toMillis() / 60_000.0)
        .toList();
  }

  /** Minutes of looking and mending, as people told them. */
  public List<Double> toldReviewMinutes() {
    return cases.stream()
        .map(c -> c.review().minutes())
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }

  /** Deliveries and returns, for {@link org.contourflow.demand.queue.ReviewTimes}. */
  public List<ServiceCase> reviewed() {
    return cases.stream()
        .filter(c -> c.review().delivered().isPresent() && c.review().reviewed().isPresent())
        .toList();
  }

  private List<ServiceCase> before(Instant now) {
    return cases.stream().filter(c -> c.arrived().isBefore(now)).toList();
  }
}
