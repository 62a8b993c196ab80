package org.contourflow.review;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.Home;
import org.contourflow.review.CaseOfSet.Found;
import org.contourflow.review.CaseOfSet.Sign;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;
import org.contourflow.structure.NameMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each structure set that arrived: finds its case, measures it against what was delivered,
 * keeps the review. What is no clinician's set of a delivered case is kept and told, and never
 * becomes a case.
 */
public final class ReviewDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ReviewDesk.class);

  /** Long enough for the largest set, short enough for another process to take over in a shift. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final int MOST_AT_ONCE = 20;

  private final Home home;
  private final StructureSetStore sets;
  private final ReviewStore reviews;
  private final DeliveredCases delivered;
  private final CaseOfSet caseOfSet;
  private final VerdictRules rules;
  private final RunLog runLog;
  private final Consumer<ReviewRecord> then;

  /**
   * Looks at what arrives in a home.
   *
   * @param rules the site's limits of verdicts
   * @param then hears of every review once it is kept
   */
  public ReviewDesk(
      Home home,
      StructureSetStore sets,
      CaseStore cases,
      ReviewStore reviews,
      DeliveredCases delivered,
      VerdictRules rules,
      RunLog runLog,
      Consumer<ReviewRecord> then) {
    this.home = home;
    this.sets = sets;
    this.reviews = reviews;
    this.delivered = delivered;
    this.caseOfSet = new CaseOfSet(cases, delivered);
    this.rules = rules;
    this.runLog = runLog;
    this.then = then;
  }

  /**
   * Looks at what waits.
   *
   * @return whether there was any
   */
  public boolean turn() {
    int looked = 0;
    Optional<ArrivedSet> next = sets.claim(LEASE);
    while (next.isPresent()) {
      look(next.get());
      looked++;
      next = looked < MOST_AT_ONCE ? sets.claim(LEASE) : Optional.empty();
    }
    return looked > 0;
  }

  /** One set must not keep the others waiting: whatever goes wrong with it is told and ends it. */
  private void look(ArrivedSet set) {
    try {
      review(set);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("a structure set that came back could not be measured", e);
      settle(
          set,
          SetState.FAILED,
          "",
          EventType.REVIEW_FAILED,
          "it could not be measured (" + e.getClass().getSimpleName() + "); the log says more");
    }
  }

  private void review(ArrivedSet arrived) throws IOException {
    Path file = home.absolute(arrived.file());
    DicomDataset dataset = DicomFiles.read(file).dataset();
    StructureSetLineage lineage = StructureSetLineage.of(dataset);
    ReadStructureSet set = StructureSetReader.read(dataset);
    Found found = caseOfSet.of(lineage, set);
    if (found instanceof Found.Case known) {
      measure(arrived, dataset, lineage, set, known);
    } else if (found instanceof Found.Unrelated unrelated) {
      settle(arrived, SetState.UNRELATED, "", EventType.SET_OF_NO_CASE, unrelated.why());
    } else {
      settle(
          arrived,
          SetState.UNKNOWN,
          "",
          EventType.SET_OF_NO_CASE,
          "its CT was never seen here; it is kept");
    }
  }

  private void measure(
      ArrivedSet arrived,
      DicomDataset dataset,
      StructureSetLineage lineage,
      ReadStructureSet set,
      Found.Case known)
      throws IOException {
    String caseId = known.record().caseId();
    boolean ownUid = known.sign() == Sign.OWN_UID;
    if (ownUid && known.delivered().sha256s().contains(arrived.sha256())) {
      ownAgain(arrived, caseId);
      return;
    }
    CtSeries ct = delivered.ct(known.record());
    if (isAnotherPatient(dataset, ct.header())) {
      settle(
          arrived,
          SetState.REFUSED,
          caseId,
          EventType.REVIEW_FAILED,
          "it refers to this case's CT and names another patient; find out which is wrong");
      return;
    }
    ReviewedSet all =
        new SetComparison(
                ct.grid(),
                ct.frameOfReferenceUid(),
                new NameMatcher(known.delivered().aliases()),
                rules)
            .compare(StructureSetReader.read(known.delivered().set()), set);
    if (ownUid && isAsDelivered(lineage, all)) {
      ownAgain(arrived, caseId);
      return;
    }
    ReviewedSet reviewed = all.without(known.delivered().clinicians());
    ReviewRecord review =
        new ReviewRecord(
            0,
            new ReviewedCase(
                caseId,
                known.record().protocol(),
                known.delivered().model(),
                ReviewedCase.Scanner.of(ct.header())),
            new CameBack(
                lineage.sopInstanceUid(),
                lineage.approval(),
                arrived.receivedAt(),
                known.sign().label()),
            reviewed,
            PersonsWord.NONE);
    reviews.add(review);
    settle(
        arrived,
        SetState.REVIEWED,
        caseId,
        EventType.REVIEWED,
        reviewed.summary() + "; recognised by " + known.sign().label());
    tell(review);
  }

  /** The review is kept, whatever becomes of who hears of it. */
  private void tell(ReviewRecord review) {
    try {
      then.accept(review);
    } catch (RuntimeException e) {
      LOG.error("a review is kept, and what follows of it failed", e);
    }
  }

  /** An archive may have changed the header of our set; nobody has worked on it. */
  private static boolean isAsDelivered(StructureSetLineage lineage, ReviewedSet reviewed) {
    return !lineage.approval().equals("APPROVED")
        && reviewed.structures().stream()
            .allMatch(s -> s.measured().map(Measured::untouched).orElse(false));
  }

  private static boolean isAnotherPatient(DicomDataset set, DicomDataset ct) {
    String one = set.text(DicomTag.PatientID).strip();
    String other = ct.text(DicomTag.PatientID).strip();
    return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
  }

  private void ownAgain(ArrivedSet arrived, String caseId) {
    settle(
        arrived,
        SetState.OWN,
        caseId,
        EventType.OWN_SET_CAME_BACK,
        "it is the set that was delivered, unchanged");
  }

  private void settle(
      ArrivedSet set, SetState state, String caseId, EventType event, String detail) {
    sets.settle(set, state, caseId, detail);
    runLog.append(
        caseId.isEmpty() ? RunLog.SYSTEM : caseId, event, "a structure set came: " + detail);
  }
}
