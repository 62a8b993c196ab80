package org.contourflow.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a store to the tables of this version. */
final class Migrations {
  private static final String FOLDER = "db/migration";
  private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.sql");

  private Migrations() {}

  /** By Flyway, which also looks whether what was done is what this version would do. */
  static void apply(DataSource store) {
    Flyway.configure()
        .dataSource(store)
        .locations("classpath:" + FOLDER)
        .placeholders(Map.of("stored", isPostgres(store) ? "stored" : ""))
        .load()
        .migrate();
  }

  /** PostgreSQL wants to be told that a generated column is stored, and H2 not. */
  private static boolean isPostgres(DataSource store) {
    try (Connection connection = store.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    } catch (SQLException e) {
      throw new IllegalStateException("the store does not say what it is", e);
    }
  }

  /**
   * As {@link #apply}, but where the store has just the steps of this version, Flyway is not asked:
   * its start alone is most of the time of a command that reads some rows.
   */
  static void applyMissing(DataSource store) throws IOException {
    if (!inStore(store).equals(ofThisVersion())) {
      apply(store);
    }
  }

  /** Numbers of the steps that a store has; none if it is new, or if one of them failed. */
  static Set<String> inStore(DataSource store) {
    Set<String> numbers = new TreeSet<>();
    try (Connection connection = store.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select \"version\", \"success\" from \"flyway_schema_history\""
                    + " where \"version\" is not null")) {
      while (rows.next()) {
        if (!rows.getBoolean(2)) {
          return Set.of();
        }
        numbers.add(rows.getString(1));
      }
      return numbers;
    } catch (SQLException e) {
      // Without that table, or without an answer: Flyway makes it, or says what is wrong.
      return Set.of();
    }
  }

  /** Numbers of the steps beside this class, in its folder or its jar. */
  static Set<String> ofThisVersion() throws IOException {
    URL url = Migrations.class.getResource("/" + FOLDER);
    if (url == null) {
      return Set.of();
    }
    if (url.openConnection() instanceof JarURLConnection jar) {
      // The one the class loader has open: it stays open.
      JarFile file = jar.getJarFile();
      return numbers(file.stream().map(entry -> entry.getName()));
    }
    try (Stream<Path> files = Files.list(Path.of(java.net.URI.create(url.toString())))) {
      return numbers(files.map(file -> FOLDER + "/" + file.getFileName()));
    }
  }

  private static Set<String> numbers(Stream<String> names) {
    return names
        .filter(name -> name.startsWith(FOLDER + "/"))
        .map(name -> FILE.matcher(name.substring(FOLDER.length() + 1)))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
