package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesWatchTest {
  private static final Map<HostileInput, Integer> CASES =
      Map.of(
          HostileInput.TWO_SERIES, 2,
          HostileInput.SAME_FILE_TWICE, 1,
          HostileInput.LOCALIZER, 1);

  @TempDir Path root;
  private Home home;
  private Database database;
  private ArrivalStore arrivals;
  private CaseStore cases;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private Intake intake;
  private SeriesWatch watch;
  private RuleSet rules = RuleReader.builtIn();

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    cases = new JdbcCaseStore(database, Clock.systemUTC());
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    intake =
        new Intake(
            home, arrivals, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
    watch = watch(Duration.ZERO, Duration.ZERO);
  }

  private SeriesWatch watch(Duration quiet, Duration incomplete) {
    return watch(quiet, incomplete, SeriesKnowledge.none(incomplete));
  }

  private SeriesWatch watch(Duration quiet, Duration incomplete, SeriesKnowledge known) {
    return new SeriesWatch(
        home,
        arrivals,
        cases,
        new Quarantine(home.quarantine(), runLog, Clock.systemUTC()),
        runLog,
        Clock.systemUTC(),
        new SeriesWatch.Judgement(
            new SeriesCatalogue(new CtSeriesAssembler()), quiet, incomplete, () -> rules, known));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void takeAll(Path folder) throws IOException {
    for (Path file : filesBelow(folder)) {
      intake.takeFile(file);
    }
  }

  private List<Path> inQuarantine() throws IOException {
    return filesBelow(home.quarantine()).stream()
        .filter(p -> !p.endsWith("reason.txt") && !p.endsWith("resolved.txt"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(HostileInput.class)
  void whatever_is_dropped_is_contoured_or_kept_with_its_reason(HostileInput input)
      throws IOException {
    Path dropped = Files.createDirectories(root.resolve("dropped"));
    input.write(dropped);
    int files = filesBelow(dropped).size();
    takeAll(dropped);
    List<String> created = watch.tick();

    int expected = CASES.getOrDefault(input, 0);
    assertThat(created).as(input.description()).hasSize(expected);
    int ignored = input == HostileInput.SAME_FILE_TWICE ? 1 : 0;
    int kept = inQuarantine().size() + filesBelow(home.store()).size();
    assertThat(kept + ignored).as("nothing is lost").isGreaterThanOrEqualTo(files);
    boolean something = !inQuarantine().isEmpty();
    assertThat(something).isEqualTo(mustBePutAside(input));
    for (Path file : inQuarantine()) {
      assertThat(file.resolveSibling("reason.txt")).content().contains("Reason:", "What to do: ");
    }
    assertThat(watch.tick()).as("nothing happens twice").isEmpty();
    for (String identifier : PhantomPatient.ZEBEDEE.identifiers()) {
      assertThat(runLog.all()).noneMatch(e -> e.text().contains(identifier));
    }
  }

  private static boolean mustBePutAside(HostileInput input) {
    return switch (input) {
      case TWO_SERIES, SAME_FILE_TWICE, EMPTY_FOLDER -> false;
      default -> true;
    };
  }

  @Test
  void a_series_is_left_alone_until_it_has_been_quiet() throws IOException {
    HostileInput.tiny().build().writeTo(root.resolve("dropped"));
    takeAll(root.resolve("dropped"));
    assertThat(watch(Duration.ofMinutes(1), Duration.ofMinutes(2)).tick()).isEmpty();
    assertThat(watch.tick()).hasSize(1);
  }

  @Test
  void a_series_waits_for_its_slice_without_a_row_and_no_other_does() throws IOException {
    PhantomSeries one = HostileInput.tiny().build().writeTo(root.resolve("one"));
    PhantomSeries other = HostileInput.tiny().seed(2).build().writeTo(root.resolve("other"));
    takeAll(root.resolve("one"));
    takeAll(root.resolve("other"));
    Set<String> lacking = new HashSet<>(Set.of(one.uids().series()));
    watch =
        watch(
            Duration.ZERO,
            Duration.ZERO,
            SeriesKnowledge.none(Duration.ZERO).waitingForRows(lacking::contains));
    assertThat(watch.tick()).hasSize(1);
    assertThat(cases.ofSeries(other.uids().series())).hasSize(1);
    assertThat(arrivals.findSeries(one.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.OPEN);
    lacking.clear();
    assertThat(watch.tick()).hasSize(1);
    assertThat(cases.ofSeries(one.uids().series())).hasSize(1);
  }

  @Test
  void while_the_inbox_is_not_looked_through_all_is_quiet_and_what_came_from_it_waits()
      throws IOException {
    PhantomSeries one = HostileInput.tiny().build().writeTo(root.resolve("one"));
    PhantomSeries other = HostileInput.tiny().seed(2).build().writeTo(root.resolve("other"));
    takeAll(root.resolve("one"));
    for (Path slice : filesBelow(root.resolve("other"))) {
      intake.take(slice, "received", Intake.Source.CSTORE);
    }
    AtomicBoolean looked = new AtomicBoolean();
    watch =
        watch(
            Duration.ZERO,
            Duration.ZERO,
            SeriesKnowledge.none(Duration.ZERO).lookingIntoInbox(arrival -> looked.get()));
    assertThat(watch.tick()).hasSize(1);
    assertThat(cases.ofSeries(other.uids().series())).hasSize(1);
    looked.set(true);
    assertThat(watch.tick()).hasSize(1);
    assertThat(cases.ofSeries(one.uids().series())).hasSize(1);
  }

  @Test
  void nobody_releases_a_held_series_whose_slice_has_come_and_has_no_row() throws IOException {
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("whole"));
    Files.delete(whole.files().get(4));
    takeAll(root.resolve("whole"));
    AtomicBoolean lacks = new AtomicBoolean();
    watch =
        watch(
            Duration.ZERO,
            Duration.ZERO,
            SeriesKnowledge.none(Duration.ZERO).waitingForRows(series -> lacks.get()));
    assertThat(watch.tick()).isEmpty();
    lacks.set(true);
    assertThat(watch.release(whole.uids().series(), Optional.empty())).isEmpty();
    assertThat(arrivals.findSeries(whole.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.HELD);
    lacks.set(false);
    assertThat(watch.release(whole.uids().series(), Optional.empty())).hasSize(1);
  }

  @Test
  void a_gap_is_held_with_its_place_and_contoured_when_the_slice_arrives() throws IOException {
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("whole"));
    Path missing = whole.files().get(4);
    Path later = Files.move(missing, root.resolve("later.dcm"));
    takeAll(root.resolve("whole"));
    assertThat(watch.tick()).isEmpty();
    String series = whole.uids().series();
    assertThat(arrivals.findSeries(series).orElseThrow().state()).isEqualTo(SeriesState.HELD);
    assertThat(arrivals.findSeries(series).orElseThrow().reason())
        .contains("incomplete: 1 slice missing between -");
    assertThat(inQuarantine()).hasSize(9);

    intake.takeFile(later);
    assertThat(runLog.types()).contains(EventType.SERIES_REOPENED);
    List<String> created = watch.tick();
    assertThat(created).hasSize(1);
    assertThat(inQuarantine()).isEmpty();
    CaseRecord record = cases.find(created.get(0)).orElseThrow();
    assertThat(watch.load(series, record.contentHash()).orElseThrow().slices()).hasSize(10);
  }

  @Test
  void a_slice_written_over_by_its_neighbour_is_not_contoured() throws IOException {
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("whole"));
    takeAll(root.resolve("whole"));
    CaseRecord record = cases.find(watch.tick().get(0)).orElseThrow();
    List<StoredInstance> stored = arrivals.instancesOf(whole.uids().series());
    Path one = home.absolute(stored.get(3).file());
    byte[] before = Files.readAllBytes(one);
    assertThat(watch.load(whole.uids().series(), record.contentHash())).isPresent();

    Files.copy(home.absolute(stored.get(4).file()), one, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> watch.load(whole.uids().series(), record.contentHash()))
        .isInstanceOf(ChangedSlicesException.class)
        .hasMessageContaining("1 of 10 stored slices are not what arrived");

    Files.write(one, before);
    assertThat(watch.load(whole.uids().series(), record.contentHash())).isPresent();
  }

  @Test
  void a_person_may_release_a_held_series_as_it_is() throws IOException {
    PhantomSeries gap =
        HostileInput.tiny().withoutSlices(4).build().writeTo(root.resolve("dropped"));
    takeAll(root.resolve("dropped"));
    String series = gap.uids().series();
    assertThat(watch.release(series, Optional.empty())).as("not held yet").isEmpty();
    watch.tick();
    String caseId = watch.release(series, Optional.empty()).get(0);
    CaseRecord record = cases.find(caseId).orElseThrow();
    assertThat(watch.load(series, record.contentHash()).orElseThrow().slices()).hasSize(9);
    assertThat(runLog.types()).contains(EventType.SERIES_RELEASED);
    assertThat(inQuarantine()).isEmpty();
  }

  @Test
  void late_slices_make_a_new_case_that_supersedes_the_old_one() throws IOException {
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("whole"));
    Path late = Files.move(whole.files().get(9), root.resolve("late.dcm"));
    takeAll(root.resolve("whole"));
    String first = watch.tick().get(0);
    intake.takeFile(late);
    String second = watch.tick().get(0);
    assertThat(second).isNotEqualTo(first);
    assertThat(cases.find(first).orElseThrow().state()).isEqualTo(CaseState.SUPERSEDED);
    assertThat(cases.find(second).orElseThrow().state()).isEqualTo(CaseState.ACCEPTED);
    String oldHash = cases.find(first).orElseThrow().contentHash();
    assertThat(watch.load(whole.uids().series(), oldHash)).isEmpty();
  }

  @Test
  void a_crash_between_the_state_and_the_files_is_mended_at_the_next_start() throws IOException {
    PhantomSeries gap =
        HostileInput.tiny().withoutSlices(4).build().writeTo(root.resolve("dropped"));
    takeAll(root.resolve("dropped"));
    String series = gap.uids().series();
    arrivals.move(arrivals.findSeries(series).orElseThrow(), SeriesState.HELD, "a gap");
    assertThat(inQuarantine()).isEmpty();
    watch.recover();
    assertThat(inQuarantine()).hasSize(9);
    watch.recover();
    assertThat(inQuarantine()).hasSize(9);
  }

  @Test
  void two_series_that_arrive_interleaved_make_a_case_each() throws IOException {
    PhantomSeries a = HostileInput.tiny().build().writeTo(root.resolve("a"));
    PhantomSeries b = HostileInput.tiny().seed(2).build().writeTo(root.resolve("b"));
    for (int i = 0; i < a.files().size(); i++) {
      intake.takeFile(a.files().get(i));
      intake.takeFile(b.files().get(i));
    }
    assertThat(watch.tick()).hasSize(2);
  }

  @Test
  void a_series_whose_end_slice_the_disk_lost_is_held_and_taken_when_it_is_sent_again()
      throws IOException {
    Path series = root.resolve("series");
    HostileInput.tiny().build().writeTo(series);
    Path copy = root.resolve("copy");
    HostileInput.tiny().build().writeTo(copy);
    takeAll(series);
    Files.delete(filesBelow(home.store()).get(0));

    assertThat(watch.tick()).isEmpty();

    assertThat(arrivals.seriesIn(SeriesState.HELD))
        .singleElement()
        .satisfies(held -> assertThat(held.reason()).contains("gone from the disk"));
    takeAll(copy);
    assertThat(watch.tick()).hasSize(1);
  }

  @Test
  void a_held_series_whose_files_are_lost_does_not_keep_the_service_from_starting()
      throws IOException {
    PhantomSeries gap = HostileInput.tiny().build().writeTo(root.resolve("gap"));
    Files.delete(gap.files().get(4));
    takeAll(root.resolve("gap"));
    assertThat(watch.tick()).isEmpty();
    for (Path file : inQuarantine()) {
      Files.delete(file);
    }
    watch.recover();
    assertThat(arrivals.seriesIn(SeriesState.HELD)).hasSize(1);
  }
}
