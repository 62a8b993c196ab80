package org.contourflow.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.contourflow.testdata.Eventually;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.InvalidElementStateException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Debian's Chromium without a window and without a GPU, driven by its own driver. Pictures are kept
 * where the property {@code contourflow.screenshots} names a folder.
 */
final class TestBrowser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private TestBrowser() {}

  /** Skips the calling test where there is none. */
  static void require() {
    assumeTrue(
        Files.exists(CHROMIUM) && Files.exists(DRIVER),
        "skipped: peers chromium and chromium-driver are not installed (.ci/install-peers)");
  }

  static ChromeDriver open(int width, int height, String... more) {
    require();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars");
    options.addArguments(more);
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    browser.manage().window().setSize(new Dimension(width, height));
    browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(120));
    return browser;
  }

  /** Goes to an address and logs in there. */
  static void logIn(ChromeDriver browser, String address, String user) throws Exception {
    logIn(browser, address, user, ConsoleBed.PASSWORD);
  }

  static void logIn(ChromeDriver browser, String address, String user, String password)
      throws Exception {
    browser.get(address);
    Eventually.holds(
        "the log-in is shown", () -> !browser.findElements(By.name("password")).isEmpty());
    type(browser, By.name("user"), user);
    enter(browser, By.name("password"), password);
    Eventually.holds("the log-in is over", () -> browser.findElements(By.name("user")).isEmpty());
  }

  /**
   * Types once the field is there and takes it, in place of what stands there, and sees that it
   * stands; anew if it does not, as where the page was drawn between two keys.
   */
  static void type(ChromeDriver browser, By where, String text) throws Exception {
    Eventually.holds(
        "what was typed stands in " + where,
        () -> {
          try {
            WebElement field = browser.findElement(where);
            field.clear();
            field.sendKeys(text);
            return text.equals(field.getDomProperty("value"));
          } catch (NotFoundException
              | InvalidElementStateException
              | StaleElementReferenceException e) {
            return false;
          }
        });
  }

  /** The same, and Enter. */
  static void enter(ChromeDriver browser, By where, String text) throws Exception {
    type(browser, where, text);
    browser.findElement(where).sendKeys(Keys.ENTER);
  }

  /** What the person's system is set to: light or dark. */
  static void scheme(ChromeDriver browser, String name) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** What axe finds serious or critical on the page that is open. */
  static List<?> serious(ChromeDriver browser) throws IOException {
    try (InputStream in = TestBrowser.class.getResourceAsStream("/axe.min.js")) {
      browser.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then(r => done(r.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '))));
            """);
  }

  /** Keeps a picture of the whole page, if pictures are kept. */
  static void keep(ChromeDriver browser, String name) throws IOException {
    String folder = System.getProperty("contourflow.screenshots");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Map<String, Object> shot =
          browser.executeCdpCommand(
              "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
      Files.write(
          Path.of(folder, name + ".png"), Base64.getDecoder().decode((String) shot.get("data")));
    }
  }
}
