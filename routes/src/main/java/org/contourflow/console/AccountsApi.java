package org.contourflow.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.accounts.Accounts;
import org.contourflow.accounts.ApiToken;
import org.contourflow.accounts.Role;
import org.contourflow.accounts.Session;
import org.contourflow.accounts.User;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.query.ReadModelJson;

/** Who is logged in, users and tokens. */
final class AccountsApi {
  private static final int LONGEST_NOTE = 200;

  private final Accounts accounts;
  private final RunLog runLog;
  private final Cookies cookies;

  AccountsApi(Accounts accounts, RunLog runLog, Cookies cookies) {
    this.cookies = cookies;
    this.accounts = accounts;
    this.runLog = runLog;
  }

  void addTo(Routes routes) {
    routes
        .add(
            "GET",
            "/api/session",
            Role.VIEWER,
            call -> Answer.json(json(call.session(), call.hidesIdentifiers())))
        .add("PUT", "/api/screen", Role.VIEWER, this::screen)
        .add("GET", "/api/users", Role.ADMIN, call -> Answer.json(items(users())))
        .add("PUT", "/api/users/{}", Role.ADMIN, this::invite)
        .add("DELETE", "/api/users/{}", Role.ADMIN, this::disable)
        .add("GET", "/api/tokens", Role.ADMIN, call -> Answer.json(items(tokens())))
        .add("POST", "/api/tokens", Role.ADMIN, this::token)
        .add("DELETE", "/api/tokens/{}", Role.ADMIN, this::takeBack);
  }

  private static Map<String, Object> items(List<?> items) {
    return ReadModelJson.page(items, null);
  }

  /** Kept by the browser, for whoever logs in at this screen next. */
  private Answer screen(Call call) {
    boolean hides = call.flag("hidesIdentifiers");
    String what = hides ? "identifiers are hidden at " : "identifiers may be shown at ";
    tell(EventType.CONSOLE_SCREEN, call, what + call.address());
    return Answer.nothing().with("Set-Cookie", cookies.screen(hides));
  }

  static Map<String, Object> json(Session session, boolean hidesIdentifiers) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("user", session.user());
    json.put("role", session.role());
    json.put("mustChange", session.mustChange());
    json.put("csrf", session.csrf());
    json.put("hidesIdentifiers", hidesIdentifiers);
    return json;
  }

  private List<Map<String, Object>> users() {
    return accounts.store().users().stream().map(AccountsApi::json).toList();
  }

  private static Map<String, Object> json(User user) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", user.name());
    json.put("role", user.role());
    json.put("enabled", user.enabled());
    json.put("mustChange", user.mustChange());
    return json;
  }

  private List<Map<String, Object>> tokens() {
    return accounts.store().tokens().stream()
        .map(
            t ->
                Map.<String, Object>of(
                    "id", t.id(), "user", t.user(), "note", t.note(), "expiresAt", t.expiresAt()))
        .toList();
  }

  private Answer invite(Call call) {
    String name = call.path().get(0);
    Role role = Call.choice(Role.class, "role", call.field("role"));
    String password;
    try {
      password = accounts.invite(name, role);
    } catch (IllegalArgumentException e) {
      throw new Call.Wrong(e.getMessage());
    }
    tell(EventType.CONSOLE_USERS, call, name + " is " + role + ", with a one-time password");
    return Answer.json(Map.of("name", name, "oneTimePassword", password));
  }

  private Answer disable(Call call) {
    String name = call.path().get(0);
    if (!accounts.disable(name)) {
      return Answer.problem(409, "there is no such user, or it is the last admin");
    }
    tell(EventType.CONSOLE_USERS, call, name + " may no longer log in");
    return Answer.nothing();
  }

  private Answer token(Call call) {
    String name = call.field("user");
    User user =
        accounts.store().find(name).orElseThrow(() -> new Missing("there is no user " + name));
    if (!user.enabled()) {
      throw new Call.Wrong(name + " may not log in, so no token has their rights");
    }
    String note = call.field("note");
    if (note.length() > LONGEST_NOTE) {
      throw new Call.Wrong("note must have at most " + LONGEST_NOTE + " characters");
    }
    int days = Call.number(call.field("days"), "days", 1, 3650);
    String secret = accounts.token(name, note, Duration.ofDays(days));
    tell(
        EventType.CONSOLE_TOKENS,
        call,
        "a token with the rights of " + name + " for " + days + " days: " + note);
    return Answer.json(Map.of("token", secret));
  }

  private Answer takeBack(Call call) {
    String id = call.path().get(0);
    ApiToken token =
        accounts.store().tokens().stream()
            .filter(t -> t.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new Missing("there is no token " + id));
    accounts.store().remove(id);
    tell(
        EventType.CONSOLE_TOKENS,
        call,
        "the token with the rights of " + token.user() + " was taken back: " + token.note());
    return Answer.nothing();
  }

  private void tell(EventType type, Call call, String what) {
    runLog.append(RunLog.SYSTEM, type, "by " + call.session().user() + ": " + what);
  }
}
