package org.contourflow.routes;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.contourflow.workflow.CaseWorker;

/**
 * One route a step, and one a target. The store is the queue: each route takes from it whose turn
 * it is, again and again as long as there is something, and looks anew a moment later. So nothing
 * is queued twice, and what another process made is found as well as what this one did.
 */
public final class CaseRoutes extends RouteBuilder {
  /** By elapsed time, not by the wall clock; one thread each. */
  private static final String EVERY = "scheduler:%s?delay=%d&initialDelay=0&greedy=%s";

  private static final int LOOK_MS = 200;
  private static final Duration LONGEST_TURN = Duration.ofMinutes(30);
  private static final Duration LONGEST_STEP = Duration.ofHours(2);

  private final Loops.Work<?> judge;
  private final CaseWorker worker;
  private final Control control;
  private final Loops loops;
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
      Control control,
      Loops loops,
      Duration renewal,
      boolean contoursHere) {
    this.renewal = renewal;
    this.contoursHere = contoursHere;
    this.judge = judge;
    this.worker = worker;
    this.control = control;
    this.loops = loops;
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
      asLongAsThereIs("delivery-" + target, () -> worker.handOver().next(target));
    }
  }

  private static Loops.Work<Boolean> done(Runnable work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private void onceInAWhile(String name, int everyMs, Loops.Work<?> work) {
    Loops.Loop loop = loops.byClock(name, LONGEST_TURN);
    from(EVERY.formatted(name, everyMs, false))
        .routeId(name)
        .process(exchange -> loop.turn(work::run, null));
  }

  /** Work says whether there was any. */
  private void asLongAsThereIs(String name, Loops.Work<Boolean> work) {
    Loops.Loop loop = loops.byClock(name, LONGEST_STEP);
    from(EVERY.formatted(name, LOOK_MS, true))
        .routeId(name)
        .process(
            exchange ->
                exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, loop.turn(work, false)));
  }
}
