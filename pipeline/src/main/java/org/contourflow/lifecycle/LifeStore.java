package org.contourflow.lifecycle;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What of the store may go, and its going. */
public interface LifeStore {
  /**
   * A series whose cases are all finished and handed over.
   *
   * @param seriesInstanceUid of the series
   * @param endedAt when the last of its cases ended
   */
  record EndedSeries(String seriesInstanceUid, Instant endedAt) {}

  /**
   * A case that is finished and handed over.
   *
   * @param caseId of the case
   * @param protocol by which it was contoured
   * @param endedAt when it ended
   */
  record EndedCase(String caseId, String protocol, Instant endedAt) {}

  /**
   * Series of which slices are stored and every case is delivered to every target, superseded with
   * nothing left to hand over, or retired; the one that ended first comes first.
   */
  List<EndedSeries> endedSeries();

  /** Cases that are delivered to every target, or superseded with nothing left to hand over. */
  List<EndedCase> endedCases();

  /** Cases that failed or were refused, and are not retired yet. */
  List<EndedCase> failedCases();

  /** A failed case is kept no longer: its series counts it as ended. A retry takes it back. */
  void retire(String caseId);

  /** Forgets the slices of a series, whose files are gone; the series and its cases stay. */
  void forgetSlices(String seriesInstanceUid);

  /** All series that are known, by their UIDs. */
  List<String> series();

  /** Ids of a series' cases. */
  List<String> casesOf(String seriesInstanceUid);

  /** Those of the cases that are not finished. */
  List<String> unfinished(Collection<String> caseIds);

  /**
   * Erases what says whose the series and cases are: rows of slices and series go, cases keep their
   * number and state without UIDs and receipts.
   *
   * @param files paths relative to the home of further files that are gone (structure sets)
   */
  void erase(Collection<String> series, Collection<String> caseIds, Collection<String> files);
}
