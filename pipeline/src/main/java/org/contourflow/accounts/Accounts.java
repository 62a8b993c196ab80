package org.contourflow.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs users in and knows their sessions. Sessions live as long as the process: after a restart
 * everybody logs in again.
 */
public final class Accounts {
  /** The first user. */
  public static final String FIRST = "admin";

  private static final int MOST_SESSIONS = 1000;

  private record Open(Session session, Instant lastSeen) {}

  private final UserStore store;
  private final Clock clock;
  private final Duration idle;
  private final Duration longest;
  private final GuessLock lock;
  private final Map<String, Open> sessions = new ConcurrentHashMap<>();

  /** Compared with where there is no such user, so that the answer takes as long. */
  private final String nobody;

  private final int rounds;

  /**
   * The accounts of a store.
   *
   * @param idle a session without a request for this long ends
   * @param longest a session ends after this long in any case
   */
  public Accounts(UserStore store, Clock clock, Duration idle, Duration longest) {
    this(store, clock, idle, longest, Passwords.ITERATIONS);
  }

  /** With fewer rounds of the hash: for tests, which guess often. */
  Accounts(UserStore store, Clock clock, Duration idle, Duration longest, int rounds) {
    this.nobody = Passwords.hashOfNobody(rounds);
    this.rounds = rounds;
    this.store = store;
    this.clock = clock;
    this.idle = idle;
    this.longest = longest;
    this.lock = new GuessLock(clock);
  }

  /** How a log-in ended. */
  public sealed interface LogIn {
    /** The user is in. */
    record In(String cookie, Session session) implements LogIn {}

    /** Name or password is wrong, or the user may not. */
    record Refused() implements LogIn {}

    /** Too many failures: not even tried. */
    record Shut(Duration pause) implements LogIn {}
  }

  /** Makes the first admin where there is no user; returns the password to tell once. */
  public Optional<String> makeFirst() {
    if (!store.users().isEmpty()) {
      return Optional.empty();
    }
    String password = Passwords.oneTime();
    store.put(new User(FIRST, Role.ADMIN, Passwords.hash(password, rounds), true, true));
    return Optional.of(password);
  }

  /** Logs a user in. */
  public LogIn logIn(String name, String password, String address) {
    Optional<Duration> shut = lock.shut(name, address);
    if (shut.isPresent()) {
      return new LogIn.Shut(shut.get());
    }
    Optional<User> user = store.find(name).filter(User::enabled);
    if (!Passwords.matches(user.map(User::passwordHash).orElse(nobody), password)
        || user.isEmpty()) {
      lock.failed(name, address);
      return new LogIn.Refused();
    }
    lock.succeeded(name);
    return open(user.get());
  }

  /**
   * Lets somebody in whom another has identified; there is no such user here, and the session ends
   * as any other.
   *
   * @param name not one that a user may have: it has an @
   */
  public LogIn.In enter(String name, Role role) {
    if (!name.contains("@")) {
      throw new IllegalArgumentException("the name might be that of a user: " + name);
    }
    return open(name, role, false);
  }

  private LogIn.In open(User user) {
    return open(user.name(), user.role(), user.mustChange());
  }

  private LogIn.In open(String name, Role role, boolean mustChange) {
    tidy();
    String cookie = Passwords.secret();
    Session session = new Session(name, role, mustChange, Passwords.secret(), clock.instant());
    sessions.put(Passwords.sha256(cookie), new Open(session, clock.instant()));
    return new LogIn.In(cookie, session);
  }

  private void tidy() {
    sessions.values().removeIf(this::isOver);
    if (sessions.size() >= MOST_SESSIONS) {
      sessions.entrySet().stream()
          .min(Map.Entry.comparingByValue(java.util.Comparator.comparing(Open::lastSeen)))
          .ifPresent(oldest -> sessions.remove(oldest.getKey()));
    }
  }

  private boolean isOver(Open open) {
    Instant now = clock.instant();
    return now.isAfter(open.lastSeen().plus(idle))
        || now.isAfter(open.session().begun().plus(longest));
  }

  /**
   * The session of a cookie.
   *
   * @param touched whether a person did something; what a page asks for by itself does not keep a
   *     session alive
   */
  public Optional<Session> session(String cookie, boolean touched) {
    String key = Passwords.sha256(cookie);
    Open open = sessions.get(key);
    if (open == null || isOver(open)) {
      sessions.remove(key);
      return Optional.empty();
    }
    if (touched) {
      sessions.replace(key, new Open(open.session(), clock.instant()));
    }
    return Optional.of(open.session());
  }

  /** Ends a session. */
  public void logOut(String cookie) {
    sessions.remove(Passwords.sha256(cookie));
  }

  /** A session for the request of a script; empty: the token is of nobody, or over. */
  public Optional<Session> ofToken(String secret) {
    return store
        .token(Passwords.sha256(secret))
        .filter(t -> t.expiresAt().isAfter(clock.instant()))
        .flatMap(t -> store.find(t.user()))
        .filter(User::enabled)
        .map(u -> new Session(u.name(), u.role(), false, "", clock.instant()));
  }

  /**
   * Gives a user an own password; all sessions of the user end but a new one.
   *
   * @return why not, or the new session
   */
  public Changed change(String name, String old, String fresh, String address) {
    if (!(logIn(name, old, address) instanceof LogIn.In in)) {
      return new Changed(Optional.of("the old password is not that"), Optional.empty());
    }
    logOut(in.cookie());
    Optional<String> weakness = Passwords.weakness(fresh, name);
    if (weakness.isPresent() || old.equals(fresh)) {
      return new Changed(
          weakness.or(() -> Optional.of("the new password is the old one")), Optional.empty());
    }
    User user = store.find(name).orElseThrow().withPassword(Passwords.hash(fresh, rounds), false);
    store.put(user);
    endSessions(name);
    return new Changed(Optional.empty(), Optional.of(open(user)));
  }

  /** What became of a change of password. */
  public record Changed(Optional<String> refusal, Optional<LogIn.In> in) {}

  /** Adds a user with a one-time password, or gives an existing one another role and password. */
  public String invite(String name, Role role) {
    String password = Passwords.oneTime();
    store.put(new User(name, role, Passwords.hash(password, rounds), true, true));
    endSessions(name);
    return password;
  }

  /** Lets a user no longer in; false if there is none, or it is the last admin. */
  public boolean disable(String name) {
    Optional<User> user = store.find(name).filter(User::enabled);
    boolean lastAdmin =
        store.users().stream()
            .filter(u -> u.enabled() && u.role() == Role.ADMIN)
            .allMatch(u -> u.name().equals(name));
    if (user.isEmpty() || lastAdmin) {
      return false;
    }
    User u = user.get();
    store.put(new User(u.name(), u.role(), u.passwordHash(), u.mustChange(), false));
    endSessions(name);
    return true;
  }

  private void endSessions(String name) {
    sessions.values().removeIf(open -> open.session().user().equals(name));
  }

  /** Makes a token; returns the secret to tell once. */
  public String token(String user, String note, Duration valid) {
    String secret = "cf_" + Passwords.secret();
    store.add(
        new ApiToken(
            Passwords.secret().substring(0, 8),
            user,
            Passwords.sha256(secret),
            note,
            clock.instant().plus(valid)));
    return secret;
  }

  /** Users and tokens. */
  public UserStore store() {
    return store;
  }
}
