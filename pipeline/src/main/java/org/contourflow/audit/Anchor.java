package org.contourflow.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What the head of the run log was at a time, kept outside the store.
 *
 * @param at when it was noted
 * @param sequence number of the last event then
 * @param hash of that event
 * @param keyId of the key that the line is sealed with; empty for none
 * @param mac over the fields before, hexadecimal; {@code -} without a key
 * @param restored whether the store was set back to this event: what was anchored behind it before
 *     counts no more
 */
record Anchor(Instant at, long sequence, String hash, String keyId, String mac, boolean restored) {
  private static final String USE = "audit anchor";
  private static final String RESTORED = "RESTORED ";
  private static final String NO_KEY = "-";

  static Anchor of(Instant at, Event head, boolean restored, AuditKeys keys) {
    Anchor open = new Anchor(at, head.sequence(), head.hash(), keys.currentId(), NO_KEY, restored);
    return new Anchor(
        at,
        head.sequence(),
        head.hash(),
        keys.currentId(),
        keys.hashOf(keys.currentId(), USE, open.sealed()).orElse(NO_KEY),
        restored);
  }

  /** Whether the line is as it was written; empty if its key is not among these. */
  Optional<Boolean> isIntact(AuditKeys keys) {
    return keyId.isEmpty()
        ? Optional.of(mac.equals(NO_KEY))
        : keys.hashOf(keyId, USE, sealed()).map(mac::equals);
  }

  private String sealed() {
    return (restored ? RESTORED : "") + at + " " + sequence + " " + hash + " " + keyId;
  }

  String line() {
    return (restored ? RESTORED : "")
        + at
        + " "
        + sequence
        + " "
        + hash
        + " "
        + (keyId.isEmpty() ? NO_KEY : keyId)
        + " "
        + mac;
  }

  /** The anchor of a line of the file; empty if it is none. */
  static Optional<Anchor> parse(String line) {
    boolean restored = line.startsWith(RESTORED);
    String[] fields = line.substring(restored ? RESTORED.length() : 0).strip().split(" ");
    if (fields.length != 5) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Anchor(
              Instant.parse(fields[0]),
              Long.parseLong(fields[1]),
              fields[2],
              fields[3].equals(NO_KEY) ? "" : fields[3],
              fields[4],
              restored));
    } catch (DateTimeParseException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
