package org.contourflow.demand.data;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Objects;

/**
 * Counts of consecutive hours from a start that lies on a full local hour. An hour that nobody
 * counted is {@link #MISSING}, which is not zero. Hours are elapsed hours: a day on which the
 * clocks change has 23 or 25 of them.
 */
public final class HourlySeries {
  public static final int MISSING = -1;

  private final ZoneId zone;
  private final Instant start;
  private final int[] counts;

  /**
   * @param start the beginning of the first hour
   * @param counts a count an hour, {@link #MISSING} where it is not known
   */
  public HourlySeries(ZoneId zone, Instant start, int[] counts) {
    this(zone, start, counts.clone(), true);
    if (Arrays.stream(counts).anyMatch(c -> c < MISSING)) {
      throw new IllegalArgumentException("a count is negative");
    }
  }

  private HourlySeries(ZoneId zone, Instant start, int[] counts, boolean owned) {
    this.zone = Objects.requireNonNull(zone);
    this.start = Objects.requireNonNull(start);
    this.counts = owned ? counts : counts.clone();
  }

  public ZoneId zone() {
    return zone;
  }

  public Instant start() {
    return start;
  }

  /** The end of the last hour. */
  public Instant end() {
    return timeOf(counts.length);
  }

  public int size() {
    return counts.length;
  }

  /** The count of hour {@code i}, or {@link #MISSING}; also where {@code i} lies outside. */
  public int at(int i) {
    return i < 0 || i >= counts.length ? MISSING : counts[i];
  }

  public boolean isKnown(int i) {
    return at(i) != MISSING;
  }

  public int known() {
    return (int) Arrays.stream(counts).filter(c -> c != MISSING).count();
  }

  public Instant timeOf(int i) {
    return start.plus(Duration.ofHours(i));
  }

  /** The hour that holds {@code time}; may lie outside of the series. */
  public int indexOf(Instant time) {
    return (int) Math.floorDiv(Duration.between(start, time).getSeconds(), 3600);
  }

  /** What was known at {@code origin}: the hours that had ended by then. */
  public HourlySeries before(Instant origin) {
    return slice(0, Math.max(0, Math.min(counts.length, indexOf(origin))));
  }

  /** As {@link #before}, but hours after the last one up to {@code now} are known to be empty. */
  public HourlySeries until(Instant now) {
    int hours = Math.max(0, indexOf(now));
    return new HourlySeries(zone, start, Arrays.copyOf(counts, hours), true);
  }

  /** The last {@code hours} hours. */
  public HourlySeries last(int hours) {
    return slice(Math.max(0, counts.length - hours), counts.length);
  }

  /** The same hours with those of {@code hours} taken as not known. */
  public HourlySeries without(Iterable<Integer> hours) {
    int[] left = counts.clone();
    hours.forEach(i -> left[i] = MISSING);
    return new HourlySeries(zone, start, left, true);
  }

  private HourlySeries slice(int from, int until) {
    return new HourlySeries(zone, timeOf(from), Arrays.copyOfRange(counts, from, until), true);
  }
}
