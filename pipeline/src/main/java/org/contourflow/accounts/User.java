package org.contourflow.accounts;

/**
 * One account.
 *
 * @param name lower-case letters, digits, dot, dash, underscore; at most 64
 * @param passwordHash as {@link Passwords#hash} makes it
 * @param mustChange whether the password was given by another and only serves to set an own one
 * @param enabled whether the user may log in
 */
public record User(
    String name, Role role, String passwordHash, boolean mustChange, boolean enabled) {
  public User {
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "a user's name is 1 to 64 lower-case letters, digits, dots, dashes or underscores");
    }
  }

  /** With another password, which its owner chose or must change. */
  public User withPassword(String hash, boolean change) {
    return new User(name, role, hash, change, enabled);
  }
}
