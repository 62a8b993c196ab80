package org.contourflow.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.contourflow.config.StoreSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That one service alone works on a PostgreSQL: an advisory lock of it, on a connection of its own.
 * A service that dies loses the lock with the connection, at once; one whose machine vanished, once
 * the server misses its keep-alives, about a minute later. (An embedded store is locked by its
 * file.)
 */
public final class SoleService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SoleService.class);

  /** "Contour" in ASCII: one lock a database. */
  static final long KEY = 0x43_6F_6E_74_6F_75_72L;

  /** PostgreSQL cuts an application's name there. */
  private static final int LONGEST_NAME = 63;

  /** SQL: a session of the server; the number of a process comes again, not with its beginning. */
  private static final String SESSION = "a.pid || ' ' || extract(epoch from a.backend_start)";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ANSWER_SECONDS = 5;

  private final StoreSettings settings;
  private final String who;

  /**
   * Sessions of the server that may hold the place for this service: not by its name, which another
   * one's may be, as where process and host are called alike in every container.
   */
  private final Set<String> own = new HashSet<>();

  private Connection connection;

  private SoleService(StoreSettings settings, String who) {
    this.settings = settings;
    this.who = who.length() <= LONGEST_NAME ? who : who.substring(0, LONGEST_NAME);
  }

  /**
   * Takes the place, or says who has it. One that has just died is waited for.
   *
   * @param who the service, for the message of another: host and process
   * @throws IOException naming the service that works on the store
   */
  public static SoleService take(StoreSettings settings, String who) throws IOException {
    SoleService service = new SoleService(settings, who);
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!service.tryTake()) {
        if (System.nanoTime() > giveUp) {
          String holder = service.holder().map(Holder::described).orElse("it has just ended");
          service.close();
          throw new IOException(
              "another service works on the store "
                  + settings.url()
                  + ": "
                  + holder
                  + ". A store has one `contourflow run`: stop that one first, or start this"
                  + " machine as `contourflow worker`.");
        }
        Thread.sleep(PAUSE.toMillis());
      }
      return service;
    } catch (SQLException e) {
      service.close();
      throw new IOException(
          "the store " + settings.url() + " cannot be opened: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      service.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private boolean tryTake() throws SQLException {
    if (connection == null) {
      connection = connect();
    }
    String session =
        text("select " + SESSION + " from pg_stat_activity a where a.pid = pg_backend_pid()")
            .orElseThrow(() -> new SQLException("the server does not know this connection"));
    own.add(session); // Before, since the answer may be lost and the place be taken all the same.
    boolean taken = asks("select pg_try_advisory_lock(" + KEY + ")");
    if (!taken) {
      own.remove(session);
    }
    return taken;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    settings.user().ifPresent(user -> properties.setProperty("user", user));
    settings.password().ifPresent(secret -> properties.setProperty("password", secret.value()));
    properties.setProperty("ApplicationName", who);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", Integer.toString(ANSWER_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
    Connection made = DriverManager.getConnection(settings.url(), properties);
    try (Statement statement = made.createStatement()) {
      statement.execute(
          "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10;"
              + " set tcp_keepalives_count = 3");
      return made;
    } catch (SQLException e) {
      made.close();
      throw e;
    }
  }

  private Optional<String> text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }

  private boolean asks(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * Who has the place.
   *
   * @param session of the server; empty: it does not say, of another account's
   * @param described for a person
   */
  private record Holder(Optional<String> session, String described) {}

  private Optional<Holder> holder() throws SQLException {
    String sql =
        "select a.application_name, coalesce(host(a.client_addr), 'this machine'), a.backend_start,"
            + " a.pid, "
            + SESSION
            + " from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype ="
            + " 'advisory' and l.granted and l.objsubid = 1 and l.classid = "
            + (KEY >>> 32)
            + " and l.objid = "
            + (KEY & 0xFFFFFFFFL)
            + " and l.database = (select oid from pg_database where datname = current_database())";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next()
          ? Optional.of(
              new Holder(
                  Optional.ofNullable(row.getString(5)),
                  row.getString(1)
                      + ", from "
                      + row.getString(2)
                      + ", since "
                      + row.getString(3)
                      + " (the server's process "
                      + row.getString(4)
                      + ")"))
          : Optional.empty();
    }
  }

  /**
   * Looks after the place, which a store that went away took with it.
   *
   * @return who has taken it meanwhile: this service must end then. Empty: it is this one's still,
   *     also by a connection that was given up after a silence and that the server still has, or
   *     the store does not answer and nobody can have taken it
   */
  public synchronized Optional<String> displacedBy() {
    try {
      if (connection != null && connection.isValid(ANSWER_SECONDS)) {
        return Optional.empty();
      }
      close();
      if (tryTake()) {
        return Optional.empty();
      }
      Optional<Holder> other =
          holder().filter(holder -> holder.session().filter(own::contains).isEmpty());
      // Else its own connection of before, whose end the server has not seen; asked again later.
      close();
      return other.map(Holder::described);
    } catch (SQLException e) {
      LOG.debug("the store does not answer", e);
      close(); // One that is open without the place would pass for one that has it.
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    Connection had = connection;
    connection = null;
    if (had != null) {
      try {
        had.close();
      } catch (SQLException e) {
        LOG.debug("the connection was closed already", e);
      }
    }
  }
}
