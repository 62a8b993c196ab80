package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.accounts.Role;
import org.contourflow.accounts.Session;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.consent.Act;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.PatientRef;
import org.contourflow.dicom.DicomTag;
import org.contourflow.series.CtSeries;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** Who may teach, on a real daemon to which a clinician's approved set of the case came back. */
class ConsentPageTest {
  @TempDir static Path root;
  private static ConsoleBed bed;
  private static String caseId;
  private static CtSeries ct;
  private static String beforeItCameBack;
  private static OpenApiInteractionValidator openApi;

  @BeforeAll
  static void start() throws Exception {
    bed = new ConsoleBed(root);
    caseId = bed.delivered();
    ct = bed.ct();
    openApi = ConsoleBed.openApi();
    post("/api/consent/records", given(""));
    beforeItCameBack = why("TRAINING");
    BinaryMask box = BinaryMask.of(ct.grid(), (s, r, c) -> s > 2 && s < 7 && r > 9 && c < 30);
    bed.comesBack(Map.of("Lung_L", box), "APPROVED");
  }

  @BeforeEach
  void a_new_consent_folder() throws Exception {
    Path folder = root.resolve("consent");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(root.resolve("consent.witness"));
    Files.deleteIfExists(root.resolve("consent.opt-out.witness"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  /** The answer, which is as the OpenAPI file says and names no patient. */
  private static JsonNode checked(int status, String method, String path, HttpResponse<String> is)
      throws Exception {
    assertThat(is.statusCode()).as(is.body()).isEqualTo(status);
    assertThat(
            openApi
                .validateResponse(
                    path,
                    Method.valueOf(method),
                    SimpleResponse.Builder.status(status)
                        .withContentType("application/json")
                        .withBody(is.body())
                        .build())
                .getMessages())
        .isEmpty();
    for (PhantomPatient who : List.of(PhantomPatient.ZEBEDEE, PhantomPatient.QUILLA)) {
      assertThat(is.body()).doesNotContain(who.id(), who.name());
    }
    return new ObjectMapper().readTree(is.body());
  }

  private static JsonNode get(String user, String path) throws Exception {
    return checked(200, "GET", path, bed.logIn(user).get(path));
  }

  private static JsonNode post(String path, String body) throws Exception {
    return checked(201, "POST", path, bed.logIn("admin").send("POST", path, body));
  }

  private static String why(String purpose) throws Exception {
    for (JsonNode each : get("phil", "/api/consent/cases/" + caseId).path("purposes")) {
      if (each.path("purpose").asText().equals(purpose)) {
        return each.path("may").asBoolean() + " " + each.path("why").asText();
      }
    }
    throw new AssertionError("no word about " + purpose);
  }

  private static String given(String more) {
    return "{\"caseId\":\""
        + caseId
        + "\",\"purposes\":\"TRAINING\",\"evidence\":\"form 7\""
        + more
        + "}";
  }

  private static PatientRef patient() throws Exception {
    return ConsentFolder.open(root.resolve("consent"), Clock.systemUTC())
        .key()
        .refOf(ct.header().text(DicomTag.PatientID), ct.header().text(DicomTag.IssuerOfPatientID));
  }

  /** A model that the case taught, with what its training kept of the case. */
  private static Path taughtModel() throws Exception {
    var lineage = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC()).lineage();
    Path work = root.resolve("work");
    String run =
        lineage.started(
            work, Set.of("b".repeat(64)), Map.of(caseId, patient().hex()), "1 " + "0".repeat(64));
    Path model = Files.createDirectories(root.resolve("taught/2"));
    Files.deleteIfExists(model.resolve("out-of-service.txt"));
    Files.writeString(model.resolve("lineage.json"), "{}"); // Broken: a name is a help alone.
    lineage.produced(run, "c".repeat(64), "taught 2", Optional.of(model));
    lineage.produced(run, "d".repeat(64), "sent away", Optional.of(root.resolve("elsewhere")));
    Files.writeString(
        Files.createDirectories(work.resolve("cache")).resolve(caseId + ".case"), "voxels");
    return model;
  }

  @Test
  void recorded_explained_withdrawn_and_followed_through_to_networks_and_caches() throws Exception {
    assertThat(why("TRAINING")).startsWith("false NO_RECORD");
    JsonNode event = post("/api/consent/records", given(""));
    assertThat(event.path("patient").asText()).isEqualTo(patient().brief());
    assertThat(why("TRAINING")).isEqualTo("true CONSENT by event " + event.path("event").asInt());
    assertThat(why("CALIBRATION")).startsWith("false WRONG_PURPOSE");
    Path model = taughtModel();
    String cached = root.resolve("work/cache/" + caseId + ".case").toString();

    JsonNode done =
        post(
            "/api/consent/withdrawals",
            "{\"caseId\":\"" + caseId + "\",\"evidence\":\"letter 8\"}");

    assertThat(done.path("networks").path(0).path("name").asText()).isEqualTo("taught 2");
    assertThat(done.path("networks").path(0).path("lastClean").asText()).isEqualTo("b".repeat(64));
    assertThat(done.path("outOfService").path(0).asText()).isEqualTo(model.toString());
    assertThat(done.path("notHere")).hasSize(1);
    assertThat(done.path("notHere").path(0).asText())
        .isEqualTo(root.resolve("elsewhere").toString());
    assertThat(done.path("deleted").path(0).asText()).isEqualTo(cached);
    assertThat(Path.of(cached)).doesNotExist();
    assertThat(model.resolve("out-of-service.txt")).exists();
    assertThat(why("TRAINING")).startsWith("false WITHDRAWN");
    JsonNode explained = get("phil", "/api/consent/cases/" + caseId);
    assertThat(explained.path("approved").asBoolean()).isTrue();
    assertThat(explained.path("files").asInt()).isEqualTo(ct.grid().slices() + 1);
    assertThat(explained.path("events").findValuesAsText("evidence"))
        .contains("form 7", "letter 8");
    assertThat(get("phil", "/api/consent").path("items").findValuesAsText("by"))
        .containsOnly("admin");
    assertThat(bed.daemon().runLog().eventsOf(caseId).stream().map(Event::type))
        .contains(EventType.CONSENT_RECORDED, EventType.CONSENT_WITHDRAWN);
    assertThat(bed.daemon().runLog().eventsOf(caseId))
        .filteredOn(e -> e.type() == EventType.CONSENT_WITHDRAWN)
        .extracting(Event::text)
        .anyMatch(t -> t.contains("by admin") && t.contains("2 network(s) go back to the patient"))
        .noneMatch(t -> t.contains("letter 8"));
  }

  @Test
  void consent_alone_does_not_let_a_case_teach_whose_contours_no_clinician_approved() {
    assertThat(beforeItCameBack).startsWith("false UNAPPROVED");
  }

  @Test
  void a_withdrawal_by_an_event_may_leave_networks_in_service() throws Exception {
    String number = post("/api/consent/records", given("")).path("event").asText();
    Path model = taughtModel();
    JsonNode done =
        post(
            "/api/consent/withdrawals",
            "{\"event\":\"" + number + "\",\"evidence\":\"letter 9\",\"models\":\"LIST\"}");
    assertThat(done.path("networks")).hasSize(2);
    assertThat(done.path("notHere")).isEmpty();
    assertThat(done.path("outOfService")).isEmpty();
    assertThat(model.resolve("out-of-service.txt")).doesNotExist();
    assertThat(why("TRAINING")).startsWith("false WITHDRAWN");
  }

  @Test
  void a_withdrawal_that_cannot_be_followed_through_is_told_with_the_event_that_stands()
      throws Exception {
    post("/api/consent/records", given(""));
    Files.writeString(root.resolve("consent/lineage.jsonl"), "no line of lineage\n");
    HttpResponse<String> is =
        bed.logIn("admin").send("POST", "/api/consent/withdrawals", given(""));
    assertThat(is.statusCode()).as(is.body()).isEqualTo(503);
    assertThat(is.body()).contains("recorded as event 2", "NOT followed through");
    assertThat(why("TRAINING")).startsWith("false WITHDRAWN");
  }

  private static JsonNode error(JsonNode event) throws Exception {
    return post(
        "/api/consent/errors",
        "{\"event\":\"" + event.path("event").asInt() + "\",\"evidence\":\"note 1\"}");
  }

  @Test
  void a_consent_entered_in_error_is_followed_through_as_it_never_was() throws Exception {
    JsonNode event = post("/api/consent/records", given(""));
    Path model = taughtModel();
    JsonNode done = error(event);
    assertThat(done.path("says").asText()).isEqualTo("event 1 was entered in error");
    assertThat(done.path("networks")).hasSize(2);
    assertThat(model.resolve("out-of-service.txt")).exists();
    assertThat(root.resolve("work/cache/" + caseId + ".case")).doesNotExist();
    assertThat(why("TRAINING")).startsWith("false NO_RECORD");
    assertThat(bed.daemon().runLog().eventsOf(RunLog.SYSTEM))
        .extracting(Event::text)
        .contains("event 2 by admin: event 1 was entered in error")
        .anyMatch(t -> t.contains("event 2 by admin; followed through: 2 network(s)"))
        .noneMatch(t -> t.contains("note 1"));
  }

  @Test
  void an_event_entered_in_error_beside_a_consent_that_stands_touches_no_network()
      throws Exception {
    JsonNode twice = post("/api/consent/records", given(""));
    post("/api/consent/records", given(""));
    Path model = taughtModel();
    JsonNode done = error(twice);
    assertThat(done.path("networks")).isEmpty();
    assertThat(model.resolve("out-of-service.txt")).doesNotExist();
    assertThat(why("TRAINING")).startsWith("true CONSENT by event 2");
  }

  @Test
  void a_merge_with_a_patient_who_withdrew_is_followed_through() throws Exception {
    post("/api/consent/records", given(""));
    Path model = taughtModel();
    PatientRef other = new PatientRef("e".repeat(64));
    ConsentFolder.open(root.resolve("consent"), Clock.systemUTC())
        .log()
        .append(other, new Act.Withdrawn(Set.of(), Instant.now()), "letter 3", "clerk");
    JsonNode done =
        post(
            "/api/consent/merges",
            "{\"caseId\":\"" + caseId + "\",\"otherEvent\":\"2\",\"evidence\":\"note 2\"}");
    assertThat(done.path("says").asText()).isEqualTo("is the same person as " + other.brief());
    assertThat(done.path("networks")).hasSize(2);
    assertThat(model.resolve("out-of-service.txt")).exists();
    assertThat(why("TRAINING")).startsWith("false WITHDRAWN");
    assertThat(bed.daemon().runLog().eventsOf(caseId))
        .extracting(Event::text)
        .contains("event 3 by admin: is the same person as " + other.brief());
  }

  @Test
  void section_251_waits_for_the_opt_out_services_answer_and_an_opt_out_is_followed_through()
      throws Exception {
    post("/api/consent/records", given(",\"basis\":\"S251\""));
    assertThat(why("TRAINING")).startsWith("false OPT_OUT_UNKNOWN");
    String answer = "{\"caseId\":\"" + caseId + "\",\"allowed\":";
    JsonNode allowed = post("/api/consent/opt-outs", answer + "true}");
    assertThat(allowed.path("countsDays").asInt()).isEqualTo(ConsentFolder.OPT_OUT_DAYS);
    assertThat(allowed.path("networks")).isEmpty();
    assertThat(why("TRAINING")).startsWith("true S251 by event 1");
    Path model = taughtModel();
    JsonNode out = post("/api/consent/opt-outs", answer + "false}");
    assertThat(out.path("networks")).hasSize(2);
    assertThat(model.resolve("out-of-service.txt")).exists();
    assertThat(why("TRAINING")).startsWith("false OPTED_OUT");
    assertThat(bed.daemon().runLog().eventsOf(caseId))
        .filteredOn(e -> e.type() == EventType.CONSENT_OPT_OUT)
        .extracting(Event::text)
        .anyMatch(t -> t.startsWith("opted out") && t.endsWith("recorded by admin"));
  }

  private static String resource(String id, String more) {
    return """
    {"resourceType": "Consent", "id": "c1", "status": "active", "date": "2026-03-01",
     "subject": {"identifier": {"value": "%s"}}, "decision": "deny", %s
     "provision": [{"purpose": [
       {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        "code": "MLTRAINING"}]}]}
    """
        .formatted(id, more);
  }

  private static String imported(String resource) throws Exception {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "caseId",
                caseId,
                "resource",
                resource,
                "issuer",
                ct.header().text(DicomTag.IssuerOfPatientID)));
  }

