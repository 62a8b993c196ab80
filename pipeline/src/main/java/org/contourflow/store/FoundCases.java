package org.contourflow.store;

import org.contourflow.query.CaseFilter;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * From which case to which a model, a finding or a target is found at all. A list from the newest
 * case on would else look at every case before it comes to the last one of a model that is not used
 * any more.
 */
final class FoundCases {
  private static final String ENDS = "select min(case_id) as first, max(case_id) as last from ";

  private FoundCases() {}

  /** Adds the ends to the conditions; false: no case has what is asked for. */
  static boolean within(Handle h, CaseFilter filter, Where where) {
    boolean any = true;
    if (filter.model().isPresent()) {
      String[] model = idAndVersion(filter.model().get());
      String version = model.length == 2 ? " and model_version = :version" : "";
      Query ends =
          h.createQuery(ENDS + "case_structure where model_id = :id" + version)
              .bind("id", model[0]);
      any = ends(model.length == 2 ? ends.bind("version", model[1]) : ends, "Model", where);
    }
    if (any && filter.finding().isPresent()) {
      Query ends = h.createQuery(ENDS + "case_finding where code = :code");
      any = ends(ends.bind("code", filter.finding().get()), "Finding", where);
    }
    if (any && filter.target().isPresent()) {
      Query ends = h.createQuery(ENDS + "delivery where target = :target");
      any = ends(ends.bind("target", filter.target().get()), "Target", where);
    }
    return any;
  }

  /** A model is asked for by its id, or by id and version. */
  static String[] idAndVersion(String model) {
    return model.strip().split("\\s+", 2);
  }

  private record Ends(String first, String last) {}

  private static boolean ends(Query query, String what, Where where) {
    Ends ends = query.map((r, c) -> new Ends(r.getString("first"), r.getString("last"))).one();
    if (ends.first() == null) {
      return false;
    }
    // Not for the index of ids: by that one H2 reads and sorts all cases between the ends.
    where.and("c.case_id || '' >= :first" + what, "first" + what, ends.first());
    where.and("c.case_id || '' <= :last" + what, "last" + what, ends.last());
    return true;
  }
}
