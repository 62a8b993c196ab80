package org.contourflow.review;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A blinded study. In which order a grader sees the pairs, which of a pair stands at the left, and
 * the word by which a browser names a pair all follow from the key, the grader and the pair: the
 * same at each log-in, another for each grader, and nothing of it can be told without the key.
 *
 * @param key of the HMAC, hexadecimal; never leaves the store
 */
public record BlindStudy(
    String id, String name, String madeBy, Instant madeAt, String key, List<BlindPair> pairs) {
  private static final int TOKEN = 32;

  public BlindStudy {
    pairs = List.copyOf(pairs);
  }

  /** All pairs in the order of a grader. */
  public List<BlindPair> orderOf(String grader) {
    return pairs.stream().sorted(Comparator.comparing(p -> hmac("order", grader, p))).toList();
  }

  /** Whether the delivered set stands at the left. */
  public boolean isOursLeft(String grader, BlindPair pair) {
    return (Character.digit(hmac("side", grader, pair).charAt(0), 16) & 1) == 0;
  }

  /** What the grader's browser calls the pair. */
  public String token(String grader, BlindPair pair) {
    return hmac("token", grader, pair).substring(0, TOKEN);
  }

  /** The pair that this grader's browser calls so. */
  public Optional<BlindPair> pairOf(String grader, String token) {
    return pairs.stream().filter(p -> token(grader, p).equals(token)).findFirst();
  }

  private String hmac(String what, String grader, BlindPair pair) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
      String text = String.join("\n", what, grader, pair.caseId(), pair.structure());
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
