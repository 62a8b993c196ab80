package org.contourflow.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A password or token of the configuration: as it stands there, or {@code env:NAME} for an
 * environment variable, or {@code file:/path} for the first line of a file. Never printed.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";

  public Secret {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the secret is empty");
    }
  }

  /**
   * Reads the secret that the configuration's text names.
   *
   * @throws IllegalArgumentException if the variable or the file is not there
   */
  @JsonCreator
  public static Secret of(String text) {
    if (text.startsWith(ENVIRONMENT)) {
      String name = text.substring(ENVIRONMENT.length());
      String value = System.getenv(name);
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException("the environment variable " + name + " is not set");
      }
      return new Secret(value);
    }
    return text.startsWith(FILE)
        ? ofFile(Path.of(text.substring(FILE.length())))
        : new Secret(text);
  }

  private static Secret ofFile(Path file) {
    try {
      String text = Files.readString(file);
      return new Secret(text.lines().findFirst().orElse("").strip());
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + file + " of a secret cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
