package org.contourflow.routes;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Routes that look at the store again and again, each a loop with a thread of its own. */
abstract class LoopRoutes extends RouteBuilder {
  /** By elapsed time, not by the wall clock; one thread each. */
  private static final String EVERY = "scheduler:%s?delay=%d&initialDelay=0&greedy=%s";

  private static final int LOOK_MS = 200;
  private static final Duration LONGEST_TURN = Duration.ofMinutes(30);
  private static final Duration LONGEST_STEP = Duration.ofHours(2);

  private final Loops loops;

  LoopRoutes(Loops loops) {
    this.loops = loops;
  }

  /** Work whose result nobody asks for. */
  static Loops.Work<Boolean> done(Runnable work) {
    return () -> {
      work.run();
      return true;
    };
  }

  final void onceInAWhile(String name, int everyMs, Loops.Work<?> work) {
    Loops.Loop loop = loops.byClock(name, LONGEST_TURN);
    from(EVERY.formatted(name, everyMs, false))
        .routeId(name)
        .process(exchange -> loop.turn(work::run, null));
  }

  /** Work says whether there was any. */
  final void asLongAsThereIs(String name, Loops.Work<Boolean> work) {
    Loops.Loop loop = loops.byClock(name, LONGEST_STEP);
    from(EVERY.formatted(name, LOOK_MS, true))
        .routeId(name)
        .process(
            exchange ->
                exchange.setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, loop.turn(work, false)));
  }
}
