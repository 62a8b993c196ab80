package org.contourflow.demand.service;

import java.time.Instant;
import java.util.List;

/**
 * What is to come, as a page shows it (schema Demand of the console's {@code openapi.yaml}).
 *
 * @param hours from the present one to the end of tomorrow
 * @param days the rest of today, and a fortnight
 * @param parts by protocol and by scanner
 * @param past what was forecast, and what came
 * @param work waits and staff; its words say what it is based on
 */
public record DemandView(
    About about, List<Slot> hours, List<Slot> days, List<Part> parts, Past past, Work work) {

  /**
   * @param origin the forecast begins here
   * @param why there is no forecast yet; empty where there is one
   * @param cameToday cases of today before the origin
   * @param notes what was fitted, and what was odd
   */
  public record About(
      String zone,
      Instant origin,
      String why,
      int cameToday,
      List<String> notes,
      List<String> alarms) {}

  /**
   * Cases that come.
   *
   * @param quantiles 5, 10, 25, 50, 75, 90, 95 %
   */
  public record Fan(double mean, int[] quantiles) {}

  /** Central 90 % and the middle. */
  public record Range(double low, double median, double high) {}

  /**
   * An hour, or a day.
   *
   * @param start local time with offset, or a date
   * @param hours how many of it are forecast
   * @param waits null where work times are not known
   */
  public record Slot(String start, int hours, Fan cases, Waits waits) {}

  /**
   * Each may be null: nobody comes, or it is not known.
   *
   * @param toContour minutes
   * @param toReview minutes
   * @param promise share of it that is kept; of days only
   * @param staff needed for the promise
   */
  public record Waits(Range toContour, Range toReview, Range promise, Range staff) {}

  /**
   * A protocol's or a scanner's own forecast; null where it is too young.
   *
   * @param kind protocol or scanner
   */
  public record Part(String kind, String name, long cases, Fan tomorrow, Fan fortnight) {}

  /**
   * @param days kept and judged
   * @param last the last week of kept days that have begun, by hour
   */
  public record Past(List<PastDay> days, List<PastHour> last) {}

  /**
   * @param came null: not over, or hours are not known
   * @param late the forecast was written down after the day began, from what was known before
   */
  public record PastDay(String day, double mean, int low, int high, Integer came, boolean late) {}

  /**
   * @param came null: not over, or not known
   */
  public record PastHour(String start, int[] quantiles, Integer came) {}

  /** The queues as they stand, and who works. */
  public record Work(
      int toContour, int toReview, String staff, int workers, String promise, List<String> words) {}
}
