package org.contourflow.routes;

import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.workflow.CaseWorker;

/**
 * One route a step. Between routes go case ids only: what is to be done stands in the store, so
 * that an emptied queue loses nothing. What is due, after a failure or a restart, is queued again.
 */
public final class CaseRoutes extends RouteBuilder {
  private static final String CONTOUR = "seda:contour";
  private static final String STRUCTURE_SET = "seda:structure-set";
  private static final String DELIVERY = "seda:delivery";
  private static final String QUEUE = "?purgeWhenStopping=true&size=100000";

  private static final Duration LONGEST_TURN = Duration.ofMinutes(30);
  private static final Duration LONGEST_STEP = Duration.ofHours(2);

  private final SeriesWatch watch;
  private final CaseWorker worker;
  private final Control control;
  private final Loops loops;

  public CaseRoutes(SeriesWatch watch, CaseWorker worker, Control control, Loops loops) {
    this.watch = watch;
    this.worker = worker;
    this.control = control;
    this.loops = loops;
  }

  @Override
  public void configure() {
    byClock();
    byWork();
  }

  private void byClock() {
    Loops.Loop assembly = loops.byClock("assembly", LONGEST_TURN);
    from("timer:assembly?period=1000")
        .routeId("assembly")
        .process(e -> e.getMessage().setBody(assembly.turn(watch::tick, List.of())))
        .split(body())
        .to(CONTOUR + QUEUE);

    Loops.Loop requests = loops.byClock("control", LONGEST_TURN);
    from("timer:control?period=1000")
        .routeId("control")
        .process(e -> e.getMessage().setBody(requests.turn(control::poll, List.of())))
        .split(body())
        .to(CONTOUR + QUEUE);

    Loops.Loop due = loops.byClock("due", LONGEST_TURN);
    from("timer:due?period=5000&delay=0")
        .routeId("due")
        .process(e -> e.getMessage().setBody(due.turn(worker::due, List.of())))
        .split(body())
        .choice()
        .when(exchange -> record(exchange).state() == CaseState.ACCEPTED)
        .setBody(exchange -> record(exchange).caseId())
        .to(CONTOUR + QUEUE)
        .when(exchange -> record(exchange).state() == CaseState.CONTOURED)
        .setBody(exchange -> record(exchange).caseId())
        .to(STRUCTURE_SET + QUEUE)
        .otherwise()
        .setBody(exchange -> record(exchange).caseId())
        .to(DELIVERY + QUEUE);
  }

  private void byWork() {
    // One case is contoured at a time: the engine uses every core for it.
    from(CONTOUR + QUEUE)
        .routeId("contour")
        .filter(turning("contour", CONTOUR, worker::contour))
        .to(STRUCTURE_SET + QUEUE);

    from(STRUCTURE_SET + QUEUE)
        .routeId("structure-set")
        .filter(turning("structure-set", STRUCTURE_SET, worker::structureSet))
        .to(DELIVERY + QUEUE);

    from(DELIVERY + QUEUE)
        .routeId("delivery")
        .process(turning("delivery", DELIVERY, worker::deliver)::matches);
  }

  private Predicate turning(String name, String queue, java.util.function.Predicate<String> step) {
    SedaEndpoint waiting = getContext().getEndpoint(queue + QUEUE, SedaEndpoint.class);
    Loops.Loop loop = loops.byWork(name, LONGEST_STEP, waiting::getCurrentQueueSize);
    return exchange ->
        loop.turn(() -> step.test(exchange.getMessage().getBody(String.class)), false);
  }

  private static CaseRecord record(Exchange exchange) {
    return exchange.getMessage().getBody(CaseRecord.class);
  }
}
