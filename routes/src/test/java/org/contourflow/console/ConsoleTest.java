package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.delivery.WebKeys;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's API on a real daemon, without a browser. */
class ConsoleTest {
  @TempDir static Path root;
  private static ConsoleBed bed;
  private static String caseId;
  private static OpenApiInteractionValidator openApi;

  @BeforeAll
  static void start() throws Exception {
    bed = new ConsoleBed(root);
    caseId = bed.delivered();
    openApi = ConsoleBed.openApi();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static String unzipped(HttpResponse<byte[]> answer) throws Exception {
    boolean zipped = answer.headers().firstValue("Content-Encoding").isPresent();
    try (InputStream plain = new ByteArrayInputStream(answer.body());
        InputStream in = zipped ? new GZIPInputStream(plain) : plain) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/session",
        "/api/ways",
        "/api/cases",
        "/api/cases?state=DELIVERED&sort=changed&limit=1",
        "/api/cases?sort=backwards",
        "/api/cases/CASE",
        "/api/cases/case-999999",
        "/api/cases/CASE/patient",
        "/api/cases?priority=ROUTINE&protocol=default",
        "/api/cases/CASE/findings",
        "/api/cases/CASE/pictures/none.png",
        "/api/requests/999999",
        "/api/cases/CASE/scene",
        "/api/cases/CASE/contours",
        "/api/cases/CASE/cuts/ROW/12",
        "/api/cases/CASE/cuts/COLUMN/99999",
        "/api/held",
        "/api/log?severity=WARNING&limit=5",
        "/api/log?limit=2",
        "/api/system",
        "/api/statistics?days=7",
        "/api/statistics?days=0",
        "/api/drift",
        "/api/studies",
        "/api/studies/none/next",
        "/api/demand",
        "/api/demand/what-if?staff=08-17=2",
        "/api/demand/what-if?staff=always",
        "/api/consent",
        "/api/consent/cases/CASE",
        "/api/consent/cases/none",
        "/api/users",
        "/api/tokens"
      })
  void every_answer_is_as_the_openapi_file_says(String asked) throws Exception {
    String path = asked.replace("CASE", caseId);
    HttpResponse<byte[]> answer = bed.logIn("admin").bytes(path);
    assertThat(answer.statusCode()).isNotEqualTo(500);
    ValidationReport report =
        openApi.validateResponse(
            path.replaceAll("\\?.*", ""),
            Method.GET,
            SimpleResponse.Builder.status(answer.statusCode())
                .withContentType(answer.headers().firstValue("Content-Type").orElse(""))
                .withBody(unzipped(answer))
                .build());
    assertThat(report.getMessages()).isEmpty();
  }

  @Test
  void a_viewer_looks_and_may_do_nothing_else() throws Exception {
    ConsoleBed.Caller viewer = bed.logIn("vera");
    assertThat(viewer.get("/api/cases/" + caseId).statusCode()).isEqualTo(200);
    assertThat(viewer.get("/api/cases/" + caseId + "/patient").statusCode()).isEqualTo(403);
    assertThat(viewer.get("/api/cases/" + caseId + "/report").statusCode()).isEqualTo(403);
    assertThat(viewer.get("/api/users").statusCode()).isEqualTo(403);
    for (String action : ACTIONS) {
      String body = action(action, "because");
      assertThat(viewer.send("POST", "/api/cases/" + caseId + "/actions", body).statusCode())
          .as(action)
          .isEqualTo(403);
    }
    assertThat(viewer.send("POST", "/api/held/x/release", "{\"reason\":\"b\"}").statusCode())
        .isEqualTo(403);
    assertThat(viewer.send("PUT", "/api/users/x", "{\"role\":\"ADMIN\"}").statusCode())
        .isEqualTo(403);
    assertThat(bed.logIn("phil").send("POST", "/api/tokens", "{}").statusCode()).isEqualTo(403);
  }

  private static final List<String> ACTIONS =
      List.of("RETRY", "STOP", "RELEASE", "RESEND", "ACCEPT", "REJECT");

  private static String action(String action, String reason) {
    return "{\"action\":\"" + action + "\",\"target\":\"export\",\"reason\":\"" + reason + "\"}";
  }