  @Test
  void a_fhir_consent_of_the_patient_is_recorded_and_another_or_a_turned_one_is_not()
      throws Exception {
    String own = ct.header().text(DicomTag.PatientID);
    Map<String, String> wrong =
        Map.of(
            resource("SOMEONE-ELSE", ""),
            "WRONG_PATIENT",
            resource(own, "\"modifierExtension\": [{}],"),
            "modifierExtension",
            resource(own, "\"status\": \"entered-in-error\","),
            "names a key twice",
            "{",
            "no JSON");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> is =
          bed.logIn("admin").send("POST", "/api/consent/imports", imported(each.getKey()));
      JsonNode no = checked(400, "POST", "/api/consent/imports", is);
      assertThat(no.path("problem").asText()).contains(each.getValue());
    }
    assertThat(get("admin", "/api/consent").path("items")).isEmpty();
    JsonNode event = post("/api/consent/imports", imported(resource(own, "")));
    assertThat(event.path("evidence").asText()).isEqualTo("FHIR Consent/c1");
    assertThat(why("TRAINING")).startsWith("true CONSENT by event 1");
  }

  @Test
  void entries_that_make_no_sense_are_refused_in_a_sentence() throws Exception {
    post("/api/consent/records", given(""));
    String first = "\"event\":\"1\",\"evidence\":\"note\"";
    Map<String, List<String>> wrong =
        Map.of(
            "{\"event\":\"9\",\"evidence\":\"note\"}",
            List.of("errors", "there is no event 9"),
            "{\"evidence\":\"note\"}",
            List.of("errors", "event is missing"),
            "{" + first + ",\"otherEvent\":\"1\"}",
            List.of("merges", "same patient already"),
            "{" + first + "}",
            List.of("merges", "otherEvent is missing"),
            "{\"caseId\":\"" + caseId + "\"}",
            List.of("opt-outs", "allowed must be true or false"),
            "{\"caseId\":\"" + caseId + "\",\"allowed\":true,\"asked\":\"2999-01-01\"}",
            List.of("opt-outs", "after today"),
            "{\"event\":\"1\",\"evidence\":\"a\\nb\"}",
            List.of("errors", "one line"));
    for (Map.Entry<String, List<String>> each : wrong.entrySet()) {
      String path = "/api/consent/" + each.getValue().get(0);
      JsonNode no =
          checked(400, "POST", path, bed.logIn("admin").send("POST", path, each.getKey()));
      assertThat(no.path("problem").asText()).contains(each.getValue().get(1));
    }
    assertThat(get("admin", "/api/consent").path("items")).hasSize(1);
  }

  @Test
  void a_viewer_sees_nothing_a_physicist_records_nothing_and_another_site_neither()
      throws Exception {
    int before = get("admin", "/api/consent").path("items").size();
    String ofCase = "/api/consent/cases/" + caseId;
    assertThat(bed.logIn("vera").get("/api/consent").statusCode()).isEqualTo(403);
    assertThat(bed.logIn("vera").get(ofCase).statusCode()).isEqualTo(403);
    for (String user : List.of("vera", "phil")) {
      for (String each :
          List.of("records", "withdrawals", "errors", "merges", "opt-outs", "imports")) {
        String path = "/api/consent/" + each;
        assertThat(bed.logIn(user).send("POST", path, given("")).statusCode())
            .as(user + path)
            .isEqualTo(403);
      }
    }
    for (String each : List.of("records", "errors", "merges", "opt-outs", "imports")) {
      var forged =
          bed.request("/api/consent/" + each)
              .header("Cookie", bed.logIn("admin").cookie())
              .POST(BodyPublishers.ofString(given("")))
              .build();
      assertThat(bed.send(forged).statusCode()).as(each).isEqualTo(403);
    }
    assertThat(get("admin", "/api/consent").path("items")).hasSize(before);
  }

  @Test
  void what_makes_no_sense_is_refused_in_a_sentence_and_nothing_is_recorded() throws Exception {
    int before = get("admin", "/api/consent").path("items").size();
    Map<String, String> wrong =
        Map.of(
            given(",\"basis\":\"PUBLIC_LICENSED\""), "by a statement",
            given(",\"from\":\"2026-02-01\",\"until\":\"2026-01-01\""), "must end after",
            given(",\"from\":\"1.2.2026\""), "from must be a day",
            given("").replace("TRAINING", ""), "no purpose",
            given("").replace("form 7", " "), "evidence is missing");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> is =
          bed.logIn("admin").send("POST", "/api/consent/records", each.getKey());
      assertThat(is.statusCode()).as(each.getKey()).isEqualTo(400);
      assertThat(is.body()).contains(each.getValue());
    }
    assertThat(get("admin", "/api/consent").path("items")).hasSize(before);
  }

  @Test
  void a_consent_folder_that_is_away_is_told_and_never_made_anew() throws Exception {
    Path folder = root.resolve("consent");
    Path away = root.resolve("away");
    Files.move(folder, away);
    try {
      for (String path : List.of("/api/consent", "/api/consent/cases/" + caseId)) {
        assertThat(bed.logIn("admin").get(path).statusCode()).isEqualTo(503);
      }
      HttpResponse<String> is = bed.logIn("admin").send("POST", "/api/consent/records", given(""));
      assertThat(is.statusCode()).isEqualTo(503);
      assertThat(is.body()).contains("the consent folder of the settings is not there");
      assertThat(folder).doesNotExist();
    } finally {
      Files.move(away, folder);
    }
  }

  @Test
  void without_a_consent_folder_the_answer_says_how_to_switch_it_on() {
    Routes routes = new Routes();
    ConsoleParts.Questions none =
        new ConsoleParts.Questions(null, null, null, null, null, Optional.empty());
    new ConsentApi(
            new ConsoleParts(
                none, null, null, null, null, null, null, null, Optional.empty(), null))
        .addTo(routes);
    Call call =
        new Call(
            new Session("phil", Role.PHYSICIST, false, "", Instant.EPOCH),
            List.of(),
            Map.of(),
            new byte[0],
            "",
            false);
    Routes.Match match = routes.find("GET", "/api/consent").orElseThrow();
    assertThatThrownBy(() -> match.route().handler().answer(call))
        .isInstanceOf(Missing.class)
        .hasMessageContaining("console.consent");
  }

  @Test
  @Tag("peer")
  @Tag("long")
  void an_admin_records_and_withdraws_on_the_page() throws Exception {
    ChromeDriver browser = TestBrowser.open(1300, 1200);
    try {
      TestBrowser.logIn(browser, bed.address() + "consent?case=" + caseId, "admin");
      shows(browser, "May " + caseId + " teach?");
      assertThat(TestBrowser.serious(browser)).isEmpty();
      TestBrowser.type(browser, By.cssSelector("form.given input[name=evidence]"), "form 71");
      browser.findElement(By.cssSelector("form.given button")).click();
      shows(browser, "Recorded as event");
      shows(browser, "form 71");
      shows(browser, "CONSENT by event");
      TestBrowser.type(browser, By.cssSelector("form.taken input[name=evidence]"), "letter 81");
      browser.findElement(By.cssSelector("form.taken button")).click();
      shows(browser, "The withdrawal is event");
      shows(browser, "WITHDRAWN: consent was withdrawn");
      assertThat(TestBrowser.serious(browser)).isEmpty();
      TestBrowser.keep(browser, "consent");
      otherEntries(browser);
    } finally {
      browser.quit();
    }
  }

  /**
   * A new consent, known to be wrong; an answer of the opt-out service; a FHIR Consent; a merge.
   */
  private static void otherEntries(ChromeDriver browser) throws Exception {
    By open = By.cssSelector("details:not([open]) > summary");
    while (!browser.findElements(open).isEmpty()) {
      browser.findElement(open).click();
    }
    browser.findElement(By.cssSelector("select[name=answer] option[value=out]")).click();
    press(browser, "form.opt-out button");
    shows(browser, "opted out, asked");
    Path file = Files.writeString(root.resolve("fhir.json"), resource("SOMEONE-ELSE", ""));
    browser.findElement(By.cssSelector("input[name=resource]")).sendKeys(file.toString());
    press(browser, "form.fhir button");
    shows(browser, "WRONG_PATIENT");
    file =
        Files.writeString(
            root.resolve("own.json"), resource(ct.header().text(DicomTag.PatientID), ""));
    browser.findElement(By.cssSelector("input[name=resource]")).sendKeys(file.toString());
    press(browser, "form.fhir button");
    shows(browser, "FHIR Consent/c1");
    TestBrowser.type(browser, By.cssSelector("input[name=otherCaseId]"), caseId);
    TestBrowser.type(browser, By.cssSelector("form.merge input[name=evidence]"), "note 5");
    press(browser, "form.merge button");
    shows(browser, "both are the same patient already");
    press(browser, "button[aria-label='Event 3 was entered in error']");
    TestBrowser.type(browser, By.cssSelector("form.error input[name=evidence]"), "note 6");
    assertThat(TestBrowser.serious(browser)).isEmpty();
    TestBrowser.keep(browser, "consent-error");
    press(browser, "form.error button");
    shows(browser, "Recorded as event 4: event 3 was entered in error");
    TestBrowser.keep(browser, "consent-entries");
    assertThat(TestBrowser.serious(browser)).isEmpty();
  }

  private static void press(ChromeDriver browser, String button) {
    browser.findElement(By.cssSelector(button)).click();
  }

  private static void shows(ChromeDriver browser, String text) throws Exception {
    Eventually.holds(text, () -> browser.findElement(By.tagName("main")).getText().contains(text));
  }
}
