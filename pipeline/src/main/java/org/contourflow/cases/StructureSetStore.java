package org.contourflow.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Structure sets that arrived from outside: where they lie, what they refer to, what became of
 * them.
 */
public interface StructureSetStore {
  /** What became of a set that arrived. */
  enum SetState {
    /** Nobody has looked at it yet. */
    RECEIVED,
    /** It is a clinician's, of a delivered case, and was measured. */
    REVIEWED,
    /** It is what was delivered, come back as it was. */
    OWN,
    /** Its CT was never seen. */
    UNKNOWN,
    /** Its CT is known, and it is no set that was made of a delivered one. */
    UNRELATED,
    /** It must not be measured: another patient's, for example. */
    REFUSED,
    /** It should have been measured and could not be. */
    FAILED
  }

  /**
   * One set.
   *
   * @param sha256 of its data set: some systems write changed sets under the same UID
   * @param file below the home
   * @param source by which way it came
   * @param caseId the case it belongs to; empty: none is known
   * @param detail why it is in its state, for a person
   */
  record ArrivedSet(
      String sopInstanceUid,
      String sha256,
      String file,
      String source,
      Instant receivedAt,
      SetState state,
      String caseId,
      String detail) {}

  /**
   * What it refers to, by UID.
   *
   * @param studyUid may be empty
   */
  record References(
      String studyUid, Set<String> seriesUids, Set<String> frameUids, Set<String> predecessorUids) {
    public References {
      seriesUids = Set.copyOf(seriesUids);
      frameUids = Set.copyOf(frameUids);
      predecessorUids = Set.copyOf(predecessorUids);
    }
  }

  /** Adds a set that arrived; nothing changes if the same content is there. */
  void add(ArrivedSet set, References references);

  /** The set of that UID and content. */
  Optional<ArrivedSet> find(String sopInstanceUid, String sha256);

  /** Sets of that UID, oldest first. */
  List<ArrivedSet> find(String sopInstanceUid);

  /** Sets that refer to a CT series, or to its frame of reference, oldest first. */
  List<ArrivedSet> referencing(String seriesUid, String frameUid);

  /** All sets, oldest first. */
  List<ArrivedSet> all();

  /**
   * The oldest one that nobody has looked at, for this caller alone.
   *
   * @param lease after which another caller may have it, should this one die
   */
  Optional<ArrivedSet> claim(Duration lease);

  /** Says what became of one. */
  void settle(ArrivedSet set, SetState state, String caseId, String detail);
}
