package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.audit.Actor;
import org.contourflow.audit.AnchorFile;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with the database's password can do to the run log, and whether it is found. */
class AuditStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final String SETTINGS = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  Database database;
  private AuditKeys keys;
  private AnchorFile anchors;
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  @BeforeEach
  void begin() throws Exception {
    database = open();
    keys = AuditKeys.open(folder.resolve("audit.key"));
    anchors = new AnchorFile(folder.resolve("elsewhere"));
  }

  Database open() throws Exception {
    return Database.embedded(folder.resolve("db"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private JdbcRunLog log() {
    return new JdbcRunLog(database, clock, keys, SETTINGS);
  }

  /** Two events of a store older than the keys, then three with a key. */
  private RunLog five() throws Exception {
    JdbcRunLog old = new JdbcRunLog(database, clock);
    old.append(RunLog.SYSTEM, EventType.SYSTEM_STARTED, "started");
    old.append("case-000001", EventType.CASE_CREATED, "90 slices");
    JdbcRunLog log = log();
    log.append("case-000001", EventType.CONTOURED, "4 structures");
    new Actor("", "SCANNER1", "10.0.0.7")
        .during(() -> log.append(RunLog.SYSTEM, EventType.INSTANCES_RECEIVED, "by CSTORE"));
    log.append("case-000001", EventType.DELIVERED, "tps: received");
    return log;
  }

  private void sql(String statement) {
    database.jdbi().useHandle(h -> h.execute(statement));
  }

  private String firstBreak() throws IOException {
    return AuditTrail.verify(log(), keys, anchors).firstBreak().orElse("whole");
  }

  @Test
  void a_log_that_got_its_key_later_is_whole_and_says_from_where_it_is_keyed() throws Exception {
    five();
    AuditTrail.Verdict verdict = AuditTrail.verify(log(), keys, anchors);
    assertThat(verdict.firstBreak()).isEmpty();
    assertThat(verdict.events()).isEqualTo(5);
    assertThat(verdict.keyedFrom()).isEqualTo(3);
    assertThat(log().after(3, 1).get(0))
        .satisfies(e -> assertThat(e.actor()).hasToString("SCANNER1 at 10.0.0.7"))
        .returns("0123456789abcdef", Event::configuration);
    assertThat(log().after(0, 1).get(0).configuration()).isEmpty();
  }

  /** The hash of an event that version 0.1.0 wrote, worked out by hand from its fields. */
  @Test
  void an_event_of_a_store_older_than_the_keys_verifies() throws Exception {
    assertThat(five().after(0, 1).get(0).hash())
        .isEqualTo("942b8ba8fef37176591ea5409a69aae4f26d94896427d1f05151d1ff8586a688");
  }

  @Test
  void each_changed_column_is_found() throws Exception {
    five();
    List<String> changes =
        List.of(
            "text = '9 structures'",
            "type = 'CONTOURING_REFUSED'",
            "type = 'OF_ANOTHER_VERSION'",
            "case_id = 'case-000002'",
            "actor_user = 'somebody'",
            "actor_ae = ''",
            "actor_address = '10.0.0.8'",
            "configuration = 'ffffffffffffffff'",
            "configuration = ''",
            "at = timestamp with time zone '2025-01-02 03:04:05.678+00'");
    for (String change : changes) {
      for (int number : new int[] {2, 4}) {
        if (number == 2 && change.endsWith(" = ''")) {
          continue; // They are empty there.
        }
        sql("create table kept as select * from event");
        sql("update event set " + change + " where sequence = " + number);
        assertThat(firstBreak()).as(change).isEqualTo("event " + number + " was changed");
        sql("delete from event");
        sql("insert into event select * from kept");
        sql("drop table kept");
      }
    }
    assertThat(firstBreak()).isEqualTo("whole");
  }

  @Test
  void a_row_taken_out_or_put_in_is_found() throws Exception {
    RunLog log = five();
    sql("update event set sequence = sequence + 100 where sequence > 3");
    assertThat(firstBreak()).isEqualTo("event 4 to 103 are missing");
    sql("update event set sequence = sequence - 100 where sequence > 3");
    assertThat(firstBreak()).isEqualTo("whole");
    Event copy = log.last().orElseThrow();
    sql(
        "insert into event (sequence, at, case_id, type, text, previous_hash, key_id, hash) select"
            + " 0, at, case_id, type, text, previous_hash, key_id, hash from event where sequence ="
            + " 5");
    assertThat(firstBreak()).isEqualTo("event 0 was added");
    sql("delete from event where sequence = 0");
    // Behind the last, with the hash of one that is right: its number is in the hash.
    sql(
        "insert into event (sequence, at, case_id, type, text, previous_hash, key_id, hash) select"
            + " 6, at, case_id, type, text, '"
            + copy.hash()
            + "', key_id, hash from event where sequence = 5");
    assertThat(firstBreak()).isEqualTo("event 6 was changed");
  }

  @Test
  void a_tail_that_is_cut_off_is_found_by_the_anchor_only() throws Exception {
    RunLog log = five();
    sql("create table kept as select * from event where sequence = 5");
    sql("delete from event where sequence = 5");
    assertThat(firstBreak()).isEqualTo("whole");
    sql("insert into event select * from kept");
    assertThat(anchors.note(log, keys, NOW)).isTrue();
    assertThat(anchors.note(log, keys, NOW)).as("nothing new to note").isFalse();
    assertThat(firstBreak()).isEqualTo("whole");
    sql("delete from event where sequence = 5");
    assertThat(firstBreak())
        .isEqualTo(
            "the log ends with event 4, but event 5 was anchored at 2026-01-02T03:04:05.678Z: its"
                + " end is cut off");
    // And written anew, with the key even: it is not what was anchored.
    log.append("case-000001", EventType.DELIVERY_GIVEN_UP, "tps: refused");
    assertThat(firstBreak()).startsWith("event 5 is not the one that was anchored at");
  }

  @Test
  void the_anchor_file_cannot_be_changed_either() throws Exception {
    anchors.note(five(), keys, NOW);
    String line = Files.readString(anchors.file());
    Files.writeString(anchors.file(), line.replace(" 5 ", " 4 "));
    assertThat(firstBreak()).startsWith("line 1 of ").endsWith(" was changed");
    Files.writeString(anchors.file(), line + line.substring(0, 30));
    assertThat(firstBreak()).as("a write that a power cut ended").isEqualTo("whole");
    Files.writeString(anchors.file(), "2026 nonsense\n" + line);
    assertThat(firstBreak()).endsWith(" is no anchor");
  }

  /** Whoever has the database but not the key can make a chain that is right without a key. */
  @Test
  void a_chain_made_anew_without_the_key_is_found() throws Exception {
    List<Event> before = five().all();
    sql("delete from event");
    JdbcRunLog forged = new JdbcRunLog(database, clock);
    before.forEach(e -> forged.append(e.caseId(), e.type(), "forged"));
    assertThat(AuditTrail.verify(forged, AuditKeys.NONE).isWhole()).isTrue();
    assertThat(firstBreak())
        .isEqualTo("no event is sealed with a key, though there is one: it was made anew");
  }

  @Test
  void a_chain_that_goes_on_without_the_key_is_found() throws Exception {
    five();
    new JdbcRunLog(database, clock).append(RunLog.SYSTEM, EventType.SYSTEM_STOPPED, "stopped");
    assertThat(firstBreak()).isEqualTo("event 6 has no key, but the log is keyed from event 3");
  }

  @Test
  void keys_roll_and_what_the_old_one_sealed_stays_verifiable() throws Exception {
    five();
    Path file = folder.resolve("audit.key");
    AuditKeys old = keys;
    keys = AuditKeys.roll(file);
    assertThat(keys.ids()).hasSize(2).startsWith(old.currentId());
    assertThat(keys.currentId()).isNotEqualTo(old.currentId());
    log().append(RunLog.SYSTEM, EventType.SYSTEM_STARTED, "started");
    assertThat(firstBreak()).isEqualTo("whole");
    keys = old;
    assertThat(firstBreak()).startsWith("event 6 is sealed with key ").contains("not given");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }
  }

  @Test
  void several_processes_append_to_one_chain() throws Exception {
    // Each has its own run log on the store, as each process has.
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      JdbcRunLog own = log();
      done.add(
          pool.submit(
              () -> {
                for (int k = 0; k < 25; k++) {
                  own.append(RunLog.SYSTEM, EventType.LOOP_TURNS, "turns");
                }
              }));
    }
    for (Future<?> one : done) {
      one.get();
    }
    pool.shutdown();
    assertThat(log().count()).isEqualTo(100);
    assertThat(firstBreak()).isEqualTo("whole");
  }

  @Test
  void letters_beyond_the_plane_and_text_from_outside_do_not_break_the_chain() throws Exception {
    String long64 = "x".repeat(63) + "\uD83D\uDE00 tail";
    new Actor(long64, "A\u202EB\n", " ")
        .during(() -> log().append(RunLog.SYSTEM, EventType.ITEM_FAILED, "\uD83D\uDE00\n"));
    assertThat(firstBreak()).isEqualTo("whole");
  }
}
