package org.contourflow.demand.acute;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.DemandModel;

/**
 * Beds needed after the last snapshot: admissions among those present, and of those yet to arrive.
 *
 * @param both of the two together, which are taken as independent
 */
public record BedForecast(
    LocalDateTime at,
    int patients,
    Duration window,
    CountDistribution present,
    CountDistribution yetToArrive,
    CountDistribution both) {

  /** Learns from the earlier snapshots whose outcome is known; forecasts for the last one. */
  public static BedForecast of(
      List<Snapshots.Present> all, DemandModel model, HourlySeries arrivals, Duration window)
      throws DataRefused {
    LocalDateTime last =
        all.stream()
            .map(BedForecast::at)
            .max(LocalDateTime::compareTo)
            .orElseThrow(() -> new DataRefused("the file of snapshots has no row"));
    List<Snapshots.Present> now = all.stream().filter(p -> at(p).equals(last)).toList();
    AdmissionModel admission =
        AdmissionModel.fit(all.stream().filter(p -> at(p).isBefore(last)).toList());
    CountDistribution present = admission.admissions(now);
    Instant at = last.atZone(arrivals.zone()).toInstant();
    CountDistribution coming = AcuteBacktest.window(model, arrivals, at, window);
    return new BedForecast(last, now.size(), window, present, coming, present.plus(coming));
  }

  private static LocalDateTime at(Snapshots.Present p) {
    return p.date().atTime(p.time());
  }

  public List<String> lines() {
    return List.of(
        "beds from "
            + at
            + ", "
            + patients
            + " patients present, within "
            + window.toHours()
            + " h:",
        line("  of those present    ", present),
        line("  of those yet to come", yetToArrive),
        line("  together            ", both));
  }

  private static String line(String what, CountDistribution d) {
    return String.format(
        Locale.ROOT,
        "%s mean %6.1f  median %4d  90 %%: %d to %d",
        what,
        d.mean(),
        d.quantile(0.5),
        d.quantile(0.05),
        d.quantile(0.95));
  }
}
