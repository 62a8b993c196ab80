package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * A person at the console: a real Chromium against a real daemon. Screenshots are kept where the
 * property {@code contourflow.screenshots} names a folder.
 */
@Tag("peer")
@Tag("long")
class ConsoleBrowserTest {
  @TempDir static Path root;
  private static ConsoleBed bed;
  private static String caseId;
  private ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    TestBrowser.require();
    bed = new ConsoleBed(root);
    caseId = bed.caseOf(Phantom.realistic(), CaseState.DELIVERED);
  }

  @AfterAll
  static void stop() {
    if (bed != null) {
      bed.close();
    }
  }

  @BeforeEach
  void open() {
    browser = TestBrowser.open(1400, 1000);
  }

  @AfterEach
  void quit() {
    browser.quit();
  }

  private void logIn(String user, String path) throws Exception {
    TestBrowser.logIn(browser, bed.address() + path, user);
    until("the menu is shown", () -> !browser.findElements(By.tagName("nav")).isEmpty());
  }

  private static void until(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    Eventually.holds(what, condition);
  }

  private boolean shows(String text) {
    return browser.findElement(By.tagName("body")).getText().contains(text);
  }

  /** How often the page asked for the list. */
  private long lists() {
    return ((Number)
            browser.executeScript(
                """
                return performance.getEntriesByType('resource')
                  .filter(e => new URL(e.name).pathname === '/api/cases').length;\
                """))
        .longValue();
  }

  private WebElement button(String text) {
    return browser.findElement(By.xpath("//button[normalize-space()='" + text + "']"));
  }

  private void keep(String name) throws Exception {
    String folder = System.getProperty("contourflow.screenshots");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  private WebElement screen() {
    return browser.findElement(By.cssSelector(".screen canvas"));
  }

  /** What the viewer says that it drew last; empty as long as there is none. */
  private String drawn() {
    return browser.findElements(By.cssSelector(".screen canvas")).stream()
        .map(canvas -> String.valueOf(canvas.getDomAttribute("data-drawn")))
        .findFirst()
        .orElse("");
  }

  private void drawn(String what) throws Exception {
    until(what + " is drawn", () -> drawn().startsWith(what));
  }

  private void viewer() throws Exception {
    drawn("AXIAL");
    until("the slice is there", () -> drawn().endsWith("there"));
    until("the structures are listed", () -> shows("External"));
  }

  /** How many pixels of the screen are of about this colour. */
  private long pixels(int red, int green, int blue) {
    return ((Number)
            browser.executeScript(
                """
                const c = document.querySelector('.screen canvas');
                const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                let n = 0;
                for (let i = 0; i < d.length; i += 4) {
                  if (Math.abs(d[i] - arguments[0]) + Math.abs(d[i + 1] - arguments[1])
                      + Math.abs(d[i + 2] - arguments[2]) < 60) n++;
                }
                return n;\
                """,
                red,
                green,
                blue))
        .longValue();
  }

  @Test
  void a_viewer_finds_a_case_scrolls_and_switches_structures() throws Exception {
    logIn("vera", "cases");
    until("the case is listed", () -> shows(caseId));
    List<String> chosen =
        browser.findElements(By.cssSelector("form select option")).stream()
            .filter(WebElement::isSelected)
            .map(WebElement::getText)
            .toList();
    assertThat(chosen)
        .as("what is filtered, and how it is sorted")
        .containsExactly("Any", "Any", "Any time", "Newest first");
    keep("cases");
    By text = By.name("text");
    TestBrowser.type(browser, text, "no such thing");
    long asked = lists();
    bed.daemon().runLog().append(caseId, EventType.REPORT_WRITTEN, "again");
    until("news drew the page anew", () -> lists() > asked);
    assertThat(browser.findElement(text).getDomProperty("value"))
        .as("what was typed before the news")
        .isEqualTo("no such thing");
    browser.findElement(text).sendKeys(Keys.ENTER);
    until("nothing is found", () -> shows("no such case"));
    assertThat(browser.getCurrentUrl()).contains("text=no+such+thing");
    browser.findElement(By.linkText("Cases")).click();
    until("the menu leads to all cases", () -> shows(caseId));
    assertThat(browser.findElement(text).getDomProperty("value")).as("the filter").isEmpty();
    browser.get(bed.address() + "cases?state=DELIVERED");
    until("the address alone finds it", () -> shows(caseId));
    browser.findElement(By.tagName("body")).sendKeys(Keys.ENTER);
    until("the keyboard opened it", () -> browser.getCurrentUrl().endsWith(caseId));
    viewer();
    assertThat(browser.findElements(By.xpath("//section[@aria-label='Actions']"))).isEmpty();
    assertThat(shows("Show who the patient is")).isFalse();

    // External is drawn in its own colour, pure green, around the body: many pixels, all gone
    // when it is switched off.
    long before = pixels(0, 255, 0);
    assertThat(before).isGreaterThan(300);
    browser.findElement(By.xpath("//label[contains(., 'External')]/input")).click();
    until("External is gone", () -> pixels(0, 255, 0) < before / 20);
    browser.findElement(By.xpath("//label[contains(., 'External')]/input")).click();
    until("External is back", () -> pixels(0, 255, 0) == before);
    keep("case");

    String at = drawn();
    screen().sendKeys(Keys.ARROW_UP, Keys.ARROW_UP);
    until("it scrolled", () -> !at.equals(drawn()));
    button("Coronal").click();
    drawn("CORONAL");
    until("its cuts are drawn", () -> pixels(0, 255, 0) > 300);
    keep("coronal");
    button("Sagittal").click();
    drawn("SAGITTAL");
    until("its cuts are drawn", () -> pixels(0, 255, 0) > 300);
  }

  /** The outline stands where the file says: read back around a point of External's first loop. */
  @Test
  void a_contour_is_drawn_where_the_file_has_it() throws Exception {
    logIn("phil", "cases/" + caseId);
    viewer();
    until("External is drawn", () -> pixels(0, 255, 0) > 300);
    Object missed =
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            (async () => {
              const id = arguments[0];
              const canvas = document.querySelector('.screen canvas');
              const slice = Number(canvas.dataset.drawn.split(' ')[1]);
              const scene = await (await fetch(`/api/cases/${id}/scene`)).json();
              const set = await (await fetch(`/api/cases/${id}/contours`)).json();
              const {rows, columns, rowSpacingMm, columnSpacingMm} = scene.shape;
              const scale = Math.min(canvas.width / (columns * columnSpacingMm), canvas.height / (rows * rowSpacingMm));
              const loop = set.structures.find(s => s.name === 'External').loops[slice][0];
              const context = canvas.getContext('2d');
              let missed = 0;
              for (let i = 0; i < loop.length; i += 2) {
                const x = canvas.width / 2 + (loop[i] + 0.5 - columns / 2) * columnSpacingMm * scale;
                const y = canvas.height / 2 + (loop[i + 1] + 0.5 - rows / 2) * rowSpacingMm * scale;
                const d = context.getImageData(Math.round(x) - 2, Math.round(y) - 2, 5, 5).data;
                let there = false;
                for (let k = 0; k < d.length; k += 4) there ||= d[k + 1] > 180 && d[k] < 120 && d[k + 2] < 120;
                missed += there ? 0 : 1;
              }
              return [missed, loop.length / 2];
            })().then(done, e => done(String(e)));
            """,
            caseId);
    assertThat(missed).isInstanceOf(List.class);
    List<?> counts = (List<?>) missed;
    assertThat(((Number) counts.get(1)).intValue()).isGreaterThan(50);
    assertThat(((Number) counts.get(0)).intValue()).isZero();
  }

  @Test
  void a_physicist_takes_up_a_failed_case_and_sees_it_delivered() throws Exception {
    bed.daemon().cases().move(caseId, CaseState.DELIVERED, CaseState.FAILED, "no room on the disk");
    logIn("phil", "cases/" + caseId);
    until("the reason is shown", () -> shows("no room on the disk"));
    assertThat(button("Try again").isEnabled()).as("without a reason").isFalse();
    TestBrowser.type(browser, By.name("reason"), "room was made");
    button("Try again").click();
    until("it is delivered, and the page says so by itself", () -> shows("✓ delivered"));
    assertThat(shows("RETRY by phil: room was made")).isTrue();
    String verdict = "{\"action\": \"REJECT\", \"reason\": \"the cord ends early\"}";
    bed.logIn("phil").send("POST", "/api/cases/" + caseId + "/actions", verdict);
    until("another's verdict on what is delivered is shown", () -> shows("the cord ends early"));
    button("Show who the patient is").click();
    until("the identifiers are shown", () -> shows("ID "));
    String id = bed.logIn("phil").get("/api/cases/" + caseId + "/patient").body();
    String patientId = id.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    assertThat(shows(patientId)).isTrue();
    button("Hide identifiers").click();
    until("nothing names the patient", () -> !shows(patientId));
    keep("case-identifiers-hidden");
    browser.navigate().refresh();
    until("the screen remembers", () -> shows("are hidden on this screen"));
    assertThat(shows("Show who the patient is")).isFalse();
    button("Hide identifiers").click();
    until("they may be shown again", () -> shows("Show who the patient is"));
  }

  @Test
  void a_physicist_sends_a_case_to_one_target_again_and_goes_to_a_findings_slice()
      throws Exception {
    Path folder = bed.daemon().caseFolder(caseId);
    Path findings = folder.resolve("findings.json");
    byte[] before = Files.exists(findings) ? Files.readAllBytes(findings) : null;
    ImageIO.write(
        new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("finding-99.png").toFile());
    Files.writeString(
        findings,
        """
        [{"code": "QA-05", "severity": "WARNING", "structure": "Lung_L", "slice": 3,
          "text": "a gap", "picture": "finding-99.png"}]\
        """);
    try {
      logIn("phil", "cases/" + caseId);
      viewer();
      until("why it matched is said", () -> shows("rule \""));
      button("Slice 4").click();
      drawn("AXIAL 3");
      until(
          "the picture is there",
          () ->
              (Boolean)
                  browser.executeScript(
                      "return document.querySelector('img.finding').naturalWidth === 32"));
      keep("case-finding");
      TestBrowser.type(browser, By.name("reason"), "the TPS lost it");
      button("Send again").click();
      until("the service says so", () -> shows("is sent to export once more"));
      until("who did it stands there", () -> shows("RESEND to export by phil: the TPS lost it"));
    } finally {
      Files.deleteIfExists(folder.resolve("finding-99.png"));
      if (before == null) {
        Files.delete(findings);
      } else {
        Files.write(findings, before);
      }
    }
  }

  @Test
  void axe_finds_nothing_serious_on_any_page() throws Exception {
    browser.get(bed.address());
    until("the log-in is shown", () -> !browser.findElements(By.name("password")).isEmpty());
    assertThat(TestBrowser.serious(browser)).as("log-in").isEmpty();
    TestBrowser.scheme(browser, "dark");
    assertThat(TestBrowser.serious(browser)).as("log-in, dark").isEmpty();
    logIn("admin", "cases");
    for (String page :
        List.of(
            "cases",
            "cases/" + caseId,
            "held",
            "log",
            "system",
            "statistics",
            "drift",
            "consent",
            "users")) {
      browser.get(bed.address() + page);
      By content = By.cssSelector("main table, main h1 + p");
      until(page + " is there", () -> !browser.findElements(content).isEmpty());
      for (String scheme : List.of("light", "dark")) {
        TestBrowser.scheme(browser, scheme);
        assertThat(TestBrowser.serious(browser)).as(page + ", " + scheme).isEmpty();
        keep("page-" + page.replace('/', '-') + "-" + scheme);
      }
    }
  }

  /** What drawing costs the browser: told, and held far above what a busy machine gives. */
  @Test
  void the_viewer_keeps_up_with_scrolling() throws Exception {
    logIn("vera", "cases/" + caseId);
    viewer();
    Object told =
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            const canvas = document.querySelector('.screen canvas');
            canvas.focus();
            const times = [];
            let last = performance.now();
            let n = 0;
            const turn = () => {
              const now = performance.now();
              times.push(now - last);
              last = now;
              if (++n > 80) {
                times.sort((a, b) => a - b);
                return done({median: times[40], nineOfTen: times[72]});
              }
              canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: n < 40 ? -1 : 1, bubbles: true, cancelable: true}));
              requestAnimationFrame(() => requestAnimationFrame(turn));
            };
            turn();
            """);
    System.out.println("two frames of scrolling, ms: " + told);
    assertThat(((Number) ((Map<?, ?>) told).get("median")).doubleValue()).isLessThan(500);
  }
}
