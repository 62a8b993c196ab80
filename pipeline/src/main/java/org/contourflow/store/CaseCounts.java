package org.contourflow.store;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.cases.CaseState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * How many cases are in each state, without counting all of them at each look. Most are delivered:
 * those are the ones that are in no other state. How many there are in all is counted on from the
 * last look, since no case's row goes.
 */
final class CaseCounts {
  private static final List<String> OTHERS =
      Stream.of(CaseState.values())
          .filter(state -> state != CaseState.DELIVERED)
          .map(Enum::name)
          .toList();

  /** The newest are counted again: a number that is drawn first may be written last. */
  private static final int NEWEST = 200;

  private final Database database;
  private String upTo = "";
  private long cases;

  CaseCounts(Database database) {
    this.database = database;
  }

  /** Of each state that has any. */
  synchronized Map<CaseState, Long> read() {
    return database.jdbi().inTransaction(TransactionIsolationLevel.REPEATABLE_READ, this::read);
  }

  private Map<CaseState, Long> read(Handle h) {
    Map<CaseState, Long> states = new EnumMap<>(CaseState.class);
    h.createQuery(
            "select state, count(*) as n from case_record where state in (<states>) group by state")
        .bindList("states", OTHERS)
        .map(
            (row, context) ->
                states.put(CaseState.valueOf(row.getString("state")), row.getLong("n")))
        .list();
    long others = states.values().stream().mapToLong(n -> n).sum();
    long delivered = all(h) - others;
    if (delivered > 0) {
      states.put(CaseState.DELIVERED, delivered);
    }
    return states;
  }

  private long all(Handle h) {
    Optional<String> older =
        h.createQuery(
                "select case_id from case_record order by case_id desc offset :newest rows fetch"
                    + " next 1 rows only")
            .bind("newest", NEWEST)
            .mapTo(String.class)
            .findFirst();
    older.ifPresent(
        id -> {
          cases += count(h, " and case_id <= :last", id);
          upTo = id;
        });
    return cases + count(h, "", "");
  }

  private long count(Handle h, String more, String last) {
    return h.createQuery("select count(*) from case_record where case_id > :first" + more)
        .bind("first", upTo)
        .bind("last", last)
        .mapTo(Long.class)
        .one();
  }
}
