package org.contourflow.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.Jdbi;

/** The connection pool of the store, its schema migrated on opening. */
public final class Database implements AutoCloseable {
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(8);
    config.setPoolName("store");
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
    jdbi = Jdbi.create(pool);
  }

  /**
   * The embedded store in a folder. H2 locks its file, so a second process on the same home fails
   * here instead of working on the same cases. A commit is on disk when it returns: WRITE_DELAY 0.
   * The product closes it, after its last step; H2's own exit hook would be before that.
   *
   * @throws IOException if another process has the store open
   */
  public static Database embedded(Path folder) throws IOException {
    try {
      return new Database(
          "jdbc:h2:file:"
              + folder.toAbsolutePath().resolve("contourflow")
              + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
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

  /** A store by its JDBC URL. */
  public static Database at(String jdbcUrl) {
    return new Database(jdbcUrl);
  }

  Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public void close() {
    pool.close();
  }
}
