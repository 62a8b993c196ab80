package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.drift.ChartRules;
import org.contourflow.drift.DriftCharts;
import org.contourflow.drift.DriftMetric;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.Measured;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.review.VerdictRules;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.chrome.ChromeDriver;

/** The page Drift of a service whose reviews got worse, in a browser. */
@Tag("peer")
class DriftPageTest {
  private static final int CASES = 80;
  private static final int CHANGE = 50;

  @TempDir Path root;

  private static ReviewRecord review(int i, double surfaceDice) {
    Measured measured =
        new Measured(
            new StructureScore(
                Presence.BOTH,
                0.9,
                new SurfaceDice(0.8, surfaceDice, 0.99),
                new Distances(3, 1),
                100,
                new Volumes(20, 20)),
            400,
            new Centroid.Shift(0, 0, 0),
            List.of(),
            false);
    ReviewedStructure parotid =
        new ReviewedStructure(
            "Parotid_L",
            Optional.of("Parotid_L"),
            Optional.empty(),
            Optional.of(measured),
            Verdict.MINOR,
            EditKind.MISPLACED,
            List.of());
    return new ReviewRecord(
        i,
        new ReviewedCase("case-" + i, "hn", "head-neck 1", new ReviewedCase.Scanner("", "", "")),
        new CameBack(
            "1.2." + i,
            "APPROVED",
            Instant.parse("2026-01-01T00:00:00Z").plusSeconds(86_400L * i),
            "a predecessor"),
        new ReviewedSet(List.of(parotid), List.of(), List.of(), VerdictRules.USUAL),
        PersonsWord.NONE);
  }

  /** Two sigma worse from the change on. */
  private static DriftCharts charts() {
    Random random = new Random(7);
    List<ReviewRecord> reviews = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      reviews.add(review(i, 0.9 + 0.02 * random.nextGaussian() - (i < CHANGE ? 0 : 0.04)));
    }
    return new DriftCharts(reviews, List.of(DriftMetric.SURFACE_DICE_2MM), ChartRules.USUAL);
  }

  private static void logIn(ChromeDriver browser, BareConsole console) throws Exception {
    String once = console.oneTimePassword();
    browser.get(console.address() + "drift");
    Eventually.holds("the log-in", () -> !browser.findElements(By.name("user")).isEmpty());
    TestBrowser.type(browser, By.name("user"), "admin");
    TestBrowser.enter(browser, By.name("password"), once);
    Eventually.holds("a new one is asked", () -> !browser.findElements(By.name("new")).isEmpty());
    TestBrowser.type(browser, By.name("old"), once);
    TestBrowser.type(browser, By.name("new"), ConsoleBed.PASSWORD);
    TestBrowser.enter(browser, By.name("again"), ConsoleBed.PASSWORD);
  }

  @Test
  void what_changed_is_told_drawn_and_in_numbers_in_light_and_dark() throws Exception {
    TestBrowser.require();
    try (BareConsole console = new BareConsole(root, ConsoleSettings.anyPort(), charts())) {
      ChromeDriver browser = TestBrowser.open(1200, 900);
      try {
        logIn(browser, console);
        By canvas = By.cssSelector(".chart canvas");
        Eventually.holds("the chart", () -> !browser.findElements(canvas).isEmpty());
        String page = browser.findElement(By.tagName("main")).getText();
        assertThat(page)
            .contains("! Parotid_L by head-neck 1 (all): surface_dice_2mm fell since 2026-02-");
        for (String scheme : List.of("light", "dark")) {
          TestBrowser.scheme(browser, scheme);
          assertThat(TestBrowser.serious(browser)).as(scheme).isEmpty();
          assertThat(inked(browser)).as("pixels of the drawing, " + scheme).isGreaterThan(2000);
          TestBrowser.keep(browser, "drift-" + scheme);
        }
        Rectangle chart = browser.findElement(canvas).getRect();
        assertThat(chart.getY() + chart.getHeight())
            .as("the chart is seen without scrolling, however many alarms there are")
            .isLessThan(700);
        browser.findElement(By.xpath("//summary[starts-with(., 'All ')]")).click();
        assertThat(browser.findElements(By.cssSelector("details li")))
            .hasSizeGreaterThan(5)
            .allMatch(li -> li.getText().startsWith("Parotid_L by head-neck 1"));
        browser.findElement(By.xpath("//summary[. = 'As a table']")).click();
        assertThat(browser.findElements(By.cssSelector("details tbody tr"))).hasSize(CASES);
      } finally {
        browser.quit();
      }
    }
  }

  private static long inked(ChromeDriver browser) {
    return (Long)
        browser.executeScript(
            """
            const canvas = document.querySelector('.chart canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let inked = 0;
            for (let i = 3; i < data.length; i += 4) inked += data[i] > 0;
            return inked;
            """);
  }
}
