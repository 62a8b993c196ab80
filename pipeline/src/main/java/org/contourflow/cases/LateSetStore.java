package org.contourflow.cases;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.contourflow.cases.StructureSetStore.ArrivedSet;

/**
 * Clinicians' structure sets that arrived when the set of their case was delivered already. Each is
 * looked at once for each case, and a case is sent anew once at most.
 */
public interface LateSetStore {
  /**
   * A set, and a delivered case of its CT.
   *
   * @param record the case
   * @param set refers to the case's series
   */
  record Late(CaseRecord record, ArrivedSet set) {}

  /**
   * What nobody has judged yet, the newest set of a case first. A set waits until the review has
   * looked at it, and as long as its case is on its way.
   *
   * @param protocols of these only
   * @param since arrived since
   */
  List<Late> waiting(Set<String> protocols, Instant since);

  /** Keeps in mind that nothing is done with a set; the case may still wait for another. */
  void leave(Late late);

  /** Keeps in mind that a case has its clinician's set: none is looked at for it any more. */
  void hasOne(Late late);

  /**
   * Has the case's structure set written anew and sent to every target again, and keeps in mind
   * that it was; all or nothing.
   *
   * @return false if the case is delivered no longer; nothing changed then
   */
  boolean sendAnew(Late late);
}
