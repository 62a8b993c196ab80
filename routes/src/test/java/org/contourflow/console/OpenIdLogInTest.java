package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.OpenIdSettings;
import org.contourflow.config.Secret;
import org.contourflow.console.OpenIdProvider.Lie;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser that logs in to the console by a provider, one that lies in all ways included. */
class OpenIdLogInTest {
  @TempDir static Path root;
  private static OpenIdProvider provider;
  private static BareConsole console;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    provider = new OpenIdProvider();
    OpenIdSettings openId =
        new OpenIdSettings(
            provider.issuer(),
            OpenIdProvider.CLIENT,
            new Secret(OpenIdProvider.SECRET),
            null,
            "a hospital account",
            new OpenIdSettings.Claims(null, "realm_access.roles"),
            Map.of("rt-staff", "viewer", "rt-physics", "physicist"));
    console =
        new BareConsole(
            root, new ConsoleSettings(true, 0, null, null, null, null, null, openId, null));
  }

  @AfterAll
  static void stop() {
    console.close();
    provider.close();
  }

  @BeforeEach
  void honest() {
    provider.lie(Lie.NONE);
  }

  private HttpResponse<String> get(String address, String cookie) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElse("").replaceAll(";.*", "");
  }

  /** A log-in that went to the provider and is about to come back. */
  private record Back(String address, String cookie) {}

  private Back begun(String query) throws Exception {
    HttpResponse<String> sent = get(console.address() + "api/openid/begin" + query, "");
    assertThat(sent.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Lax");
    return new Back(location(get(location(sent), "")), cookie(sent));
  }

  private HttpResponse<String> returned(Back back) throws Exception {
    return get(back.address(), back.cookie());
  }

  @Test
  void who_logs_in_at_the_provider_is_in_with_the_widest_of_the_roles_that_are_mapped()
      throws Exception {
    HttpResponse<String> in = returned(begun("?to=/cases/case-000001"));
    assertThat(location(in)).isEqualTo("/cases/case-000001");
    assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict");
    String session = cookie(in);
    assertThat(get(console.address() + "api/session", session).body())
        .contains("\"user\":\"jane@127.0.0.1\"", "\"role\":\"PHYSICIST\"", "\"mustChange\":false");
    assertThat(get(console.address() + "api/cases", session).statusCode()).isEqualTo(200);
    assertThat(get(console.address() + "api/users", session).statusCode()).isEqualTo(403);
    assertThat(console.runLog().all())
        .anySatisfy(
            e -> {
              assertThat(e.type()).isEqualTo(EventType.CONSOLE_LOG_IN);
              assertThat(e.actor().user()).isEqualTo("jane@127.0.0.1");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "NONCE, token",
    "AUDIENCE, token",
    "ISSUER, token",
    "EXPIRED, token",
    "OTHER_KEY, token",
    "UNSIGNED, token",
    "SIGNED_WITH_THE_CLIENTS_SECRET, token",
    "NO_ROLE, role",
    "ROLE_OF_ANOTHER_SERVICE, role",
    "NO_NAME, name",
    "DENIED, provider"
  })
  void nobody_comes_in_by_what_the_provider_must_not_say(Lie lie, String why) throws Exception {
    provider.lie(lie);
    HttpResponse<String> answer = returned(begun(""));
    assertThat(location(answer)).isEqualTo("/?refused=" + why);
    assertThat(cookie(answer)).doesNotStartWith("contourflow=");
    assertThat(console.runLog().all())
        .filteredOn(e -> e.type() == EventType.CONSOLE_LOG_IN_REFUSED)
        .extracting(Event::text)
        .contains("by OpenID Connect, from 127.0.0.1: " + why);
  }

  @Test
  void an_answer_is_taken_once_and_only_from_the_browser_that_began_it() throws Exception {
    Back back = begun("");
    for (String other : new String[] {"", "contourflow-elsewhere=guess", begun("").cookie()}) {
      HttpResponse<String> stolen = get(back.address(), other);
      assertThat(location(stolen)).as(other).isEqualTo("/?refused=state");
    }
    assertThat(location(returned(back))).as("it was used up").isEqualTo("/?refused=state");

    Back again = begun("");
    assertThat(location(returned(again))).isEqualTo("/cases");
    assertThat(location(returned(again))).as("sent once more").isEqualTo("/?refused=state");
  }

  @Test
  void a_state_that_nobody_was_given_is_refused() throws Exception {
    Back back = begun("");
    String forged = back.address().replaceAll("state=[^&]*", "state=forged");
    assertThat(location(get(forged, back.cookie()))).isEqualTo("/?refused=state");
    String none = console.address() + "api/openid/callback";
    assertThat(location(get(none, back.cookie()))).isEqualTo("/?refused=state");
    String mixedUp = back.address() + "&iss=https%3A%2F%2Felsewhere.example";
    assertThat(location(get(mixedUp, back.cookie()))).isEqualTo("/?refused=state");
  }

  @Test
  void the_way_back_leads_to_a_page_of_the_console_only() throws Exception {
    for (String to :
        new String[] {"https://evil.example/", "//evil.example", "/../x", "/a%0d%0aX:y"}) {
      String query =
          "?to=" + java.net.URLEncoder.encode(to, java.nio.charset.StandardCharsets.UTF_8);
      assertThat(location(returned(begun(query)))).as(to).isEqualTo("/cases");
    }
  }

  @Test
  void the_log_in_page_learns_that_there_is_another_way() throws Exception {
    assertThat(get(console.address() + "api/ways", "").body())
        .isEqualTo("{\"openId\":\"a hospital account\"}");
  }
}
