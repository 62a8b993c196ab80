package org.contourflow.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contourflow.accounts.Role;
import org.contourflow.consent.ConsentDesk;
import org.contourflow.consent.Decision;
import org.contourflow.consent.FhirConsent;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.Purpose;
import org.contourflow.query.CaseQueries;

/**
 * Who may teach: the events of the consent log, why a case may or may not, what is recorded.
 * Patients appear as the log's keyed references alone.
 */
final class ConsentApi {
  /** Bytes of a request with a FHIR resource in it, its quotes escaped. */
  private static final int LONGEST_RESOURCE = 2 * FhirConsent.LONGEST;

  private final Optional<ConsentDesk> consent;
  private final CaseQueries cases;
  private final ConsentWrites writes;

  ConsentApi(ConsoleParts parts) {
    this.consent = parts.consent();
    this.cases = parts.questions().cases();
    this.writes = new ConsentWrites(parts.runLog(), this::known);
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/consent", Role.PHYSICIST, read(this::all))
        .add("GET", "/api/consent/cases/{}", Role.PHYSICIST, read(this::explain))
        .add("POST", "/api/consent/records", Role.ADMIN, read(writes::record))
        .add("POST", "/api/consent/withdrawals", Role.ADMIN, read(writes::withdraw))
        .add("POST", "/api/consent/errors", Role.ADMIN, read(writes::error))
        .add("POST", "/api/consent/merges", Role.ADMIN, read(writes::merge))
        .add("POST", "/api/consent/opt-outs", Role.ADMIN, read(writes::optOut))
        .add(
            "POST", "/api/consent/imports", Role.ADMIN, LONGEST_RESOURCE, read(writes::importFhir));
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

  private Answer all(Call call, ConsentDesk desk) throws IOException {
    return Answer.json(Map.of("items", ConsentJson.events(desk.events())));
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
    json.put("events", ConsentJson.events(explained.events()));
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
}
