package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake.Source;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process that dies between a file's move and its row leaves behind, and what becomes of it.
 */
class ReconciliationTest {
  @TempDir Path root;
  private Home home;
  private Database database;
  private ArrivalStore arrivals;
  private Intake intake;
  private List<Path> slices;

  @BeforeEach
  void open() throws IOException {
    Phantom.small().evenSlices(4, 3).build().writeTo(root.resolve("source"));
    try (Stream<Path> files = Files.walk(root.resolve("source"))) {
      slices = files.filter(Files::isRegularFile).sorted().toList();
    }
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    intake = intake(arrivals);
  }

  private Intake intake(ArrivalStore store) {
    MemoryRunLog runLog = new MemoryRunLog();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    return new Intake(
        home, store, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private int restart() {
    return new Reconciliation(home, intake, new MemoryRunLog()).run();
  }

  /** Takes all slices; returns them as stored. */
  private List<StoredInstance> received() throws IOException {
    String series = "";
    for (Path slice : slices) {
      Path dropped = Files.copy(slice, home.inbox().resolve(slice.getFileName()));
      series =
          ((Intake.Outcome.Stored) intake.take(dropped, "slice", Source.INBOX)).seriesInstanceUid();
    }
    return arrivals.instancesOf(series);
  }

  @Test
  void a_slice_that_was_moved_and_had_no_row_yet_gets_it() throws IOException {
    List<StoredInstance> all = received();
    // As after a kill between the move and the row.
    StoredInstance end = all.get(all.size() - 1);
    arrivals.remove(end.sopInstanceUid());
    assertThat(arrivals.instancesOf(end.seriesInstanceUid())).hasSize(all.size() - 1);

    assertThat(restart()).isEqualTo(1);

    assertThat(arrivals.instancesOf(end.seriesInstanceUid()))
        .extracting(StoredInstance::sha256, StoredInstance::file)
        .containsExactlyElementsOf(
            all.stream()
                .map(i -> org.assertj.core.groups.Tuple.tuple(i.sha256(), i.file()))
                .toList());
    assertThat(home.absolute(end.file())).exists();
    assertThat(restart()).isZero();
  }

  @Test
  void a_file_that_no_start_can_take_up_stops_none_and_its_series_waits_for_it()
      throws IOException {
    List<StoredInstance> all = received();
    StoredInstance bad = all.get(0);
    arrivals.remove(bad.sopInstanceUid());
    arrivals.remove(all.get(1).sopInstanceUid());
    AtomicBoolean failing = new AtomicBoolean(true);
    ArrivalStore store =
        (ArrivalStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ArrivalStore.class},
                (proxy, method, arguments) -> {
                  if (failing.get()
                      && method.getName().equals("findInstance")
                      && arguments[0].equals(bad.sopInstanceUid())) {
                    throw new StackOverflowError();
                  }
                  return method.invoke(arrivals, arguments);
                });
    intake = intake(store);
    assertThat(restart()).isEqualTo(1);
    assertThat(intake.recordLeft()).isFalse();
    assertThat(intake.lacksRow(bad.seriesInstanceUid())).isTrue();
    failing.set(false);
    assertThat(intake.recordLeft()).isTrue();
    assertThat(intake.lacksRow(bad.seriesInstanceUid())).isFalse();
    assertThat(arrivals.instancesOf(bad.seriesInstanceUid())).hasSize(all.size());
  }

  @Test
  void a_series_whose_folder_cannot_be_read_at_the_start_waits_for_that() throws IOException {
    List<StoredInstance> all = received();
    StoredInstance end = all.get(all.size() - 1);
    arrivals.remove(end.sopInstanceUid());
    Path folder = home.absolute(end.file()).getParent();
    Path away = Files.move(folder, home.incoming().resolve("away"));
    Files.writeString(folder, "no folder, as of a share in trouble");
    assertThat(restart()).isZero();
    assertThat(intake.recordLeft()).isFalse();
    assertThat(intake.lacksRow(end.seriesInstanceUid())).isTrue();
    Files.delete(folder);
    Files.move(away, folder);
    for (int turn = 0; !intake.recordLeft(); turn++) {
      assertThat(turn).isLessThan(5);
    }
    assertThat(intake.lacksRow(end.seriesInstanceUid())).isFalse();
    assertThat(arrivals.instancesOf(end.seriesInstanceUid())).hasSize(all.size());
  }

  @Test
  void a_slice_on_its_way_back_from_quarantine_is_not_taken_for_a_copy_of_itself()
      throws IOException {
    StoredInstance slice = received().get(0);
    // As after a kill between the move back to the store and the row's change.
    arrivals.relocate(slice.sopInstanceUid(), "quarantine/item/" + name(slice));

    assertThat(restart()).isZero();

    assertThat(home.absolute(slice.file())).exists();
    assertThat(arrivals.findInstance(slice.sopInstanceUid()))
        .map(StoredInstance::file)
        .hasValue(slice.file());
  }

  private static String name(StoredInstance slice) {
    return Path.of(slice.file()).getFileName().toString();
  }

  @Test
  void a_slice_that_the_disk_lost_is_taken_when_it_is_sent_again() throws IOException {
    StoredInstance slice = received().get(1);
    Files.delete(home.absolute(slice.file()));
    for (Path again : slices) {
      intake.take(
          Files.copy(again, home.inbox().resolve(again.getFileName())), "slice", Source.INBOX);
    }
    assertThat(home.absolute(slice.file())).exists();
    assertThat(arrivals.instancesOf(slice.seriesInstanceUid())).hasSize(slices.size());
  }

  @Test
  void what_was_being_unpacked_is_cleared_and_what_is_no_image_stops_nothing() throws IOException {
    Path unpacked = Files.createDirectories(home.incoming().resolve("zip-left"));
    Files.copy(slices.get(0), unpacked.resolve("a.dcm"));
    StoredInstance slice = received().get(0);
    Path folder = home.absolute(slice.file()).getParent();
    Files.writeString(folder.resolve("half.dcm"), "no image");
    arrivals.remove(slice.sopInstanceUid());

    assertThat(restart()).isEqualTo(1);

    assertThat(unpacked).doesNotExist();
    assertThat(folder.resolve("half.dcm")).doesNotExist();
    try (Stream<Path> aside = Files.walk(home.quarantine())) {
      assertThat(aside.filter(p -> p.endsWith("half.dcm"))).hasSize(1);
    }
  }
}
