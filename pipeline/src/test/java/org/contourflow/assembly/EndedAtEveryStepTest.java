package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.DatasetHash;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Reconciliation;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.TappedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that ends before any one of the changes that it makes, of the disk and of the store
 * alike, on the way from the inbox to a case: the next one makes one whole case of what there is,
 * and nobody sends anything again.
 */
@Tag("long")
class EndedAtEveryStepTest {
  @TempDir static Path root;
  private static Database database;
  private static int homes;

  @BeforeAll
  static void open() throws IOException {
    database = Database.embedded(root.resolve("db"));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** The process is no more; whatever it tries then is not done either. */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Counts changes, and ends the process before one of them. */
  private static final class Steps {
    private final int last;
    private int count;

    Steps(int last) {
      this.last = last;
    }

    void before(boolean changes) {
      count += changes && count < last ? 1 : 0;
      if (count >= last) {
        throw new Ended();
      }
    }

    <T> T counted(Class<T> type, T real) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                before(!method.getName().matches("(find|all|of|instances|series|files).*"));
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }

  /** A process on a home. */
  private static final class Process {
    final Home home;
    final ArrivalStore arrivals;
    final CaseStore cases;
    final Intake intake;
    final SeriesWatch watch;
    private final RunLog runLog;

    Process(Path folder, Steps steps) throws IOException {
      Clock clock = Clock.systemUTC();
      Path seen = TappedFiles.over(folder, what -> steps.before(true));
      home = Home.open(Settings.defaults().withHome(Files.isDirectory(folder) ? seen : folder));
      arrivals = steps.counted(ArrivalStore.class, new JdbcArrivalStore(database, clock));
      cases = steps.counted(CaseStore.class, new JdbcCaseStore(database, clock));
      runLog = steps.counted(RunLog.class, new MemoryRunLog());
      Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
      SeriesCatalogue catalogue = new SeriesCatalogue(new CtSeriesAssembler());
      intake = WatchedHome.intake(home, arrivals, quarantine, runLog, catalogue);
      watch =
          WatchedHome.watch(
              home, arrivals, cases, quarantine, runLog, catalogue, RuleReader::builtIn);
    }

    /** As the service does at its start. */
    void takeUp() {
      new Reconciliation(home, intake, runLog).run();
      watch.recover();
    }

    void takeInbox() throws IOException {
      for (Path file : WatchedHome.filesBelow(home.inbox())) {
        intake.takeFile(file);
      }
    }

    void work() throws IOException {
      takeInbox();
      assertThat(intake.recordLeft()).isTrue();
      watch.tick();
    }
  }

  /** What lies in the home before, and what is dropped then. */
  private interface Story {
    void before(Process process, List<Path> slices) throws IOException;

    void dropped(Path inbox, List<Path> slices) throws IOException;

    /** Between the process that ended and the next. */
    default void meanwhile(Path inbox) throws IOException {}

    default void judge(Process now, PhantomSeries series, String when) throws IOException {
      isOneWholeCase(now, series, when);
    }
  }

  private void prove(Story story) throws IOException {
    int steps = told(story, Integer.MAX_VALUE);
    assertThat(steps).isGreaterThan(5);
    for (int step = 1; step <= steps; step++) {
      told(story, step);
    }
  }

  /** Returns how many steps there were until the end. */
  private int told(Story story, int last) throws IOException {
    Path folder = root.resolve("home-" + ++homes);
    PhantomSeries series =
        HostileInput.tiny()
            .evenSlices(4, 3)
            .seed(homes)
            .build()
            .writeTo(root.resolve("s-" + homes));
    Process before = new Process(folder, new Steps(Integer.MAX_VALUE));
    story.before(before, series.files());
    story.dropped(before.home.inbox(), series.files());
    Steps steps = new Steps(last);
    try {
      new Process(folder, steps).work();
    } catch (Ended e) {
      assertThat(steps.count).isEqualTo(last);
    }
    Process next = new Process(folder, new Steps(Integer.MAX_VALUE));
    story.meanwhile(next.home.inbox());
    next.takeUp();
    next.work();
    story.judge(next, series, "ended at " + last);
    return steps.count;
  }

  private static void isOneWholeCase(Process now, PhantomSeries series, String when)
      throws IOException {
    List<StoredInstance> rows = now.arrivals.instancesOf(series.uids().series());
    assertThat(rows).as(when).hasSize(series.files().size());
    assertThat(rows)
        .as(when)
        .extracting(StoredInstance::sha256)
        .containsExactlyInAnyOrderElementsOf(hashes(series.files()));
    for (StoredInstance row : rows) {
      assertThat(DatasetHash.of(now.home.absolute(row.file()))).as(when).isEqualTo(row.sha256());
    }
    assertThat(WatchedHome.filesBelow(now.home.store()).stream().map(now.home::relative))
        .as("files and rows, %s", when)
        .containsExactlyInAnyOrderElementsOf(rows.stream().map(StoredInstance::file).toList());
    assertThat(WatchedHome.filesBelow(now.home.inbox())).as(when).isEmpty();
    try (Stream<Path> left = Files.list(now.home.incoming())) {
      assertThat(left).as(when).isEmpty();
    }
    assertThat(now.cases.ofSeries(series.uids().series()))
        .as(when)
        .extracting(CaseRecord::state)
        .containsExactly(CaseState.ACCEPTED);
  }

  private static List<String> hashes(List<Path> files) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      hashes.add(DatasetHash.of(file));
    }
    return hashes;
  }

  private static void cut(Path file, Path to) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(to, Arrays.copyOf(whole, whole.length - 50));
  }

  private static void copy(List<Path> files, Path folder) throws IOException {
    for (Path file : files) {
      Files.copy(file, folder.resolve(file.getFileName().toString()));
    }
  }

  @Test
  void files_a_zip_and_one_that_is_no_image() throws IOException {
    prove(
        new Story() {
          @Override
          public void before(Process process, List<Path> slices) {}

          @Override
          public void dropped(Path inbox, List<Path> slices) throws IOException {
            copy(slices.subList(0, 2), inbox);
            Files.writeString(inbox.resolve("a note"), "no image");
            try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(inbox.resolve("rest.zip")))) {
              for (Path slice : slices.subList(2, slices.size())) {
                zip.putNextEntry(new ZipEntry(slice.getFileName().toString()));
                Files.copy(slice, zip);
              }
            }
          }
        });
  }

  @Test
  void a_whole_slice_that_comes_for_a_cut_one() throws IOException {
    prove(new CutSlice(false));
  }

  @Test
  void a_whole_slice_that_comes_when_the_series_of_the_cut_one_is_held() throws IOException {
    prove(new CutSlice(true));
  }

  private record CutSlice(boolean held) implements Story {
    @Override
    public void before(Process process, List<Path> slices) throws IOException {
      copy(slices.subList(0, slices.size() - 1), process.home.inbox());
      cut(slices.get(slices.size() - 1), process.home.inbox().resolve("cut.dcm"));
      process.takeInbox();
      if (held) {
        process.watch.tick();
      }
    }

    @Override
    public void dropped(Path inbox, List<Path> slices) throws IOException {
      copy(slices.subList(slices.size() - 1, slices.size()), inbox);
    }
  }

  /** As of a sender who was not told that it is here, and does not come back. */
  @Test
  void a_whole_slice_that_comes_for_a_cut_one_and_is_not_sent_again() throws IOException {
    CutSlice story = new CutSlice(true);
    prove(
        new Story() {
          @Override
          public void before(Process process, List<Path> slices) throws IOException {
            story.before(process, slices);
          }

          @Override
          public void dropped(Path inbox, List<Path> slices) throws IOException {
            story.dropped(inbox, slices);
          }

          @Override
          public void meanwhile(Path inbox) throws IOException {
            for (Path file : WatchedHome.filesBelow(inbox)) {
              Files.delete(file);
            }
          }

          @Override
          public void judge(Process now, PhantomSeries series, String when) throws IOException {
            if (now.cases.ofSeries(series.uids().series()).isEmpty()) {
              assertThat(now.arrivals.instancesOf(series.uids().series()))
                  .as("it waits for the whole slice, %s", when)
                  .hasSize(series.files().size());
              assertThat(now.arrivals.findSeries(series.uids().series()).orElseThrow().state())
                  .as(when)
                  .isEqualTo(SeriesState.HELD);
            } else {
              isOneWholeCase(now, series, when);
            }
          }
        });
  }

  @Test
  void a_slice_that_comes_when_its_series_is_held_for_a_gap() throws IOException {
    prove(
        new Story() {
          @Override
          public void before(Process process, List<Path> slices) throws IOException {
            copy(slices.subList(0, 1), process.home.inbox());
            copy(slices.subList(2, slices.size()), process.home.inbox());
            process.work();
          }

          @Override
          public void dropped(Path inbox, List<Path> slices) throws IOException {
            copy(slices.subList(1, 2), inbox);
          }
        });
  }
}
