package org.contourflow.routes;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.contourflow.cases.ProtocolVersions;
import org.contourflow.workflow.CaseWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker on another machine does: contour the cases of the store whose turn it is, one at a
 * time, of those protocols that it contours as the service itself would.
 */
public final class WorkerRoutes extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRoutes.class);
  private static final String EVERY = "scheduler:%s?delay=%d&initialDelay=0&greedy=%s";
  private static final Duration LONGEST_TURN = Duration.ofMinutes(30);
  private static final Duration LONGEST_STEP = Duration.ofHours(2);

  private final CaseWorker worker;
  private final CaseListeners listeners;
  private final ProtocolVersions service;
  private final Map<String, String> own;
  private final Duration renewal;
  private final Loops loops;
  private final Set<String> told = new HashSet<>();

  /**
   * The routes of a worker.
   *
   * @param own by what each protocol is contoured here
   * @param renewal how often the store hears that the process lives
   */
  public WorkerRoutes(
      CaseWorker worker,
      CaseListeners listeners,
      ProtocolVersions service,
      Map<String, String> own,
      Duration renewal,
      Loops loops) {
    this.worker = worker;
    this.listeners = listeners;
    this.service = service;
    this.own = Map.copyOf(own);
    this.renewal = renewal;
    this.loops = loops;
  }

  @Override
  public void configure() {
    Loops.Loop leases = loops.byClock("leases", LONGEST_TURN);
    from(EVERY.formatted("leases", renewal.toMillis(), false))
        .routeId("leases")
        .process(exchange -> leases.turn(this::renew, false));
    Loops.Loop stops = loops.byClock("stops", LONGEST_TURN);
    from(EVERY.formatted("stops", 1000, false))
        .routeId("stops")
        .process(exchange -> stops.turn(this::hearOfStops, false));
    Loops.Loop contour = loops.byClock("contour", LONGEST_STEP);
    from(EVERY.formatted("contour", 200, true))
        .routeId("contour")
        .process(
            exchange ->
                exchange.setProperty(
                    Exchange.SCHEDULER_POLLED_MESSAGES,
                    contour.turn(() -> worker.contourNext(Optional.of(alike())), false)));
  }

  private boolean renew() {
    worker.renewLeases();
    return true;
  }

  private boolean hearOfStops() {
    worker.toStop().forEach(listeners::stopQuietly);
    return true;
  }

  /** Protocols that are contoured here as the service says, looked up before each taking. */
  private Set<String> alike() {
    Map<String, String> published = service.published();
    Set<String> alike = new HashSet<>();
    published.forEach(
        (protocol, version) -> {
          if (version.equals(own.get(protocol))) {
            alike.add(protocol);
          } else if (told.add(protocol + version)) {
            LOG.warn(
                "no case of protocol {} is taken: the service contours it by \"{}\", this worker by"
                    + " \"{}\"",
                protocol,
                version,
                own.getOrDefault(protocol, "nothing"));
          }
        });
    return alike;
  }
}
