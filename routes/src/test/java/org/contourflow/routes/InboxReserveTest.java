package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.DiskReserve;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.InboxLooks;
import org.contourflow.intake.Intake;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a disk below its reserve the inbox keeps what it has, files and zips alike. */
@Timeout(Eventually.HANGS)
class InboxReserveTest {
  private static final long MORE_THAN_ANY_DISK = Long.MAX_VALUE / 2;

  @TempDir private Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final Loops loops = new Loops(runLog);

  private static List<String> namesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static void zip(Path file, Path into) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(into))) {
      zip.putNextEntry(new ZipEntry("slice.dcm"));
      Files.copy(file, zip);
    }
  }

  private Instant lastTurn() {
    return loops.states().stream()
        .filter(state -> state.name().equals("inbox"))
        .findFirst()
        .orElseThrow()
        .lastTurn();
  }

  private void afterAnotherPoll() throws Exception {
    Instant before = lastTurn();
    Eventually.holds("the inbox is polled again", () -> lastTurn().isAfter(before));
  }

  @Test
  void files_and_zips_wait_for_room_and_that_is_told_once() throws Exception {
    Settings settings = Settings.defaults().withHome(root.resolve("home"));
    Home home = Home.open(settings);
    Clock clock = Clock.systemUTC();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
    List<Path> slices = HostileInput.tiny().build().writeTo(root.resolve("ct")).files();
    Files.copy(slices.get(0), home.inbox().resolve("loose.dcm"));
    zip(slices.get(1), home.inbox().resolve("packed.zip"));
    CamelContext camel = new DefaultCamelContext();
    try (Database database = Database.embedded(home.database())) {
      Intake intake =
          new Intake(
              home,
              new JdbcArrivalStore(database, clock),
              quarantine,
              runLog,
              new Intake.Policy(50_000_000, MissingUids.REFUSE),
              new DiskReserve(home.incoming(), MORE_THAN_ANY_DISK, runLog),
              HeaderSource.FILES);
      camel.addRoutes(
          new InboxRoute(
              home.inbox(),
              new Settings.Inbox(null, 1, 0, 2, null),
              intake,
              new InboxFolders(home.inbox(), quarantine, Duration.ofSeconds(2), clock),
              new InboxLooks(Duration.ZERO, Duration.ofSeconds(1), clock),
              loops));
      camel.start();
      Eventually.holds("it is told", () -> runLog.types().contains(EventType.DISK_LOW));
      for (int poll = 0; poll < 3; poll++) {
        afterAnotherPoll();
      }
    } finally {
      camel.stop();
    }
    assertThat(namesBelow(home.inbox())).containsExactly("loose.dcm", "packed.zip");
    assertThat(namesBelow(home.quarantine())).isEmpty();
    assertThat(namesBelow(home.incoming())).isEmpty();
    assertThat(namesBelow(home.store())).isEmpty();
    assertThat(runLog.types()).containsOnlyOnce(EventType.DISK_LOW);
  }

  /** More often than a file of its own fault is tried. */
  @Test
  void files_wait_for_a_store_that_does_not_answer() throws Exception {
    Home home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    Clock clock = Clock.systemUTC();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
    List<Path> slices = HostileInput.tiny().build().writeTo(root.resolve("ct")).files();
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean away = new AtomicBoolean(true);
    CamelContext camel = new DefaultCamelContext();
    try (Database database = Database.embedded(home.database())) {
      ArrivalStore store = new JdbcArrivalStore(database, clock);
      InboxLooks looks = new InboxLooks(Duration.ZERO, Duration.ofSeconds(1), clock);
      camel.addRoutes(route(home, quarantine, away(store, away, asked), looks));
      Files.copy(slices.get(0), home.inbox().resolve("loose.dcm"));
      camel.start();
      // Each try asks for the instance, and then whether the store answers at all.
      Eventually.holds("it was tried four times", () -> asked.get() >= 8);
      away.set(false);
      Eventually.holds("it is taken", () -> namesBelow(home.inbox()).isEmpty());
      assertThat(namesBelow(home.quarantine())).isEmpty();
      assertThat(namesBelow(home.store())).hasSize(1);
    } finally {
      camel.stop();
    }
  }

  /** What is in it may be the rest of a series whose beginning was taken. */
  @Test
  void while_a_zip_is_left_alone_no_look_is_a_whole_one() throws Exception {
    Home home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    Clock clock = Clock.systemUTC();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
    List<Path> slices = HostileInput.tiny().build().writeTo(root.resolve("ct")).files();
    AtomicInteger asked = new AtomicInteger();
    InboxLooks looks = new InboxLooks(Duration.ZERO, Duration.ofSeconds(1), clock);
    CamelContext camel = new DefaultCamelContext();
    try (Database database = Database.embedded(home.database())) {
      ArrivalStore store = new JdbcArrivalStore(database, clock);
      camel.addRoutes(route(home, quarantine, away(store, new AtomicBoolean(true), asked), looks));
      zip(slices.get(0), home.inbox().resolve("packed.zip"));
      camel.start();
      Eventually.holds("it was tried", () -> asked.get() > 0);
      Instant since = clock.instant();
      for (int poll = 0; poll < 4; poll++) {
        afterAnotherPoll();
      }
      assertThat(looks.areEnoughSince(since)).isFalse();
      Files.delete(home.inbox().resolve("packed.zip"));
      Eventually.holds("taken back, it is waited for no more", () -> looks.areEnoughSince(since));
    } finally {
      camel.stop();
    }
  }

  /** A store that does not answer while it is away, and counts who asks. */
  private static ArrivalStore away(ArrivalStore store, AtomicBoolean away, AtomicInteger asked) {
    return (ArrivalStore)
        Proxy.newProxyInstance(
            InboxReserveTest.class.getClassLoader(),
            new Class<?>[] {ArrivalStore.class},
            (proxy, method, arguments) -> {
              if (away.get()) {
                asked.incrementAndGet();
                throw new IllegalStateException("the store does not answer");
              }
              return method.invoke(store, arguments);
            });
  }

  private InboxRoute route(Home home, Quarantine quarantine, ArrivalStore store, InboxLooks looks)
      throws IOException {
    Intake intake =
        new Intake(
            home, store, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
    return new InboxRoute(
        home.inbox(),
        new Settings.Inbox(null, 1, 0, 2, null),
        intake,
        new InboxFolders(home.inbox(), quarantine, Duration.ofSeconds(2), Clock.systemUTC()),
        looks,
        loops);
  }
}
