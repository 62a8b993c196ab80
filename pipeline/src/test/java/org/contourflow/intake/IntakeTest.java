package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.Home;
import org.contourflow.home.KeptAside;
import org.contourflow.home.Quarantine;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.SmallDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path root;
  private Home home;
  private Database database;
  private ArrivalStore arrivals;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private Intake intake;

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(4, 3).build().writeTo(source);
  }

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    intake =
        new Intake(
            home, arrivals, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Path drop(Path file, String name) throws IOException {
    return Files.copy(file, home.inbox().resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Path> slices() throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private List<Path> quarantined() throws IOException {
    try (Stream<Path> files = Files.walk(home.quarantine())) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String reason() throws IOException {
    return Files.readString(
        quarantined().stream().filter(p -> p.endsWith("reason.txt")).findFirst().orElseThrow());
  }

  @Test
  void a_ct_image_is_stored_recorded_and_gone_from_the_inbox() throws IOException {
    Path first = slices().get(0);
    Path dropped = drop(first, "a.dcm");
    intake.takeFile(dropped);
    assertThat(dropped).doesNotExist();
    var stored = arrivals.instancesOf(series.uids().series());
    assertThat(stored).hasSize(1);
    assertThat(home.absolute(stored.get(0).file())).hasSameBinaryContentAs(first);
    assertThat(runLog.types()).containsExactly(EventType.INSTANCES_RECEIVED);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void the_same_image_again_changes_nothing() throws IOException {
    intake.takeFile(drop(slices().get(0), "a.dcm"));
    var seen = arrivals.findSeries(series.uids().series()).orElseThrow();
    arrivals.move(seen, SeriesState.CASED, "");
    intake.takeFile(drop(slices().get(0), "b.dcm"));
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
    assertThat(arrivals.findSeries(series.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.CASED);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void the_same_uid_with_other_content_is_refused_and_the_first_one_kept() throws IOException {
    Path first = slices().get(0);
    intake.takeFile(drop(first, "a.dcm"));
    byte[] changed = Files.readAllBytes(first);
    changed[changed.length - 2] ^= 1;
    Path dropped = home.inbox().resolve("b.dcm");
    Files.write(dropped, changed);
    intake.takeFile(dropped);
    assertThat(reason()).contains("SAME_UID_OTHER_CONTENT").contains("b.dcm");
    var stored = arrivals.instancesOf(series.uids().series()).get(0);
    assertThat(home.absolute(stored.file())).hasSameBinaryContentAs(first);
  }

  @Test
  void an_image_whose_pixels_broke_off_belongs_to_its_series_until_the_whole_one_comes()
      throws IOException {
    Path whole = slices().get(1);
    byte[] bytes = Files.readAllBytes(whole);
    intake.takeFile(dropCut("cut.dcm", bytes, 100));
    assertThat(quarantined()).isEmpty();
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
    var seen = arrivals.findSeries(series.uids().series()).orElseThrow();
    arrivals.move(seen, SeriesState.HELD, "incomplete");

    intake.takeFile(drop(whole, "again.dcm"));
    var stored = arrivals.instancesOf(series.uids().series());
    assertThat(stored).hasSize(1);
    assertThat(home.absolute(stored.get(0).file())).hasSameBinaryContentAs(whole);
    assertThat(stored.get(0).sha256()).isEqualTo(DatasetHash.of(whole));
    assertThat(stored.get(0).bytes()).isEqualTo(bytes.length);
    assertThat(arrivals.findSeries(series.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.OPEN);
    assertThat(reason()).contains("REPLACED").contains("the whole image has come since");
    assertThat(quarantined())
        .anySatisfy(p -> assertThat(p).hasBinaryContent(Arrays.copyOf(bytes, bytes.length - 100)));
  }

  @Test
  void a_whole_image_takes_a_cut_ones_place_also_where_that_cannot_be_put_aside()
      throws IOException {
    Path whole = slices().get(1);
    intake.takeFile(dropCut("cut.dcm", Files.readAllBytes(whole), 100));
    Files.delete(home.quarantine());
    Files.writeString(home.quarantine(), "a disk that takes no folder");
    intake.takeFile(drop(whole, "again.dcm"));
    var stored = arrivals.instancesOf(series.uids().series());
    assertThat(stored).hasSize(1);
    assertThat(home.absolute(stored.get(0).file())).hasSameBinaryContentAs(whole);

    Files.delete(home.quarantine());
    Files.createDirectory(home.quarantine());
    intake.recordLeft();
    assertThat(reason()).contains("REPLACED");
    assertThat(arrivals.instancesOf(series.uids().series())).isEqualTo(stored);
  }

  /** A PostgreSQL that is started anew just then: the file is gone from the inbox. */
  @Test
  void a_file_that_was_moved_in_while_the_store_did_not_answer_gets_its_row() throws IOException {
    AtomicBoolean goesAway = new AtomicBoolean(true);
    AtomicBoolean away = new AtomicBoolean();
    Intake other =
        onStoreThat(
            method -> {
              if (method.equals("add") && goesAway.getAndSet(false)) {
                away.set(true);
              }
              if (away.get()) {
                throw new IllegalStateException("the store does not answer");
              }
            });
    Path dropped = drop(slices().get(0), "a.dcm");
    assertThatThrownBy(() -> other.takeFile(dropped)).isInstanceOf(IllegalStateException.class);
    assertThat(dropped).doesNotExist();
    for (int turn = 0; turn < 5; turn++) {
      assertThat(other.recordLeft()).as("the store is away").isFalse();
    }
    assertThat(other.storeAnswers()).isFalse();
    away.set(false);
    assertThat(other.recordLeft()).isTrue();
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
  }

  /** An intake whose store looks at the name of each of its methods that is called. */
  private Intake onStoreThat(Consumer<String> looks) {
    ArrivalStore store =
        (ArrivalStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ArrivalStore.class},
                (proxy, method, arguments) -> {
                  looks.accept(method.getName());
                  return method.invoke(arrivals, arguments);
                });
    return new Intake(
        home,
        store,
        new Quarantine(home.quarantine(), runLog, Clock.systemUTC()),
        runLog,
        new Intake.Policy(50_000_000, MissingUids.REFUSE));
  }

  /** An intake whose store answers and takes no rows while it is read only. */
  private Intake whereReadOnly(AtomicBoolean readOnly) {
    return onStoreThat(
        method -> {
          if (readOnly.get() && (method.equals("add") || method.equals("replace"))) {
            throw new IllegalStateException(new SQLException("a standby", "25006"));
          }
        });
  }

  private static void recordAll(Intake intake) {
    for (int turn = 0; !intake.recordLeft(); turn++) {
      assertThat(turn).as("it is tried each minute").isLessThan(100);
    }
  }

  @Test
  void a_file_waits_for_a_store_that_takes_no_rows_and_its_series_alone_with_it()
      throws IOException {
    AtomicBoolean readOnly = new AtomicBoolean(true);
    Intake other = whereReadOnly(readOnly);
    Path dropped = drop(slices().get(0), "a.dcm");
    assertThatThrownBy(() -> other.takeFile(dropped))
        .matches(other::isStoresFault, "is the store's fault");
    assertThat(other.storeAnswers()).isTrue();
    for (int turn = 0; turn < 200; turn++) {
      assertThat(other.recordLeft()).isFalse();
    }
    assertThat(other.lacksRow(series.uids().series())).isTrue();
    assertThat(other.lacksRow("2.25.4711")).isFalse();
    readOnly.set(false);
    recordAll(other);
    assertThat(other.lacksRow(series.uids().series())).isFalse();
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void what_a_row_cannot_hold_is_no_fault_of_the_store() {
    StoredInstance tooLong = new StoredInstance("1.2", "1.2", "f", "9".repeat(500), 1, "INBOX");
    assertThatThrownBy(() -> arrivals.add(tooLong))
        .matches(e -> !intake.isStoresFault(e), "is the row's fault");
    for (String state : new String[] {"25006", "53100", "08006", null}) {
      assertThat(intake.isStoresFault(new IOException(new SQLException("it", state)))).isTrue();
    }
    assertThat(intake.isStoresFault(new IOException("the file"))).isFalse();
  }

  @Test
  void one_of_the_same_uid_does_not_overwrite_the_first_that_has_no_row_yet() throws IOException {
    AtomicBoolean readOnly = new AtomicBoolean(true);
    Intake other = whereReadOnly(readOnly);
    Path first = slices().get(0);
    Path dropped = drop(first, "a.dcm");
    assertThatThrownBy(() -> other.takeFile(dropped)).isInstanceOf(IllegalStateException.class);
    byte[] changed = Files.readAllBytes(first);
    changed[changed.length - 2] ^= 1;
    Path second = Files.write(home.inbox().resolve("b.dcm"), changed);
    assertThatThrownBy(() -> other.takeFile(second)).isInstanceOf(IllegalStateException.class);
    assertThat(second).as("no row, no move").exists();
    readOnly.set(false);
    other.takeFile(second);
    assertThat(reason()).contains("SAME_UID_OTHER_CONTENT").contains("b.dcm");
    recordAll(other);
    var stored = arrivals.instancesOf(series.uids().series());
    assertThat(stored).hasSize(1);
    assertThat(home.absolute(stored.get(0).file())).hasSameBinaryContentAs(first);
  }

  /** The first whole one lies beside the cut one, which has the row. */
  @Test
  void nor_the_first_whole_one_of_a_cut_one() throws IOException {
    AtomicBoolean readOnly = new AtomicBoolean();
    Intake other = whereReadOnly(readOnly);
    Path whole = slices().get(1);
    byte[] bytes = Files.readAllBytes(whole);
    other.takeFile(dropCut("cut.dcm", bytes, 100));
    readOnly.set(true);
    Path dropped = drop(whole, "a.dcm");
    assertThatThrownBy(() -> other.takeFile(dropped)).isInstanceOf(IllegalStateException.class);
    readOnly.set(false);
    bytes[bytes.length - 2] ^= 1;
    other.takeFile(Files.write(home.inbox().resolve("b.dcm"), bytes));
    recordAll(other);
    assertThat(quarantined().stream().filter(p -> p.endsWith("reason.txt")).map(IntakeTest::text))
        .anyMatch(reason -> reason.contains("SAME_UID_OTHER_CONTENT"))
        .anyMatch(reason -> reason.contains("REPLACED"));
    var stored = arrivals.instancesOf(series.uids().series());
    assertThat(stored).hasSize(1);
    assertThat(home.absolute(stored.get(0).file())).hasSameBinaryContentAs(whole);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each try unpacks it anew; what an earlier one moved in lies there without its row. */
  @Test
  void a_zip_waits_for_a_store_that_takes_no_rows() throws IOException {
    AtomicBoolean readOnly = new AtomicBoolean(true);
    Intake other = whereReadOnly(readOnly);
    Path zip = home.inbox().resolve("series.zip");
    try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path slice : slices()) {
        archive.putNextEntry(new ZipEntry(slice.getFileName().toString()));
        Files.copy(slice, archive);
      }
    }
    for (int poll = 0; poll < 5; poll++) {
      assertThatThrownBy(() -> other.takeFile(zip)).matches(other::isStoresFault);
      assertThat(zip).exists();
    }
    readOnly.set(false);
    other.takeFile(zip);
    assertThat(zip).doesNotExist();
    recordAll(other);
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(4);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void a_whole_image_of_another_series_takes_no_cut_ones_place() throws IOException {
    Path whole = slices().get(1);
    byte[] bytes = Files.readAllBytes(whole);
    intake.takeFile(dropCut("cut.dcm", bytes, 100));
    DicomFile read = DicomFiles.read(whole);
    read.dataset().put(DicomTag.SeriesInstanceUID, "2.25.4711");
    Path other = home.inbox().resolve("other.dcm");
    DicomFiles.write(other, read.dataset(), read.transferSyntaxUid());
    intake.takeFile(other);
    assertThat(reason()).contains("SAME_UID_OTHER_CONTENT");
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
    assertThat(arrivals.findSeries("2.25.4711")).isEmpty();
  }

  @Test
  void a_cut_copy_of_a_whole_image_is_put_aside_as_cut_and_the_whole_one_stays()
      throws IOException {
    Path whole = slices().get(1);
    intake.takeFile(drop(whole, "whole.dcm"));
    intake.takeFile(dropCut("cut.dcm", Files.readAllBytes(whole), 100));
    assertThat(reason()).contains("TRUNCATED").contains("What to do: Copy the file again");
    var stored = arrivals.instancesOf(series.uids().series()).get(0);
    assertThat(home.absolute(stored.file())).hasSameBinaryContentAs(whole);
  }

  private Path dropCut(String name, byte[] whole, int by) throws IOException {
    return Files.write(home.inbox().resolve(name), Arrays.copyOf(whole, whole.length - by));
  }

  @Test
  void an_image_that_broke_off_in_its_header_is_put_aside() throws IOException {
    Path dropped =
        Files.write(
            home.inbox().resolve("cut.dcm"),
            Arrays.copyOf(Files.readAllBytes(slices().get(1)), 900));
    intake.takeFile(dropped);
    assertThat(dropped).doesNotExist();
    assertThat(reason()).contains("TRUNCATED").contains("What to do: Copy the file again");
    assertThat(arrivals.findSeries(series.uids().series())).isEmpty();
  }

  @Test
  void a_file_that_is_not_dicom_is_put_aside_and_its_name_stays_out_of_the_run_log()
      throws IOException {
    Path dropped =
        Files.writeString(home.inbox().resolve("Phantom Zebedee notes.txt"), "no".repeat(400));
    intake.takeFile(dropped);
    assertThat(reason()).contains("NOT_DICOM").contains("Phantom Zebedee notes.txt");
    assertThat(runLog.all().get(0).text())
        .contains("NOT_DICOM")
        .doesNotContainIgnoringCase("zebedee");
  }

  @Test
  void a_file_that_has_another_name_elsewhere_is_copied_and_the_other_one_left_as_it_is()
      throws IOException {
    Path own = Files.copy(slices().get(0), root.resolve("own.dcm"));
    byte[] content = Files.readAllBytes(own);
    Path dropped = home.inbox().resolve("linked.dcm");
    try {
      Files.createLink(dropped, own);
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      Assumptions.abort("no hard links or rights of POSIX here");
    }
    intake.takeFile(dropped);
    assertThat(dropped).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-r--r--");
    Files.writeString(own, "written over by its owner");
    assertThat(arrivals.instancesOf(series.uids().series()))
        .singleElement()
        .satisfies(one -> assertThat(home.absolute(one.file())).hasBinaryContent(content));
  }

  @Test
  void an_archive_that_is_not_opened_is_named_as_what_it_is() throws IOException {
    for (String[] one :
        new String[][] {
          {"ct.7z", "7z\u00BC\u00AF'\u001C", "7z archive"},
          {"ct.tgz", "\u001F\u008B\b", "gzip file"},
          {"ct.dcm", " ".repeat(257) + "ustar", "tar archive"}
        }) {
      byte[] start = one[1].getBytes(StandardCharsets.ISO_8859_1);
      intake.takeFile(Files.write(home.inbox().resolve(one[0]), Arrays.copyOf(start, 600)));
      assertThat(runLog.all().get(runLog.all().size() - 1).text())
          .contains("ARCHIVE")
          .contains("not DICOM but a " + one[2]);
    }
  }

  @Test
  void a_zip_is_unpacked_and_each_file_in_it_taken() throws IOException {
    Path zip = home.inbox().resolve("series.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Path slice : slices()) {
        archive.putNextEntry(new ZipEntry("folder/" + slice.getFileName()));
        Files.copy(slice, archive);
      }
      archive.putNextEntry(new ZipEntry("folder/readme.txt"));
      archive.write("hello, this is no image".getBytes(StandardCharsets.UTF_8));
    }
    intake.takeFile(zip);
    assertThat(zip).doesNotExist();
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(4);
    assertThat(reason()).contains("NOT_DICOM").contains("readme.txt");
    assertThat(home.incoming()).isEmptyDirectory();
  }

  @Test
  void a_zip_that_would_write_outside_its_folder_is_refused_whole() throws IOException {
    Path zip = home.inbox().resolve("slip.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      archive.putNextEntry(new ZipEntry("fine.dcm"));
      Files.copy(slices().get(0), archive);
      archive.putNextEntry(new ZipEntry("../../evil.dcm"));
      archive.write(1);
    }
    intake.takeFile(zip);
    assertThat(reason()).contains("ZIP_LEAVES_FOLDER");
    assertThat(home.incoming()).isEmptyDirectory();
    assertThat(arrivals.findSeries(series.uids().series())).isEmpty();
  }

  @Test
  void a_zip_that_grows_beyond_the_limit_is_refused_whole() throws IOException {
    Path zip = home.inbox().resolve("bomb.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      archive.putNextEntry(new ZipEntry("zeros"));
      byte[] block = new byte[1_000_000];
      for (int i = 0; i < 60; i++) {
        archive.write(block);
      }
    }
    assertThat(Files.size(zip)).isLessThan(1_000_000);
    intake.takeFile(zip);
    assertThat(reason()).contains("ZIP_TOO_LARGE").contains("inbox.maxZipMegabytes");
    assertThat(home.incoming()).isEmptyDirectory();
  }

  @Test
  void an_encrypted_zip_is_refused_as_encrypted_wherever_the_encrypted_entry_is()
      throws IOException {
    for (boolean firstEntry : new boolean[] {true, false}) {
      byte[] zip = HostileInput.zipOf(HostileInput.tiny().build());
      setEncryptedFlag(zip, firstEntry);
      Path dropped = Files.write(home.inbox().resolve("secret.zip"), zip);
      intake.takeFile(dropped);
      assertThat(dropped).doesNotExist();
    }
    assertThat(KeptAside.in(home.quarantine()))
        .extracting(KeptAside::code)
        .containsExactly("ZIP_ENCRYPTED", "ZIP_ENCRYPTED");
    assertThat(KeptAside.in(home.quarantine()).get(0).whatToDo()).contains("without a password");
    assertThat(home.incoming()).isEmptyDirectory();
  }

  /** Bit 0 of the flags of the first local header, or of the last entry of the directory. */
  private static void setEncryptedFlag(byte[] zip, boolean firstEntry) {
    if (firstEntry) {
      zip[6] |= 1;
      return;
    }
    for (int i = zip.length - 46; i >= 0; i--) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        zip[i + 8] |= 1;
        return;
      }
    }
    throw new AssertionError("no directory");
  }

  @Test
  void a_zip_in_a_zip_is_kept_with_that_reason() throws IOException {
    HostileInput.ZIP_IN_ZIP.write(home.inbox());
    intake.takeFile(home.inbox().resolve("outer.zip"));
    assertThat(KeptAside.in(home.quarantine()))
        .extracting(KeptAside::code)
        .containsExactly("ZIP_IN_ZIP");
    assertThat(reason()).contains("inner.zip");
  }

  @Test
  void a_zip_with_names_in_an_old_code_page_is_unpacked() throws IOException {
    Path zip = home.inbox().resolve("umlaut.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out, StandardCharsets.ISO_8859_1)) {
      archive.putNextEntry(new ZipEntry("Sch\u00e4del/eins.dcm"));
      Files.copy(slices().get(0), archive);
    }
    intake.takeFile(zip);
    assertThat(arrivals.instancesOf(series.uids().series())).hasSize(1);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void an_emptied_folder_is_cleared_in_silence_and_an_empty_one_is_reported() throws IOException {
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    InboxFolders folders =
        new InboxFolders(home.inbox(), quarantine, Duration.ZERO, Clock.systemUTC());
    Path served = Files.createDirectories(home.inbox().resolve("served/deep"));
    Path empty = Files.createDirectories(home.inbox().resolve("empty"));
    folders.taken(served.resolve("a.dcm"));
    folders.check();
    assertThat(served.getParent()).doesNotExist();
    assertThat(empty).doesNotExist();
    assertThat(runLog.types()).containsExactly(EventType.FOLDER_QUARANTINED);
    assertThat(reason()).contains("FOLDER_EMPTY").contains("empty");
  }

  @Test
  void a_folder_that_was_just_made_is_left_alone() throws IOException {
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    InboxFolders folders =
        new InboxFolders(home.inbox(), quarantine, Duration.ofMinutes(1), Clock.systemUTC());
    Path fresh = Files.createDirectories(home.inbox().resolve("copying"));
    folders.check();
    assertThat(fresh).exists();
    assertThat(runLog.all()).isEmpty();
  }

  @Test
  void no_reason_in_the_run_log_names_the_patient() throws IOException {
    for (Path slice : slices()) {
      intake.takeFile(drop(slice, slice.getFileName().toString()));
    }
    for (String identifier : PhantomPatient.ZEBEDEE.identifiers()) {
      assertThat(runLog.all()).noneMatch(e -> e.text().contains(identifier));
    }
  }

  /** On a full disk nine unpacked folders were left in 20 s. */
  @Test
  void a_disk_that_fails_while_a_zip_is_unpacked_is_left_as_it_was() throws IOException {
    Path gone = root.resolve("gone");
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    Intake failing =
        new Intake(
            home,
            arrivals,
            quarantine,
            runLog,
            new Intake.Policy(50_000_000, MissingUids.REFUSE),
            new DiskReserve(gone, 1, runLog),
            HeaderSource.FILES);
    Path zip = home.inbox().resolve("series.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.dcm"));
      Files.copy(slices().get(0), out);
    }
    for (int i = 0; i < 9; i++) {
      assertThatThrownBy(() -> failing.takeFile(zip)).isInstanceOf(IOException.class);
    }
    assertThat(zip).exists();
    try (Stream<Path> left = Files.list(home.incoming())) {
      assertThat(left.filter(f -> f.getFileName().toString().startsWith("zip-"))).isEmpty();
    }
    // With the disk whole again the same zip is taken.
    assertThat(intake.takeFile(zip)).isTrue();
    assertThat(zip).doesNotExist();
  }

  @Test
  void on_a_full_disk_files_and_zips_stay_in_the_inbox_and_nothing_half_is_left() throws Exception {
    Path zip = home.inbox().resolve("series.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.dcm"));
      Files.copy(slices().get(0), out);
    }
    Path file = drop(slices().get(1), "b.dcm");
    try (SmallDisk store = SmallDisk.mount(home.store(), 1);
        SmallDisk incoming = SmallDisk.mount(home.incoming(), 1)) {
      store.fill(1);
      incoming.fill(1);
      assertThatThrownBy(() -> intake.takeFile(file)).isInstanceOf(IOException.class);
      notTaken(zip);
      incoming.free();
      notTaken(zip);
      assertThat(file).exists();
      assertThat(zip).exists();
      store.free();
      assertThat(filesIn(home.store())).as("nothing half in the store").isEmpty();
      assertThat(filesIn(home.incoming())).as("nothing half unpacked").isEmpty();
      assertThat(intake.takeFile(file)).isTrue();
      assertThat(intake.takeFile(zip)).isTrue();
      assertThat(arrivals.instancesOf(series.uids().series())).hasSize(2);
      assertThat(filesIn(home.inbox())).isEmpty();
    }
  }

  /** An answer of false says it waits for room, an exception that it is tried again. */
  private void notTaken(Path zip) {
    try {
      assertThat(intake.takeFile(zip)).isFalse();
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
