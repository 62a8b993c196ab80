package org.contourflow.console;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentDesk;
import org.contourflow.consent.ConsentDesk.Unrecordable;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.OptOutAnswer;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.Whose;
import org.contourflow.consent.Withdrawal;

/**
 * What an admin records of consent. The run log says who recorded which event; the evidence stays
 * out of it: that is the consent log's, which fewer people read.
 */
final class ConsentWrites {
  private final RunLog runLog;
  private final UnaryOperator<String> known;

  /**
   * @param known gives a case's id back, or answers that there is no such case
   */
  ConsentWrites(RunLog runLog, UnaryOperator<String> known) {
    this.runLog = runLog;
    this.known = known;
  }

  Answer record(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    String caseId = known.apply(call.field("caseId"));
    Basis basis = Call.choice(Basis.class, "basis", call.optional("basis").orElse("CONSENT"));
    Act.Given given;
    try {
      given =
          Act.Given.ofDays(
              basis, purposes(call), day(call, "from"), day(call, "until"), Instant.now());
    } catch (IllegalArgumentException e) {
      throw new Call.Wrong(e.getMessage());
    }
    ConsentEvent event = desk.record(desk.patientOfCase(caseId), given, evidence(call), by(call));
    tell(caseId, EventType.CONSENT_RECORDED, event, "");
    return Answer.json(201, ConsentJson.event(event));
  }

  Answer withdraw(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    Withdrawal.Policy policy = policy(call);
    Whose patient = patient(call, desk, "caseId", "event");
    Act act = new Act.Withdrawn(purposes(call), Instant.now());
    ConsentEvent event = desk.record(patient, act, evidence(call), by(call));
    String of = caseOf(call, "caseId");
    tell(of, EventType.CONSENT_WITHDRAWN, event, "");
    return follow(desk, of, event, policy);
  }

  /** An event was wrong: the patient's consent may not stand without it. */
  Answer error(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    Withdrawal.Policy policy = policy(call);
    int wrong = number(call, "event");
    ConsentEvent event =
        desk.record(
            desk.patientOfEvent(wrong), new Act.EnteredInError(wrong), evidence(call), by(call));
    tell(RunLog.SYSTEM, EventType.CONSENT_RECORDED, event, ": " + event.act().describe());
    return follow(desk, RunLog.SYSTEM, event, policy);
  }

  /** Two references are one person: who withdrew as one of them withdrew as both. */
  Answer merge(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    Withdrawal.Policy policy = policy(call);
    Whose patient = patient(call, desk, "caseId", "event");
    Whose other = patient(call, desk, "otherCaseId", "otherEvent");
    ConsentEvent event = desk.record(patient, new Act.Merged(other), evidence(call), by(call));
    String of = caseOf(call, "caseId");
    Stream.of(of, caseOf(call, "otherCaseId"))
        .distinct()
        .forEach(
            each -> tell(each, EventType.CONSENT_RECORDED, event, ": " + event.act().describe()));
    return follow(desk, of, event, policy);
  }

  Answer optOut(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    Withdrawal.Policy policy = policy(call);
    String caseId = known.apply(call.field("caseId"));
    Whose patient = desk.patientOfCase(caseId);
    OptOutAnswer answer =
        new OptOutAnswer(call.flag("allowed"), day(call, "asked").orElseGet(LocalDate::now));
    int days = desk.record(patient, answer);
    String said =
        (answer.allowed() ? "allowed" : "opted out")
            + ", the service was asked "
            + answer.askedOn();
    runLog.append(caseId, EventType.CONSENT_OPT_OUT, said + ", recorded by " + by(call));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("patient", patient.ref().brief());
    json.put("allowed", answer.allowed());
    json.put("asked", answer.askedOn());
    json.put("countsDays", days);
    return follow(desk, new Entry(caseId, patient, json, "the answer is recorded"), policy);
  }

  Answer importFhir(Call call, ConsentDesk desk) throws IOException, Unrecordable {
    String caseId = known.apply(call.field("caseId"));
    ConsentEvent event =
        desk.imported(
            desk.patientOfCase(caseId),
            call.field("resource"),
            call.optional("issuer").orElse(""),
            by(call));
    tell(caseId, EventType.CONSENT_RECORDED, event, ": from a FHIR Consent");
    return Answer.json(201, ConsentJson.event(event));
  }

  /**
   * What was just recorded.
   *
   * @param of the case, for the run log
   * @param json the answer, without what is followed through
   * @param sentence that it is recorded
   */
  private record Entry(String of, Whose patient, Map<String, Object> json, String sentence) {}

  private Answer follow(ConsentDesk desk, String of, ConsentEvent event, Withdrawal.Policy policy) {
    String what = event.act() instanceof Act.Withdrawn ? "the withdrawal" : "it";
    String sentence =
        what + " is recorded as event " + event.sequence() + " by " + event.recordedBy();
    Whose patient = new Whose(event.patient(), event.withoutIssuer());
    return follow(desk, new Entry(of, patient, ConsentJson.event(event), sentence), policy);
  }

  /** It is on disk already: an answer that it is not followed through must say so. */
  private Answer follow(ConsentDesk desk, Entry entry, Withdrawal.Policy policy) {
    Withdrawal.Result done;
    try {
      done = desk.follow(entry.patient(), policy);
    } catch (IOException e) {
      return Answer.problem(
          503,
          entry.sentence()
              + ", but was NOT followed through: "
              + e.getMessage()
              + "; record it again when that is mended");
    }
    if (!done.isEmpty()) {
      runLog.append(
          entry.of(),
          EventType.CONSENT_WITHDRAWN,
          entry.sentence() + "; followed through: " + summary(done));
    }
    entry.json().putAll(ConsentJson.followed(done));
    return Answer.json(201, entry.json());
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

  private void tell(String caseId, EventType type, ConsentEvent event, String more) {
    runLog.append(caseId, type, "event " + event.sequence() + " by " + event.recordedBy() + more);
  }

  private String caseOf(Call call, String field) {
    return call.optional(field).map(known).orElse(RunLog.SYSTEM);
  }

  /** Whose is said by a case, or by an event of the patient, where the CT is gone. */
  private Whose patient(Call call, ConsentDesk desk, String caseField, String eventField)
      throws IOException, Unrecordable {
    Optional<String> ofCase = call.optional(caseField).map(known);
    return ofCase.isPresent()
        ? desk.patientOfCase(ofCase.get())
        : desk.patientOfEvent(number(call, eventField));
  }

  private static int number(Call call, String name) {
    return Call.number(call.field(name), name, 1, Integer.MAX_VALUE);
  }

  private static Withdrawal.Policy policy(Call call) {
    return Call.choice(
        Withdrawal.Policy.class,
        "models",
        call.optional("models").orElse(Withdrawal.Policy.OUT_OF_SERVICE.name()));
  }

  private static String evidence(Call call) {
    return call.field("evidence");
  }

  private static String by(Call call) {
    return call.session().user();
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
