package org.contourflow.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contourflow.accounts.Accounts.LogIn;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static final String HERE = "127.0.0.1";
  private static final String GOOD = "correct horse battery";

  private static final class Memory implements UserStore {
    private final Map<String, User> users = new TreeMap<>();
    private final List<ApiToken> tokens = new ArrayList<>();

    @Override
    public Optional<User> find(String name) {
      return Optional.ofNullable(users.get(name));
    }

    @Override
    public List<User> users() {
      return List.copyOf(users.values());
    }

    @Override
    public void put(User user) {
      users.put(user.name(), user);
    }

    @Override
    public Optional<ApiToken> token(String sha256) {
      return tokens.stream().filter(t -> t.sha256().equals(sha256)).findFirst();
    }

    @Override
    public List<ApiToken> tokens() {
      return List.copyOf(tokens);
    }

    @Override
    public void add(ApiToken token) {
      tokens.add(token);
    }

    @Override
    public boolean remove(String tokenId) {
      return tokens.removeIf(t -> t.id().equals(tokenId));
    }
  }

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final Memory store = new Memory();
  private final Accounts accounts =
      new Accounts(store, clock, Duration.ofMinutes(30), Duration.ofHours(10), 1000);

  private LogIn.In in(LogIn logIn) {
    assertThat(logIn).isInstanceOf(LogIn.In.class);
    return (LogIn.In) logIn;
  }

  /** As many rounds as OWASP wants, also to find that there is no such user. */
  @Test
  void a_guess_costs_what_it_should() {
    Accounts real = new Accounts(store, clock, Duration.ofMinutes(30), Duration.ofHours(10));
    real.makeFirst();
    assertThat(store.find("admin").orElseThrow().passwordHash())
        .startsWith("pbkdf2-sha512$250000$");
    String[] nobody = Passwords.hashOfNobody(7).split("\\$");
    assertThat(nobody).hasSize(4).startsWith("pbkdf2-sha512", "7");
    assertThat(nobody[3]).hasSameSizeAs(Passwords.hash("any password", 7).split("\\$")[3]);
  }

  @Test
  void the_first_start_makes_one_admin_whose_password_serves_to_set_another() {
    String once = accounts.makeFirst().orElseThrow();
    assertThat(accounts.makeFirst()).isEmpty();
    assertThat(in(accounts.logIn("admin", once, HERE)).session().mustChange()).isTrue();
    assertThat(accounts.change("admin", once, "short", HERE).refusal()).isPresent();
    assertThat(accounts.change("admin", once, once, HERE).refusal()).isPresent();
    assertThat(accounts.change("admin", once, "the admin of all", HERE).refusal()).isPresent();
    assertThat(accounts.change("admin", once, GOOD, HERE).in()).isPresent();
    assertThat(accounts.logIn("admin", once, HERE)).isInstanceOf(LogIn.Refused.class);
    assertThat(in(accounts.logIn("admin", GOOD, HERE)).session().mustChange()).isFalse();
    assertThat(store.users.get("admin").passwordHash()).doesNotContain(GOOD);
  }

  @Test
  void a_session_ends_when_idle_after_its_longest_time_and_by_log_out() {
    accounts.makeFirst();
    String password = accounts.invite("ann", Role.VIEWER);
    String idle = in(accounts.logIn("ann", password, HERE)).cookie();
    clock.pass(Duration.ofMinutes(29));
    assertThat(accounts.session(idle, false)).isPresent();
    clock.pass(Duration.ofMinutes(2));
    assertThat(accounts.session(idle, true)).as("the page's own requests count not").isEmpty();

    String busy = in(accounts.logIn("ann", password, HERE)).cookie();
    for (int i = 0; i < 29; i++) {
      clock.pass(Duration.ofMinutes(20));
      assertThat(accounts.session(busy, true)).isPresent();
    }
    clock.pass(Duration.ofMinutes(21));
    assertThat(accounts.session(busy, true)).isEmpty();

    String out = in(accounts.logIn("ann", password, HERE)).cookie();
    accounts.logOut(out);
    assertThat(accounts.session(out, true)).isEmpty();
    assertThat(accounts.session("invented", true)).isEmpty();
  }

  @Test
  void who_guesses_is_shut_out_longer_each_time_also_with_the_right_password() {
    accounts.makeFirst();
    String password = accounts.invite("ann", Role.VIEWER);
    for (int i = 0; i < 5; i++) {
      assertThat(accounts.logIn("ann", "guess" + i, HERE)).isInstanceOf(LogIn.Refused.class);
    }
    assertThat(accounts.logIn("ann", password, "10.0.0.9"))
        .isEqualTo(new LogIn.Shut(Duration.ofMinutes(1)));
    clock.pass(Duration.ofSeconds(61));
    assertThat(accounts.logIn("ann", "guess", HERE)).isInstanceOf(LogIn.Refused.class);
    assertThat(accounts.logIn("ann", password, HERE))
        .isEqualTo(new LogIn.Shut(Duration.ofMinutes(2)));
    clock.pass(Duration.ofSeconds(121));
    in(accounts.logIn("ann", password, HERE));
    assertThat(accounts.logIn("ann", "guess", HERE)).isInstanceOf(LogIn.Refused.class);
  }

  @Test
  void one_address_cannot_try_many_names() {
    for (int i = 0; i < 20; i++) {
      assertThat(accounts.logIn("user" + i, "guess", HERE)).isInstanceOf(LogIn.Refused.class);
    }
    assertThat(accounts.logIn("other", "guess", HERE)).isInstanceOf(LogIn.Shut.class);
    assertThat(accounts.logIn("other", "guess", "10.0.0.9")).isInstanceOf(LogIn.Refused.class);
  }

  @Test
  void a_disabled_user_is_out_at_once_and_the_last_admin_stays() {
    accounts.makeFirst();
    String password = accounts.invite("ann", Role.PHYSICIST);
    String cookie = in(accounts.logIn("ann", password, HERE)).cookie();
    String token = accounts.token("ann", "nightly", Duration.ofDays(1));
    assertThat(accounts.ofToken(token).orElseThrow().role()).isEqualTo(Role.PHYSICIST);
    assertThat(accounts.disable("ann")).isTrue();
    assertThat(accounts.session(cookie, true)).isEmpty();
    assertThat(accounts.ofToken(token)).isEmpty();
    assertThat(accounts.logIn("ann", password, HERE)).isInstanceOf(LogIn.Refused.class);
    assertThat(accounts.disable("admin")).isFalse();
  }

  @Test
  void who_is_identified_elsewhere_has_a_session_that_ends_as_any_other_and_no_users_name() {
    String cookie = accounts.enter("jane@clinic.example", Role.PHYSICIST).cookie();
    Session session = accounts.session(cookie, true).orElseThrow();
    assertThat(session.role()).isEqualTo(Role.PHYSICIST);
    assertThat(session.mustChange()).isFalse();
    assertThat(accounts.change("jane@clinic.example", "", GOOD, HERE).refusal()).isPresent();
    clock.pass(Duration.ofMinutes(31));
    assertThat(accounts.session(cookie, true)).isEmpty();
    assertThatThrownBy(() -> accounts.enter("admin", Role.ADMIN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_token_ends_and_can_be_taken_back() {
    accounts.makeFirst();
    String token = accounts.token("admin", "nightly", Duration.ofDays(1));
    assertThat(accounts.ofToken(token)).isPresent();
    assertThat(accounts.ofToken(token + "x")).isEmpty();
    assertThat(store.tokens.get(0).sha256()).doesNotContain(token);
    clock.pass(Duration.ofDays(2));
    assertThat(accounts.ofToken(token)).isEmpty();
  }
}
