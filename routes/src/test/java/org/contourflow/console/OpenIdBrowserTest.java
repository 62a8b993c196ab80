package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.OpenIdSettings;
import org.contourflow.config.Secret;
import org.contourflow.console.OpenIdProvider.Lie;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * A person logs in by the hospital's accounts in a real browser. The provider is another site to it
 * than the console, as it is in a hospital, so that cookies are kept or held back as there.
 */
@Tag("peer")
@Tag("long")
class OpenIdBrowserTest {
  @TempDir Path root;

  private static OpenIdSettings settings(OpenIdProvider provider) {
    return new OpenIdSettings(
        provider.issuer(),
        OpenIdProvider.CLIENT,
        new Secret(OpenIdProvider.SECRET),
        null,
        "a hospital account",
        new OpenIdSettings.Claims(null, "realm_access.roles"),
        Map.of("rt-staff", "viewer", "rt-physics", "physicist"));
  }

  private static boolean shows(ChromeDriver browser, String text) {
    return browser.findElement(By.tagName("body")).getText().contains(text);
  }

  private static void press(ChromeDriver browser, String button) {
    browser.findElement(By.xpath("//button[normalize-space()='" + button + "']")).click();
  }

  /** To the provider's own page, and on from there. */
  private static void logIn(ChromeDriver browser, OpenIdProvider provider) throws Exception {
    Eventually.holds(
        "the other way is offered", () -> shows(browser, "Log in with a hospital account"));
    press(browser, "Log in with a hospital account");
    Eventually.holds(
        "the provider's page is there", () -> !browser.findElements(By.id("agree")).isEmpty());
    assertThat(browser.getCurrentUrl()).startsWith(provider.issuer());
    browser.findElement(By.id("agree")).click();
  }

  @Test
  void who_has_an_account_comes_to_the_page_that_was_asked_for_and_others_are_told_why()
      throws Exception {
    TestBrowser.require();
    try (OpenIdProvider provider = new OpenIdProvider("localhost");
        BareConsole console =
            new BareConsole(
                root,
                new ConsoleSettings(
                    true, 0, null, null, null, null, null, settings(provider), null))) {
      ChromeDriver browser = TestBrowser.open(1200, 800);
      try {
        refused(browser, console, provider);
        in(browser, console, provider);
        assertThat(
                browser.manage().logs().get("browser").getAll().stream()
                    .filter(l -> l.getMessage().contains("Content Security Policy")))
            .isEmpty();
      } finally {
        browser.quit();
      }
    }
  }

  private static void refused(ChromeDriver browser, BareConsole console, OpenIdProvider provider)
      throws Exception {
    Map<Lie, String> sentences =
        Map.of(
            Lie.DENIED, "The other system did not let you in",
            Lie.NO_ROLE, "You are known, and have no role here",
            Lie.OTHER_KEY, "cannot be trusted");
    for (Map.Entry<Lie, String> each : sentences.entrySet()) {
      provider.lie(each.getKey());
      browser.get(console.address());
      logIn(browser, provider);
      Eventually.holds(each.getKey() + " is told", () -> shows(browser, each.getValue()));
      assertThat(browser.findElements(By.tagName("nav"))).as("nobody is in").isEmpty();
    }
    TestBrowser.keep(browser, "openid-refused");
    provider.lie(Lie.NONE);
  }

  private static void in(ChromeDriver browser, BareConsole console, OpenIdProvider provider)
      throws Exception {
    browser.get(console.address() + "statistics");
    logIn(browser, provider);
    Eventually.holds("jane is in", () -> shows(browser, "jane@localhost, physicist"));
    assertThat(browser.getCurrentUrl()).endsWith("/statistics");
    Eventually.holds("the page that was asked for", () -> shows(browser, "Times"));
    assertThat(browser.executeScript("return document.cookie")).as("for scripts").isEqualTo("");
    TestBrowser.keep(browser, "openid-in");
    press(browser, "Log out");
    Eventually.holds("jane is out", () -> shows(browser, "Log in with a hospital account"));
    browser.get(console.address() + "cases");
    Eventually.holds("and stays out", () -> shows(browser, "Log in with a hospital account"));
    List<Event> log = console.runLog().all();
    assertThat(log)
        .filteredOn(e -> e.type() == EventType.CONSOLE_LOG_IN)
        .extracting(e -> e.actor().user())
        .containsExactly("jane@localhost");
    assertThat(log).filteredOn(e -> e.type() == EventType.CONSOLE_LOG_IN_REFUSED).hasSize(3);
  }
}
