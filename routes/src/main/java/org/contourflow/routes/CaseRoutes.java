package org.contourflow.routes;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
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

  private final SeriesWatch watch;
  private final CaseWorker worker;
  private final Control control;

  public CaseRoutes(SeriesWatch watch, CaseWorker worker, Control control) {
    this.watch = watch;
    this.worker = worker;
    this.control = control;
  }

  @Override
  public void configure() {
    from("timer:assembly?period=1000")
        .routeId("assembly")
        .process(exchange -> exchange.getMessage().setBody(watch.tick()))
        .split(body())
        .to(CONTOUR + QUEUE);

    from("timer:control?period=1000")
        .routeId("control")
        .process(exchange -> exchange.getMessage().setBody(control.poll()))
        .split(body())
        .to(CONTOUR + QUEUE);

    from("timer:due?period=5000&delay=0")
        .routeId("due")
        .process(exchange -> exchange.getMessage().setBody(worker.due()))
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

    // One case is contoured at a time: the engine uses every core for it.
    from(CONTOUR + QUEUE)
        .routeId("contour")
        .filter(exchange -> worker.contour(exchange.getMessage().getBody(String.class)))
        .to(STRUCTURE_SET + QUEUE);

    from(STRUCTURE_SET + QUEUE)
        .routeId("structure-set")
        .filter(exchange -> worker.structureSet(exchange.getMessage().getBody(String.class)))
        .to(DELIVERY + QUEUE);

    from(DELIVERY + QUEUE)
        .routeId("delivery")
        .process(exchange -> worker.deliver(exchange.getMessage().getBody(String.class)));
  }

  private static CaseRecord record(Exchange exchange) {
    return exchange.getMessage().getBody(CaseRecord.class);
  }
}
