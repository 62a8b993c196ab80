package org.contourflow.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.contourflow.cases.CaseRecord;
import org.jdbi.v3.core.Handle;

/**
 * Walks along the ids of cases that have something, in the order in which they were made, and keeps
 * those that fulfil every condition. So a page of those of a model begins with the index of models,
 * and neither sorts them all nor looks at the cases between them.
 */
final class CaseWalk {
  private static final int LEAST_PORTION = 100;
  private static final int MOST_PORTION = 1000;

  private final Handle h;
  private final boolean descending;
  private final Comparator<String> order;
  private final List<CaseIndex> along;
  private final Where where;

  /**
   * A walk.
   *
   * @param along cases that stand in any of these
   * @param where what they have to fulfil, of {@code case_record c}
   */
  CaseWalk(Handle h, boolean descending, List<CaseIndex> along, Where where) {
    this.h = h;
    this.descending = descending;
    this.order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    this.along = along;
    this.where = where;
  }

  /**
   * The next cases.
   *
   * @param behind the id that they come behind; empty: from the beginning
   * @param last the id that none comes behind; empty: to the end
   */
  List<CaseRecord> next(Optional<String> behind, Optional<String> last, int most) {
    List<CaseRecord> found = new ArrayList<>();
    int portion = Math.max(LEAST_PORTION, Math.min(most, MOST_PORTION));
    Optional<String> at = behind;
    do {
      NavigableSet<String> ids = new TreeSet<>(order);
      at = portion(ids, at, portion);
      last.ifPresent(end -> ids.tailSet(end, false).clear());
      found.addAll(fulfilling(ids, most - found.size()));
      portion = Math.min(MOST_PORTION, 3 * portion);
    } while (found.size() < most && at.isPresent() && !isBehind(at, last));
    return found;
  }

  private boolean isBehind(Optional<String> at, Optional<String> last) {
    return last.isPresent() && order.compare(at.orElseThrow(), last.get()) >= 0;
  }

  /** Adds ids, and says up to which one they are all there; empty: to the end. */
  private Optional<String> portion(NavigableSet<String> ids, Optional<String> at, int most) {
    Optional<String> whole = Optional.empty();
    for (CaseIndex index : along) {
      List<String> some = index.next(h, descending, at, most);
      ids.addAll(some);
      if (some.size() == most) {
        String end = some.get(most - 1);
        whole = Optional.of(whole.filter(w -> order.compare(w, end) < 0).orElse(end));
      }
    }
    whole.ifPresent(end -> ids.tailSet(end, false).clear());
    return whole;
  }

  private List<CaseRecord> fulfilling(NavigableSet<String> ids, int most) {
    if (ids.isEmpty()) {
      return List.of();
    }
    String sql =
        "select c.* from case_record c where c.case_id in (<ids>)"
            + where.sql().replaceFirst(" where ", " and ")
            + " order by c.case_id"
            + (descending ? " desc" : "")
            + " limit :most";
    return where
        .bind(h.createQuery(sql))
        .bindList("ids", List.copyOf(ids))
        .bind("most", most)
        .map(JdbcCaseStore::map)
        .list();
  }
}
