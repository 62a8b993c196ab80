package org.contourflow.console;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.accounts.Role;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.PersonsVerdict;

/** What a person does about a case: each with a reason, and each in the run log. */
final class CaseActionsApi {
  private final CaseQueries cases;
  private final RequestStore requests;
  private final RunLog runLog;
  private final Clock clock = Clock.systemUTC();

  CaseActionsApi(ConsoleParts parts) {
    this.cases = parts.questions().cases();
    this.requests = parts.requests();
    this.runLog = parts.runLog();
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "/api/cases/{}/actions", Role.PHYSICIST, this::act)
        .add("GET", "/api/requests/{}", Role.PHYSICIST, this::request);
  }

  private enum Action {
    RETRY,
    STOP,
    RELEASE,
    RESEND,
    ACCEPT,
    REJECT
  }

  private Answer act(Call call) {
    String id = call.path().get(0);
    if (cases.find(id).isEmpty()) {
      throw new Missing("there is no case " + id);
    }
    Action action = Call.choice(Action.class, "action", call.field("action"));
    String reason = call.field("reason");
    return switch (action) {
      case RETRY -> ask(Kind.RETRY, id, "", call);
      case STOP -> ask(Kind.STOP, id, "", call);
      case RELEASE -> ask(Kind.RELEASE, id, "", call);
      case RESEND -> ask(Kind.RESEND, id, call.field("target"), call);
      case ACCEPT -> verdict(call, id, PersonsVerdict.Kind.ACCEPTED, reason);
      case REJECT -> verdict(call, id, PersonsVerdict.Kind.REJECTED, reason);
    };
  }

  /** The wish is told before it is asked for: what the service does stands behind it in the log. */
  private Answer ask(Kind kind, String caseId, String argument, Call call) {
    String user = call.session().user();
    String at = argument.isEmpty() ? "" : " to " + argument;
    runLog.append(
        caseId, EventType.CASE_REQUESTED, kind + at + " by " + user + ": " + call.field("reason"));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("action", kind);
    json.put("request", requests.ask(kind, caseId, argument, user));
    return Answer.json(202, json);
  }

  private Answer verdict(Call call, String id, PersonsVerdict.Kind kind, String reason) {
    String user = call.session().user();
    cases.add(id, new PersonsVerdict(kind, reason, user, clock.instant()));
    runLog.append(id, EventType.CASE_VERDICT, kind + " by " + user + ": " + reason);
    return Answer.json(202, Map.of("action", kind));
  }

  private Answer request(Call call) {
    long id = Call.number(call.path().get(0), "the request", 1, Integer.MAX_VALUE);
    RequestStore.Request found =
        requests.find(id).orElseThrow(() -> new Missing("there is no request " + id));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", found.state());
    json.put("answer", found.answer());
    return Answer.json(json);
  }
}
