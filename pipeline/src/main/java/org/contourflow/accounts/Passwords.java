package org.contourflow.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes of passwords (PBKDF2 with HMAC-SHA512, the JDK's), and secrets by chance. */
public final class Passwords {
  /** What OWASP recommends for this function (2023: 210,000), and room for a few years. */
  static final int ITERATIONS = 250_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int SHORTEST = 12;
  private static final int LONGEST = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /** Why a password must not be taken; empty: it may. */
  public static Optional<String> weakness(String password, String user) {
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      return Optional.of("a password has " + SHORTEST + " to " + LONGEST + " characters");
    }
    if (password.chars().distinct().count() < 5) {
      return Optional.of("the password repeats too few characters");
    }
    return password.toLowerCase(java.util.Locale.ROOT).contains(user)
        ? Optional.of("the password must not contain the user's name")
        : Optional.empty();
  }

  /** {@code pbkdf2-sha512$iterations$salt$hash}, salted by chance. */
  static String hash(String password, int iterations) {
    byte[] salt = random(SALT_BYTES);
    return text(salt, derive(password, salt, iterations), iterations);
  }

  /**
   * A hash by chance that no known password has; to try one against it takes as long as against a
   * user's, and to make it takes no time.
   */
  static String hashOfNobody(int iterations) {
    return text(random(SALT_BYTES), random(HASH_BITS / 8), iterations);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static String text(byte[] salt, byte[] hash, int iterations) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "pbkdf2-sha512$"
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  /** Whether the hash is of that password. */
  public static boolean matches(String hash, String password) {
    String[] parts = hash.split("\\$");
    if (parts.length != 4 || password.length() > LONGEST) {
      return false;
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    return MessageDigest.isEqual(
        Base64.getDecoder().decode(parts[3]), derive(password, salt, Integer.parseInt(parts[1])));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2WithHmacSHA512", e);
    }
  }

  /** A secret of 32 bytes by chance, as letters, digits, dash and underscore. */
  public static String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(32));
  }

  /** A password to be typed once: 20 letters and digits that are not mistaken for each other. */
  public static String oneTime() {
    String letters = "abcdefghjkmnpqrstuvwxyz23456789";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(i > 0 && i % 5 == 0 ? "-" : "");
      text.append(letters.charAt(RANDOM.nextInt(letters.length())));
    }
    return text.toString();
  }

  /** The digest by which a token is found. */
  public static String sha256(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
