package org.contourflow.demand.queue;

import java.util.List;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.demand.model.Forecast;

/** Sample paths of all that comes: what is forecast, and the booked slots that take place. */
public final class BookedPaths {
  private BookedPaths() {}

  /**
   * @param rest what is forecast beside the slots
   * @return {@code count} paths, each with a count an hour
   */
  public static int[][] of(Forecast rest, List<Load.Slot> slots, int count) {
    int[][] paths = rest.paths(count);
    Well19937c random = new Well19937c(rest.origin().getEpochSecond() + 1);
    for (Load.Slot slot : slots) {
      long hour =
          Math.floorDiv(slot.time().getEpochSecond() - rest.origin().getEpochSecond(), 3600L);
      for (int[] path : paths) {
        boolean shows = random.nextDouble() < slot.show();
        if (shows && hour >= 0 && hour < path.length) {
          path[(int) hour]++;
        }
      }
    }
    return paths;
  }
}
