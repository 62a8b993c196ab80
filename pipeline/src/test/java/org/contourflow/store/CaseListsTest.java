package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseFilter.Period;
import org.contourflow.query.CaseFilter.Protocols;
import org.contourflow.query.CaseOrder;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever index leads to the cases of a list, they are those that a look at every case finds. */
class CaseListsTest {
  private static final int CASES = 260;
  private static final int PAGE = 40;
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path folder;

  /** The database that is asked. */
  Database store() throws Exception {
    return Database.embedded(folder);
  }

  boolean isPostgres() {
    return false;
  }

  /** Empty fields do not restrict. */
  private record Asked(
      Set<CaseState> states,
      Protocols protocols,
      String model,
      String finding,
      String target,
      String text,
      Period made) {
    private static final Asked ALL =
        new Asked(Set.of(), Protocols.ALL, null, null, null, null, Period.ALWAYS);

    CaseFilter filter() {
      return new CaseFilter(
          states,
          protocols,
          Optional.ofNullable(model),
          Optional.ofNullable(finding),
          Optional.ofNullable(target),
          Optional.ofNullable(text),
          made);
    }

    Asked in(CaseState... some) {
      return new Asked(Set.of(some), protocols, model, finding, target, text, made);
    }

    Asked of(Protocols some) {
      return new Asked(states, some, model, finding, target, text, made);
    }

    Asked by(String some) {
      return new Asked(states, protocols, some, finding, target, text, made);
    }

    Asked with(String some) {
      return new Asked(states, protocols, model, some, target, text, made);
    }

    Asked to(String some) {
      return new Asked(states, protocols, model, finding, some, text, made);
    }

    Asked text(String some) {
      return new Asked(states, protocols, model, finding, target, some, made);
    }

    Asked made(Duration from, Duration before) {
      Period period =
          new Period(
              Optional.ofNullable(from).map(START::plus),
              Optional.ofNullable(before).map(START::plus));
      return new Asked(states, protocols, model, finding, target, text, period);
    }
  }

  private static List<Asked> questions() {
    Asked all = Asked.ALL;
    Protocols two = new Protocols(Optional.of(Set.of("pelvis", "trial")), Set.of());
    return List.of(
        all,
        all.in(CaseState.FAILED),
        all.in(CaseState.FAILED, CaseState.DELIVERED),
        all.of(Protocols.only("head_neck")),
        all.of(two),
        all.of(two).in(CaseState.DELIVERED, CaseState.ACCEPTED),
        all.of(new Protocols(Optional.empty(), Set.of("head_neck"))),
        all.of(new Protocols(Optional.of(Set.of()), Set.of())),
        all.by("head-neck"),
        all.by("head-neck 0.4.0"),
        all.by("head-neck 0.5.0").with(BusyClinic.SELDOM).in(CaseState.FAILED),
        all.by("none"),
        all.with(BusyClinic.OFTEN),
        all.with(BusyClinic.RARE).to("tps"),
        all.with("QA-99"),
        all.to("tps").of(Protocols.only("pelvis")),
        all.to("none"),
        all.text("no memory"),
        all.text("NO MEMORY for 100"),
        all.text("000123"),
        all.text("'"),
        all.text(":v <b> ? {c}"),
        all.text("case-00012"),
        all.text("12"),
        all.text("case"),
        all.text("HEAD_"),
        all.text("neck 0.4"),
        all.text("tps").in(CaseState.REFUSED, CaseState.FAILED),
        all.text("qa-31"),
        all.text("1").of(Protocols.only("pelvis")),
        all.text("no such text"),
        all.made(Duration.ofHours(9), Duration.ofHours(20)),
        all.made(Duration.ofHours(9), null).by("head-neck"),
        all.made(null, Duration.ofHours(9)).in(CaseState.DELIVERED),
        all.made(Duration.ofDays(99), null));
  }

