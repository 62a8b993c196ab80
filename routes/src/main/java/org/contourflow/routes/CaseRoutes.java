package org.contourflow.routes;

import java.time.Duration;
import java.util.Optional;
import org.contourflow.workflow.CaseWorker;
import org.contourflow.workflow.OutdatedSets;

/**
 * One route a step, and one a target. The store is the queue: each route takes from it whose turn
 * it is, again and again as long as there is something, and looks anew a moment later. So nothing
 * is queued twice, and what another process made is found as well as what this one did.
 */
public final class CaseRoutes extends LoopRoutes {
  private final Loops.Work<?> judge;
  private final CaseWorker worker;
  private final OutdatedSets outdated;
  private final Control control;
  private final Duration renewal;
  private final boolean contoursHere;

  /**
   * The routes of a daemon.
   *
   * @param judge looks whether a series is whole
   * @param renewal how often the store hears that the process lives
   * @param contoursHere false: workers beside it do
   */
  public CaseRoutes(
      Loops.Work<?> judge,
      CaseWorker worker,
      OutdatedSets outdated,
      Control control,
      Loops loops,
      Duration renewal,
      boolean contoursHere) {
    super(loops);
    this.renewal = renewal;
    this.contoursHere = contoursHere;
    this.judge = judge;
    this.worker = worker;
    this.outdated = outdated;
    this.control = control;
  }

  @Override
  public void configure() {
    onceInAWhile("assembly", 1000, judge);
    onceInAWhile("control", 200, control::poll);
    onceInAWhile("leases", (int) renewal.toMillis(), done(worker::renewLeases));
    onceInAWhile("take-up", 30_000, done(worker.handOver()::takeUp));
    // One case is contoured at a time: the engine uses every core for it.
    if (contoursHere) {
      asLongAsThereIs("contour", () -> worker.contourNext(Optional.empty()));
    }
    asLongAsThereIs("structure-set", worker::structureSetNext);
    asLongAsThereIs("report", worker::reportNext);
    for (String target : worker.handOver().targets()) {
      asLongAsThereIs(
          "delivery-" + target, () -> outdated.next(target) || worker.handOver().next(target));
    }
  }
}
