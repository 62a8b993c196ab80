package org.contourflow.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The cases in which a text stands: in the protocol or the reason, in a model's name and version,
 * in a target's name; or whose number or id it is, or that have a finding of this code. Letter case
 * does not matter.
 *
 * <p>Few protocols, models and targets are different, so those are looked at, and their cases found
 * by index; a reason is read where a case has one.
 */
final class CaseText {
  private static final String ID = "case-";

  private CaseText() {}

  /** Adds it as a condition of {@code case_record c}. */
  static void condition(Where where, String text) {
    where.and(
        "(c.case_id between :textFrom and :textTo or lower(c.protocol) like :text escape '!'"
            + " or lower(c.detail) like :text escape '!'"
            + " or exists (select 1 from case_structure ts where ts.case_id = c.case_id and"
            + " lower(ts.model_id || ' ' || ts.model_version) like :text escape '!')"
            + " or exists (select 1 from delivery td where td.case_id = c.case_id and"
            + " lower(td.target) like :text escape '!')"
            + " or exists (select 1 from case_finding tf where tf.case_id = c.case_id and"
            + " tf.code = :textCode))",
        "text",
        Where.containing(text));
    where.value("textCode", code(text));
    Ids ids = Ids.of(text);
    where.value("textFrom", ids.from()).value("textTo", ids.to());
  }

  private static String code(String text) {
    return text.strip().toUpperCase(Locale.ROOT);
  }

  /** The indexes that lead to them. */
  static List<CaseIndex> indexes(Database database, Handle h, String text) {
    String sought = text.toLowerCase(Locale.ROOT);
    String pattern = Where.containing(text);
    List<CaseIndex> any = new ArrayList<>();
    any.addAll(Ids.of(text).indexes());
    any.add(
        new CaseIndex(
            "case_record",
            List.of("has_detail"),
            List.of(true),
            "lower(detail) like :pattern escape '!'",
            pattern));
    if (!code(text).isEmpty()) {
      any.add(CaseIndex.of("case_finding", "code", code(text)));
    }
    any.addAll(named(database, h, "case_record", "protocol", sought));
    any.addAll(named(database, h, "delivery", "target", sought));
    any.addAll(models(database, h, sought));
    return any;
  }

  /** The ids from one to another that a text means; to before from: it means none. */
  private record Ids(String from, String to) {
    /** A number is that of the case; else an id may be given from its beginning on. */
    static Ids of(String text) {
      String sought = text.strip().toLowerCase(Locale.ROOT);
      if (sought.matches("\\d{1,18}")) {
        String id = String.format(Locale.ROOT, ID + "%06d", Long.parseLong(sought));
        return new Ids(id, id);
      }
      boolean isBeginning = sought.startsWith(ID) || (!sought.isEmpty() && ID.startsWith(sought));
      return isBeginning ? new Ids(sought, sought + "z") : new Ids("z", "a");
    }

    List<CaseIndex> indexes() {
      if (from.compareTo(to) > 0) {
        return List.of();
      }
      return List.of(
          from.equals(to)
              ? CaseIndex.of("case_record", "case_id", from)
              : new CaseIndex(
                  "case_record",
                  List.of(),
                  List.of(),
                  "case_id between :pattern and :pattern || 'z'",
                  from));
    }
  }

  private static List<CaseIndex> named(
      Database database, Handle h, String table, String column, String sought) {
    return different(database, h, table, column, Optional.empty()).stream()
        .filter(value -> contains(value, sought))
        .map(value -> CaseIndex.of(table, column, value))
        .toList();
  }

  private static boolean contains(String value, String sought) {
    return value.toLowerCase(Locale.ROOT).contains(sought);
  }

  private static List<CaseIndex> models(Database database, Handle h, String sought) {
    List<CaseIndex> any = new ArrayList<>();
    for (String id : different(database, h, "case_structure", "model_id", Optional.empty())) {
      if (contains(id, sought)) {
        any.add(CaseIndex.of("case_structure", "model_id", id));
        continue;
      }
      different(database, h, "case_structure", "model_version", Optional.of(id)).stream()
          .filter(version -> contains(id + " " + version, sought))
          .map(version -> List.of(id, version))
          .forEach(
              of ->
                  any.add(
                      CaseIndex.of("case_structure", List.of("model_id", "model_version"), of)));
    }
    return any;
  }

  /**
   * The different values of a column, one question each: an index leads to the next, where {@code
   * distinct} reads all rows.
   *
   * @param ofModel only of this model
   */
  private static List<String> different(
      Database database, Handle h, String table, String column, Optional<String> ofModel) {
    String model = ofModel.isPresent() ? "model_id = :model and " : "";
    String order = ofModel.isPresent() ? "model_id, " : "";
    // H2 begins at what equals the last value and passes all of it over; no name has a character
    // below the blank.
    String further = database.isH2() ? " >= :at || ' '" : " > :at";
    String next =
        "select "
            + column
            + " from "
            + table
            + " where "
            + model
            + column
            + further
            + " order by "
            + order
            + column
            + " limit 1";
    List<String> values = new ArrayList<>();
    Optional<String> at = Optional.of("");
    while (at.isPresent()) {
      at =
          h.createQuery(next)
              .bind("at", at.get())
              .bind("model", ofModel.orElse(""))
              .mapTo(String.class)
              .findFirst();
      at.ifPresent(values::add);
    }
    return values;
  }
}
