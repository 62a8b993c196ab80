package org.contourflow.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contourflow.accounts.Role;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.home.KeptAside;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.CaseView;
import org.contourflow.query.Csv;
import org.contourflow.query.LogFilter;
import org.contourflow.query.LogQueries;
import org.contourflow.query.Page;
import org.contourflow.query.ReadModelJson;

/** Cases, what waits for a person, and the run log. */
final class CasesApi {
  private static final int USUAL = 50;
  private static final int LINES_LOOKED_AT = 10_000;

  private final CaseQueries cases;
  private final LogQueries log;
  private final RequestStore requests;
  private final RunLog runLog;
  private final Path quarantine;
  private final Supplier<Map<String, Priority>> priorities;
  private final Viewings viewings = new Viewings();

  CasesApi(ConsoleParts parts) {
    this.cases = parts.questions().cases();
    this.log = parts.questions().log();
    this.priorities = parts.questions().priorities();
    this.requests = parts.requests();
    this.runLog = parts.runLog();
    this.quarantine = parts.quarantine();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/cases", Role.VIEWER, this::list)
        .add("GET", "/api/cases.csv", Role.VIEWER, this::csv)
        .add("GET", "/api/cases/{}", Role.VIEWER, this::one)
        .add("GET", "/api/held", Role.VIEWER, this::held)
        .add("POST", "/api/held/{}/release", Role.PHYSICIST, this::release)
        .add("GET", "/api/log", Role.VIEWER, this::log);
  }

  private CaseFilter filter(Call call) {
    Set<CaseState> states =
        call.all("state").stream()
            .map(s -> Call.choice(CaseState.class, "state", s))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CaseState.class)));
    return new CaseFilter(
        states,
        protocols(call),
        call.one("model"),
        call.one("finding"),
        call.one("target"),
        call.one("text"),
        new CaseFilter.Period(call.moment("since"), call.moment("before")));
  }

  /** A priority is its protocols' as they are in force; those that are gone are routine. */
  private CaseFilter.Protocols protocols(Call call) {
    Optional<Priority> priority =
        call.one("priority").map(p -> Call.choice(Priority.class, "priority", p));
    Optional<Set<String>> named = call.one("protocol").map(Set::of);
    if (priority.isEmpty()) {
      return new CaseFilter.Protocols(named, Set.of());
    }
    Set<String> urgent =
        priorities.get().entrySet().stream()
            .filter(e -> e.getValue() == Priority.URGENT)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (priority.get() == Priority.ROUTINE) {
      return new CaseFilter.Protocols(named, urgent);
    }
    named.ifPresent(urgent::retainAll);
    return new CaseFilter.Protocols(Optional.of(urgent), Set.of());
  }

  /** With its priority, which is its protocol's. */
  private Map<String, Object> withPriority(Map<String, Object> json, String protocol) {
    json.put("priority", priorities.get().getOrDefault(protocol, Priority.ROUTINE));
    return json;
  }

  private static CaseOrder order(Call call) {
    return call.one("sort")
        .map(s -> Call.choice(CaseOrder.class, "sort", s))
        .orElse(CaseOrder.NEWEST);
  }

  private Answer list(Call call) {
    int most = call.number("limit", USUAL, 1, Page.LARGEST);
    Page<CaseLine> page = cases.cases(filter(call), order(call), call.one("after"), most);
    return Answer.json(
        ReadModelJson.page(
            page.items().stream()
                .map(line -> withPriority(ReadModelJson.of(line), line.record().protocol()))
                .toList(),
            page.next().orElse(null)));
  }

  private Answer csv(Call call) {
    List<String> lines = new ArrayList<>(List.of(CaseLine.CSV_HEAD));
    Optional<String> next = Optional.empty();
    do {
      Page<CaseLine> page = cases.cases(filter(call), order(call), next, Page.LARGEST);
      page.items().forEach(line -> lines.add(line.csv()));
      next = page.next();
    } while (next.isPresent());
    return Answer.download("text/csv; charset=utf-8", "cases.csv", Csv.file(lines));
  }

  private CaseView view(Call call) {
    return cases
        .find(call.path().get(0))
        .orElseThrow(() -> new Missing("there is no case " + call.path().get(0)));
  }

  private Answer one(Call call) {
    CaseView view = view(call);
    String id = view.record().caseId();
    if (viewings.isFirst(call.session(), id)) {
      runLog.append(id, EventType.CASE_VIEWED, "by " + call.session().user());
    }
    return Answer.json(withPriority(ReadModelJson.of(view), view.record().protocol()));
  }

  private Answer held(Call call) throws IOException {
    return Answer.json(ReadModelJson.page(KeptAside.in(quarantine), null));
  }

  private Answer release(Call call) throws IOException {
    String id = call.path().get(0);
    String reason = call.field("reason");
    if (KeptAside.in(quarantine).stream().noneMatch(k -> k.id().equals(id))) {
      throw new Missing("nothing of the name " + id + " is held");
    }
    runLog.append(
        RunLog.SYSTEM,
        EventType.CASE_REQUESTED,
        "RELEASE of a held series by " + call.session().user() + ": " + reason);
    String protocol = call.optional("protocol").orElse("");
    long request = requests.ask(Kind.RELEASE, id, protocol, call.session().user());
    return Answer.json(202, Map.of("action", "RELEASE", "request", request));
  }

  private Answer log(Call call) {
    EventType.Severity least =
        call.one("severity")
            .map(s -> Call.choice(EventType.Severity.class, "severity", s))
            .orElse(EventType.Severity.INFO);
    Set<EventType> types =
        java.util.stream.Stream.of(EventType.values())
            .filter(t -> t.severity().compareTo(least) >= 0)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
    LogFilter filter =
        new LogFilter(
            call.one("case"),
            least == EventType.Severity.INFO ? Set.of() : types,
            call.moment("since"),
            call.one("text"));
    int most = call.number("limit", USUAL, 1, Page.LARGEST);
    long end = log.last() + 1;
    long before = Math.min(end, call.one("before").map(CasesApi::sequence).orElse(end));
    // Lines are read one by one for a text: so many for a page, and the next page goes on there.
    long first = filter.text().isPresent() ? Math.max(0, before - LINES_LOOKED_AT) : 0;
    List<Event> events = log.between(filter, first, before, most);
    String next = null;
    if (events.size() == most) {
      next = Long.toString(events.get(most - 1).sequence());
    } else if (first > 1) {
      next = Long.toString(first);
    }
    return Answer.json(ReadModelJson.page(events.stream().map(ReadModelJson::of).toList(), next));
  }

  private static long sequence(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Call.Wrong("before must be the number of a line");
    }
  }
}
