package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.References;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.intake.StoredFiles;
import org.contourflow.refine.RefineSettings;
import org.contourflow.refine.ReviewSelection;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.review.VerdictRules;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcStructureSetStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases to refine on, selected from the store and the files of a service. */
class ReviewedOnDiskTest {
  private static final Instant AT = Instant.parse("2026-05-04T10:00:00.123Z");

  @TempDir Path root;
  private Settings service;
  private Home home;

  @BeforeEach
  void aService() throws IOException {
    Files.writeString(root.resolve("service.yaml"), "home: home\n");
    service = RunCommand.settings(root.resolve("service.yaml"));
    home = Home.open(service);
  }

  private static StoredInstance slice(String sop, int series, String file) {
    return new StoredInstance(sop, "1.3." + series, file, "a".repeat(64), 9, "INBOX");
  }

  /** A case of one slice, and a set of it that came back. */
  private String reviewed(Database database, int n, String approval, Verdict verdict)
      throws IOException {
    Clock clock = Clock.systemUTC();
    String slice = "store/slice-" + n + ".dcm";
    String file = "structure-sets/set-" + n + ".dcm";
    for (String each : List.of(slice, file)) {
      Files.createDirectories(home.absolute(each).getParent());
      Files.writeString(home.absolute(each), each);
    }
    StoredInstance one = slice("1.2." + n, n, slice);
    new JdbcArrivalStore(database, clock).add(one);
    String caseId =
        new JdbcCaseStore(database, clock)
            .create("1.4." + n, "1.3." + n, StoredFiles.contentHash(List.of(one)), "hn")
            .record()
            .caseId();
    JdbcStructureSetStore sets = new JdbcStructureSetStore(database, clock);
    ArrivedSet set =
        new ArrivedSet("1.5." + n, "c".repeat(64), file, "INBOX", AT, SetState.RECEIVED, "", "");
    sets.add(set, new References("1.4." + n, Set.of("1.3." + n), Set.of(), Set.of()));
    sets.settle(set, SetState.REVIEWED, caseId, "");
    ReviewedStructure structure =
        new ReviewedStructure(
            "Parotid_L",
            Optional.of("Parotid_L"),
            Optional.empty(),
            Optional.empty(),
            verdict,
            EditKind.NONE,
            List.of());
    new JdbcReviewStore(database)
        .add(
            new ReviewRecord(
                0,
                new ReviewedCase(caseId, "hn", "m 1", new ReviewedCase.Scanner("", "", "")),
                new CameBack("1.5." + n, approval, AT, "a predecessor"),
                new ReviewedSet(List.of(structure), List.of(), List.of(), VerdictRules.USUAL),
                PersonsWord.NONE));
    return caseId;
  }

  private RefineSettings settings() throws IOException {
    Files.writeString(
        root.resolve("refine.yaml"),
        "work: work\nmodel: {parent: any/1, version: 2}\ndata: {review: service.yaml}\n");
    return RefineSettings.read(root.resolve("refine.yaml"));
  }

  /** Nobody drew on it: what of an organ goes on there would teach as background. */
  @Test
  void a_set_does_not_teach_with_slices_that_came_after_the_case() throws IOException {
    String late = "store/late.dcm";
    try (Database database = Stores.open(service)) {
      reviewed(database, 1, "APPROVED", Verdict.MINOR);
      Files.writeString(home.absolute(late), late);
      new JdbcArrivalStore(database, Clock.systemUTC()).add(slice("1.2.1.9", 1, late));
    }
    try (ReviewSelection selection = ReviewedOnDisk.select(settings())) {
      assertThat(selection.leftOut().stream().map(l -> l.rule().name()))
          .containsExactly("FILES_GONE");
    }
  }

  @Test
  void approved_matched_cases_whose_files_are_kept_are_selected() throws IOException {
    String taken;
    String gone;
    try (Database database = Stores.open(service)) {
      taken = reviewed(database, 1, "APPROVED", Verdict.MINOR);
      reviewed(database, 2, "UNAPPROVED", Verdict.MINOR);
      reviewed(database, 3, "APPROVED", Verdict.NOT_JUDGED);
      gone = reviewed(database, 4, "APPROVED", Verdict.ACCEPTED);
    }
    Files.delete(home.absolute("store/slice-4.dcm"));
    RefineSettings settings = settings();
    try (ReviewSelection selection = ReviewedOnDisk.select(settings)) {
      Path own = settings.data().cases().resolve(taken);
      assertThat(own.resolve("ct-00001.dcm")).hasContent("store/slice-1.dcm");
      assertThat(own.resolve("rtstruct.dcm")).hasContent("structure-sets/set-1.dcm");
      assertThat(settings.data().cases().toFile().list()).containsExactly(taken);
      assertThat(selection.leftOut().stream().map(l -> l.rule().name()))
          .containsExactly("NOT_APPROVED", "NOT_MATCHED", "FILES_GONE");
      assertThat(selection.leftOut().get(2).caseId()).isEqualTo(gone);
    }
  }
}
