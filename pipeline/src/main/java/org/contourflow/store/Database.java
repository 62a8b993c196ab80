package org.contourflow.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.contourflow.config.StoreSettings;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * The connection pool of the store, its schema migrated on opening: H2 in a folder of the home, or
 * a PostgreSQL that several machines share. Every statement of this package runs on both.
 */
public final class Database implements AutoCloseable {
  /** Of the daemon: its loops, its targets and what the network asks at the same time. */
  private static final int CONNECTIONS = 12;

  private static final int COMMAND_CONNECTIONS = 2;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final boolean isPostgres;

  private final Optional<Door> door;

  /** What is done about the tables of another version. */
  private enum Tables {
    LEFT {
      @Override
      void in(DataSource store) {}
    },
    BROUGHT_UP {
      @Override
      void in(DataSource store) throws IOException {
        Migrations.applyMissing(store);
      }
    },
    LOOKED_AT {
      @Override
      void in(DataSource store) {
        Migrations.apply(store);
      }
    };

    abstract void in(DataSource store) throws IOException;
  }

  private Database(HikariConfig config, int connections, Tables tables, Optional<Path> folder)
      throws IOException {
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(LONGEST_WAIT.toMillis());
    config.setPoolName("store");
    config.setExceptionOverride(new ClosedStore(this::giveUpConnections));
    isPostgres = config.getJdbcUrl().startsWith("jdbc:postgresql:");
    if (isPostgres) {
      // Without its values a statement is planned as if each value were as frequent as the mean:
      // for a finding of ten cases all 100,000 were then looked at, from the newest on.
      config.setConnectionInitSql("set plan_cache_mode = force_custom_plan");
    }
    pool = new HikariDataSource(config);
    try {
      tables.in(pool);
      door =
          folder.isPresent()
              ? Optional.of(Door.open(folder.get(), file(folder.get())))
              : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // Else an embedded store would stay locked by a process that does not have it.
      pool.close();
      throw e;
    }
    jdbi = Jdbi.create(pool);
    // Of a condition that several statements share, some parts are left out in some of them.
    jdbi.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true));
  }

  /**
   * H2's name of the file. Its usual file system closes the whole store when a thread is
   * interrupted while it writes, and servers, pools and schedulers interrupt their threads as they
   * end; the asynchronous one finishes the write.
   */
  private static String file(Path folder) {
    return "async:" + folder.toAbsolutePath().resolve("contourflow");
  }

  /**
   * The store for a command, beside a daemon that may be running: the shared one, or through the
   * daemon's {@link Door}, or else, with no daemon, the embedded file itself. A store that a daemon
   * has open is not migrated: it is that daemon's version that works on it.
   *
   * @throws IOException if it cannot be opened
   */
  public static Database forCommand(StoreSettings settings, Path folder) throws IOException {
    if (!settings.isEmbedded()) {
      return opened(settings, COMMAND_CONNECTIONS, Tables.BROUGHT_UP);
    }
    Door.onThisMachineAlone();
    Optional<String> url = Door.url(folder);
    if (url.isEmpty()) {
      return embedded(folder, Optional.empty());
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url.get());
    return new Database(config, COMMAND_CONNECTIONS, Tables.LEFT, Optional.empty());
  }

  /** Whether another process may be at work on this store at the same time. */
  public boolean mayBeServed() {
    return isPostgres || pool.getJdbcUrl().startsWith("jdbc:h2:tcp:");
  }

  /**
   * The store that the settings name, or else the one embedded in a folder.
   *
   * @throws IOException if it cannot be opened: another process has it, or it does not answer
   */
  public static Database open(StoreSettings settings, Path folder) throws IOException {
    if (settings.isEmbedded()) {
      return embedded(folder);
    }
    return opened(settings, CONNECTIONS, Tables.LOOKED_AT);
  }

  private static Database opened(StoreSettings settings, int connections, Tables tables)
      throws IOException {
    try {
      return new Database(shared(settings), connections, tables, Optional.empty());
    } catch (HikariPool.PoolInitializationException e) {
      throw new IOException(
          "the store " + settings.url() + " cannot be opened: " + e.getCause().getMessage(), e);
    }
  }

  private static HikariConfig shared(StoreSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    settings.user().ifPresent(config::setUsername);
    settings.password().ifPresent(secret -> config.setPassword(secret.value()));
    return config;
  }

  /**
   * The embedded store in a folder, open to commands of this machine. H2 locks its file, so a
   * second process on the same home fails here instead of working on the same cases. A commit is on
   * disk when it returns: WRITE_DELAY 0. The product closes it, after its last step; H2's own exit
   * hook would be before that.
   *
   * @throws IOException if another process has the store open
   */
  public static Database embedded(Path folder) throws IOException {
    return embedded(folder, Optional.of(folder));
  }

  private static Database embedded(Path folder, Optional<Path> door) throws IOException {
    Door.onThisMachineAlone();
    try {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl("jdbc:h2:" + file(folder) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
      return new Database(
          config, CONNECTIONS, door.isPresent() ? Tables.LOOKED_AT : Tables.BROUGHT_UP, door);
    } catch (HikariPool.PoolInitializationException e) {
      if (e.getCause() instanceof SQLException cause
          && cause.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
        throw new IOException(
            "Another Contourflow works on "
                + folder.toAbsolutePath()
                + ". Stop it first, or give this one another home.",
            e);
      }
      throw e;
    }
  }

  /**
   * A line for a person if it was the store that failed. Its own text is left out: a statement's
   * values may be a patient's.
   */
  public static Optional<String> describe(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        return Optional.of(
            "the store does not answer (SQL state "
                + sql.getSQLState()
                + "): if the service was just stopped or started, run the command again");
      }
    }
    return Optional.empty();
  }

  /**
   * Whether it was the store that failed, and not what was to be stored: SQL states of the classes
   * 22 (data) and 23 (constraints) are a row's own (ISO/IEC 9075-2).
   */
  static boolean isOwnFault(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        return !state.startsWith("22") && !state.startsWith("23");
      }
    }
    return false;
  }

  /** The next number of a sequence; the one thing the two databases say differently. */
  long next(Handle handle, String sequence) {
    return handle
        .createQuery(
            isPostgres ? "select nextval('" + sequence + "')" : "select next value for " + sequence)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Has H2 read a table along an index, where its own choice would read more; PostgreSQL counts
   * better and chooses itself.
   */
  String along(String index) {
    return isPostgres ? "" : " use index (" + index + ")";
  }

  /** Whether it is the embedded kind. */
  boolean isH2() {
    return !isPostgres;
  }

  /** Those in use are given up when they are given back. */
  private void giveUpConnections() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public void close() {
    door.ifPresent(Door::close);
    pool.close();
  }
}
