package org.contourflow.demand.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.demand.data.LocalHours;
import org.contourflow.demand.model.Forecast;

/**
 * Sends sample paths of arrivals through contouring and review, from the queue as it stands.
 * Arrivals lie evenly within their hour. The same seed gives the same arrivals and the same work to
 * every clinic, so that a what-if shows the difference and not chance.
 */
public final class Workload {
  private static final int HOUR_MINUTES = 60;

  /** What has not been reviewed when the forecast ends is given so long to be. */
  private static final int TAIL_HOURS = 14 * 24;

  /**
   * A case of one path: when it came (before the origin for a backlog), and its two pieces of work.
   */
  private record Case(double came, double contouring, double review, boolean contoured) {}

  private final Forecast forecast;
  private final LocalHours hours;
  private final List<List<Case>> paths = new ArrayList<>();

  public Workload(Forecast forecast, Load load, Clinic measured, int pathCount) {
    this.forecast = forecast;
    this.hours = new LocalHours(forecast.zone(), forecast.origin(), forecast.size() + TAIL_HOURS);
    RandomDataGenerator random =
        new RandomDataGenerator(new Well19937c(forecast.origin().getEpochSecond()));
    for (int[] counts : forecast.paths(pathCount)) {
      paths.add(draw(random, counts, load, measured));
    }
  }

  public Forecast forecast() {
    return forecast;
  }

  private List<Case> draw(RandomDataGenerator random, int[] counts, Load load, Clinic measured) {
    List<Case> cases = new ArrayList<>();
    load.toReview().forEach(t -> cases.add(one(random, minute(t), measured, true)));
    load.toContour().forEach(t -> cases.add(one(random, minute(t), measured, false)));
    for (int i = 0; i < counts.length; i++) {
      for (int k = 0; k < counts[i]; k++) {
        double at = HOUR_MINUTES * (i + random.getRandomGenerator().nextDouble());
        cases.add(one(random, at, measured, false));
      }
    }
    for (Load.Slot slot : load.booked()) {
      boolean shows = random.getRandomGenerator().nextDouble() < slot.show();
      double at = minute(slot.time());
      if (shows && at >= 0 && at < HOUR_MINUTES * (double) counts.length) {
        cases.add(one(random, at, measured, false));
      }
    }
    cases.sort(Comparator.comparingDouble(Case::came));
    return cases;
  }

  private static Case one(RandomDataGenerator random, double came, Clinic c, boolean contoured) {
    return new Case(came, c.contouring().draw(random), c.review().draw(random), contoured);
  }

  private double minute(Instant time) {
    return Duration.between(forecast.origin(), time).toSeconds() / 60.0;
  }

  /** One case of one path as it went; minutes from the origin. */
  record Passed(
      double came, double contourBegun, double contoured, double reviewBegun, double reviewed) {}

  /**
   * How the paths go in {@code clinic}, whose service times are those the paths were drawn with.
   */
  public Outcome run(Clinic clinic) {
    int[] servers = clinic.staff().during(hours);
    int[] workers = new int[hours.size()];
    Arrays.fill(workers, clinic.workers());
    List<List<Passed>> passed = new ArrayList<>();
    for (List<Case> path : paths) {
      passed.add(pass(path, workers, servers));
    }
    return new Outcome(forecast, passed);
  }

  private static List<Passed> pass(List<Case> cases, int[] workers, int[] servers) {
    List<Case> raw = cases.stream().filter(c -> !c.contoured()).toList();
    Queue.Times contouring =
        Queue.simulate(
            raw.stream().mapToDouble(Case::came).toArray(),
            raw.stream().mapToDouble(Case::contouring).toArray(),
            workers);
    record Ready(Case of, double begun, double at) {}
    List<Ready> ready = new ArrayList<>();
    for (int k = 0; k < raw.size(); k++) {
      ready.add(new Ready(raw.get(k), contouring.begun()[k], contouring.ended()[k]));
    }
    cases.stream()
        .filter(Case::contoured)
        .forEach(c -> ready.add(new Ready(c, c.came(), c.came())));
    ready.sort(Comparator.comparingDouble(Ready::at));
    Queue.Times review =
        Queue.simulate(
            ready.stream().mapToDouble(Ready::at).toArray(),
            ready.stream().mapToDouble(r -> r.of().review()).toArray(),
            servers);
    List<Passed> passed = new ArrayList<>();
    for (int k = 0; k < ready.size(); k++) {
      Ready r = ready.get(k);
      passed.add(
          new Passed(r.of().came(), r.begun(), r.at(), review.begun()[k], review.ended()[k]));
    }
    return passed;
  }

  /**
   * Staff needed to keep a promise. By day: the least number, present in the plan's hours, with
   * which a path keeps it. By hour: how many of them are at work then.
   *
   * @param most that is tried
   */
  public Needs staffNeeded(Clinic clinic, Promise promise, int most) {
    List<Forecast.Day> days = forecast.days();
    int[][] need = new int[days.size()][paths.size()];
    int[][] atWork = new int[forecast.size()][paths.size()];
    for (int[] row : need) {
      Arrays.fill(row, most + 1);
    }
    for (int staff = most; staff >= 1; staff--) {
      Clinic with =
          new Clinic(
              clinic.workers(), clinic.contouring(), clinic.staff().with(staff), clinic.review());
      Outcome outcome = run(with);
      int[][] busy = outcome.atWork();
      for (int d = 0; d < days.size(); d++) {
        double[] shares = outcome.kept(days.get(d), promise);
        for (int p = 0; p < shares.length; p++) {
          boolean nothing = Double.isNaN(shares[p]);
          boolean kept = nothing || shares[p] >= promise.share();
          if (kept) {
            need[d][p] = nothing ? 0 : staff;
          }
          for (int h = days.get(d).from();
              (kept || staff == most) && h < days.get(d).until();
              h++) {
            atWork[h][p] = busy[p][h];
          }
        }
      }
    }
    List<Need> needs = new ArrayList<>();
    for (int d = 0; d < days.size(); d++) {
      needs.add(new Need(days.get(d).date(), Interval.of(need[d])));
    }
    return new Needs(needs, Arrays.stream(atWork).map(Interval::of).toList());
  }

  /** Staff needed on a day; one more than was tried where that was not enough. */
  public record Need(LocalDate day, Interval staff) {}

  /** Staff needed by day, and by hour from the origin. */
  public record Needs(List<Need> days, List<Interval> hours) {}
}
