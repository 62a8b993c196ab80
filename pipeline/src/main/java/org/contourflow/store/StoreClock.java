package org.contourflow.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.contourflow.home.SteadyClock;
import org.jdbi.v3.core.Handle;

/**
 * The time of a store. Of a PostgreSQL that several machines share it is that server's, whatever
 * their own clocks show, since a lease that one writes another reads; between two looks it goes by
 * elapsed time. Of an embedded store it is the machine's. It never goes back (see {@link
 * SteadyClock}).
 */
public final class StoreClock extends Clock {
  private final boolean isShared;
  private final Clock between;
  private final Clock steady;
  private volatile Duration ahead = Duration.ZERO;

  private StoreClock(boolean isShared, Clock between, LongSupplier nanos) {
    this.isShared = isShared;
    this.between = between;
    this.steady = new SteadyClock(shown(), nanos);
  }

  /**
   * The clock of a store.
   *
   * @param machine what an embedded store goes by
   */
  public static StoreClock of(Database database, Clock machine) {
    if (database.isH2()) {
      return new StoreClock(false, machine, System::nanoTime);
    }
    // Not the machine's: a step of it would be in every time until the next look.
    StoreClock clock = new StoreClock(true, elapsed(System::nanoTime), System::nanoTime);
    database.jdbi().useHandle(clock::look);
    return clock;
  }

  private static Clock elapsed(LongSupplier nanos) {
    long start = nanos.getAsLong();
    return utc(() -> Instant.EPOCH.plusNanos(nanos.getAsLong() - start));
  }

  private Clock shown() {
    return utc(() -> between.instant().plus(ahead));
  }

  private static Clock utc(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  /** Asks the store how late it is; to be done now and then, as no two clocks run alike. */
  void look(Handle handle) {
    if (!isShared) {
      return;
    }
    Instant before = between.instant();
    Instant store =
        handle
            .createQuery("select clock_timestamp()")
            .mapTo(OffsetDateTime.class)
            .one()
            .toInstant();
    Duration way = Duration.between(before, between.instant());
    ahead = Duration.between(before.plus(way.dividedBy(2)), store);
  }

  @Override
  public Instant instant() {
    return steady.instant();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("times of the store are instants");
  }
}
