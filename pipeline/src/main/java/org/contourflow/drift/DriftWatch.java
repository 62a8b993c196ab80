package org.contourflow.drift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.review.Measured;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;

/**
 * Says in the run log, with the review that sets it off, that something changed. Of each model it
 * keeps the figures of its reviews, without their slices (about 1 kB a structure), and asks the
 * store for those alone that came since.
 */
public final class DriftWatch implements Consumer<ReviewRecord> {
  private static final Comparator<ReviewRecord> BY_TIME =
      Comparator.comparing((ReviewRecord r) -> r.from().at()).thenComparing(ReviewRecord::id);

  private final ReviewStore reviews;
  private final RunLog runLog;
  private final Map<String, Known> byModel = new HashMap<>();

  public DriftWatch(ReviewStore reviews, RunLog runLog) {
    this.reviews = reviews;
    this.runLog = runLog;
  }

  /** What is known of a model: reviews in the order of their time, and the newest one's id. */
  private static final class Known {
    private final TreeSet<ReviewRecord> reviews = new TreeSet<>(BY_TIME);
    private long lastId;

    /** A set that came again stands in the place of the one before, as it does in the store. */
    void add(ReviewRecord review) {
      reviews.removeIf(
          old ->
              old.of().caseId().equals(review.of().caseId())
                  && old.from().sopInstanceUid().equals(review.from().sopInstanceUid()));
      reviews.add(withoutSlices(review));
      lastId = Math.max(lastId, review.id());
    }
  }

  @Override
  public synchronized void accept(ReviewRecord review) {
    String model = review.of().model();
    Known known = byModel.computeIfAbsent(model, m -> new Known());
    reviews.ofModelAfter(model, known.lastId).forEach(known::add);
    new DriftCharts(
            List.copyOf(known.reviews), Arrays.asList(DriftMetric.values()), ChartRules.USUAL)
        .setOffBy(review)
        .forEach(line -> runLog.append(RunLog.SYSTEM, EventType.DRIFT_FOUND, line));
  }

  /** How many reviews are known of a model. */
  synchronized int cases(String model) {
    Known known = byModel.get(model);
    return known == null ? 0 : known.reviews.size();
  }

  private static ReviewRecord withoutSlices(ReviewRecord review) {
    List<ReviewedStructure> structures =
        review.set().structures().stream().map(DriftWatch::withoutSlices).toList();
    return new ReviewRecord(
        review.id(),
        review.of(),
        review.from(),
        new ReviewedSet(structures, List.of(), List.of(), review.set().rules()),
        review.word());
  }

  private static ReviewedStructure withoutSlices(ReviewedStructure s) {
    Optional<Measured> figures =
        s.measured()
            .map(m -> new Measured(m.score(), m.contourMm(), m.shift(), List.of(), m.untouched()));
    return new ReviewedStructure(
        s.name(), s.cameBackAs(), s.matchedBy(), figures, s.verdict(), s.kind(), List.of());
  }
}
