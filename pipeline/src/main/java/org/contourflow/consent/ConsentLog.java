package org.contourflow.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.consent.Act.EnteredInError;
import org.contourflow.consent.Act.Merged;
import org.contourflow.dicom.DurableMove;
import org.contourflow.model.Sha256;

/**
 * The log as a file: a line an event, {@code HASH JSON}, each hash over the hash before and the
 * line's JSON. Appended under a lock of the file system and flushed to disk; never rewritten.
 *
 * <p>How far the log has come is also written to a witness beside the consent folder, so that a
 * restored older copy of the folder, in which a withdrawal is missing, is told and releases
 * nothing. Not seen: a restore of the log and of its witness together; keep the witness on another
 * disk.
 */
public final class ConsentLog implements ConsentHistory {
  private static final int LONGEST = 500;
  private static final String GENESIS = "0".repeat(64);

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Path file;
  private final Path witness;
  private final Clock clock;

  /** The log in a consent folder, its witness beside the folder. */
  public static ConsentLog in(Path folder, Clock clock) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new ConsentLog(
        absolute.resolve("consent.log"),
        absolute.resolveSibling(absolute.getFileName() + ".witness"),
        clock);
  }

  /** A log and its witness, which need not exist yet. */
  public ConsentLog(Path file, Path witness, Clock clock) {
    this.file = file;
    this.witness = witness;
    this.clock = clock;
  }

  @Override
  public List<ConsentEvent> events() throws IOException {
    return read().events;
  }

  /** How far the log has come, {@code NUMBER HASH}: for lineage, so that a rollback shows. */
  public String head() throws IOException {
    Chain chain = read();
    return chain.events.size() + " " + chain.last;
  }

  private record Chain(List<ConsentEvent> events, List<String> hashes, String last) {}

  private Chain read() throws IOException {
    boolean isNew = !Files.exists(file);
    if (isNew && Files.exists(witness)) {
      throw new IOException("the consent log is gone, but its witness is there");
    }
    String text = isNew ? "" : Files.readString(file);
    return verified(text.substring(0, wholeLines(text)).lines().toList());
  }

  /** A power cut may leave half a line, which nobody was told is recorded: it does not count. */
  private static int wholeLines(String text) {
    return text.lastIndexOf('\n') + 1;
  }

  private Chain verified(List<String> lines) throws IOException {
    List<ConsentEvent> events = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    String last = GENESIS;
    for (String line : lines) {
      int number = events.size() + 1;
      int blank = line.indexOf(' ');
      String json = line.substring(blank + 1);
      if (blank != 64 || !line.substring(0, 64).equals(hash(last, json))) {
        throw new IOException("the consent log was changed at event " + number);
      }
      last = line.substring(0, 64);
      ConsentEvent event = parse(json, number);
      if (event.sequence() != number) {
        throw new IOException("the consent log lacks event " + number);
      }
      events.add(event);
      hashes.add(last);
    }
    requireAsFarAsTheWitness(hashes);
    return new Chain(events, hashes, last);
  }

  private void requireAsFarAsTheWitness(List<String> hashes) throws IOException {
    if (!Files.exists(witness)) {
      if (!hashes.isEmpty()) {
        throw new IOException("the consent log's witness " + witness.getFileName() + " is gone");
      }
      return;
    }
    String[] seen = Files.readString(witness).strip().split(" ");
    int number = seen.length == 2 && seen[0].matches("\\d{1,9}") ? Integer.parseInt(seen[0]) : -1;
    boolean reached = number >= 1 && number <= hashes.size();
    if (!reached || !hashes.get(number - 1).equals(seen[1])) {
      throw new IOException("the consent log is older than its witness, or another log");
    }
  }

  private static ConsentEvent parse(String json, int number) throws IOException {
    try {
      return JSON.readValue(json, ConsentEvent.class);
    } catch (JsonProcessingException e) {
      throw new IOException("event " + number + " of the consent log cannot be read", e);
    }
  }

  private static String hash(String last, String json) {
    return Sha256.of((last + json).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Appends an event, on disk when this returns.
   *
   * @throws IOException if the log as it stands is broken or cannot be written
   * @throws IllegalArgumentException if what is to be recorded makes no sense
   */
  public ConsentEvent append(PatientRef patient, Act act, String evidence, String recordedBy)
      throws IOException {
    return append(Whose.of(patient), act, evidence, recordedBy);
  }

  /** Appends an event of a patient whose files were read; otherwise as the other. */
  public ConsentEvent append(Whose patient, Act act, String evidence, String recordedBy)
      throws IOException {
    requireOneLine(evidence);
    requireOneLine(recordedBy);
    return FolderLock.alone(
        file.getParent(), () -> appendAlone(patient, act, evidence, recordedBy));
  }

  /** Events are listed a line each: what turns or breaks a line would look like another event. */
  private static void requireOneLine(String text) {
    boolean breaks =
        text != null
            && text.codePoints()
                .anyMatch(
                    c ->
                        Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.LINE_SEPARATOR
                            || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    if (breaks || text != null && text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "evidence, and who records it, are one line of at most " + LONGEST + " characters each");
    }
  }

  private static void requireSense(PatientRef patient, Act act, List<ConsentEvent> events) {
    if (act instanceof EnteredInError e) {
      if (e.sequence() < 1 || e.sequence() > events.size()) {
        throw new IllegalArgumentException("there is no event " + e.sequence());
      }
      if (events.get((int) e.sequence() - 1).act() instanceof EnteredInError) {
        throw new IllegalArgumentException(
            "event "
                + e.sequence()
                + " says itself that another was wrong, and stays; record anew what holds");
      }
    }
    if (act instanceof Merged m && m.other().equals(patient)) {
      throw new IllegalArgumentException("both are the same patient already");
    }
  }

  private ConsentEvent appendAlone(Whose whose, Act act, String evidence, String by)
      throws IOException {
    Chain chain = read();
    requireSense(whose.ref(), act, chain.events);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ConsentEvent event =
        new ConsentEvent(
            chain.events.size() + 1, now, whose.ref(), evidence, by, act, whose.withoutIssuer());
    String json = JSON.writeValueAsString(event);
    String hash = hash(chain.last, json);
    write(hash + " " + json + "\n");
    DurableMove.write(
        witness,
        out -> out.write((event.sequence() + " " + hash + "\n").getBytes(StandardCharsets.UTF_8)));
    return event;
  }

  private static long bytes(String text) {
    return text.substring(0, wholeLines(text)).getBytes(StandardCharsets.UTF_8).length;
  }

  private void write(String line) throws IOException {
    long end = Files.exists(file) ? bytes(Files.readString(file)) : 0;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(end).position(end);
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }
}
