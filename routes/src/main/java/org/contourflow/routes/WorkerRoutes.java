package org.contourflow.routes;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.ProtocolVersions;
import org.contourflow.workflow.CaseWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker on another machine does: contour the cases of the store whose turn it is, one at a
 * time, of those protocols that it contours as the service itself would.
 */
public final class WorkerRoutes extends LoopRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRoutes.class);

  private final CaseWorker worker;
  private final CaseListeners listeners;
  private final ProtocolVersions service;
  private final Map<String, String> own;
  private final Duration renewal;
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
    super(loops);
    this.worker = worker;
    this.listeners = listeners;
    this.service = service;
    this.own = Map.copyOf(own);
    this.renewal = renewal;
  }

  @Override
  public void configure() {
    onceInAWhile("leases", (int) renewal.toMillis(), done(worker::renewLeases));
    onceInAWhile("stops", 1000, done(() -> listeners.stopOnly(worker.requests().toStop())));
    asLongAsThereIs("contour", () -> worker.contourNext(Optional.of(alike())));
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
