package org.contourflow.dicom.net.scp;

/**
 * Hears of the end of associations. Called once for each that was accepted, on whatever thread ends
 * it, after its last instance was handed over or dropped.
 */
@FunctionalInterface
public interface AssociationEnds {
  /** For who does not want to know. */
  AssociationEnds UNHEARD = (association, inOrder) -> {};

  /**
   * An association is over.
   *
   * @param association its number; see {@link ReceivedInstance.Source#association()}
   * @param inOrder released by the peer; false: aborted by either side, cut, or its connection lost
   */
  void ended(long association, boolean inOrder);
}
