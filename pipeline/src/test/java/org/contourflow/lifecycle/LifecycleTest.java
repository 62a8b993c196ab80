package org.contourflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseState;
import org.contourflow.config.OperationsSettings;
import org.contourflow.config.Settings;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.monitor.Disk;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.JdbcLifeStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
  private static final Instant DAY_0 = Instant.parse("2026-01-01T08:00:00Z");
  private static final Disk ROOM = new Disk(90, 100);

  @TempDir Path root;
  private Home home;
  private Database database;
  private ArrivalStore arrivals;
  private RunLog log;
  private Integer failedDays;

  private static Clock day(int day) {
    return Clock.fixed(DAY_0.plus(Duration.ofDays(day)), ZoneOffset.UTC);
  }

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, day(0));
    log = new JdbcRunLog(database, day(0));
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** A series in the store with a case of it and the case's folder; returns the case's id. */
  private String aCase(PhantomSeries series) throws IOException {
    Quarantine quarantine = new Quarantine(home.quarantine(), log, day(0));
    Intake intake =
        new Intake(
            home, arrivals, quarantine, log, new Intake.Policy(50_000_000, MissingUids.REFUSE));
    for (Path file : series.files()) {
      intake.take(Files.copy(file, home.inbox().resolve("x.dcm")), "x.dcm", Intake.Source.INBOX);
    }
    String uid = series.uids().series();
    arrivals.move(arrivals.findSeries(uid).orElseThrow(), SeriesState.CASED, "");
    String id =
        new JdbcCaseStore(database, day(0))
            .create("1.1", uid, "a".repeat(64), "p")
            .record()
            .caseId();
    Path folder = Files.createDirectories(home.cases().resolve(id).resolve("masks"));
    Files.write(folder.resolve("Lung_L.mask.gz"), new byte[5000]);
    return id;
  }

  private PhantomSeries phantom(String name) throws IOException {
    return Phantom.small().build().writeTo(root.resolve(name));
  }

  private void deliver(String id, boolean confirmed) {
    JdbcDeliveryStore deliveries = new JdbcDeliveryStore(database, day(1));
    deliveries.plan(id, List.of("tps"));
    if (confirmed) {
      deliveries.done(id, "tps", "received");
      new JdbcCaseStore(database, day(1)).move(id, CaseState.ACCEPTED, CaseState.DELIVERED, "");
    } else {
      new JdbcCaseStore(database, day(1)).move(id, CaseState.ACCEPTED, CaseState.STRUCTURED, "");
    }
  }

  private Retention retention(int day, Integer imageDays, Integer caseDays, Integer disk) {
    return new Retention(
        home,
        new JdbcLifeStore(database),
        arrivals,
        new OperationsSettings.Retention(imageDays, caseDays, failedDays, 7, disk, null),
        log,
        day(day));
  }

  private long slices() throws IOException {
    return Folders.files(home.store()).size();
  }

  @Test
  void slices_go_by_age_after_their_hand_over_and_a_dry_run_deletes_nothing() throws Exception {
    PhantomSeries series = phantom("a");
    String id = aCase(series);
    deliver(id, false);
    assertThat(retention(500, 30, 60, 0).plan(ROOM)).as("a target still waits").isEmpty();
    new JdbcDeliveryStore(database, day(1)).done(id, "tps", "received");
    new JdbcCaseStore(database, day(1)).move(id, CaseState.STRUCTURED, CaseState.DELIVERED, "");

    assertThat(retention(31, 30, 60, 0).plan(ROOM)).as("thirty days to the hour").isEmpty();
    List<Retention.Deletion> plan = retention(32, 30, 60, 0).plan(ROOM);
    assertThat(plan).extracting(Retention.Deletion::kind).containsExactly(Retention.Kind.SLICES);
    assertThat(plan.get(0).bytes()).isPositive();
    assertThat(slices()).as("a plan deletes nothing").isEqualTo(series.files().size());

    retention(32, 30, 60, 0).run();
    assertThat(slices()).isZero();
    assertThat(arrivals.instancesOf(series.uids().series())).isEmpty();
    assertThat(home.cases().resolve(id).resolve("masks")).isNotEmptyDirectory();

    retention(62, 30, 60, 0).run();
    try (Stream<Path> left = Files.list(home.cases().resolve(id))) {
      assertThat(left).extracting(f -> f.getFileName().toString()).containsExactly("deleted.txt");
    }
    assertThat(retention(99, 30, 60, 0).run()).as("done once").isEmpty();
    assertThat(log.all())
        .filteredOn(e -> e.type() == EventType.DATA_DELETED)
        .hasSize(2)
        .noneMatch(e -> e.text().contains(series.uids().series()));
  }

  @Test
  void a_failed_case_retires_by_its_own_rule_and_then_its_slices_may_go() throws Exception {
    PhantomSeries series = phantom("a");
    String id = aCase(series);
    JdbcCaseStore cases = new JdbcCaseStore(database, day(1));
    cases.move(id, CaseState.ACCEPTED, CaseState.FAILED, "NaN");
    new Quarantine(home.quarantine(), log, day(1))
        .hold(id, new Quarantine.Reason("FAILED", "NaN", "look"));
    assertThat(retention(500, 30, 60, 0).plan(ROOM)).as("no rule of theirs").isEmpty();
    failedDays = 90;
    assertThat(retention(91, 30, 60, 0).plan(ROOM)).as("ninety days to the hour").isEmpty();
    List<Retention.Deletion> plan = retention(92, 30, 60, 0).plan(ROOM);
    assertThat(plan)
        .extracting(Retention.Deletion::toString)
        .containsExactly(id + ", 5 kB: it failed or was refused more than 90 days ago");
    assertThat(slices()).as("a plan deletes nothing").isPositive();
    retention(92, 30, 60, 0).run();
    assertThat(Folders.files(home.cases().resolve(id)))
        .containsExactly(home.cases().resolve(id).resolve(Retention.NOTE));
    assertThat(log.eventsOf(id))
        .filteredOn(e -> e.type() == EventType.DATA_DELETED)
        .singleElement()
        .extracting(e -> e.text())
        .asString()
        .contains("failed or was refused");
    try (Stream<Path> kept = Files.list(home.quarantine())) {
      assertThat(kept).allMatch(item -> Files.exists(item.resolve(Quarantine.RESOLVED)));
    }
    assertThat(retention(92, 30, 60, 0).plan(ROOM))
        .as("its series has ended now")
        .extracting(Retention.Deletion::kind)
        .containsExactly(Retention.Kind.SLICES);
    cases.move(id, CaseState.FAILED, CaseState.ACCEPTED, "");
    assertThat(retention(500, 30, 60, 0).plan(ROOM))
        .as("taken up again: only what was put aside")
        .extracting(Retention.Deletion::kind)
        .containsExactly(Retention.Kind.PUT_ASIDE);
  }

  @Test
  void a_protocol_says_how_long_its_cases_are_kept() throws Exception {
    String id = aCase(phantom("a"));
    deliver(id, true);
    Retention retention =
        new Retention(
            home,
            new JdbcLifeStore(database),
            arrivals,
            new OperationsSettings.Retention(null, 60, null, null, 0, null),
            log,
            day(20),
            protocol -> protocol.equals("p") ? OptionalInt.of(10) : OptionalInt.empty());
    assertThat(retention(20, null, 60, 0).plan(ROOM)).isEmpty();
    assertThat(retention.plan(ROOM))
        .singleElement()
        .extracting(Retention.Deletion::why)
        .isEqualTo("it ended more than 10 days ago");
  }

  @Test
  void a_full_disk_takes_slices_before_their_time_as_many_as_it_needs() throws Exception {
    deliver(aCase(phantom("a")), true);
    long bytes = Folders.bytes(home.store());
    Retention retention = retention(2, 30, null, 20);
    assertThat(retention.plan(new Disk(21, 100))).isEmpty();
    assertThat(retention.plan(new Disk(19 * bytes, 100 * bytes))).hasSize(1);
  }

  @Test
  void what_was_put_aside_goes_unless_it_holds_slices_that_wait() throws Exception {
    Quarantine quarantine = new Quarantine(home.quarantine(), log, day(0));
    Path file = Files.writeString(home.inbox().resolve("letter.txt"), "hello");
    Quarantine.Item junk =
        quarantine.put(
            EventType.INSTANCE_QUARANTINED,
            new Quarantine.Reason("NOT_DICOM", "no DICOM", "Nothing."),
            Map.of(file, "letter.txt"));
    PhantomSeries series = phantom("a");
    aCase(series);
    ArrivalStore.StoredInstance slice = arrivals.instancesOf(series.uids().series()).get(0);
    Quarantine.Item held =
        quarantine.put(
            EventType.SERIES_INCOMPLETE,
            new Quarantine.Reason("INCOMPLETE", "a slice is missing", "Send it."),
            Map.of(home.absolute(slice.file()), "x.dcm"));
    arrivals.relocate(
        slice.sopInstanceUid(), home.relative(held.places().values().iterator().next()));
    for (Quarantine.Item item : List.of(junk, held)) {
      Files.setLastModifiedTime(item.folder().resolve("reason.txt"), FileTime.from(DAY_0));
    }
    retention(8, null, null, 0).run();
    assertThat(junk.folder()).doesNotExist();
    assertThat(held.folder()).exists();
  }

  @Test
  void a_patient_is_erased_everywhere_and_the_run_log_stays_whole() throws Exception {
    PhantomSeries series = phantom("a");
    String id = aCase(series);
    Quarantine quarantine = new Quarantine(home.quarantine(), log, day(0));
    Path again = Files.copy(series.files().get(0), home.inbox().resolve("DOE_JOHN.dcm"));
    quarantine.put(new Quarantine.Reason("X", "x", "x"), again, "DOE_JOHN.dcm");
    String patient =
        org.contourflow.dicom.DicomFiles.readHeader(series.files().get(0))
            .dataset()
            .text(org.contourflow.dicom.DicomTag.PatientID);
    Erasure erasure =
        new Erasure(home, new JdbcLifeStore(database), arrivals, retention(2, null, null, 0), log);

    assertThat(erasure.find("somebody else").isEmpty()).isTrue();
    Erasure.Found found = erasure.find(" " + patient + " ");
    assertThat(found)
        .hasToString("1 series of " + series.files().size() + " slices, 1 cases, 1 other files");
    assertThatThrownBy(() -> erasure.erase(found)).hasMessageContaining("not finished: " + id);
    assertThat(slices()).isEqualTo(series.files().size());

    deliver(id, true);
    erasure.erase(found);
    assertThat(erasure.find(patient).isEmpty()).isTrue();
    assertThat(slices()).isZero();
    assertThat(Folders.files(home.quarantine())).isEmpty();
    assertThat(Folders.files(home.cases()))
        .containsExactly(home.cases().resolve(id).resolve("deleted.txt"));
    var left = new JdbcCaseStore(database, day(2)).find(id).orElseThrow();
    assertThat(left.state()).isEqualTo(CaseState.DELIVERED);
    assertThat(left.seriesInstanceUid()).isEqualTo("erased " + id);
    assertThat(AuditTrail.verify(log, AuditKeys.NONE).firstBreak()).isEmpty();
    assertThat(log.all()).extracting(e -> e.type()).contains(EventType.PATIENT_ERASED);
    assertThat(log.all()).noneMatch(e -> e.text().contains(patient));
  }

  /** Files are gone then, which alone say whose the rows are. */
  @Test
  void an_erasure_that_was_ended_between_files_and_rows_is_ended_by_the_next() throws Exception {
    PhantomSeries series = phantom("a");
    String id = aCase(series);
    deliver(id, true);
    JdbcLifeStore store = new JdbcLifeStore(database);
    LifeStore ends =
        (LifeStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {LifeStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("erase")) {
                    throw new IllegalStateException("the process ends here");
                  }
                  return method.invoke(store, arguments);
                });
    Retention retention = retention(2, null, null, 0);
    Erasure first = new Erasure(home, ends, arrivals, retention, log);
    Erasure.Found found = first.find(PhantomPatient.ZEBEDEE.id());
    assertThatThrownBy(() -> first.erase(found)).isInstanceOf(IllegalStateException.class);
    assertThat(slices()).isZero();
    assertThat(arrivals.instancesOf(series.uids().series())).isNotEmpty();

    Erasure next = new Erasure(home, store, arrivals, retention, log);
    assertThat(next.goOn()).isEqualTo(new Erasure.Resumed(1, List.of()));
    assertThat(arrivals.instancesOf(series.uids().series())).isEmpty();
    assertThat(arrivals.findSeries(series.uids().series())).isEmpty();
    assertThat(new JdbcCaseStore(database, day(2)).find(id).orElseThrow().seriesInstanceUid())
        .isEqualTo("erased " + id);
    assertThat(log.all()).extracting(e -> e.type()).contains(EventType.PATIENT_ERASED);
    assertThat(next.goOn()).isEqualTo(new Erasure.Resumed(0, List.of()));
  }

  private Erasure erasure() {
    return new Erasure(
        home, new JdbcLifeStore(database), arrivals, retention(2, null, null, 0), log);
  }

  private Path note(String name, String text) throws IOException {
    return Files.writeString(Files.createDirectories(home.erasing()).resolve(name), text);
  }

  @Test
  void an_erasure_that_cannot_be_ended_keeps_no_other_from_its_end() throws Exception {
    PhantomSeries series = phantom("a");
    deliver(aCase(series), true);
    Path undeletable = home.quarantine().resolve("item").resolve("DOE_JOHN.dcm");
    Files.writeString(Files.createDirectories(undeletable).resolve("x.bin"), "x");
    Path stuck = note("1.txt", "file quarantine/item/DOE_JOHN.dcm\n");
    Path unreadable = Files.write(home.erasing().resolve("2.txt"), new byte[] {(byte) 0xff});
    Path sound = note("3.txt", "series " + series.uids().series() + "\n");

    Erasure.Resumed resumed = erasure().goOn();
    assertThat(resumed.done()).isEqualTo(1);
    assertThat(resumed.left())
        .containsExactly(
            "erasing/1.txt: DirectoryNotEmptyException in quarantine/item",
            "erasing/2.txt: MalformedInputException");
    assertThat(List.of(stuck, unreadable)).allMatch(Files::exists);
    assertThat(sound).doesNotExist();
    assertThat(slices()).isZero();

    Files.delete(undeletable.resolve("x.bin"));
    assertThat(erasure().goOn().done()).isEqualTo(1);
    assertThat(undeletable.getParent()).doesNotExist();
  }

  @Test
  void one_that_fails_again_is_noted_once() throws Exception {
    Path undeletable = Files.createDirectories(home.quarantine().resolve("item").resolve("x.dcm"));
    Files.writeString(undeletable.resolve("x.bin"), "x");
    Path unreadable = Files.createDirectories(home.erasing().resolve("0.txt"));
    Erasure.Found found = new Erasure.Found(Set.of(), Set.of(), List.of(), List.of(undeletable));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> erasure().erase(found)).isInstanceOf(IOException.class);
    }
    assertThat(Folders.files(home.erasing())).hasSize(1);
    assertThat(unreadable).exists();
  }

  /** The next start would give them a row each, and the patient would be back. */
  @Test
  void slices_without_a_row_go_too() throws Exception {
    PhantomSeries series = phantom("a");
    deliver(aCase(series), true);
    List<ArrivalStore.StoredInstance> rows = arrivals.instancesOf(series.uids().series());
    Path folder = home.absolute(rows.get(0).file()).getParent();
    Path whole = folder.resolve("ab-whole.dcm");
    Files.copy(series.files().get(0), whole);
    Files.writeString(home.absolute(rows.get(0).file()), "cut");
    arrivals.remove(rows.get(1).sopInstanceUid());
    Path unknown = Files.createDirectories(home.store().resolve("ab".repeat(12)));
    Files.copy(series.files().get(0), unknown.resolve("a.dcm"));
    Files.createDirectories(home.store().resolve("lost+found"));

    Erasure.Found found = erasure().find(PhantomPatient.ZEBEDEE.id());
    assertThat(found.slices()).hasSize(series.files().size() + 1).contains(whole);
    assertThat(found.others()).containsExactly(unknown.resolve("a.dcm"));
    Path late = Files.copy(series.files().get(0), folder.resolve("ac.dcm"));
    erasure().erase(found);
    assertThat(List.of(folder, unknown, late)).noneMatch(Files::exists);
  }

  @Test
  void a_begun_erasure_takes_slices_without_a_row_and_an_empty_folder() throws Exception {
    PhantomSeries series = phantom("a");
    deliver(aCase(series), true);
    String uid = series.uids().series();
    arrivals.instancesOf(uid).forEach(i -> arrivals.remove(i.sopInstanceUid()));
    note("1.txt", "series " + uid + "\n");
    assertThat(erasure().goOn().done()).isEqualTo(1);
    assertThat(home.store()).isEmptyDirectory();
    assertThat(arrivals.findSeries(uid)).isEmpty();

    Path emptied = new SlicesInStore(home, arrivals).folder(uid);
    Files.createDirectories(emptied);
    note("1.txt", "series " + uid + "\n");
    assertThat(erasure().goOn().done()).isEqualTo(1);
    assertThat(emptied).doesNotExist();
  }

  @Test
  void a_begun_erasure_waits_for_a_case_that_is_not_finished() throws Exception {
    PhantomSeries series = phantom("a");
    String id = aCase(series); // Made since: the note does not know it.
    Path note = note("1.txt", "series " + series.uids().series() + "\n");
    assertThat(erasure().goOn())
        .isEqualTo(
            new Erasure.Resumed(
                0, List.of("erasing/1.txt: not finished: " + id + "; stop these cases first")));
    assertThat(note).exists();
    assertThat(slices()).isEqualTo(series.files().size());

    deliver(id, true);
    assertThat(erasure().goOn().done()).isEqualTo(1);
    assertThat(slices()).isZero();
    assertThat(new JdbcCaseStore(database, day(2)).find(id).orElseThrow().seriesInstanceUid())
        .isEqualTo("erased " + id);
  }

  @Test
  void what_was_handed_over_to_the_export_folder_is_counted_and_stays() throws Exception {
    PhantomSeries series = phantom("a");
    Path exported = Files.copy(series.files().get(0), home.export().resolve("RS.dcm"));
    Erasure erasure =
        new Erasure(home, new JdbcLifeStore(database), arrivals, retention(2, null, null, 0), log);
    assertThat(erasure.handedOver(PhantomPatient.ZEBEDEE.id())).containsExactly(exported);
    assertThat(erasure.handedOver("somebody else")).isEmpty();
  }
}
