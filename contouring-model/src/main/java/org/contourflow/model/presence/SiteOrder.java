package org.contourflow.model.presence;

/**
 * Explains planes from the head down as a run of states in their order: none is left out between
 * two others, and what lies whole between two others has its least length, so that no belly begins
 * at a neck. Costs are per centimetre.
 */
final class SiteOrder {
  /** Of an adult, what a part has at least from end to end, by state; the first has no other. */
  private static final double[] LEAST_WHOLE_MM = {0, 20, 100, 80, 80, 0};

  private static final double NEVER = 1e12;

  private final double[][] sums;
  private final int planes;
  private final double planeMm;

  /** Costs {@code [plane][state]} of planes {@code planeMm} apart. */
  SiteOrder(double[][] costs, double planeMm) {
    this.planes = costs.length;
    this.planeMm = planeMm;
    this.sums = new double[LEAST_WHOLE_MM.length][planes + 1];
    for (int s = 0; s < sums.length; s++) {
      for (int p = 0; p < planes; p++) {
        sums[s][p + 1] = sums[s][p] + costs[p][s] * planeMm / 10;
      }
    }
  }

  /** Where each state begins and ends, planes; {@code ends[s]} exclusive; none: both equal. */
  record Run(int[] firsts, int[] ends) {
    int firstPlane(int state) {
      return firsts[state];
    }

    int endPlane(int state) {
      return ends[state];
    }
  }

  /** The cheapest explanation. */
  Run best() {
    Table table = new Table(-1, 0, -1);
    return table.run();
  }

  /** What the cheapest explanation costs that has so much of a state. */
  double costWith(int state, double leastMm) {
    return new Table(state, leastMm, -1).cost();
  }

  /** What the cheapest explanation costs that has none of a state. */
  double costWithout(int without) {
    return new Table(-1, 0, without).cost();
  }

  /** The cheapest way to end each state at each plane. */
  private final class Table {
    private final int states = sums.length;
    private final double[][] cost = new double[states][planes + 1];
    private final int[][] from = new int[states][planes + 1];
    private final boolean[][] begins = new boolean[states][planes + 1];
    private final int forced;
    private final int forcedPlanes;
    private final int without;

    Table(int forced, double forcedMm, int without) {
      this.forced = forced;
      this.forcedPlanes = (int) Math.ceil(forcedMm / planeMm - 1e-9);
      this.without = without;
      for (int s = 0; s < states; s++) {
        for (int end = 0; end <= planes; end++) {
          fill(s, end);
        }
      }
    }

    private void fill(int s, int end) {
      cost[s][end] = NEVER;
      if (s == without) {
        return;
      }
      int least = s == forced ? Math.max(1, forcedPlanes) : 1;
      // Begins the scan, whose upper end may have cut it: of any length.
      if (least <= end && (forced < 0 || forced >= s)) {
        take(s, end, 0, sums[s][end], true);
      }
      int whole = end < planes ? Math.max(least, planesOf(LEAST_WHOLE_MM[s])) : least;
      for (int first = 1; s > 0 && first + whole <= end; first++) {
        if (cost[s - 1][first] < NEVER) {
          take(s, end, first, cost[s - 1][first] + sums[s][end] - sums[s][first], false);
        }
      }
    }

    private void take(int s, int end, int first, double value, boolean begin) {
      if (value < cost[s][end]) {
        cost[s][end] = value;
        from[s][end] = first;
        begins[s][end] = begin;
      }
    }

    private int planesOf(double mm) {
      return Math.max(1, (int) Math.ceil(mm / planeMm));
    }

    /** The state in which the cheapest explanation ends. */
    private int last() {
      int best = -1;
      for (int s = 0; s < states; s++) {
        boolean has = forced < 0 || s >= forced;
        if (has && (best < 0 || cost[s][planes] < cost[best][planes])) {
          best = s;
        }
      }
      return best;
    }

    double cost() {
      return cost[last()][planes];
    }

    Run run() {
      int[] firsts = new int[states];
      int[] ends = new int[states];
      int s = last();
      int end = planes;
      while (true) {
        firsts[s] = from[s][end];
        ends[s] = end;
        if (begins[s][end]) {
          return new Run(firsts, ends);
        }
        end = from[s][end];
        s--;
      }
    }
  }
}
