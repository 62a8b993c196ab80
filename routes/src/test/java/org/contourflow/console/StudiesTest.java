package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.contourflow.audit.EventType;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.testdata.Eventually;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** Blinded scoring on a real daemon to which an edited set came back. */
class StudiesTest {
  /** What the clinician made of Lung_L and Lung_R: boxes, so that a drawing tells whose it is. */
  private static final int FIRST = 3;

  private static final int LAST = 6;

  @TempDir static Path root;
  private static ConsoleBed bed;
  private static String caseId;
  private static OpenApiInteractionValidator openApi;
  private static String study;

  @BeforeAll
  static void start() throws Exception {
    bed = new ConsoleBed(root);
    caseId = bed.delivered();
    comeBack();
    openApi = ConsoleBed.openApi();
    var made = bed.logIn("admin").send("POST", "/api/studies", "{\"name\":\"November\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode json = new ObjectMapper().readTree(made.body());
    assertThat(json.path("pairs").asInt()).isEqualTo(2);
    study = json.path("id").asText();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static void comeBack() throws Exception {
    BinaryMask box =
        BinaryMask.of(
            bed.ct().grid(),
            (s, r, c) -> s >= FIRST && s <= LAST && r > 9 && r < 20 && c > 9 && c < 30);
    bed.comesBack(Map.of("Lung_L", box, "Lung_R", box), "UNAPPROVED");
  }

  private static String at(String rest) {
    return "/api/studies/" + study + rest;
  }

  /** The answer's body, which is as the OpenAPI file says. */
  private static String checked(String user, String path) throws Exception {
    var answer = bed.logIn(user).bytes(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    boolean zipped = answer.headers().firstValue("Content-Encoding").isPresent();
    try (InputStream plain = new ByteArrayInputStream(answer.body());
        InputStream in = zipped ? new GZIPInputStream(plain) : plain) {
      String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(
              openApi
                  .validateResponse(
                      path,
                      Method.GET,
                      SimpleResponse.Builder.status(200)
                          .withContentType(answer.headers().firstValue("Content-Type").orElse(""))
                          .withBody(body)
                          .build())
                  .getMessages())
          .isEmpty();
      return body;
    }
  }

  private static JsonNode json(String user, String path) throws Exception {
    return new ObjectMapper().readTree(checked(user, path));
  }

  private static boolean isClinicians(JsonNode drawing) {
    return drawing.path("first").asInt() == FIRST
        && drawing.path("last").asInt() == LAST
        && drawing.path("loops").path("4").path(0).size() == 8;
  }

  @Test
  void a_grader_grades_what_he_cannot_tell_apart_goes_on_later_and_an_admin_gets_the_truth()
      throws Exception {
    JsonNode next = json("phil", at("/next"));
    assertThat(next.path("of").asInt()).isEqualTo(2);
    while (!next.path("pair").isNull()) {
      String pair = next.path("pair").asText();
      String body = checked("phil", at("/pairs/" + pair + "/drawings"));
      String sop =
          DicomFiles.read(root.resolve("edited.dcm")).dataset().text(DicomTag.SOPInstanceUID);
      assertThat(body + next).doesNotContain(caseId, "EDITED", sop, "ours", "theirs", "label");
      JsonNode drawings = new ObjectMapper().readTree(body);
      boolean left = isClinicians(drawings.path("left"));
      assertThat(isClinicians(drawings.path("right"))).isNotEqualTo(left);
      String grade =
          left
              ? "{\"left\":\"acceptable\",\"right\":\"unacceptable\",\"better\":\"left\"}"
              : "{\"left\":\"unacceptable\",\"right\":\"acceptable\",\"better\":\"right\"}";
      assertThat(bed.logIn("phil").send("PUT", at("/pairs/" + pair), grade).statusCode())
          .isEqualTo(204);
      int done = next.path("done").asInt();
      next = json("phil", at("/next"));
      assertThat(next.path("done").asInt()).isEqualTo(done + 1);
    }
    assertThat(json("admin", at("/next")).path("done").asInt()).isZero();
    assertThat(bed.logIn("phil").get(at("/grades.csv")).statusCode()).isEqualTo(403);
    assertThat(checked("admin", at("/grades.csv")).lines().skip(1).toList())
        .hasSize(2)
        .allMatch(l -> l.contains("," + caseId + ",Lung_"))
        .allMatch(l -> l.contains(",phil,unacceptable,acceptable,came-back,"));
    assertThat(bed.daemon().runLog().all())
        .extracting(e -> e.type())
        .contains(EventType.STUDY_MADE, EventType.STUDY_GRADED, EventType.STUDY_EXPORTED);
  }

  @Test
  void another_graders_word_for_a_pair_is_no_word_and_a_viewer_does_not_grade() throws Exception {
    String pair = json("admin", at("/next")).path("pair").asText();
    assertThat(bed.logIn("phil").get(at("/pairs/" + pair + "/drawings")).statusCode())
        .isEqualTo(404);
    assertThat(bed.logIn("vera").get("/api/studies").statusCode()).isEqualTo(403);
    assertThat(bed.logIn("phil").send("POST", "/api/studies", "{\"name\":\"mine\"}").statusCode())
        .isEqualTo(403);
    assertThat(
            bed.logIn("admin")
                .send(
                    "PUT",
                    at("/pairs/" + pair),
                    "{\"left\":\"good\",\"right\":\"acceptable\",\"better\":\"left\"}")
                .body())
        .contains("left: acceptability: 'good' is not acceptable, minor-edits");
    checked("admin", at("/pairs/" + pair + "/scene"));
    assertThat(bed.logIn("admin").bytes(at("/pairs/" + pair + "/slices/4")).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Tag("peer")
  @Tag("long")
  void a_person_grades_a_pair_on_the_page() throws Exception {
    ChromeDriver browser = TestBrowser.open(1300, 1200);
    try {
      TestBrowser.logIn(browser, bed.address() + "studies", "admin");
      Eventually.holds("the list", () -> button(browser, "Begin") != null);
      assertThat(TestBrowser.serious(browser)).isEmpty();
      button(browser, "Begin").click();
      Eventually.holds(
          "both pictures",
          () ->
              browser.findElements(By.cssSelector(".half canvas")).stream()
                      .filter(
                          c -> String.valueOf(c.getDomAttribute("data-drawn")).endsWith("there"))
                      .count()
                  == 2);
      assertThat(TestBrowser.serious(browser)).isEmpty();
      assertThat(browser.findElements(By.cssSelector(".half h2")).stream().map(WebElement::getText))
          .as("the clinician's boxes are on other slices, and that is told")
          .containsAnyOf("Left: nothing on this slice", "Right: nothing on this slice")
          .containsAnyOf("Left", "Right");
      TestBrowser.keep(browser, "scoring");
      for (String name : List.of("left", "right")) {
        browser.findElement(By.cssSelector("input[name=" + name + "][value=minor-edits]")).click();
      }
      browser.findElement(By.cssSelector("input[name=better][value=neither]")).click();
      button(browser, "Keep and go on").click();
      Eventually.holds(
          "it is kept",
          () -> browser.findElement(By.tagName("main")).getText().contains("1 of 2 graded"));
    } finally {
      browser.quit();
    }
  }

  private static WebElement button(ChromeDriver browser, String text) {
    return browser.findElements(By.tagName("button")).stream()
        .filter(b -> b.getText().equals(text))
        .findFirst()
        .orElse(null);
  }
}
