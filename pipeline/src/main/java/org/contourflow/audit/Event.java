package org.contourflow.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One line of the run log, chained to the line before it.
 *
 * @param sequence its number, from 1 without a gap
 * @param at when, to the millisecond
 * @param caseId which case, or empty for the system itself
 * @param type what happened
 * @param text the sentence a person reads; no patient identifier
 * @param previousHash hash of the line before; {@link #GENESIS} for the first
 * @param hash SHA-256 over all fields before
 */
public record Event(
    long sequence,
    Instant at,
    String caseId,
    EventType type,
    String text,
    String previousHash,
    String hash) {
  /** What the first event names as the hash before it. */
  public static final String GENESIS = "0".repeat(64);

  /** Makes the event that follows {@code previousHash}; its text is cleaned ({@link CleanText}). */
  public static Event chained(
      long sequence, Instant at, String caseId, EventType type, String said, String previousHash) {
    String text = CleanText.line(said);
    return new Event(
        sequence,
        at,
        caseId,
        type,
        text,
        previousHash,
        hashOf(sequence, at, caseId, type, text, previousHash));
  }

  /** Whether the hash is that of the fields. */
  public boolean isIntact() {
    return hash.equals(hashOf(sequence, at, caseId, type, text, previousHash));
  }

  private static String hashOf(
      long sequence, Instant at, String caseId, EventType type, String text, String previousHash) {
    // Each field with its length, so that no two different events give the same bytes.
    StringBuilder all = new StringBuilder();
    for (String field :
        new String[] {
          Long.toString(sequence),
          Long.toString(at.toEpochMilli()),
          caseId,
          type.name(),
          text,
          previousHash
        }) {
      all.append(field.length()).append(':').append(field).append('\n');
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