  @Test
  void every_question_is_answered_as_by_a_look_at_every_case() throws Exception {
    try (Database database = store()) {
      database.jdbi().useHandle(h -> new BusyClinic(h, isPostgres(), CASES).fillWithoutEvents());
      // A clock that was set back: cases that are older than their number says.
      database
          .jdbi()
          .useHandle(
              h ->
                  h.execute(
                      "update case_record set created_at = created_at - interval '7' hour where"
                          + " case_id in ('case-000100', 'case-000101', 'case-000260')"));
      Map<String, CaseRecord> records =
          new JdbcCaseStore(database, Clock.systemUTC())
              .all().stream()
                  .collect(
                      Collectors.toMap(
                          CaseRecord::caseId, r -> r, (a, b) -> a, LinkedHashMap::new));
      Rows rows = database.jdbi().withHandle(Rows::of);
      int questionsOfNone = 0;
      for (CaseOrder order : CaseOrder.values()) {
        List<String> inOrder = pages(database, Asked.ALL.filter(), order, 1);
        assertThat(inOrder).containsExactlyInAnyOrderElementsOf(records.keySet());
        for (Asked asked : questions()) {
          Predicate<String> fits = fits(rows, records, asked);
          List<String> looked = inOrder.stream().filter(fits).toList();
          questionsOfNone += looked.isEmpty() ? 1 : 0;
          for (int few : few(order)) {
            assertThat(pages(database, asked.filter(), order, few))
                .as("%s by %s, few are %d", asked, order, few)
                .isEqualTo(looked);
          }
        }
      }
      assertThat(questionsOfNone).as("most find some").isLessThan(11 * CaseOrder.values().length);
    }
  }

  /** Rows of what few cases have; with one, nothing is few. */
  private static int[] few(CaseOrder order) {
    return order == CaseOrder.NEWEST || order == CaseOrder.CHANGED
        ? new int[] {1, 5000}
        : new int[] {1};
  }

  private List<String> pages(Database database, CaseFilter filter, CaseOrder order, int few) {
    CasePlace place = new CasePlace(order);
    List<String> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Optional<String> at = after;
      List<CaseRecord> page =
          database
              .jdbi()
              .withHandle(h -> new CaseLists(h, database, filter, place, few).some(at, PAGE));
      page.forEach(record -> all.add(record.caseId()));
      after = page.size() < PAGE ? Optional.empty() : Optional.of(place.cursor(page.get(PAGE - 1)));
    } while (after.isPresent());
    return all;
  }

  /** What stands in the rows of each case. */
  private record Rows(
      Map<String, Set<String>> models,
      Map<String, Set<String>> codes,
      Map<String, Set<String>> targets) {
    static Rows of(Handle h) {
      return new Rows(
          values(h, "select case_id, model_id || ' ' || model_version as v from case_structure"),
          values(h, "select case_id, code as v from case_finding"),
          values(h, "select case_id, target as v from delivery"));
    }
  }

  private static Predicate<String> fits(Rows rows, Map<String, CaseRecord> records, Asked asked) {
    return id -> {
      CaseRecord r = records.get(id);
      Protocols protocols = asked.protocols();
      return (asked.states().isEmpty() || asked.states().contains(r.state()))
          && protocols.among().map(names -> names.contains(r.protocol())).orElse(true)
          && !protocols.except().contains(r.protocol())
          && (asked.model() == null
              || rows.models().get(id).stream()
                  .anyMatch(m -> (m + " ").startsWith(asked.model() + " ")))
          && (asked.finding() == null || rows.codes().get(id).contains(asked.finding()))
          && (asked.target() == null || rows.targets().get(id).contains(asked.target()))
          && (asked.text() == null
              || stands(
                  asked.text(),
                  r,
                  rows.models().get(id),
                  rows.codes().get(id),
                  rows.targets().get(id)))
          && asked.made().from().map(t -> !r.createdAt().isBefore(t)).orElse(true)
          && asked.made().before().map(t -> r.createdAt().isBefore(t)).orElse(true);
    };
  }

  private static boolean stands(
      String text, CaseRecord r, Set<String> models, Set<String> codes, Set<String> targets) {
    List<String> names = new ArrayList<>(List.of(r.protocol(), r.detail()));
    names.addAll(models);
    names.addAll(targets);
    boolean isIts =
        text.matches("\\d+")
            ? r.caseId().equals(BusyClinic.caseId(Integer.parseInt(text)))
            : r.caseId().startsWith(text);
    return isIts
        || codes.contains(text.toUpperCase(Locale.ROOT))
        || names.stream()
            .anyMatch(
                name -> name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  private static Map<String, Set<String>> values(Handle h, String sql) {
    return h.createQuery(sql).mapToMap().list().stream()
        .collect(
            Collectors.groupingBy(
                row -> (String) row.get("case_id"),
                Collectors.mapping(row -> (String) row.get("v"), Collectors.toSet())));
  }
}
