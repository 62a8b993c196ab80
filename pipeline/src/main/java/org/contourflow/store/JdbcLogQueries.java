package org.contourflow.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.query.LogFilter;
import org.contourflow.query.LogQueries;
import org.jdbi.v3.core.Handle;

/** Answers {@link LogQueries}. */
public final class JdbcLogQueries implements LogQueries {
  /** How far a machine's clock may have been turned back between two events. */
  private static final Duration CLOCK_TURNED = Duration.ofDays(1);

  private final Database database;

  public JdbcLogQueries(Database database) {
    this.database = database;
  }

  @Override
  public List<Event> after(LogFilter filter, long sequence, int most) {
    return database.jdbi().withHandle(h -> read(h, filter, 0, sequence, most, true));
  }

  @Override
  public List<Event> before(LogFilter filter, long sequence, int most) {
    return between(filter, 0, sequence, most);
  }

  @Override
  public List<Event> between(LogFilter filter, long first, long sequence, int most) {
    return database.jdbi().withHandle(h -> read(h, filter, first, sequence, most, false));
  }

  @Override
  public long last() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select coalesce(max(sequence), 0) from event")
                    .mapTo(Long.class)
                    .one());
  }

  private static List<Event> read(
      Handle h, LogFilter filter, long least, long sequence, int most, boolean ascending) {
    long since = filter.since().map(time -> firstSince(h, time)).orElse(0L);
    long first = Math.max(least, since);
    if (filter.caseId().isPresent() || filter.types().isEmpty()) {
      return some(h, where(filter, sequence, first, ascending), "", most, ascending);
    }
    // The lines of a rare kind are found by the index of kinds, one kind at a time. In its order,
    // too: H2 sorted all lines of a kind for the first 50 of them.
    List<Event> all = new ArrayList<>();
    for (EventType type : filter.types()) {
      Where where = where(filter, sequence, first, ascending);
      where.and("type = :type", "type", type.name());
      all.addAll(some(h, where, "type" + (ascending ? ", " : " desc, "), most, ascending));
    }
    Comparator<Event> order = Comparator.comparingLong(Event::sequence);
    all.sort(ascending ? order : order.reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  private static List<Event> some(
      Handle h, Where where, String before, int most, boolean ascending) {
    String way = ascending ? "" : " desc";
    return where
        .bind(
            h.createQuery(
                "select * from event"
                    + where.sql()
                    + " order by "
                    + before
                    + "sequence"
                    + way
                    + " limit :most"))
        .bind("most", most)
        .map(JdbcRunLog::map)
        .list();
  }

  private static Where where(LogFilter filter, long sequence, long first, boolean ascending) {
    Where where = new Where();
    if (ascending) {
      where.and("sequence > :at", "at", Math.max(sequence, first - 1));
    } else {
      where.and("sequence < :at", "at", sequence).and("sequence >= :first", "first", first);
    }
    filter.caseId().ifPresent(id -> where.and("case_id = :case", "case", id));
    if (filter.caseId().isPresent()) {
      where.in("type", "types", filter.types().stream().map(Enum::name).toList());
    }
    filter.since().ifPresent(t -> where.and("at >= :since", "since", ColumnValues.toColumn(t)));
    filter
        .text()
        .ifPresent(
            t -> where.and("lower(text) like :text escape '!'", "text", Where.containing(t)));
    return where;
  }

  /** A number before which no line of that time stands. */
  private static long firstSince(Handle h, Instant since) {
    return h.createQuery(
            "select sequence from event where at >= :slack order by at, sequence limit 1")
        .bind("slack", ColumnValues.toColumn(since.minus(CLOCK_TURNED)))
        .mapTo(Long.class)
        .findOne()
        .orElse(Long.MAX_VALUE);
  }
}
