package org.contourflow.demand.service;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.HourlySeries;

/**
 * The service's cases as the engine needs them: counts by hour, the queue as it stands, work times.
 */
public final class ServiceDemand {
  private final List<ServiceCase> cases;

  /**
   * @param protocol only its cases; empty for all
   * @param scanner only its cases; empty for all
   */
  public ServiceDemand(ServiceEvents events, Optional<String> protocol, Optional<String> scanner) {
    this.cases =
        events.cases().stream()
            .filter(c -> protocol.map(c.protocol()::equals).orElse(true))
            .filter(c -> scanner.map(c.scanner()::equals).orElse(true))
            .toList();
  }

  /** Arrivals an hour up to {@code now}; hours without one are zero. */
  public HourlySeries arrivals(ZoneId zone, Instant now) throws DataRefused {
    List<Instant> times = before(now).stream().map(ServiceCase::arrived).toList();
    if (times.isEmpty()) {
      throw new DataRefused("the store has no case that arrived before " + now);
    }
    return CountsReader.ofEvents(times, zone).until(now);
  }

  /** Cases by protocol, or by scanner. */
  public Map<String, Long> by(Function<ServiceCase, String> of) {
    return cases.stream().collect(Collectors.groupingBy(of, TreeMap::new, Collectors.counting()));
  }

  /** When the cases arrived that are not contoured at {@code now}. */
  public List<Instant> toContour(Instant now) {
    return before(now).stream()
        .filter(c -> !c.ended() && c.contoured().map(t -> t.isAfter(now)).orElse(true))
        .map(ServiceCase::arrived)
        .toList();
  }

  /** Minutes that contouring took, in order of arrival. */
  public List<Double> contouringMinutes() {
    return cases.stream()
        .flatMap(c -> c.contouring().stream())
        .map(d -> d.toMillis() / 60_000.0)
        .toList();
  }

  private List<ServiceCase> before(Instant now) {
    return cases.stream().filter(c -> c.arrived().isBefore(now)).toList();
  }
}
