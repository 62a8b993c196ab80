package org.contourflow.drift;

import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A chart of individual values and moving ranges with a CUSUM beside it (Montgomery, Introduction
 * to Statistical Quality Control, chapters 6, 9). Limits come from the first cases: their mean, and
 * sigma from the mean moving range, so that a slow change within the baseline does not widen them.
 *
 * <p>After an alarm of the CUSUM its sums begin again at 0, so that one change is one alarm until
 * it has shown itself anew.
 */
public final class ControlChart {
  /** Mean moving range of two values of a normal distribution, in sigmas (d2). */
  private static final double D2 = 1.128;

  /** The upper limit of moving ranges of two, in mean moving ranges (D4). */
  private static final double D4 = 3.267;

  private static final double LIMIT_SIGMA = 3;

  private final List<Observation> observations;
  private final ChartRules rules;
  private final double mean;
  private final double sigma;
  private final double meanRange;
  private final double[] high;
  private final double[] low;
  private final List<Alarm> alarms = new ArrayList<>();

  /** Why a chart alarms. */
  public enum Rule {
    /** The CUSUM passed its decision interval. */
    CUSUM,
    /** Too many cases in a row on one side of the mean. */
    RUN,
    /** One value beyond 3 sigma: a case to look at. */
    BEYOND_LIMITS
  }

  /**
   * An alarm.
   *
   * @param at index of the observation that alarms
   * @param since index of the first that belongs to it
   * @param up whether the values rose
   */
  public record Alarm(Rule rule, int at, int since, boolean up) {
    /** Whether it says that something changed, and not only that a case is unusual. */
    public boolean isDrift() {
      return rule != Rule.BEYOND_LIMITS;
    }
  }

  /**
   * The mean of a month.
   *
   * @param cases how many it is of
   * @param halfWidth distance of its 3-sigma limits from the chart's mean
   */
  public record Month(YearMonth month, int cases, double mean, double halfWidth) {}

  /**
   * Draws a chart.
   *
   * @param observations in time's order
   * @param leastSigma sigma is never taken smaller: what the measure cannot resolve is no change
   */
  public ControlChart(List<Observation> observations, ChartRules rules, double leastSigma) {
    this.observations = List.copyOf(observations);
    this.rules = rules;
    int n = Math.min(rules.baselineCases(), observations.size());
    double[] baseline =
        observations.subList(0, n).stream().mapToDouble(Observation::value).toArray();
    double[] ranges = new double[Math.max(0, n - 1)];
    for (int i = 1; i < n; i++) {
      ranges[i - 1] = Math.abs(baseline[i] - baseline[i - 1]);
    }
    mean = n == 0 ? Double.NaN : StatUtils.mean(baseline);
    double range = ranges.length == 0 ? 0 : StatUtils.mean(ranges);
    sigma = Math.max(leastSigma, range / D2);
    meanRange = sigma * D2;
    high = new double[observations.size()];
    low = new double[observations.size()];
    if (isReady()) {
      judge();
    }
  }

  private void judge() {
    int highSince = rules.baselineCases();
    int lowSince = rules.baselineCases();
    double up = 0;
    double down = 0;
    int run = 0;
    for (int i = rules.baselineCases(); i < observations.size(); i++) {
      double z = (observations.get(i).value() - mean) / sigma;
      highSince = up == 0 ? i : highSince;
      lowSince = down == 0 ? i : lowSince;
      up = Math.max(0, up + z - rules.slackSigma());
      down = Math.max(0, down - z - rules.slackSigma());
      high[i] = up;
      low[i] = down;
      if (Math.abs(z) > LIMIT_SIGMA) {
        alarms.add(new Alarm(Rule.BEYOND_LIMITS, i, i, z > 0));
      }
      if (up > rules.decisionSigma()) {
        alarms.add(new Alarm(Rule.CUSUM, i, highSince, true));
        up = 0;
      }
      if (down > rules.decisionSigma()) {
        alarms.add(new Alarm(Rule.CUSUM, i, lowSince, false));
        down = 0;
      }
      run = z > 0 ? Math.max(0, run) + 1 : z < 0 ? Math.min(0, run) - 1 : 0;
      if (Math.abs(run) == rules.runLength()) {
        alarms.add(new Alarm(Rule.RUN, i, i - rules.runLength() + 1, run > 0));
        run = 0;
      }
    }
  }

  /** Whether the baseline is complete and there is a case to be judged. */
  public boolean isReady() {
    return observations.size() > rules.baselineCases();
  }

  /** What is drawn. */
  public List<Observation> observations() {
    return observations;
  }

  /** The rules. */
  public ChartRules rules() {
    return rules;
  }

  /** Mean of the baseline. */
  public double mean() {
    return mean;
  }

  /** Sigma of the baseline. */
  public double sigma() {
    return sigma;
  }

  /** Upper limit of single values. */
  public double upperLimit() {
    return mean + LIMIT_SIGMA * sigma;
  }

  /** Lower limit of single values. */
  public double lowerLimit() {
    return mean - LIMIT_SIGMA * sigma;
  }

  /** Upper limit of moving ranges. */
  public double rangeLimit() {
    return D4 * meanRange;
  }

  /** The range between an observation and the one before; 0 for the first. */
  public double movingRange(int i) {
    return i == 0 ? 0 : Math.abs(observations.get(i).value() - observations.get(i - 1).value());
  }

  /** The CUSUM of what is above, in sigmas; 0 in the baseline. */
  public double cusumHigh(int i) {
    return high[i];
  }

  /** The CUSUM of what is below, in sigmas; 0 in the baseline. */
  public double cusumLow(int i) {
    return low[i];
  }

  /** All alarms, in the order of their observations. */
  public List<Alarm> alarms() {
    return List.copyOf(alarms);
  }

  /** The first alarm that says that something changed. */
  public Optional<Alarm> firstDrift() {
    return alarms.stream().filter(Alarm::isDrift).findFirst();
  }

  /**
   * The alarm of drift that dates the change furthest back: a rule that speaks later may know an
   * earlier beginning.
   */
  public Optional<Alarm> earliestDrift() {
    return alarms.stream().filter(Alarm::isDrift).min(Comparator.comparingInt(Alarm::since));
  }

  /** Mean of the observations from one on. */
  public double meanSince(int from) {
    return observations.stream()
        .skip(from)
        .mapToDouble(Observation::value)
        .average()
        .orElse(Double.NaN);
  }

  /** Means by month (UTC) of what came after the baseline. */
  public List<Month> months() {
    Map<YearMonth, List<Double>> values = new TreeMap<>();
    observations.stream()
        .skip(rules.baselineCases())
        .forEach(
            o ->
                values
                    .computeIfAbsent(
                        YearMonth.from(o.at().atZone(ZoneOffset.UTC)), m -> new ArrayList<>())
                    .add(o.value()));
    List<Month> months = new ArrayList<>();
    values.forEach(
        (month, of) ->
            months.add(
                new Month(
                    month,
                    of.size(),
                    of.stream().mapToDouble(v -> v).average().orElseThrow(),
                    LIMIT_SIGMA * sigma / Math.sqrt(of.size()))));
    return months;
  }
}
