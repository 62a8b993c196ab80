package org.contourflow.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.accounts.Role;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.KeptAside;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.CaseView;
import org.contourflow.query.Csv;
import org.contourflow.query.Json;
import org.contourflow.query.LogFilter;
import org.contourflow.query.LogQueries;
import org.contourflow.query.Page;
import org.contourflow.query.Verdict;
import org.contourflow.series.CtSeries;

/** Cases, what waits for a person, the run log; and what a person does about them. */
final class CasesApi {
  private static final int USUAL = 50;

  private final CaseQueries cases;
  private final LogQueries log;
  private final CaseFiles files;
  private final RequestStore requests;
  private final RunLog runLog;
  private final Path quarantine;
  private final Clock clock = Clock.systemUTC();
  private final Viewings viewings = new Viewings();

  CasesApi(ConsoleParts parts) {
    this.cases = parts.questions().cases();
    this.log = parts.questions().log();
    this.files = parts.files();
    this.requests = parts.requests();
    this.runLog = parts.runLog();
    this.quarantine = parts.quarantine();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/cases", Role.VIEWER, this::list)
        .add("GET", "/api/cases.csv", Role.VIEWER, this::csv)
        .add("GET", "/api/cases/{}", Role.VIEWER, this::one)
        .add("GET", "/api/cases/{}/patient", Role.PHYSICIST, this::patient)
        .add("GET", "/api/cases/{}/report", Role.PHYSICIST, this::report)
        .add("POST", "/api/cases/{}/actions", Role.PHYSICIST, this::act)
        .add("GET", "/api/held", Role.VIEWER, this::held)
        .add("POST", "/api/held/{}/release", Role.PHYSICIST, this::release)
        .add("GET", "/api/log", Role.VIEWER, this::log);
  }

  private static CaseFilter filter(Call call) {
    Set<CaseState> states =
        call.all("state").stream()
            .map(s -> Call.choice(CaseState.class, "state", s))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CaseState.class)));
    return new CaseFilter(
        states,
        call.one("protocol"),
        call.one("model"),
        call.one("finding"),
        call.one("target"),
        call.one("text"),
        new CaseFilter.Period(call.moment("since"), call.moment("before")));
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
        Json.page(page.items().stream().map(Json::of).toList(), page.next().orElse(null)));
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
    return Answer.json(Json.of(view));
  }

  private Answer patient(Call call) throws IOException {
    String id = view(call).record().caseId();
    CtSeries series =
        files.series(id).orElseThrow(() -> new Missing("the CT of the case is not there"));
    runLog.append(id, EventType.IDENTIFIERS_SHOWN, "to " + call.session().user());
    Map<String, String> patient = new LinkedHashMap<>();
    patient.put("name", series.header().string(DicomTag.PatientName).orElse(""));
    patient.put("id", series.header().string(DicomTag.PatientID).orElse(""));
    patient.put("birthDate", series.header().string(DicomTag.PatientBirthDate).orElse(""));
    return Answer.json(patient);
  }

  private Answer report(Call call) throws IOException {
    String id = view(call).record().caseId();
    Path report = files.folder(id).resolve("report.html");
    if (!Files.isRegularFile(report)) {
      throw new Missing("the case has no report yet");
    }
    return Answer.download("text/html", id + ".html", Files.readAllBytes(report));
  }

  private enum Action {
    RETRY,
    STOP,
    ACCEPT,
    REJECT
  }

  private Answer act(Call call) {
    String id = view(call).record().caseId();
    Action action = Call.choice(Action.class, "action", call.field("action"));
    String reason = call.field("reason");
    switch (action) {
      case RETRY -> ask(Kind.RETRY, id, "", call);
      case STOP -> ask(Kind.STOP, id, "", call);
      case ACCEPT -> verdict(call, id, Verdict.Kind.ACCEPTED, reason);
      case REJECT -> verdict(call, id, Verdict.Kind.REJECTED, reason);
    }
    if (action != Action.ACCEPT && action != Action.REJECT) {
      runLog.append(
          id, EventType.CASE_REQUESTED, action + " by " + call.session().user() + ": " + reason);
    }
    return Answer.json(202, Map.of("action", action.name()));
  }

  private void ask(Kind kind, String subject, String argument, Call call) {
    requests.ask(kind, subject, argument, call.session().user());
  }

  private void verdict(Call call, String id, Verdict.Kind kind, String reason) {
    cases.add(id, new Verdict(kind, reason, call.session().user(), clock.instant()));
    runLog.append(
        id, EventType.CASE_VERDICT, kind + " by " + call.session().user() + ": " + reason);
  }

  private Answer held(Call call) throws IOException {
    return Answer.json(Json.page(KeptAside.in(quarantine), null));
  }

  private Answer release(Call call) throws IOException {
    String id = call.path().get(0);
    String reason = call.field("reason");
    if (KeptAside.in(quarantine).stream().noneMatch(k -> k.id().equals(id))) {
      throw new Missing("nothing of the name " + id + " is held");
    }
    ask(Kind.RELEASE, id, call.optional("protocol").orElse(""), call);
    runLog.append(
        RunLog.SYSTEM,
        EventType.CASE_REQUESTED,
        "RELEASE of a held series by " + call.session().user() + ": " + reason);
    return Answer.json(202, Map.of("action", "RELEASE"));
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
    long before = call.one("before").map(CasesApi::sequence).orElse(Long.MAX_VALUE);
    var events = log.before(filter, before, most);
    String next = events.size() == most ? Long.toString(events.get(most - 1).sequence()) : null;
    return Answer.json(Json.page(events.stream().map(Json::of).toList(), next));
  }

  private static long sequence(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Call.Wrong("before must be the number of a line");
    }
  }
}
