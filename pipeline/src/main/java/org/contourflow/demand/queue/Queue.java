package org.contourflow.demand.queue;

import java.util.PriorityQueue;

/**
 * First come, first served, by c(t) servers. Who is being served when servers go home is finished;
 * nobody new is begun until a server is free again. Times are minutes from an origin.
 */
public final class Queue {
  private static final int HOUR = 60;

  private Queue() {}

  /** When each was begun and ended; infinite where the servers' plan ends before. */
  public record Times(double[] begun, double[] ended) {}

  /**
   * @param arrivals ascending; may lie before the origin (a backlog)
   * @param service minutes each takes
   * @param servers number of servers in each hour from the origin on
   */
  public static Times simulate(double[] arrivals, double[] service, int[] servers) {
    double[] begun = new double[arrivals.length];
    double[] ended = new double[arrivals.length];
    PriorityQueue<Double> busy = new PriorityQueue<>();
    double now = 0;
    for (int k = 0; k < arrivals.length; k++) {
      now = Math.max(now, arrivals[k]);
      now = nextFree(now, busy, servers);
      begun[k] = now;
      ended[k] = now + service[k];
      if (now < Double.POSITIVE_INFINITY) {
        busy.add(ended[k]);
      }
    }
    return new Times(begun, ended);
  }

  /** The first time from {@code now} on at which fewer are busy than there are servers. */
  private static double nextFree(double now, PriorityQueue<Double> busy, int[] servers) {
    double t = now;
    while (t < Double.POSITIVE_INFINITY) {
      while (!busy.isEmpty() && busy.peek() <= t) {
        busy.remove();
      }
      int hour = (int) (t / HOUR);
      if (hour >= servers.length) {
        return Double.POSITIVE_INFINITY;
      }
      if (busy.size() < servers[hour]) {
        return t;
      }
      double change = (hour + 1.0) * HOUR;
      t = busy.isEmpty() || servers[hour] == 0 ? change : Math.min(busy.peek(), change);
    }
    return t;
  }
}
