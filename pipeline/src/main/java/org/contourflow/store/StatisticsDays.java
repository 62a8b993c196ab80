package org.contourflow.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the statistics of days that are over, so that those of 90 days need not be counted from the
 * events of all their cases. What follows the run log says which days changed ({@link #changed}, in
 * the transaction of the change); such a day is counted where it is asked for until it is kept
 * again.
 */
public final class StatisticsDays {
  /** Values that a statement may bind: PostgreSQL takes 65,535. */
  private static final int MOST_AT_ONCE = 5000;

  private final Database database;

  public StatisticsDays(Database database) {
    this.database = database;
  }

  /** SQL: the day of a time. Days are counted in UTC since 1970-01-01. */
  static String dayOf(String column) {
    return "cast(floor(extract(epoch from " + column + ") / 86400) as integer)";
  }

  static int dayOf(Instant time) {
    return (int) Math.floorDiv(time.getEpochSecond(), 86_400L);
  }

  static Instant begins(int day) {
    return LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /**
   * Counts days that are over and not kept, the newest first.
   *
   * @param now today, which still changes, is not kept
   * @param most so many at most
   * @return how many there were to count
   */
  public int keep(Instant now, int most) {
    catchUp(database);
    List<Integer> days =
        database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            "select of_day from statistics_day where kept = false and of_day <"
                                + " :today order by of_day desc limit :most")
                        .bind("today", dayOf(now))
                        .bind("most", most)
                        .mapTo(Integer.class)
                        .list());
    days.forEach(this::keep);
    return days.size();
  }

  /** Counts without a lock, and keeps that if no fact changed meanwhile; else another time. */
  private void keep(int day) {
    long mark = new JdbcFactStore(database).mark();
    CaseTally tally = new CaseTally(database);
    database.jdbi().useHandle(h -> tally.count(h, begins(day), begins(day + 1)));
    database
        .jdbi()
        .useTransaction(
            h -> {
              // An event behind the mark, though it may be in the count, has the day counted again.
              if (JdbcFactStore.lock(h) == mark) {
                tally.keep(h, day);
              }
            });
  }

  /**
   * A version that knows no kept days may have followed the run log: the mark of the statistics is
   * behind that of the facts then, and the days of all cases with an event between the two are to
   * be counted anew. A store of an older version has no such mark, and nothing is done.
   */
  static void catchUp(Database database) {
    boolean behind =
        database
            .jdbi()
            .withHandle(h -> mark(h).isPresent() && mark(h).get() != JdbcFactStore.mark(h));
    if (behind) {
      database
          .jdbi()
          .useTransaction(
              h -> {
                long facts = JdbcFactStore.lock(h);
                followed(h, facts, facts);
              });
    }
  }

  private static Optional<Long> mark(Handle h) {
    return h.createQuery("select sequence from projection_mark where name = 'statistics'")
        .mapTo(Long.class)
        .findOne();
  }

  /** The facts went on, in this transaction, and who changed them said which days did. */
  static void followed(Handle h, long from, long to) {
    long mark = mark(h).orElse(from);
    if (mark < from) {
      changed(
          h,
          h.createQuery(
                  "select distinct case_id from event where sequence > :mark and sequence <= :from"
                      + " and case_id <> ''")
              .bind("mark", mark)
              .bind("from", from)
              .mapTo(String.class)
              .list());
    }
    h.execute("update projection_mark set sequence = ? where name = 'statistics'", to);
  }

  /** The days of these cases are to be counted anew. */
  static void changed(Handle h, Collection<String> caseIds) {
    if (caseIds.isEmpty()) {
      return;
    }
    Set<Integer> days = new TreeSet<>();
    List<String> ids = List.copyOf(caseIds);
    for (int i = 0; i < ids.size(); i += MOST_AT_ONCE) {
      h.createQuery(
              "select distinct "
                  + dayOf("created_at")
                  + " from case_record where case_id in (<ids>)")
          .bindList("ids", ids.subList(i, Math.min(ids.size(), i + MOST_AT_ONCE)))
          .mapTo(Integer.class)
          .forEach(days::add);
    }
    for (int day : days) {
      if (h.execute("update statistics_day set kept = false where of_day = ?", day) == 0) {
        h.execute("insert into statistics_day (of_day, kept) values (?, false)", day);
      }
    }
  }
}
