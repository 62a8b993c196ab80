package org.contourflow.cases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
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
   */
  public static Database embedded(Path folder) {
    return new Database(
        "jdbc:h2:file:" + folder.toAbsolutePath().resolve("contourflow") + ";WRITE_DELAY=0");
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
