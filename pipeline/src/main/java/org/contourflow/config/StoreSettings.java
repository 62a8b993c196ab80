package org.contourflow.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;

/**
 * Where cases, deliveries and the run log are kept.
 *
 * @param url JDBC URL of a PostgreSQL that several machines share; empty: embedded in the home
 * @param user of the database
 * @param password of the user; {@code env:NAME} and {@code file:/path} keep it out of the file
 * @param leaseSeconds how long a process may say nothing before what it has in its hands is given
 *     to another
 */
public record StoreSettings(
    @Pattern(
            regexp = "|jdbc:postgresql:.+",
            message = "must be a URL jdbc:postgresql://host:port/name, or be left out")
        String url,
    Optional<String> user,
    Optional<Secret> password,
    @Min(2) @Max(3600) Integer leaseSeconds) {
  public StoreSettings {
    url = url == null ? "" : url;
    user = user == null ? Optional.empty() : user;
    password = password == null ? Optional.empty() : password;
    leaseSeconds = leaseSeconds == null ? 60 : leaseSeconds;
  }

  /** With the usual lease. */
  public StoreSettings(String url, Optional<String> user, Optional<Secret> password) {
    this(url, user, password, null);
  }

  /** Embedded in the home. */
  public static StoreSettings embedded() {
    return new StoreSettings(null, null, null);
  }

  /** How often a process says that it lives. */
  public Duration renewal() {
    return Duration.ofSeconds(leaseSeconds).dividedBy(4);
  }

  /** Whether the store is a file of the home. */
  public boolean isEmbedded() {
    return url.isEmpty();
  }
}