  /** Asks for an action and waits for the service's answer. */
  private static String answered(ConsoleBed.Caller caller, String action) throws Exception {
    String path = "/api/cases/" + caseId + "/actions";
    HttpResponse<String> asked = caller.send("POST", path, action(action, "it is " + action));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    String request = asked.body().replaceAll(".*\"request\":(\\d+).*", "$1");
    Eventually.holds(
        action + " is answered",
        () -> !caller.get("/api/requests/" + request).body().contains("WAITING"));
    return caller.get("/api/requests/" + request).body();
  }

  private static long deliveries() {
    return bed.daemon().runLog().eventsOf(caseId).stream()
        .filter(e -> e.type() == EventType.DELIVERED)
        .count();
  }

  @Test
  void a_delivered_case_is_sent_to_one_target_again_and_the_run_log_says_for_whom()
      throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    long before = deliveries();
    assertThat(answered(physicist, "RESEND")).contains("DONE", "export");
    Eventually.holds("it is delivered again", () -> deliveries() > before);
    Eventually.holds(
        "its state says so",
        () -> physicist.get("/api/cases/" + caseId).body().contains("\"state\":\"DELIVERED\""));
    assertThat(bed.daemon().runLog().eventsOf(caseId))
        .anySatisfy(
            e -> {
              assertThat(e.type()).isEqualTo(EventType.CASE_REQUESTED);
              assertThat(e.text()).isEqualTo("RESEND to export by phil: it is RESEND");
              assertThat(e.actor().user()).isEqualTo("phil");
            });
    String path = "/api/cases/" + caseId + "/actions";
    String nowhere = action("RESEND", "lost").replace("export", "nowhere");
    String asked = physicist.send("POST", path, nowhere).body();
    String request = asked.replaceAll(".*\"request\":(\\d+).*", "$1");
    Eventually.holds(
        "another target is refused",
        () -> physicist.get("/api/requests/" + request).body().contains("REFUSED"));
  }

  @Test
  void what_cannot_be_done_is_answered_with_the_reason() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    assertThat(answered(physicist, "RELEASE")).contains("REFUSED", "only a case that its findings");
    assertThat(answered(physicist, "RETRY")).contains("REFUSED", "only a case that failed");
    assertThat(answered(physicist, "STOP")).contains("REFUSED", "no contouring to stop");
  }

  @Test
  void a_screen_in_a_corridor_is_told_nothing_that_names_the_patient() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    String patient = physicist.get("/api/cases/" + caseId + "/patient").body();
    List<String> names =
        List.of("name", "id", "birthDate").stream()
            .map(field -> patient.replaceAll(".*\"" + field + "\":\"([^\"]*)\".*", "$1"))
            .filter(value -> !value.isBlank())
            .toList();
    assertThat(names).hasSizeGreaterThan(1);
    HttpResponse<String> hidden =
        physicist.send("PUT", "/api/screen", "{\"hidesIdentifiers\":true}");
    assertThat(hidden.statusCode()).isEqualTo(204);
    String kept = hidden.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(kept).contains("HttpOnly", "SameSite=Strict").containsPattern("Max-Age=\\d{7,}");
    for (String user : List.of("vera", "phil", "admin")) {
      ConsoleBed.Caller corridor = bed.logIn(user).keeping(kept);
      assertThat(corridor.get("/api/session").body()).contains("\"hidesIdentifiers\":true");
      for (String path : CT_AND_MORE) {
        String asked = path.replace("CASE", caseId);
        assertThat(unzipped(corridor.bytes(asked))).as(user + asked).doesNotContain(names);
      }
      assertThat(corridor.get("/api/cases/" + caseId + "/patient").statusCode()).isEqualTo(403);
      assertThat(corridor.get("/api/cases/" + caseId + "/report").statusCode()).isEqualTo(403);
    }
    assertThat(bed.daemon().runLog().all())
        .filteredOn(e -> e.type() == EventType.CONSOLE_SCREEN)
        .extracting(e -> e.actor().user())
        .contains("phil");
    String shown =
        physicist
            .send("PUT", "/api/screen", "{\"hidesIdentifiers\":false}")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    assertThat(shown).contains("Max-Age=0");
  }

  private static final List<String> CT_AND_MORE =
      List.of(
          "/api/cases",
          "/api/cases.csv",
          "/api/cases/CASE",
          "/api/cases/CASE/patient",
          "/api/cases/CASE/report",
          "/api/cases/CASE/findings",
          "/api/cases/CASE/scene",
          "/api/cases/CASE/contours",
          "/api/held",
          "/api/log?limit=500",
          "/api/system",
          "/api/statistics",
          "/api/statistics.csv");

  @Test
  void the_findings_of_the_review_come_with_their_pictures_and_nothing_else_of_the_folder()
      throws Exception {
    Path folder = bed.daemon().caseFolder(caseId);
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G'};
    Files.write(folder.resolve("finding-7.png"), picture);
    ConsoleBed.Caller viewer = bed.logIn("vera");
    assertThat(viewer.bytes("/api/cases/" + caseId + "/pictures/finding-7.png").body())
        .isEqualTo(picture);
    for (String other : new String[] {"rtstruct.dcm", "report.html", "finding-8.png", ".."}) {
      String path = "/api/cases/" + caseId + "/pictures/" + other;
      assertThat(viewer.get(path).statusCode()).as(other).isIn(400, 404);
    }
    assertThat(viewer.get("/api/cases/case-9/pictures/finding-7.png").statusCode()).isEqualTo(404);
  }

  @Test
  void with_tls_cookies_are_secure_and_plain_http_gets_nothing() throws Exception {
    TestKeys keys = TestKeys.make(Files.createDirectories(root.resolve("keys")), 1, "console");
    DicomWebSettings.Tls tls =
        new DicomWebSettings.Tls(keys.store("console"), new Secret(TestKeys.PASSWORD), null, null);
    ConsoleSettings settings =
        new ConsoleSettings(true, 0, null, tls, null, null, null, null, null);
    try (BareConsole console = new BareConsole(root.resolve("tls"), settings)) {
      assertThat(console.address()).startsWith("https://");
      HttpClient trusting =
          HttpClient.newBuilder()
              .sslContext(
                  WebKeys.context(
                      new WebKeys.Store(keys.store("console"), TestKeys.PASSWORD),
                      new WebKeys.Store(keys.trustStore(), TestKeys.PASSWORD)))
              .build();
      URI logIn = URI.create(console.address()).resolve("/api/session");
      String body = "{\"user\":\"admin\",\"password\":\"" + console.oneTimePassword() + "\"}";
      HttpResponse<String> in =
          trusting.send(
              HttpRequest.newBuilder(logIn).POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      assertThat(in.statusCode()).isEqualTo(200);
      assertThat(in.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
      assertThat(in.headers().firstValue("Strict-Transport-Security")).isPresent();
      URI plain = URI.create(console.address().replace("https:", "http:"));
      assertThat(refusesPlain(plain)).isTrue();
      assertThatThrownBy(
              () ->
                  HttpClient.newHttpClient()
                      .send(HttpRequest.newBuilder(logIn).build(), BodyHandlers.ofString()))
          .as("a certificate that nobody vouches for")
          .isInstanceOf(javax.net.ssl.SSLException.class);
    }
  }

  private static boolean refusesPlain(URI address) throws InterruptedException {
    try {
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
              .statusCode()
          >= 400;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void a_case_says_why_it_matched_its_rule_and_is_found_by_its_priority() throws Exception {
    ConsoleBed.Caller viewer = bed.logIn("vera");
    assertThat(viewer.get("/api/cases/" + caseId).body())
        .containsPattern("\"type\":\"CASE_BY_RULE\",\"severity\":\"INFO\",\"text\":\"rule ");
    assertThat(viewer.get("/api/cases?priority=ROUTINE").body())
        .contains(caseId, "\"priority\":\"ROUTINE\"");
    assertThat(viewer.get("/api/cases?priority=URGENT").body()).doesNotContain(caseId);
    assertThat(viewer.get("/api/cases?priority=HIGH").statusCode()).isEqualTo(400);
  }

  @Test
  void who_saw_and_who_acted_stands_in_the_run_log() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    physicist.get("/api/cases/" + caseId);
    assertThat(physicist.get("/api/cases/" + caseId + "/patient").statusCode()).isEqualTo(200);
    String body = "{\"action\":\"REJECT\",\"reason\":\"lung too small\"}";
    assertThat(physicist.send("POST", "/api/cases/" + caseId + "/actions", body).statusCode())
        .isEqualTo(202);
    assertThat(physicist.get("/api/cases/" + caseId).body()).contains("lung too small", "REJECTED");
    assertThat(bed.daemon().runLog().eventsOf(caseId))
        .filteredOn(e -> e.text().contains("phil"))
        .extracting(Event::type)
        .contains(EventType.CASE_VIEWED, EventType.IDENTIFIERS_SHOWN, EventType.CASE_VERDICT);
  }

  @Test
  void without_a_reason_nothing_is_done() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    for (String body :
        new String[] {
          "{\"action\":\"RETRY\"}", "{\"action\":\"RETRY\",\"reason\":\" \"}", "[", ""
        }) {
      assertThat(physicist.send("POST", "/api/cases/" + caseId + "/actions", body).statusCode())
          .as(body)
          .isEqualTo(400);
    }
  }

  @Test
  void a_request_of_another_site_or_without_the_sessions_secret_changes_nothing() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    String path = "/api/cases/" + caseId + "/actions";
    String body = "{\"action\":\"ACCEPT\",\"reason\":\"forged\"}";
    var forged =
        bed.request(path)
            .header("Cookie", physicist.cookie())
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));
    assertThat(bed.send(forged.build()).statusCode()).isEqualTo(403);
    assertThat(bed.send(forged.header("X-CSRF-Token", "guess").build()).statusCode())
        .isEqualTo(403);
    var elsewhere =
        bed.request("/api/cases")
            .header("Cookie", physicist.cookie())
            .header("Origin", "https://evil.example");
    assertThat(bed.send(elsewhere.build()).statusCode()).isEqualTo(403);
    assertThat(bed.send(bed.request(path).build()).statusCode()).isEqualTo(401);
    assertThat(physicist.get("/api/cases/" + caseId).body()).doesNotContain("forged");
  }

  @Test
  void every_answer_has_a_strict_policy_and_only_own_files_are_served() throws Exception {
    for (String path : new String[] {"/", "/cases/" + caseId, "/app.js", "/api/session", "/none"}) {
      HttpResponse<String> answer = bed.send(bed.request(path).build());
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .as(path)
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
    for (String path :
        new String[] {
          "/../logback-test.xml",
          "/%2e%2e/logback-test.xml",
          "/logback-test.xml",
          "/lib/../app.js/x"
        }) {
      assertThat(bed.send(bed.request(path).build()).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(bed.send(bed.request("/").build()).body()).doesNotContain("http:", "https:");
  }

  @Test
  void who_guesses_is_shut_out_and_the_run_log_tells() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(bed.logIn("nobody-" + root.hashCode(), "guess").status()).isEqualTo(401);
    }
    assertThat(bed.logIn("nobody-" + root.hashCode(), "guess").status()).isEqualTo(429);
    assertThat(bed.daemon().runLog().all())
        .filteredOn(e -> e.type() == EventType.CONSOLE_LOG_IN_REFUSED)
        .extracting(Event::text)
        .contains("an unknown name from 127.0.0.1");
  }

  @Test
  void a_token_does_what_its_user_may_and_needs_no_cookie() throws Exception {
    String made =
        bed.logIn("admin")
            .send("POST", "/api/tokens", "{\"user\":\"vera\",\"note\":\"nightly\",\"days\":\"1\"}")
            .body();
    String token = made.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    var request = bed.request("/api/cases.csv").header("Authorization", "Bearer " + token);
    HttpResponse<String> answer = bed.send(request.build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("case,state,").contains(caseId + ",DELIVERED,");
    var patient = bed.request("/api/cases/" + caseId + "/patient");
    assertThat(bed.send(patient.header("Authorization", "Bearer " + token).build()).statusCode())
        .isEqualTo(403);
    var wrong = bed.request("/api/cases").header("Authorization", "Bearer cf_wrong");
    assertThat(bed.send(wrong.build()).statusCode()).isEqualTo(401);
  }

  @Test
  void a_token_is_made_and_taken_back_by_an_admin_alone_and_the_run_log_says_so() throws Exception {
    String asked = "{\"user\":\"vera\",\"note\":\"backup list\",\"days\":\"2\"}";
    ConsoleBed.Caller admin = bed.logIn("admin");
    for (String user : List.of("vera", "phil")) {
      ConsoleBed.Caller other = bed.logIn(user);
      assertThat(other.send("POST", "/api/tokens", asked).statusCode()).as(user).isEqualTo(403);
      assertThat(other.send("DELETE", "/api/tokens/x", "{}").statusCode()).isEqualTo(403);
      assertThat(other.get("/api/tokens").statusCode()).isEqualTo(403);
    }
    String token =
        admin.send("POST", "/api/tokens", asked).body().replaceAll(".*:\"([^\"]*)\".*", "$1");
    String listed = admin.get("/api/tokens").body();
    assertThat(listed).contains("backup list").doesNotContain(token);
    String id =
        new ObjectMapper()
            .readTree(listed).path("items").findParents("note").stream()
                .filter(t -> t.path("note").asText().equals("backup list"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    assertThat(withToken(token)).isEqualTo(200);
    assertThat(admin.send("DELETE", "/api/tokens/" + id, "{}").statusCode()).isEqualTo(204);
    assertThat(withToken(token)).isEqualTo(401);
    assertThat(admin.send("DELETE", "/api/tokens/" + id, "{}").statusCode()).isEqualTo(404);
    assertThat(bed.daemon().runLog().all())
        .filteredOn(e -> e.type() == EventType.CONSOLE_TOKENS)
        .extracting(Event::text)
        .contains(
            "by admin: a token with the rights of vera for 2 days: backup list",
            "by admin: the token with the rights of vera was taken back: backup list")
        .allSatisfy(text -> assertThat(text).doesNotContain(token));
  }

  private static int withToken(String token) throws Exception {
    var request = bed.request("/api/cases").header("Authorization", "Bearer " + token);
    return bed.send(request.build()).statusCode();
  }

  @Test
  void a_token_needs_a_user_who_may_log_in_a_note_and_an_end() throws Exception {
    ConsoleBed.Caller admin = bed.logIn("admin");
    assertThat(admin.send("PUT", "/api/users/gone", "{\"role\":\"VIEWER\"}").statusCode())
        .isEqualTo(200);
    String body = "{\"user\":\"%s\",\"note\":\"%s\",\"days\":\"%s\"}";
    String token =
        admin
            .send("POST", "/api/tokens", body.formatted("gone", "n", 1))
            .body()
            .replaceAll(".*:\"([^\"]*)\".*", "$1");
    assertThat(withToken(token)).isEqualTo(200);
    admin.send("DELETE", "/api/users/gone", "{}");
    assertThat(withToken(token)).as("of a user who is locked out").isEqualTo(401);
    String[][] wrong = {
      {"gone", "n", "1", "400"},
      {"nobody", "n", "1", "404"},
      {"vera", " ", "1", "400"},
      {"vera", "n".repeat(201), "1", "400"},
      {"vera", "n", "0", "400"},
      {"vera", "n", "for ever", "400"}
    };
    for (String[] w : wrong) {
      assertThat(admin.send("POST", "/api/tokens", body.formatted(w[0], w[1], w[2])).statusCode())
          .as(String.join(" ", w))
          .isEqualTo(Integer.parseInt(w[3]));
    }
  }

  @Test
  void no_answer_but_one_names_the_patient_and_the_slices_are_those_of_the_ct() throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    String patient = physicist.get("/api/cases/" + caseId + "/patient").body();
    String id = patient.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    assertThat(id).isNotBlank();
    for (String path : new String[] {"", "/scene", "/contours"}) {
      assertThat(unzipped(physicist.bytes("/api/cases/" + caseId + path))).doesNotContain(id);
    }
    assertThat(physicist.get("/api/log?limit=500").body()).doesNotContain(id);
    String scene = physicist.get("/api/cases/" + caseId + "/scene").body();
    int rows = Integer.parseInt(scene.replaceAll(".*\"rows\":(\\d+).*", "$1"));
    int columns = Integer.parseInt(scene.replaceAll(".*\"columns\":(\\d+).*", "$1"));
    HttpResponse<byte[]> slice = physicist.bytes("/api/cases/" + caseId + "/slices/0");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(slice.body()))) {
      assertThat(in.readAllBytes()).hasSize(2 * rows * columns);
    }
    assertThat(physicist.get("/api/cases/" + caseId + "/slices/99999").statusCode()).isEqualTo(400);
  }

  @Test
  void another_structure_set_is_compared_and_not_stored() throws Exception {
    Path file = bed.daemon().caseFolder(caseId).resolve("rtstruct.dcm");
    ConsoleBed.Caller physicist = bed.logIn("phil");
    HttpResponse<byte[]> answer =
        physicist.post("/api/cases/" + caseId + "/comparison", Files.readAllBytes(file));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(unzipped(answer)).contains("\"set\":", "External");
    assertThat(
            physicist
                .post("/api/cases/" + caseId + "/comparison", new byte[] {1, 2, 3})
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void a_rules_file_that_cannot_be_used_is_shown_until_it_can() throws Exception {
    ConsoleBed.Caller viewer = bed.logIn("vera");
    bed.rules("protocols: [{name: default, models: [no-such-model]}]\n");
    try {
      Eventually.holds(
          "the console says that the rules before stay in force",
          () -> {
            String system = viewer.get("/api/system").body();
            return system.contains("the rules before stay in force")
                && system.contains("\"since\"");
          });
      Eventually.holds(
          "the log says so too",
          () -> viewer.get("/api/log?limit=100").body().contains("RULES_REFUSED"));
    } finally {
      bed.rules(ConsoleBed.RULES);
    }
    Eventually.holds(
        "nothing is wrong any more",
        () -> !viewer.get("/api/system").body().contains("stay in force"));
  }

  /** A search of everything is many questions, each of which is short. */
  @Test
  void a_text_is_looked_for_in_so_many_lines_and_the_next_question_goes_on() throws Exception {
    ConsoleBed.Caller viewer = bed.logIn("vera");
    ObjectMapper json = new ObjectMapper();
    bed.daemon().runLog().append("case-777777", EventType.CASE_RELATED, "a needle");
    for (int i = 0; i < 10_100; i++) {
      bed.daemon().runLog().append("case-777777", EventType.CASE_RELATED, "straw " + i);
    }
    JsonNode first = json.readTree(viewer.get("/api/log?text=a%20needle").body());
    assertThat(first.path("items")).isEmpty();
    JsonNode then =
        json.readTree(
            viewer.get("/api/log?text=a%20needle&before=" + first.path("next").asText()).body());
    assertThat(then.path("items")).hasSize(1);
    assertThat(then.path("next").isNull()).as("all was looked at").isTrue();
  }

  /** By what a case was made: the protocol's text, and the settings that the service began with. */
  @Test
  void the_hashes_of_protocol_and_settings_stand_with_the_case_and_in_its_report()
      throws Exception {
    ConsoleBed.Caller physicist = bed.logIn("phil");
    JsonNode view = new ObjectMapper().readTree(physicist.get("/api/cases/" + caseId).body());
    String protocol = view.path("protocolSha256").asText();
    assertThat(protocol).matches("[0-9a-f]{64}");
    assertThat(protocol).isEqualTo(bed.protocolSha256("default"));
    String begun =
        bed.daemon().runLog().all().stream()
            .filter(e -> e.type() == EventType.SYSTEM_STARTED)
            .map(Event::text)
            .findFirst()
            .orElseThrow();
    String settings = begun.replaceAll(".*settings ([0-9a-f]{64}).*", "$1");
    assertThat(settings).matches("[0-9a-f]{64}").isNotEqualTo(protocol);
    String report = physicist.get("/api/cases/" + caseId + "/report").body();
    assertThat(report).contains(protocol).contains(settings);
  }
}
