package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The README's pictures of the console, and one of each page in light and dark: of a {@code
 * contourflow demo --console} that runs, at {@code -Dcontourflow.demo=ADDRESS}, as admin with the
 * one-time password {@code -Dcontourflow.demo.password} that it printed (none: this test has set
 * one there before), into {@code -Dcontourflow.screenshots=DIR}.
 */
@Tag("proof")
class DemoScreenshotsTest {
  private static final String ADDRESS = System.getProperty("contourflow.demo");
  private static final String ONCE =
      System.getProperty("contourflow.demo.password", ConsoleBed.PASSWORD);

  /** Through the parotids and the lower brainstem of the demo's patient. */
  private static final int SLICE = 61;

  @Test
  void pictures_of_the_demo_are_taken_and_axe_finds_nothing_serious() throws Exception {
    assumeTrue(ADDRESS != null, "skipped: no demo is named");
    ChromeDriver browser = TestBrowser.open(1300, 900);
    try {
      TestBrowser.logIn(browser, ADDRESS, "admin", ONCE);
      ownPassword(browser);
      until("the case", () -> browser.getPageSource().contains("case-000001"));
      seen(browser, "console-cases");
      caseOf(browser);
      for (String page :
          List.of("cases", "held", "log", "system", "statistics", "drift", "demand", "users")) {
        browser.get(ADDRESS + page);
        By content = By.cssSelector("main table, main h1 + p, main h2");
        until(page, () -> !browser.findElements(content).isEmpty());
        both(browser, page);
      }
    } finally {
      browser.quit();
    }
  }

  private static void ownPassword(ChromeDriver browser) throws Exception {
    until(
        "the menu, or an own password is wanted",
        () -> !browser.findElements(By.cssSelector("nav, input[name=again]")).isEmpty());
    if (browser.findElements(By.name("again")).isEmpty()) {
      return;
    }
    TestBrowser.type(browser, By.name("old"), ONCE);
    TestBrowser.type(browser, By.name("new"), ConsoleBed.PASSWORD);
    TestBrowser.enter(browser, By.name("again"), ConsoleBed.PASSWORD);
    until("the menu", () -> !browser.findElements(By.tagName("nav")).isEmpty());
  }

  private static void caseOf(ChromeDriver browser) throws Exception {
    browser.get(ADDRESS + "cases/case-000001");
    By canvas = By.cssSelector(".screen canvas");
    until(
        "a slice",
        () ->
            !browser.findElements(canvas).isEmpty() && drawn(browser.findElement(canvas)) != null);
    until("the structures", () -> browser.getPageSource().contains("Brainstem"));
    WebElement screen = browser.findElement(canvas);
    for (int i = 0; i < 100 && !drawn(screen).startsWith("AXIAL " + SLICE + " "); i++) {
      String before = drawn(screen);
      int at = Integer.parseInt(before.split(" ")[1]);
      screen.sendKeys(at < SLICE ? Keys.ARROW_UP : Keys.ARROW_DOWN);
      until("it scrolled", () -> !drawn(screen).equals(before));
    }
    until("the slice has come", () -> drawn(screen).endsWith("there"));
    for (int i = 0; i < 4; i++) {
      screen.sendKeys("+");
    }
    both(browser, "case");
    seen(browser, "console-case");
  }

  /** A picture of the README: what is seen without scrolling. */
  private static void seen(ChromeDriver browser, String name) throws Exception {
    Path folder = Path.of(System.getProperty("contourflow.screenshots"));
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static String drawn(WebElement canvas) {
    return canvas.getDomAttribute("data-drawn");
  }

  private static void both(ChromeDriver browser, String page) throws Exception {
    for (String scheme : List.of("dark", "light")) {
      TestBrowser.scheme(browser, scheme);
      assertThat(TestBrowser.serious(browser)).as(page + ", " + scheme).isEmpty();
      TestBrowser.keep(browser, "console-" + page + "-" + scheme);
    }
  }

  private static void until(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    Eventually.holds(what, condition);
  }
}
