package org.contourflow.console;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.accounts.Role;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentDesk;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.Decision;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.Withdrawal;
import org.contourflow.query.CaseQueries;
import org.contourflow.refine.NetworkNames;

/**
 * Who may teach: the events of the consent log, why a case may or may not, what is recorded.
 * Patients appear as the log's keyed references alone.
 */
final class ConsentApi {
  private final Optional<ConsentDesk> consent;
  private final CaseQueries cases;
  private final RunLog runLog;

  ConsentApi(ConsoleParts parts) {
    this.consent = parts.consent();
    this.cases = parts.questions().cases();
    this.runLog = parts.runLog();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/consent", Role.PHYSICIST, read(this::all))
        .add("GET", "/api/consent/cases/{}", Role.PHYSICIST, read(this::explain))
        .add("POST", "/api/consent/records", Role.ADMIN, read(this::record))
        .add("POST", "/api/consent/withdrawals", Role.ADMIN, read(this::withdraw));
  }

  /** An answer of the desk. */
  @FunctionalInterface
  private interface Asked {
    Answer answer(Call call, ConsentDesk desk) throws IOException, ConsentDesk.Unrecordable;
  }

  /** A log that is away or broken is told to the person, who must see to it. */
  private Routes.Handler read(Asked asked) {
    return call -> {
      ConsentDesk desk =
          consent.orElseThrow(
              () ->
                  new Missing(
                      "consent is not kept here: name the hospital's consent folder in the"
                          + " settings (console.consent) and start the service again"));
      try {
        return asked.answer(call, desk);
      } catch (ConsentDesk.Unrecordable e) {
        throw new Call.Wrong(e.getMessage());
      } catch (IOException e) {
        return Answer.problem(503, "nobody teaches: " + e.getMessage());
      }
    };
  }

  private String known(String caseId) {
    if (cases.find(caseId).isEmpty()) {
      throw new Missing("there is no case " + caseId);
    }
    return caseId;
  }

  private static Map<String, Object> json(ConsentEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("event", event.sequence());
    json.put("at", event.recordedAt());
    json.put("patient", event.patient().brief());
    json.put("says", event.act().describe());
    json.put("evidence", event.evidence());
    json.put("by", event.recordedBy());
    return json;
  }

  private static List<Map<String, Object>> json(List<ConsentEvent> events) {
    return events.stream().map(ConsentApi::json).toList();
  }

  private Answer all(Call call, ConsentDesk desk) throws IOException {
    return Answer.json(Map.of("items", json(desk.events())));
  }

  private Answer explain(Call call, ConsentDesk desk) throws IOException {
    String caseId = known(call.path().get(0));
    ConsentDesk.Explained explained = desk.explain(caseId);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("caseId", caseId);
    json.put("patient", explained.patient().map(PatientRef::brief).orElse(null));
    json.put("files", explained.files());
    json.put("approved", explained.approved());
    json.put(
        "purposes",
        explained.decisions().entrySet().stream()
            .map(e -> json(e.getKey(), e.getValue()))
            .toList());
    json.put("events", json(explained.events()));
    return Answer.json(json);
  }

