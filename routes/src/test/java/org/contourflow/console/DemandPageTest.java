package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.audit.EventType;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The forecast of a daemon with seven weeks behind it: its answers, its page, its kept days. */
class DemandPageTest {
  @TempDir static Path root;
  private static ConsoleBed bed;
  private static int cases;

  @BeforeAll
  static void start() throws Exception {
    cases = SeededService.fill(root.resolve("home"), 49);
    bed = new ConsoleBed(root);
  }

  @AfterAll
  static void stop() {
    if (bed != null) {
      bed.close();
    }
  }

  private static JsonNode checked(String asked) throws Exception {
    OpenApiInteractionValidator openApi = ConsoleBed.openApi();
    var answer = bed.logIn("vera").get(asked);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(
            openApi
                .validateResponse(
                    asked.replaceAll("\\?.*", ""),
                    Method.GET,
                    SimpleResponse.Builder.status(200)
                        .withContentType("application/json")
                        .withBody(answer.body())
                        .build())
                .getMessages())
        .isEmpty();
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void a_viewer_sees_a_fortnight_with_waits_and_parts_and_what_more_staff_would_change()
      throws Exception {
    Eventually.holds(
        "a day was kept",
        () ->
            bed.daemon().runLog().all().stream().anyMatch(e -> e.type() == EventType.DEMAND_KEPT));
    JsonNode view = checked("/api/demand");
    assertThat(view.path("about").path("why").asText()).isEmpty();
    assertThat(view.path("days")).hasSize(15);
    double weekday = 0;
    double weekend = 0;
    for (JsonNode day : view.path("days")) {
      int of = java.time.LocalDate.parse(day.path("start").asText()).getDayOfWeek().getValue();
      boolean whole = day.path("hours").asInt() >= 23;
      double mean = day.path("cases").path("mean").asDouble();
      weekday = whole && of <= 5 ? Math.max(weekday, mean) : weekday;
      weekend = whole && of > 5 ? Math.max(weekend, mean) : weekend;
    }
    assertThat(weekday).isBetween(8.0, 14.0);
    assertThat(weekend).isLessThan(1);
    assertThat(view.path("parts").findValuesAsText("name"))
        .contains("head-neck", "pelvis", "Vendor A CT1", "Vendor B CT2");
    long all = 0;
    for (JsonNode part : view.path("parts")) {
      all += part.path("kind").asText().equals("scanner") ? part.path("cases").asLong() : 0;
    }
    assertThat(all).isEqualTo(cases);
    assertThat(view.path("work").path("words").toString())
        .contains("as measured", "from delivery to return");
    assertThat(view.path("past").path("days").size()).isGreaterThan(10);
    assertThat(view.path("past").path("last").size()).isBetween(167, 169);
    assertThat(view.path("past").path("days").get(2).path("came").isInt()).isTrue();
    JsonNode other = checked("/api/demand/what-if?staff=Mon-Fri%2008-20%3D3&workers=2");
    double wait = 0;
    double less = 0;
    for (int i = 0; i < 15; i++) {
      wait += wait(view.path("days").get(i));
      less += wait(other.path("days").get(i));
    }
    assertThat(less).isLessThan(wait);
    assertThat(bed.logIn("vera").get("/api/demand/what-if?staff=sometimes").statusCode())
        .isEqualTo(400);
  }

  private static double wait(JsonNode day) {
    return day.path("waits").path("toReview").path("median").asDouble(0);
  }

  @Test
  @Tag("peer")
  @Tag("long")
  void a_person_reads_the_page_in_light_and_dark_and_asks_what_if_by_keyboard() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      ChromeDriver browser =
          dark
              ? TestBrowser.open(
                  1300, 2600, "--force-dark-mode", "--blink-settings=preferredColorScheme=0")
              : TestBrowser.open(1300, 2600);
      try {
        TestBrowser.logIn(browser, bed.address() + "demand", "vera");
        Eventually.holds(
            "the charts", () -> browser.findElements(By.cssSelector("svg.fan")).size() >= 4);
        for (WebElement more : browser.findElements(By.tagName("summary"))) {
          more.sendKeys(Keys.ENTER);
        }
        TestBrowser.enter(browser, By.name("staff"), "Mon-Fri 08-20=2");
        Eventually.holds("the other plan", () -> whatIf(browser));
        assertThat(serious(browser)).isEmpty();
        assertThat(
                browser.manage().logs().get("browser").getAll().stream()
                    .filter(l -> l.getMessage().contains("Content Security Policy")))
            .isEmpty();
        TestBrowser.keep(browser, dark ? "demand-dark" : "demand-light");
      } finally {
        browser.quit();
      }
    }
  }

  private static boolean whatIf(ChromeDriver browser) {
    return !browser.findElements(By.cssSelector("table[aria-label='What if']")).isEmpty();
  }

  private static List<?> serious(ChromeDriver browser) throws Exception {
    try (InputStream in = DemandPageTest.class.getResourceAsStream("/axe.min.js")) {
      browser.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then(r => done(r.violations
              .map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '))));
            """);
  }
}
