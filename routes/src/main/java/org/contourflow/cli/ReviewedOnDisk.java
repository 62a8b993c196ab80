package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.intake.StoredFiles;
import org.contourflow.refine.RefineSettings;
import org.contourflow.refine.ReviewSelection;
import org.contourflow.refine.ReviewedCases;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.contourflow.review.Verdict;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcStructureSetStore;

/** The sets that came back to a service, with the files of their CTs. */
final class ReviewedOnDisk implements ReviewedCases {
  /** A verdict of these is of a structure that is in both sets and was measured. */
  private static final Set<Verdict> MEASURED =
      EnumSet.of(Verdict.ACCEPTED, Verdict.MINOR, Verdict.MAJOR, Verdict.REDRAWN);

  private final Home home;
  private final ReviewStore reviews;
  private final StructureSetStore sets;
  private final CaseStore cases;
  private final ArrivalStore arrivals;

  ReviewedOnDisk(
      Home home,
      ReviewStore reviews,
      StructureSetStore sets,
      CaseStore cases,
      ArrivalStore arrivals) {
    this.home = home;
    this.reviews = reviews;
    this.sets = sets;
    this.cases = cases;
    this.arrivals = arrivals;
  }

  /** What these settings select from a service's reviews; nothing if they name none. */
  static ReviewSelection select(RefineSettings settings) throws IOException {
    if (settings.data().review().isEmpty()) {
      return ReviewSelection.none(settings);
    }
    Settings service = RunCommand.settings(settings.data().review().get());
    Clock clock = Clock.systemUTC();
    try (Database database = Stores.openMade(service)) {
      ReviewedCases all =
          new ReviewedOnDisk(
              Home.open(service),
              new JdbcReviewStore(database),
              new JdbcStructureSetStore(database, clock),
              new JdbcCaseStore(database, clock),
              new JdbcArrivalStore(database, clock));
      return ReviewSelection.of(settings, all, clock.instant());
    }
  }

  @Override
  public List<Reviewed> all() throws IOException {
    List<Reviewed> all = new ArrayList<>();
    for (ReviewRecord review : reviews.all()) {
      boolean matched =
          review.set().structures().stream().anyMatch(s -> MEASURED.contains(s.verdict()));
      Optional<CaseRecord> record = cases.find(review.of().caseId());
      all.add(
          new Reviewed(
              review.of().caseId(),
              review.from().approval(),
              review.from().at(),
              matched,
              record.map(this::slices).orElse(List.of()),
              set(review)));
    }
    return all;
  }

  /**
   * None if one of them is gone, or others came since: what was drawn was drawn without them, and
   * an organ that goes on there would teach as background.
   */
  private List<Path> slices(CaseRecord record) {
    List<StoredInstance> there = arrivals.instancesOf(record.seriesInstanceUid());
    List<Path> files = there.stream().map(instance -> home.absolute(instance.file())).toList();
    boolean same = StoredFiles.contentHash(there).equals(record.contentHash());
    return same && files.stream().allMatch(Files::exists) ? files : List.of();
  }

  /** The set's file; a UID may have come with several contents, of which one was measured. */
  private Optional<Path> set(ReviewRecord review) {
    return sets.find(review.from().sopInstanceUid()).stream()
        .filter(set -> set.state() == SetState.REVIEWED)
        .filter(set -> set.caseId().equals(review.of().caseId()))
        .filter(set -> set.receivedAt().equals(review.from().at()))
        .map(ArrivedSet::file)
        .map(home::absolute)
        .findFirst();
  }
}
