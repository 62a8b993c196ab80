package org.contourflow.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * Rows of a table that an index finds by the values of its first columns, in the order of the
 * cases' ids, which are its next. A case may have several such rows.
 *
 * @param also a condition of its own on these rows, with {@code :pattern} in it; empty: none
 */
record CaseIndex(
    String table, List<String> columns, List<Object> values, String also, String pattern) {

  private static final String NAME = "v";

  /** All cases. */
  static final CaseIndex ALL = new CaseIndex("case_record", List.of(), List.of(), "", "");

  static CaseIndex of(String table, List<String> columns, List<?> values) {
    return new CaseIndex(table, columns, List.copyOf(values), "", "");
  }

  static CaseIndex of(String table, String column, Object value) {
    return of(table, List.of(column), List.of(value));
  }

  private String where(String named) {
    String equal =
        IntStream.range(0, columns.size())
            .mapToObj(i -> " and " + columns.get(i) + " = :" + named + i)
            .collect(Collectors.joining());
    String more = also.isEmpty() ? "" : " and " + also.replace(":pattern", ":" + named + "Pattern");
    return " from " + table + " where 1 = 1" + equal + more;
  }

  /** Its values, as a question with that beginning of their names has them. */
  private Map<String, Object> values(String named) {
    Map<String, Object> all = new HashMap<>();
    IntStream.range(0, values.size()).forEach(i -> all.put(named + i, values.get(i)));
    all.put(named + "Pattern", pattern);
    return all;
  }

  /** Adds the question for the ids to those that a condition joins. */
  String within(Where where, String named) {
    values(named).forEach(where::value);
    return "select case_id" + where(named);
  }

  /**
   * Ids of the next rows. Ordered by the columns that are equal, too: so that H2 takes the index.
   *
   * @param behind the id that they come behind; empty: from the beginning
   */
  List<String> next(Handle h, boolean descending, Optional<String> behind, int most) {
    String way = descending ? " desc" : "";
    String order =
        columns.stream().map(column -> column + way + ", ").collect(Collectors.joining());
    return h.createQuery(
            "select case_id"
                + where(NAME)
                + (behind.isEmpty() ? "" : " and case_id " + (descending ? "<" : ">") + " :behind")
                + " order by "
                + order
                + "case_id"
                + way
                + " limit :most")
        .bindMap(values(NAME))
        .bind("behind", behind.orElse(""))
        .bind("most", most)
        .mapTo(String.class)
        .list();
  }

  /** How many rows there are; {@code most} where there are more. */
  int count(Handle h, int most) {
    return h.createQuery(
            "select count(*) from (select case_id" + where(NAME) + " limit :most) as found")
        .bindMap(values(NAME))
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }
}
