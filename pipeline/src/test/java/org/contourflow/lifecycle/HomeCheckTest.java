package org.contourflow.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseState;
import org.contourflow.config.Settings;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.lifecycle.HomeCheck.Kind;
import org.contourflow.lifecycle.HomeCheck.Problem;
import org.contourflow.model.Sha256;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.StoreInventory;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home of one delivered case, and what can be wrong with it. */
class HomeCheckTest {
  private static final String SET = "not a real one, but it has a hash";

  @TempDir Path root;
  private final Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
  private Home home;
  private Database database;
  private JdbcCaseStore cases;
  private String caseId;
  private List<Path> slices;

  @BeforeEach
  void deliver() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    cases = new JdbcCaseStore(database, clock);
    PhantomSeries series = HostileInput.tiny().build().writeTo(root.resolve("series"));
    RunLog log = new JdbcRunLog(database, clock);
    Intake intake =
        new Intake(
            home,
            new JdbcArrivalStore(database, clock),
            new Quarantine(home.quarantine(), log, clock),
            log,
            new Intake.Policy(50_000_000, MissingUids.REFUSE));
    for (Path file : series.files()) {
      intake.take(Files.copy(file, home.inbox().resolve("x.dcm")), "x.dcm", Intake.Source.INBOX);
    }
    JdbcArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    String uid = series.uids().series();
    arrivals.move(arrivals.findSeries(uid).orElseThrow(), SeriesState.CASED, "");
    caseId = cases.create("1", uid, "a".repeat(64), "p").record().caseId();
    cases.move(caseId, CaseState.ACCEPTED, CaseState.DELIVERED, "");
    Path folder = Files.createDirectories(home.cases().resolve(caseId));
    Files.writeString(folder.resolve("rtstruct.dcm"), SET);
    String hash = Sha256.of(SET.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("check.json"), "{\"rtstruct.dcm\": {\"sha256\": \"" + hash + "\"}}");
    slices = Folders.files(home.store());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Problem> problems(boolean contents) throws IOException {
    return new HomeCheck(home, new StoreInventory(database), clock).run(contents).problems();
  }

  private void only(Kind kind, Path file) throws IOException {
    assertThat(problems(true)).containsExactly(new Problem(kind, home.relative(file)));
  }

  @Test
  void a_whole_home_has_no_problem_and_is_counted() throws IOException {
    HomeCheck.Result result = new HomeCheck(home, new StoreInventory(database), clock).run(true);
    assertThat(result).isEqualTo(new HomeCheck.Result(10, 1, List.of()));
  }

  @Test
  void a_slice_that_is_gone_is_told_by_whether_a_case_still_needs_it() throws IOException {
    Files.delete(slices.get(3));
    only(Kind.OLD_SLICE_MISSING, slices.get(3));
    cases.move(caseId, CaseState.DELIVERED, CaseState.CONTOURED, "");
    assertThat(problems(true)).extracting(Problem::kind).containsExactly(Kind.SLICE_MISSING);
  }

  @Test
  void a_slice_that_was_changed_is_found_where_contents_are_read() throws IOException {
    byte[] bytes = Files.readAllBytes(slices.get(0));
    bytes[bytes.length - 1] ^= 1;
    Files.write(slices.get(0), bytes);
    assertThat(problems(false)).isEmpty();
    only(Kind.SLICE_CHANGED, slices.get(0));
  }

  @Test
  void a_file_of_the_store_without_a_row_is_told_once_it_is_a_minute_old() throws IOException {
    Path lost = slices.get(0).resolveSibling("f".repeat(24) + ".dcm");
    Files.copy(slices.get(0), lost);
    only(Kind.SLICE_WITHOUT_ROW, lost);
    assertThat(
            new HomeCheck(home, new StoreInventory(database), Clock.systemUTC())
                .run(true)
                .problems())
        .as("a slice that is being stored")
        .isEmpty();
  }

  @Test
  void a_delivered_case_without_its_set_is_told_unless_retention_took_it() throws IOException {
    Path set = home.cases().resolve(caseId).resolve("rtstruct.dcm");
    Files.delete(set);
    only(Kind.STRUCTURE_SET_MISSING, set);
    Files.writeString(set.resolveSibling(Retention.NOTE), "by age");
    assertThat(problems(true)).isEmpty();
  }

  @Test
  void a_set_that_is_not_what_was_checked_is_told() throws IOException {
    Path set = home.cases().resolve(caseId).resolve("rtstruct.dcm");
    Files.writeString(set, SET + "!");
    assertThat(problems(false)).isEmpty();
    only(Kind.STRUCTURE_SET_CHANGED, set);
  }

  @Test
  void folders_of_cases_that_nobody_knows_leftovers_and_strangers_are_told() throws IOException {
    Path unknown = Files.createDirectories(home.cases().resolve("case-000099"));
    only(Kind.CASE_WITHOUT_ROW, unknown);
    Files.delete(unknown);
    Path half = slices.get(0).resolveSibling("." + UUID.randomUUID() + ".part");
    Files.write(half, new byte[3]);
    only(Kind.HALF_WRITTEN, half);
    Files.delete(half);
    Path thumbs = Files.write(slices.get(0).resolveSibling("Thumbs.db"), new byte[3]);
    only(Kind.FOREIGN, thumbs);
  }

  @Test
  void each_line_says_what_is_wrong_and_what_to_do() throws IOException {
    Files.delete(slices.get(3));
    assertThat(problems(false))
        .singleElement()
        .asString()
        .startsWith("OLD_SLICE_MISSING store/")
        .contains("is not on the disk", "bring it back from the backup");
  }
}
