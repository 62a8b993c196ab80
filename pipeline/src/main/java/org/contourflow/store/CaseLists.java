package org.contourflow.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.CaseRecord;
import org.contourflow.query.CaseFilter;
import org.jdbi.v3.core.Handle;

/**
 * Finds the cases of one list. By the number of the case, one walks along the index of what is
 * asked for. In the other orders no index has both; there, what few cases have is found first and
 * sorted, and else the index of the order is read until enough have it.
 */
final class CaseLists {
  /** Rows of what few cases have; so many are sorted in the time that the rest of a page takes. */
  private static final int FEW = 5000;

  private final Handle h;
  private final Database database;
  private final CaseFilter filter;
  private final CasePlace place;
  private final CaseSearch search;
  private final int few;

  CaseLists(Handle h, Database database, CaseFilter filter, CasePlace place) {
    this(h, database, filter, place, FEW);
  }

  CaseLists(Handle h, Database database, CaseFilter filter, CasePlace place, int few) {
    this.few = few;
    this.h = h;
    this.database = database;
    this.filter = filter;
    this.place = place;
    this.search = new CaseSearch(database, h, filter, place.isByNumber());
  }

  /**
   * The next cases in the order.
   *
   * @param after the place that they come behind; empty: from the beginning
   */
  List<CaseRecord> some(Optional<String> after, int most) {
    if (search.isOfNone()) {
      return List.of();
    }
    return place.isByNumber() ? walked(after, most) : sorted(after, most);
  }

  private List<CaseRecord> walked(Optional<String> after, int most) {
    if (search.leadsNowhere() && filter.made().equals(CaseFilter.Period.ALWAYS)) {
      return asTheyCome(after, most);
    }
    boolean descending = place.isDescending();
    CaseWalk walk = new CaseWalk(h, descending, search.along(h, few), search.where());
    Optional<String> behind = after.map(place::caseId);
    if (filter.made().equals(CaseFilter.Period.ALWAYS)) {
      return walk.next(behind, Optional.empty(), most);
    }
    Optional<Numbers> made = numbersMade();
    if (made.isEmpty()) {
      return List.of();
    }
    // Before the first and behind the last of them, since a walk begins behind a number.
    String start = descending ? made.get().last() + "0" : shorter(made.get().first());
    boolean isFurther = behind.isPresent() && (behind.get().compareTo(start) < 0) == descending;
    String end = descending ? made.get().first() : made.get().last();
    return walk.next(isFurther ? behind : Optional.of(start), Optional.of(end), most);
  }

  /** Nothing leads to some of them: the next ones are read, and most fit. */
  private List<CaseRecord> asTheyCome(Optional<String> after, int most) {
    Where where = search.where();
    String way = place.isDescending() ? " desc" : "";
    after.ifPresent(
        cursor ->
            where.and(
                "c.case_id " + (place.isDescending() ? "<" : ">") + " :behind",
                "behind",
                place.caseId(cursor)));
    return where
        .bind(
            h.createQuery(
                "select c.* from case_record c"
                    + where.sql()
                    + " order by c.case_id"
                    + way
                    + " limit :most"))
        .bind("most", most)
        .map(JdbcCaseStore::map)
        .list();
  }

  private record Numbers(String first, String last) {}

  private static String shorter(String id) {
    return id.substring(0, id.length() - 1);
  }

  /** A clock that was set back makes cases that are older by it than the numbers before them. */
  private Optional<Numbers> numbersMade() {
    Where made = CaseSearch.made(filter.made());
    return made.bind(
            h.createQuery(
                "select min(c.case_id) as least, max(c.case_id) as most from case_record c"
                    + made.sql()))
        .map(
            (row, context) ->
                row.getString("least") == null
                    ? Optional.<Numbers>empty()
                    : Optional.of(new Numbers(row.getString("least"), row.getString("most"))))
        .one();
  }

  private List<CaseRecord> sorted(Optional<String> after, int most) {
    Where where = search.where();
    after.ifPresent(cursor -> place.behind(cursor, where));
    Optional<CaseSearch.Lead> first = search.fewest(h, few);
    first.ifPresent(lead -> where.and("c.case_id in (" + ids(lead, where) + ")"));
    // H2 would read all that any index of a condition leads to, and sort that.
    String along = first.isEmpty() ? database.along(place.index()) : "";
    return where
        .bind(
            h.createQuery(
                "select c.* from case_record c"
                    + along
                    + where.sql()
                    + place.orderBy()
                    + " limit :most"))
        .bind("most", most)
        .map(JdbcCaseStore::map)
        .list();
  }

  private static String ids(CaseSearch.Lead lead, Where where) {
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < lead.any().size(); i++) {
      questions.add(lead.any().get(i).within(where, "lead" + i + "v"));
    }
    return String.join(" union ", questions);
  }
}
