package org.contourflow.cases;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cases and their states. A transition names the state it starts from, so that two workers cannot
 * both make it.
 */
public interface CaseStore {
  /**
   * The case of this series, content and protocol: the one there is, or a new one.
   *
   * @param scanner what the CT came from; empty where that is not known
   * @return the case; {@code created} tells whether it is new
   */
  Created create(
      String studyInstanceUid,
      String seriesInstanceUid,
      String contentHash,
      String protocol,
      String scanner);

  /** The same where it is not known what the CT came from. */
  default Created create(
      String studyInstanceUid, String seriesInstanceUid, String contentHash, String protocol) {
    return create(studyInstanceUid, seriesInstanceUid, contentHash, protocol, "");
  }

  /**
   * Lets numbers of new cases begin behind one, so that a new store does not use those of case
   * folders that are there already.
   */
  void numbersBehind(long highest);

  /** What {@link #create} gave. */
  record Created(CaseRecord record, boolean created) {}

  /** The case, if there is one of that id. */
  Optional<CaseRecord> find(String caseId);

  /** All cases, oldest first. */
  List<CaseRecord> all();

  /** Cases of a series, oldest first. */
  List<CaseRecord> ofSeries(String seriesInstanceUid);

  /** Cases of a study, oldest first. */
  List<CaseRecord> ofStudy(String studyInstanceUid);

  /** Names of the targets that have a case's RTSTRUCT. */
  List<String> deliveredTo(String caseId);

  /** Cases with a step still to be done, oldest first. */
  List<CaseRecord> unfinished();

  /**
   * Moves a case from one state to another.
   *
   * @return false if it was not in {@code from}: another worker was quicker, and nothing changed
   */
  boolean move(String caseId, CaseState from, CaseState to, String detail);

  /**
   * Marks the series' cases of other content as superseded, each by the successor of its protocol,
   * or else by the first. What they left at targets is outdated from then on ({@link
   * OutdatedSetStore}).
   *
   * @param contentHashes what stays: several where the series holds several volumes
   * @param successors at least one
   * @return which cases were superseded just now, each with its successor
   */
  Map<String, String> supersedeOthers(
      String seriesInstanceUid, Collection<String> contentHashes, List<CaseRecord> successors);

  /**
   * Keeps by which protocol's text a case's step is done.
   *
   * @param sha256 of the text, lower-case hex; empty: nobody wrote any
   */
  void protocolInForce(String caseId, String sha256);

  /** Counts a failed attempt at the present step and returns how many there are now. */
  int countAttempt(String caseId, String detail);

  /** The attempt counted last was not one: the process ended in order and gave the case back. */
  void giveBackAttempt(String caseId);

  /** Says how the attempt counted last ended; returns how many there are. */
  int noteAttempt(String caseId, String detail);
}