  private static Map<String, Object> json(Purpose purpose, Decision decision) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("purpose", purpose);
    if (decision instanceof Decision.Released released) {
      json.put("may", true);
      json.put("why", released.basis() + " by " + String.join(", ", released.grounds()));
    } else if (decision instanceof Decision.Refused refused) {
      json.put("may", false);
      json.put("why", refused.describe());
    }
    return json;
  }

  private Answer record(Call call, ConsentDesk desk) throws IOException, ConsentDesk.Unrecordable {
    String caseId = known(call.field("caseId"));
    Basis basis = Call.choice(Basis.class, "basis", call.optional("basis").orElse("CONSENT"));
    Act.Given given;
    try {
      given =
          Act.Given.ofDays(
              basis, purposes(call), day(call, "from"), day(call, "until"), Instant.now());
    } catch (IllegalArgumentException e) {
      throw new Call.Wrong(e.getMessage());
    }
    ConsentEvent event =
        desk.record(desk.patientOfCase(caseId), given, evidence(call), call.session().user());
    tell(caseId, EventType.CONSENT_RECORDED, event, "");
    return Answer.json(201, json(event));
  }

  private Answer withdraw(Call call, ConsentDesk desk)
      throws IOException, ConsentDesk.Unrecordable {
    Withdrawal.Policy policy =
        Call.choice(
            Withdrawal.Policy.class,
            "models",
            call.optional("models").orElse(Withdrawal.Policy.OUT_OF_SERVICE.name()));
    Optional<String> ofCase = call.optional("caseId").map(this::known);
    PatientRef patient =
        ofCase.isPresent()
            ? desk.patientOfCase(ofCase.get())
            : desk.patientOfEvent(Call.number(call.field("event"), "event", 1, Integer.MAX_VALUE));
    Act act = new Act.Withdrawn(purposes(call), Instant.now());
    ConsentEvent event = desk.record(patient, act, evidence(call), call.session().user());
    String of = ofCase.orElse(RunLog.SYSTEM);
    tell(of, EventType.CONSENT_WITHDRAWN, event, "");
    return follow(desk, of, event, policy);
  }

  /** The event is on disk already: an answer that it is not followed through must say so. */
  private Answer follow(ConsentDesk desk, String of, ConsentEvent event, Withdrawal.Policy policy) {
    Withdrawal.Result done;
    try {
      done = desk.follow(event.patient(), policy);
    } catch (IOException e) {
      return Answer.problem(
          503,
          "the withdrawal is recorded as event "
              + event.sequence()
              + ", but was NOT followed through: "
              + e.getMessage()
              + "; withdraw again when that is mended");
    }
    tell(of, EventType.CONSENT_WITHDRAWN, event, " followed through: " + summary(done));
    Map<String, Object> json = json(event);
    json.putAll(json(done));
    return Answer.json(201, json);
  }

  private static String summary(Withdrawal.Result done) {
    return done.descendants().size()
        + " network(s) go back to the patient, "
        + done.outOfService().size()
        + " model folder(s) out of service, "
        + done.deleted().size()
        + " file(s) deleted, "
        + done.failed().size()
        + " not deleted";
  }

  private static Map<String, Object> json(Withdrawal.Result done) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("deleted", done.deleted().stream().map(Object::toString).toList());
    json.put("notDeleted", done.failed().stream().map(Object::toString).toList());
    json.put("outOfService", done.outOfService().stream().map(Object::toString).toList());
    json.put("notHere", done.notHere());
    NetworkNames names = new NetworkNames(done.descendants());
    json.put(
        "networks",
        done.descendants().stream()
            .map(
                d -> {
                  Map<String, Object> network = new LinkedHashMap<>();
                  network.put("name", d.name());
                  network.put("sha256", d.sha256());
                  network.put("folder", d.folder());
                  Optional<String> clean = done.lastClean().get(d.sha256());
                  network.put("lastClean", clean.orElse(null));
                  network.put("lastCleanName", clean.flatMap(names::of).orElse(null));
                  return network;
                })
            .toList());
    return json;
  }

  /** The evidence stays out of the run log: it is the consent log's, which fewer people read. */
  private void tell(String caseId, EventType type, ConsentEvent event, String more) {
    runLog.append(caseId, type, "event " + event.sequence() + " by " + event.recordedBy() + more);
  }

  private static String evidence(Call call) {
    return call.field("evidence");
  }

  /** Comma-separated; none: for a withdrawal all of them. */
  private static Set<Purpose> purposes(Call call) {
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    call.optional("purposes")
        .ifPresent(
            text -> {
              for (String each : text.split(",")) {
                purposes.add(Call.choice(Purpose.class, "purposes", each.strip()));
              }
            });
    return purposes;
  }

  private static Optional<LocalDate> day(Call call, String name) {
    try {
      return call.optional(name).map(LocalDate::parse);
    } catch (DateTimeException e) {
      throw new Call.Wrong(name + " must be a day such as 2026-11-28");
    }
  }
}
