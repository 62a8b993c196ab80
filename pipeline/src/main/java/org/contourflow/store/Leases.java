package org.contourflow.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What this process has in its hands. A row of the store is somebody's as long as it names an owner
 * and a time that has not passed; the owner is a token of one taking, so that who lost a row cannot
 * settle it for who has it now.
 *
 * <p>Times too far ahead count as passed: a clock that is set back must stall nothing.
 */
public final class Leases {
  /** That a row is in nobody's hands; wants the parameters of {@link #bind}. */
  static final String FREE =
      "(owner = '' or (owner not in (<mine>) and (lease_until < :now or lease_until > :tooFar)))";

  /** Looked at for each taking: more than workers that ask at the same moment. */
  static final int CANDIDATES = 16;

  /** Longer than any wait between two tries. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final String name;
  private final Duration lease;
  private final Clock clock;
  private final String run = Long.toString(System.nanoTime() & 0xFFFFFFL, 36);
  private final AtomicLong count = new AtomicLong();
  private final Set<String> mine = ConcurrentHashMap.newKeySet();

  /**
   * Leases of a process.
   *
   * @param name of the process; one that is started anew in its place has the same
   * @param lease how long it may say nothing before it counts as dead
   */
  public Leases(String name, Duration lease, Clock clock) {
    this.name = name;
    this.lease = lease;
    this.clock = clock;
  }

  /** How long a process may say nothing. */
  public Duration lease() {
    return lease;
  }

  /** Sees how late it is in the store. */
  void look(Handle handle) {
    if (clock instanceof StoreClock store) {
      store.look(handle);
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** A new token; what is done with it ends with {@link #end}. */
  private String begin() {
    String token = prefix() + run + "-" + count.incrementAndGet();
    mine.add(token);
    return token;
  }

  void end(String token) {
    mine.remove(token);
  }

  /** What {@code take} takes under a new token, which ends at once where that is nothing. */
  <T> Optional<T> taking(Function<String, Optional<T>> take) {
    String token = begin();
    Optional<T> taken = Optional.empty();
    try {
      taken = take.apply(token);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        end(token);
      }
    }
  }

  private String prefix() {
    return name + "#";
  }

  /** That a time to try again, in a column, has come. */
  static String due(String column) {
    return "(" + column + " <= :now or " + column + " > :tooFarToWait)";
  }

  /** A list in SQL must not be empty; no protocol has this name. */
  static List<String> orNone(Collection<String> protocols) {
    return protocols.isEmpty() ? List.of("") : List.copyOf(protocols);
  }

  /** Binds what {@link #FREE} and {@link #due} want. */
  <T extends SqlStatement<T>> T bind(T statement) {
    Instant now = now();
    statement
        .bind("now", ColumnValues.toColumn(now))
        .bind("tooFar", ColumnValues.toColumn(now.plus(lease.multipliedBy(3))))
        .bind("tooFarToWait", ColumnValues.toColumn(now.plus(LONGEST_WAIT)));
    return statement.bindList("mine", listed());
  }

  /** Binds the end of a lease that begins now, as {@code until}. */
  <T extends SqlStatement<T>> T bindUntil(T statement) {
    return statement.bind("until", ColumnValues.toColumn(now().plus(lease)));
  }

  /** Never empty, as a list in SQL must not be; no token is the empty text. */
  private List<String> listed() {
    return mine.isEmpty() ? List.of("-") : List.copyOf(mine);
  }

  void renew(Handle handle, String table) {
    bindUntil(
            handle.createUpdate(
                "update " + table + " set lease_until = :until where owner in (<mine>)"))
        .bindList("mine", listed())
        .execute();
  }

  /** Rows of a table that name an earlier process of this name are nobody's now; how many. */
  int takeBack(Handle handle, String table, String alsoSet) {
    return handle
        .createUpdate(
            "update "
                + table
                + " set owner = ''"
                + alsoSet
                + " where owner like :earlier and owner not in (<mine>)")
        .bind("earlier", prefix() + "%")
        .bindList("mine", listed())
        .execute();
  }
}
