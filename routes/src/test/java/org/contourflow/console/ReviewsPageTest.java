package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.testdata.Eventually;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a person says of a case that came back, on a real daemon. */
class ReviewsPageTest {
  @TempDir static Path root;
  private static ConsoleBed bed;
  private static String reviews;
  private static OpenApiInteractionValidator openApi;

  @BeforeAll
  static void start() throws Exception {
    bed = new ConsoleBed(root);
    reviews = "/api/cases/" + bed.delivered() + "/reviews";
    openApi = ConsoleBed.openApi();
    BinaryMask box = BinaryMask.of(bed.ct().grid(), (s, r, c) -> s > 2 && s < 7 && r > 9 && c < 30);
    bed.comesBack(Map.of("Lung_L", box), "APPROVED");
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static JsonNode checked(Method method, String path, HttpResponse<String> is)
      throws Exception {
    assertThat(is.statusCode()).as(is.body()).isEqualTo(200);
    assertThat(
            openApi
                .validateResponse(
                    path,
                    method,
                    SimpleResponse.Builder.status(200)
                        .withContentType("application/json")
                        .withBody(is.body())
                        .build())
                .getMessages())
        .isEmpty();
    return new ObjectMapper().readTree(is.body());
  }

  private static JsonNode review() throws Exception {
    JsonNode all = checked(Method.GET, reviews, bed.logIn("vera").get(reviews));
    assertThat(all.path("items")).hasSize(1);
    return all.path("items").path(0);
  }

  private static String wordOf(JsonNode review) {
    return reviews + "/" + review.path("review").asInt() + "/word";
  }

  private static JsonNode lung(JsonNode review) {
    for (JsonNode each : review.path("structures")) {
      if (each.path("name").asText().equals("Lung_L")) {
        return each;
      }
    }
    throw new AssertionError("no Lung_L in " + review);
  }

  @Test
  void a_physicists_word_stands_beside_the_rules_and_takes_the_place_of_an_earlier_one()
      throws Exception {
    String path = wordOf(review());
    String rule = lung(review()).path("verdict").asText();
    String word =
        "{\"acceptability\":\"minor-edits\",\"reviewMinutes\":4,\"editMinutes\":7.5,"
            + "\"grade\":\"dosimetrist\",\"structures\":{\"Lung_L\":{\"verdict\":\"minor\","
            + "\"error\":\"too-short\"}}}";
    JsonNode said = checked(Method.PUT, path, bed.logIn("phil").send("PUT", path, word));
    assertThat(said).isEqualTo(review());
    assertThat(said.path("acceptability").asText()).isEqualTo("minor-edits");
    assertThat(said.path("editMinutes").asDouble()).isEqualTo(7.5);
    assertThat(said.path("grade").asText()).isEqualTo("dosimetrist");
    assertThat(lung(said).path("verdictByPerson").asText()).isEqualTo("minor");
    assertThat(lung(said).path("errorByPerson").asText()).isEqualTo("too-short");
    assertThat(lung(said).path("verdict").asText()).isEqualTo(rule);
    checked(Method.PUT, path, bed.logIn("admin").send("PUT", path, "{}"));
    assertThat(review().path("acceptability").asText()).isEmpty();
    assertThat(review().path("editMinutes").isNull()).isTrue();
    assertThat(lung(review()).path("verdictByPerson").asText()).isEmpty();
    assertThat(bed.daemon().runLog().all())
        .filteredOn(e -> e.type() == EventType.CASE_VERDICT)
        .extracting(Event::text)
        .anyMatch(t -> t.endsWith(" by phil: minor-edits, 1 structure(s)"));
  }

  @Test
  void a_viewer_says_nothing_and_what_makes_no_sense_is_refused_in_a_sentence() throws Exception {
    String path = wordOf(review());
    JsonNode before = review();
    assertThat(bed.logIn("vera").send("PUT", path, "{}").statusCode()).isEqualTo(403);
    assertThat(bed.logIn("vera").get("/api/cases/none/reviews").statusCode()).isEqualTo(404);
    String other = path.replaceAll("case-\\d+", "case-999999");
    assertThat(bed.logIn("phil").send("PUT", other, "{}").statusCode()).isEqualTo(404);
    Map<String, String> wrong =
        Map.of(
            "{\"acceptability\":\"good\"}", "is not acceptable, minor-edits",
            "{\"structures\":{\"Liver\":{\"verdict\":\"minor\"}}}", "no structures of review",
            "{\"structures\":{\"Lung_L\":{\"verdict\":\"fine\"}}}", "is no verdict",
            "{\"editMinutes\":-1}", "minutes are 0 or more",
            "{\"minutes\":3}", "unknown key",
            "[", "the word");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> is = bed.logIn("phil").send("PUT", path, each.getKey());
      assertThat(is.statusCode()).as(each.getKey()).isEqualTo(400);
      assertThat(is.body()).contains(each.getValue());
    }
    assertThat(review()).isEqualTo(before);
  }

  @Test
  @Tag("peer")
  @Tag("long")
  void a_physicist_says_so_on_the_page_of_the_case() throws Exception {
    ChromeDriver browser = TestBrowser.open(1300, 1600);
    try {
      String page = reviews.replace("/api/", "").replace("/reviews", "");
      TestBrowser.logIn(browser, bed.address() + page, "phil");
      By note = By.cssSelector("form.word button");
      Eventually.holds("what came back", () -> !browser.findElements(note).isEmpty());
      choose(browser, "acceptability", "major-edits");
      choose(browser, "verdict:Lung_L", "redrawn");
      TestBrowser.type(browser, By.name("editMinutes"), "12");
      assertThat(TestBrowser.serious(browser)).isEmpty();
      browser.findElement(note).click();
      Eventually.holds(
          "noted",
          () -> browser.findElement(By.cssSelector("form.word")).getText().contains("Noted."));
      TestBrowser.keep(browser, "review-word");
      JsonNode said = review();
      assertThat(said.path("acceptability").asText()).isEqualTo("major-edits");
      assertThat(said.path("editMinutes").asInt()).isEqualTo(12);
      assertThat(lung(said).path("verdictByPerson").asText()).isEqualTo("redrawn");
    } finally {
      browser.quit();
    }
  }

  private static void choose(ChromeDriver browser, String name, String word) {
    browser
        .findElement(By.cssSelector("select[name='" + name + "'] option[value='" + word + "']"))
        .click();
  }
}
