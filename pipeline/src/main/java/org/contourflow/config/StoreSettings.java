package org.contourflow.config;

import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/**
 * Where cases, deliveries and the run log are kept.
 *
 * @param url JDBC URL of a PostgreSQL that several machines share; empty: embedded in the home
 * @param user of the database
 * @param password of the user; {@code env:NAME} and {@code file:/path} keep it out of the file
 */
public record StoreSettings(
    @Pattern(
            regexp = "|jdbc:postgresql:.+",
            message = "must be a URL jdbc:postgresql://host:port/name, or be left out")
        String url,
    Optional<String> user,
    Optional<Secret> password) {
  public StoreSettings {
    url = url == null ? "" : url;
    user = user == null ? Optional.empty() : user;
    password = password == null ? Optional.empty() : password;
  }

  /** Embedded in the home. */
  public static StoreSettings embedded() {
    return new StoreSettings(null, null, null);
  }

  /** Whether the store is a file of the home. */
  public boolean isEmbedded() {
    return url.isEmpty();
  }
}
