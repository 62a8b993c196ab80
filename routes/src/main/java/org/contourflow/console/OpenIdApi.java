package org.contourflow.console;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.contourflow.accounts.Accounts;
import org.contourflow.accounts.Accounts.LogIn;
import org.contourflow.accounts.Passwords;
import org.contourflow.accounts.Role;
import org.contourflow.audit.Actor;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.OpenIdSettings;
import org.contourflow.openid.Begun;
import org.contourflow.openid.OpenIdLogIn;
import org.contourflow.openid.Person;
import org.contourflow.openid.RefusedException;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to log in that there are, and the one by an OpenID Connect provider. A browser is sent
 * on here, so an error is a word in the address, for which the page has the sentence.
 */
final class OpenIdApi {
  private static final Logger LOG = LoggerFactory.getLogger(OpenIdApi.class);
  private static final String CALLBACK = "api/openid/callback";
  private static final Duration OVER = Duration.ZERO;

  private final Accounts accounts;
  private final RunLog runLog;
  private final Cookies cookies;
  private final Optional<OpenIdSettings> settings;
  private final Optional<OpenIdLogIn> provider;
  private final Supplier<String> address;

  /**
   * The ways.
   *
   * @param address where the console is served, asked once it is
   */
  OpenIdApi(
      Accounts accounts,
      RunLog runLog,
      Cookies cookies,
      Optional<OpenIdSettings> settings,
      Supplier<String> address) {
    this.accounts = accounts;
    this.runLog = runLog;
    this.cookies = cookies;
    this.settings = settings;
    this.provider = settings.map(s -> new OpenIdLogIn(s, new Begun(Clock.systemUTC())));
    this.address = address;
  }

  /** The answer to a request that needs no session; empty: it is none of those. */
  Optional<Answer> find(Request request, String path) {
    if (path.equals("/api/ways")) {
      Map<String, Object> ways = new LinkedHashMap<>();
      ways.put("openId", settings.map(OpenIdSettings::label).orElse(null));
      return Optional.of(Answer.json(ways));
    }
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    return switch (path) {
      case "/api/openid/begin" -> Optional.of(begin(request, provider.get()));
      case "/" + CALLBACK -> Optional.of(end(request, provider.get()));
      default -> Optional.empty();
    };
  }

  private URI callback() {
    String served = address.get();
    String base = settings.map(OpenIdSettings::publicAddress).orElse(served);
    return URI.create(base + CALLBACK);
  }

  private static Answer sentTo(String where) {
    return new Answer(302, "", new byte[0], Map.of("Location", where));
  }

  private static Answer refused(String why) {
    return sentTo("/?refused=" + why.toLowerCase(Locale.ROOT));
  }

  private Answer begin(Request request, OpenIdLogIn openId) {
    String browser = Passwords.secret();
    String to =
        Optional.ofNullable(Request.extractQueryParameters(request).getValue("to"))
            // Only ever a page of this console.
            .filter(page -> page.matches("/[a-z]+(/[\\w-]+)?"))
            .orElse("/cases");
    try {
      return sentTo(openId.begin(browser, to, callback()).toString())
          .with("Set-Cookie", cookies.elsewhere(browser, Begun.VALID));
    } catch (IOException e) {
      LOG.warn("the OpenID Connect provider cannot be asked", e);
      return refused("provider");
    }
  }

  private Answer end(Request request, OpenIdLogIn openId) {
    String from = Request.getRemoteAddr(request);
    String browser = Cookies.elsewhere(request).orElse("");
    URI returned = URI.create("/" + CALLBACK + "?" + request.getHttpURI().getQuery());
    try {
      Person person = openId.end(browser, returned, callback());
      LogIn.In in = accounts.enter(person.name(), Role.valueOf(person.role()));
      new Actor(person.name(), "", from)
          .during(
              () ->
                  runLog.append(
                      RunLog.SYSTEM,
                      EventType.CONSOLE_LOG_IN,
                      person.name()
                          + " as "
                          + person.role()
                          + ", by OpenID Connect, from "
                          + from));
      return sentTo(person.to()).with("Set-Cookie", cookies.session(in.cookie()));
    } catch (RefusedException e) {
      LOG.warn("a log-in by OpenID Connect is refused: {}", e.getMessage());
      return told(e.why().name(), from);
    } catch (IOException e) {
      LOG.warn("the OpenID Connect provider cannot be asked", e);
      return told("PROVIDER", from);
    }
  }

  private Answer told(String why, String from) {
    runLog.append(
        RunLog.SYSTEM,
        EventType.CONSOLE_LOG_IN_REFUSED,
        "by OpenID Connect, from " + from + ": " + why.toLowerCase(Locale.ROOT));
    return refused(why).with("Set-Cookie", cookies.elsewhere("", OVER));
  }
}
