package org.contourflow.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One line of the run log, chained to the line before it.
 *
 * @param sequence its number, from 1 without a gap
 * @param at when, to the millisecond
 * @param caseId which case, or empty for the system itself
 * @param type what happened
 * @param text the sentence a person reads; no patient identifier
 * @param actor who did it
 * @param configuration the settings in force where it was told, the beginning of their SHA-256;
 *     empty: not known
 * @param seal what ties it to the event before
 */
public record Event(
    long sequence,
    Instant at,
    String caseId,
    EventType type,
    String text,
    Actor actor,
    String configuration,
    Seal seal) {
  /** What the first event names as the hash before it. */
  public static final String GENESIS = "0".repeat(64);

  private static final String USE = "run log";

  /**
   * What is told, without its place in the chain; the text is cleaned ({@link CleanText}).
   *
   * @param at when, to the millisecond
   */
  public record Entry(
      Instant at, String caseId, EventType type, String text, Actor actor, String configuration) {
    public Entry {
      text = CleanText.line(text);
    }
  }

  /** The event that follows another, sealed with the current one of the keys. */
  public static Event chained(long sequence, Entry entry, String previousHash, AuditKeys keys) {
    Event open =
        new Event(
            sequence,
            entry.at(),
            entry.caseId(),
            entry.type(),
            entry.text(),
            entry.actor(),
            entry.configuration(),
            new Seal(previousHash, keys.currentId(), ""));
    String hash =
        keys.hashOf(keys.currentId(), USE, open.sealed()).orElseGet(() -> plain(open.sealed()));
    return new Event(
        sequence,
        entry.at(),
        entry.caseId(),
        entry.type(),
        entry.text(),
        entry.actor(),
        entry.configuration(),
        new Seal(previousHash, keys.currentId(), hash));
  }

  /** Hash of the event before. */
  public String previousHash() {
    return seal.previousHash();
  }

  /** Its own hash. */
  public String hash() {
    return seal.hash();
  }

  /** Whether it was sealed with a key. */
  public boolean isKeyed() {
    return !seal.keyId().isEmpty();
  }

  /**
   * Whether the hash is that of the fields.
   *
   * @return empty if its key is not among these
   */
  public Optional<Boolean> isIntact(AuditKeys keys) {
    if (!isKeyed()) {
      return Optional.of(hash().equals(plain(sealed())));
    }
    return keys.hashOf(seal.keyId(), USE, sealed()).map(hash()::equals);
  }

  /** Each field with its length, so that no two different events give the same bytes. */
  private String sealed() {
    List<String> fields =
        new ArrayList<>(
            List.of(
                Long.toString(sequence), Long.toString(at.toEpochMilli()), caseId, type.name()));
    fields.add(text);
    // Events older than keys and actors have neither, and their hash is without both.
    if (isKeyed() || !actor.equals(Actor.NONE)) {
      fields.addAll(List.of(actor.user(), actor.aeTitle(), actor.address(), seal.keyId()));
    }
    // As well those of before the settings stood with them.
    if (!configuration.isEmpty()) {
      fields.add("settings " + configuration);
    }
    fields.add(previousHash());
    StringBuilder all = new StringBuilder();
    fields.forEach(field -> all.append(field.length()).append(':').append(field).append('\n'));
    return all.toString();
  }

  private static String plain(String sealed) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(sealed.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
