package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.queue.BookedSlots;
import org.contourflow.demand.queue.Clinic;
import org.contourflow.demand.queue.Load;
import org.contourflow.demand.queue.Minutes;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.StaffPlan;
import org.contourflow.demand.queue.Workload;
import org.contourflow.demand.report.WhatIfReport;
import org.contourflow.demand.service.WorkTimes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow demand what-if}: waits and promises with other staff, workers or hours. */
@Command(
    name = "what-if",
    mixinStandardHelpOptions = true,
    description = {
      "Sends sample paths of the forecast through contouring and review: waits, whether a promise",
      "is kept, and the staff it needs; as it is, and as it might be (--if-...), with the same",
      "arrivals. Writes whatif.csv, whatif-hours.csv, whatif.json and whatif.html."
    })
public final class DemandWhatIfCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DemandInput input;

  @Mixin private DemandOrigin begin;

  @Option(names = "--days", defaultValue = "7", paramLabel = "N")
  private int days;

  @Option(
      names = "--staff",
      required = true,
      paramLabel = "PLAN",
      description = "Who reviews, and when: \"Mon-Fri 08-17=3, Sat 09-12=1\".")
  private String staff;

  @Option(names = "--if-staff", paramLabel = "PLAN", description = "Other staff or opening hours.")
  private String ifStaff;

  @Option(names = "--workers", defaultValue = "1", paramLabel = "N", description = "That contour.")
  private int workers;

  @Option(names = "--if-workers", paramLabel = "N")
  private Integer ifWorkers;

  @Option(
      names = "--contour-minutes",
      paramLabel = "N[,N...]",
      split = ",",
      description = "A mean, or times that were measured. Default: as the store measured them.")
  private List<Double> contourMinutes = new ArrayList<>();

  @Option(
      names = "--review-minutes",
      paramLabel = "N[,N...]",
      split = ",",
      description = "A mean, or times that were measured. Default: as the store measured them.")
  private List<Double> reviewMinutes = new ArrayList<>();

  @Option(names = "--promise", defaultValue = "0.9", paramLabel = "SHARE")
  private double share;

  @Option(names = "--by", defaultValue = "16:00", paramLabel = "HH:MM")
  private LocalTime by;

  @Option(names = "--came-before", defaultValue = "12:00", paramLabel = "HH:MM")
  private LocalTime cameBefore;

  @Option(
      names = "--booked",
      paramLabel = "FILE",
      description = "CSV of booked slots: time, and show (0 to 1).")
  private Path booked;

  @Option(
      names = "--show",
      defaultValue = "0.95",
      paramLabel = "P",
      description = "Where the file has none.")
  private double show;

  @Option(
      names = "--booked-share",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = {
        "Which part of the history's cases were booked: on days with booked slots only the rest",
        "is forecast beside them. Default ${DEFAULT-VALUE}."
      })
  private double bookedShare;

  @Option(names = "--paths", defaultValue = "300", paramLabel = "N")
  private int paths;

  @Override
  public Integer call() throws IOException {
    DemandInput.History history = input.read();
    HourlySeries series = history.series();
    Instant origin = begin.hour(input, series);
    Path out = begin.out("what-if");
    DemandModel model = new Fitter(input.holidays()).fit(series.before(origin));
    Forecast all = model.forecast(series, origin, hours(origin, series));
    Load load = load(history, origin);
    Forecast rest = all.times(BookedSlots.rest(all, load.booked(), bookedShare));
    Clinic now = clinic(history);
    Promise promise = promise();
    Workload workload = new Workload(rest, load, now, paths);
    List<WhatIfReport.Plan> plans = new ArrayList<>();
    plans.add(plan("as it is", workload, now, promise));
    if (ifStaff != null || ifWorkers != null) {
      plans.add(plan("what if", workload, changed(now), promise));
    }
    WhatIfReport report = new WhatIfReport(rest, promise, plans);
    report.write(out);
    PrintWriter print = spec.commandLine().getOut();
    print.print(report.text());
    print.println("written: " + out.resolve("whatif.html") + " and its CSV and JSON");
    return 0;
  }

  private int hours(Instant origin, HourlySeries series) {
    if (days < 1 || days > 14 || paths < 20) {
      throw Failure.usage(List.of("--days is 1 to 14, --paths at least 20."));
    }
    Instant end =
        origin
            .atZone(series.zone())
            .toLocalDate()
            .plusDays(days)
            .atStartOfDay(series.zone())
            .toInstant();
    return (int) Duration.between(origin, end).toHours();
  }

  private static WhatIfReport.Plan plan(
      String name, Workload workload, Clinic clinic, Promise promise) {
    int most = Math.max(6, 2 * clinic.staff().most());
    return new WhatIfReport.Plan(
        name, workload.run(clinic), workload.staffNeeded(clinic, promise, most));
  }

  private Promise promise() {
    try {
      return new Promise(share, by, cameBefore);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(List.of(e.getMessage()));
    }
  }

  private Load load(DemandInput.History history, Instant origin) throws IOException {
    List<Load.Slot> slots =
        booked == null ? List.of() : BookedSlots.read(booked, input.columns(), input.zone(), show);
    return new Load(
        slots,
        history.service().map(s -> s.toContour(origin)).orElse(List.of()),
        history.service().map(s -> s.toReview(origin)).orElse(List.of()));
  }

  private Clinic clinic(DemandInput.History history) throws IOException {
    if (workers < 1) {
      throw Failure.usage(List.of("--workers is at least 1."));
    }
    StaffPlan plan = StaffPlan.parse(staff);
    Optional<WorkTimes> measured =
        history
            .service()
            .map(s -> WorkTimes.of(s, plan, history.series().zone(), Optional.empty()));
    Minutes contouring =
        given(contourMinutes)
            .or(() -> measured.flatMap(WorkTimes::contouring))
            .orElseThrow(
                () ->
                    Failure.usage(
                        List.of("How long does contouring take? Say --contour-minutes N.")));
    Minutes review =
        given(reviewMinutes)
            .or(() -> measured.flatMap(WorkTimes::review))
            .orElseThrow(
                () ->
                    Failure.usage(List.of("How long does a review take? Say --review-minutes N.")));
    measured.ifPresent(m -> m.words().forEach(spec.commandLine().getOut()::println));
    return new Clinic(workers, contouring, plan, review);
  }

  private static Optional<Minutes> given(List<Double> of) {
    return of.isEmpty() ? Optional.empty() : Optional.of(minutes(of));
  }

  private static Minutes minutes(List<Double> of) {
    if (of.stream().anyMatch(m -> !(m >= 0))) {
      throw Failure.usage(List.of("Minutes are not negative: " + Arrays.toString(of.toArray())));
    }
    return of.size() == 1 ? Minutes.about(of.get(0)) : Minutes.measured(of);
  }

  private Clinic changed(Clinic now) throws IOException {
    if (ifWorkers != null && ifWorkers < 1) {
      throw Failure.usage(List.of("--if-workers is at least 1."));
    }
    return new Clinic(
        ifWorkers == null ? now.workers() : ifWorkers,
        now.contouring(),
        ifStaff == null ? now.staff() : StaffPlan.parse(ifStaff),
        now.review());
  }
}
