package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.model.ModelIdentity;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.Facts;
import org.contourflow.query.Statistics;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of kept days are those that a count of every event and structure gives. */
class StatisticsDaysTest {
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");
  private static final Duration DAYS = Duration.ofDays(9);
  private static final int ALL = 1000;

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(START);
  private Database database;
  private JdbcCaseStore cases;
  private RunLog log;
  private Facts facts;
  private StatisticsDays days;
  private int made;

  /** The database that is asked. */
  Database store() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void open() throws Exception {
    database = store();
    cases = new JdbcCaseStore(database, clock);
    log = new JdbcRunLog(database, clock);
    facts =
        new Facts(
            new JdbcLogQueries(database), new JdbcFactStore(database), StatisticsDaysTest::given);
    days = new StatisticsDays(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** By the number of the case: another version, one organ that says no confidence, one absent. */
  private static List<CaseStructure> given(String caseId) {
    boolean odd = caseId.charAt(caseId.length() - 1) % 2 == 1;
    ModelIdentity model =
        new ModelIdentity("net", odd ? "1.0" : "1.1", "a".repeat(64), "Net", false);
    OptionalDouble none = OptionalDouble.empty();
    return List.of(
        new CaseStructure("Brain", "PRESENT", none, OptionalDouble.of(odd ? 0.91 : 0.87), model),
        new CaseStructure("Larynx", odd ? "ABSENT" : "UNCERTAIN", none, none, model),
        new CaseStructure("Bone", "PRESENT", none, none, model));
  }

  private String newCase() {
    String hash = String.format(Locale.ROOT, "%064d", ++made);
    return cases.create("1.1", "1.2." + made, hash, "p").record().caseId();
  }

  private void happens(Random random, String id) {
    clock.set(START.plusMillis((long) (random.nextDouble() * DAYS.toMillis())));
    switch (random.nextInt(6)) {
      case 0 -> log.append(id, EventType.CONTOURING_STARTED, "");
      case 1 ->
          log.append(
              id,
              EventType.CONTOURED,
              String.format(
                  Locale.ROOT,
                  "3 structures in 2.0 s: Brain %.1f cc, Larynx %.1f cc",
                  1000 + 300 * random.nextDouble(),
                  30 * random.nextDouble()));
      case 2 -> log.append(id, EventType.STRUCTURE_SET_WRITTEN, "");
      case 3 -> log.append(id, EventType.DELIVERED, "");
      case 4 -> log.append(id, EventType.QA_FINDING, "WARNING QA-02 Brain: small");
      default -> cases.move(id, CaseState.ACCEPTED, CaseState.FAILED, "no memory: 17 MB");
    }
  }

  /**
   * Cases of nine days whose events come in any order and on any later day, with days kept between
   * them, others counted anew, and a patient erased.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void what_is_kept_is_what_a_count_of_everything_gives(int seed) {
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clock.set(START.plusMillis((long) (random.nextDouble() * DAYS.toMillis())));
      ids.add(newCase());
      for (int j = 0; j < 4; j++) {
        happens(random, ids.get(random.nextInt(ids.size())));
      }
      if (i % 4 == 0) {
        facts.follow();
        days.keep(START.plus(DAYS), 1 + random.nextInt(4));
      }
      if (i % 8 == 7) {
        facts.follow();
        same(random);
      }
    }
    new JdbcLifeStore(database).erase(Set.of("1.2.3"), Set.of(ids.get(2)), Set.of());
    facts.follow();
    days.keep(START.plus(DAYS), ALL);
    same(random);
    assertThat(days.keep(START.plus(DAYS), ALL)).as("all are kept").isZero();
    assertThat(kept()).as("days that have cases").isGreaterThan(5);
    same(random);
  }

  private long kept() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from statistics_day where kept")
                    .mapTo(Long.class)
                    .one());
  }

  /** As a version before the kept days: it takes in what the log got, and tells no day. */
  private void olderVersionFollows() {
    database
        .jdbi()
        .useHandle(
            h -> {
              long mark =
                  h.createQuery("select sequence from projection_mark where name = 'statistics'")
                      .mapTo(Long.class)
                      .one();
              facts.follow();
              h.execute("update projection_mark set sequence = ? where name = 'statistics'", mark);
              h.execute("update statistics_day set kept = true");
            });
  }

  @Test
  void what_an_older_version_wrote_is_noticed_and_its_days_counted_anew() {
    Random random = new Random(4);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clock.set(START.plus(Duration.ofHours(17L * i)));
      ids.add(newCase());
      happens(random, ids.get(i));
    }
    facts.follow();
    days.keep(START.plus(DAYS), ALL);
    assertThat(days.keep(START.plus(DAYS), ALL)).isZero();
    for (int turn = 0; turn < 3; turn++) {
      clock.set(START.plus(Duration.ofHours(30)));
      log.append(ids.get(turn), EventType.CONTOURING_STARTED, "");
      clock.set(START.plus(Duration.ofHours(31L + turn)));
      log.append(ids.get(turn), EventType.CONTOURED, "1 structures in 1.0 s: Brain 950.0 cc");
      olderVersionFollows();
      if (turn == 0) {
        same(random);
      }
      if (turn == 1) { // This version goes on where the older one was.
        log.append(ids.get(9), EventType.CONTOURED, "1 structures in 1.0 s: Brain 800.0 cc");
        facts.follow();
        same(random);
      }
      assertThat(days.keep(START.plus(DAYS), ALL)).isPositive();
      same(random);
      assertThat(days.keep(START.plus(DAYS), ALL)).isZero();
    }
  }

  /** Such a version told no day of its cases, and the upgrade had gone through the days before. */
  @Test
  void days_that_an_older_version_made_before_the_second_mark_are_there_to_be_kept()
      throws Exception {
    for (int i = 0; i < 3; i++) {
      clock.set(START.plus(Duration.ofDays(i)));
      log.append(newCase(), EventType.CONTOURED, "1 structures in 1.0 s: Brain 900.0 cc");
    }
    facts.follow();
    String step = "/db/migration/V30__mark_of_statistics.sql";
    try (InputStream sql = StatisticsDays.class.getResourceAsStream(step)) {
      String script = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      database
          .jdbi()
          .useHandle(
              h -> {
                h.execute("delete from projection_mark where name = 'statistics'");
                h.execute(
                    "delete from statistics_day where of_day > ?", StatisticsDays.dayOf(START));
                h.execute("update statistics_day set kept = true");
                h.createScript(script).execute();
                h.createScript(script).execute();
              });
    }
    assertThat(days.keep(START.plus(DAYS), ALL)).isEqualTo(3);
    assertThat(days.keep(START.plus(DAYS), ALL)).isZero();
    same(new Random(5));
  }

  @Test
  void today_is_counted_and_not_kept() {
    clock.set(START.plus(Duration.ofHours(7)));
    log.append(newCase(), EventType.CONTOURED, "1 structures in 1.0 s: Brain 900.0 cc");
    facts.follow();
    days.keep(clock.instant(), ALL);
    assertThat(kept()).isZero();
    days.keep(clock.instant().plus(Duration.ofDays(1)), ALL);
    assertThat(kept()).isEqualTo(1);
  }

  /** Who keeps a day does so while the run log is followed, and neither waits for the other. */
  @Test
  void days_are_kept_while_cases_change() throws Exception {
    Random random = new Random(9);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clock.pass(Duration.ofHours(5));
      ids.add(newCase());
    }
    ExecutorService keeper = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 30; i++) {
        Future<Integer> keeping = keeper.submit(() -> days.keep(START.plus(DAYS), ALL));
        for (int j = 0; j < 5; j++) {
          happens(random, ids.get(random.nextInt(ids.size())));
          facts.follow();
        }
        keeping.get();
      }
    } finally {
      keeper.shutdown();
    }
    same(random);
    days.keep(START.plus(DAYS), ALL);
    same(random);
  }

  /** Of all time, of whole days and of any time: as it is counted here. */
  private void same(Random random) {
    Instant end = START.plus(DAYS);
    same(START, end);
    same(START.plus(Duration.ofDays(2)), START.plus(Duration.ofDays(5)));
    same(START.plus(Duration.ofHours(30)), end);
    for (int i = 0; i < 3; i++) {
      Instant from = START.plusMillis((long) (random.nextDouble() * DAYS.toMillis()));
      same(from, from.plusMillis((long) (random.nextDouble() * DAYS.toMillis())));
    }
    same(START, START);
  }

  private void same(Instant from, Instant before) {
    Statistics told = new JdbcStatistics(database).between(from, before);
    List<CaseRecord> of =
        cases.all().stream()
            .filter(c -> !c.createdAt().isBefore(from) && c.createdAt().isBefore(before))
            .toList();
    assertThat(told.days()).isEqualTo(days(of));
    Map<String, List<Event>> events =
        log.all().stream().collect(Collectors.groupingBy(Event::caseId));
    assertThat(told.steps())
        .containsExactly(
            step("contouring", of, events, EventType.CONTOURING_STARTED, EventType.CONTOURED),
            step("structure set", of, events, EventType.CONTOURED, EventType.STRUCTURE_SET_WRITTEN),
            step(
                "first delivery",
                of,
                events,
                EventType.STRUCTURE_SET_WRITTEN,
                EventType.DELIVERED));
    sameStructures(told.structures(), structures(of));
  }

  private static List<Statistics.Day> days(List<CaseRecord> of) {
    Map<String, List<CaseRecord>> days =
        of.stream()
            .collect(
                Collectors.groupingBy(
                    c -> c.createdAt().toString().substring(0, 10),
                    TreeMap::new,
                    Collectors.toList()));
    return days.entrySet().stream()
        .map(
            e ->
                new Statistics.Day(
                    e.getKey(),
                    e.getValue().size(),
                    e.getValue().stream().filter(c -> c.state() == CaseState.FAILED).count()))
        .toList();
  }

  private static Statistics.Step step(
      String name,
      List<CaseRecord> of,
      Map<String, List<Event>> events,
      EventType begin,
      EventType end) {
    List<Double> seconds = new ArrayList<>();
    for (CaseRecord record : of) {
      Instant begun = null;
      Instant ended = null;
      for (Event event : events.getOrDefault(record.caseId(), List.of())) {
        if (event.type() == begin && (begun == null || event.at().isAfter(begun))) {
          begun = event.at();
        }
        if (event.type() == end && (ended == null || event.at().isBefore(ended))) {
          ended = event.at();
        }
      }
      if (begun != null && ended != null && !ended.isBefore(begun)) {
        seconds.add(Duration.between(begun, ended).toMillis() / 1000.0);
      }
    }
    seconds.sort(Comparator.naturalOrder());
    int n = seconds.size();
    return new Statistics.Step(
        name, n, n == 0 ? 0 : seconds.get(n / 2), n == 0 ? 0 : seconds.get((int) (0.9 * n)));
  }

  private record Row(String of, Double volume, Double confidence) {}

  private Map<String, List<Row>> structures(List<CaseRecord> of) {
    Set<String> ids = of.stream().map(CaseRecord::caseId).collect(Collectors.toSet());
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("select * from case_structure").mapToMap().list())
        .stream()
        .filter(r -> ids.contains(r.get("case_id")) && !"ABSENT".equals(r.get("presence")))
        .map(
            r ->
                new Row(
                    r.get("name") + "/" + r.get("model_id") + " " + r.get("model_version"),
                    (Double) r.get("volume_cc"),
                    (Double) r.get("confidence")))
        .collect(Collectors.groupingBy(Row::of, TreeMap::new, Collectors.toList()));
  }

  private static void sameStructures(
      List<Statistics.OfStructure> told, Map<String, List<Row>> counted) {
    assertThat(told)
        .extracting(s -> s.structure() + "/" + s.model())
        .containsExactlyElementsOf(counted.keySet());
    for (Statistics.OfStructure one : told) {
      List<Row> rows = counted.get(one.structure() + "/" + one.model());
      assertThat(one.cases()).isEqualTo(rows.size());
      double[] volumes = numbers(rows.stream().map(Row::volume).toList());
      near(one.meanVolumeCc(), mean(volumes));
      double mean = volumes.length == 0 ? 0 : mean(volumes);
      double squares = DoubleStream.of(volumes).map(v -> (v - mean) * (v - mean)).sum();
      near(one.deviationCc(), volumes.length == 0 ? null : Math.sqrt(squares / volumes.length));
      near(one.meanConfidence(), mean(numbers(rows.stream().map(Row::confidence).toList())));
    }
  }

  private static double[] numbers(List<Double> some) {
    return some.stream().filter(d -> d != null).mapToDouble(Double::doubleValue).toArray();
  }

  private static Double mean(double[] numbers) {
    return numbers.length == 0 ? null : DoubleStream.of(numbers).average().orElseThrow();
  }

  private static void near(Double told, Double counted) {
    if (counted == null) {
      assertThat(told).isNull();
    } else {
      assertThat(told).isCloseTo(counted, within(1e-9 * Math.max(1, counted)));
    }
  }
}
