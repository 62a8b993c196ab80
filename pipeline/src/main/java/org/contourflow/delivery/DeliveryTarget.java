package org.contourflow.delivery;

import java.nio.file.Path;
import java.util.List;

/** Somewhere an RTSTRUCT goes. Handing over the same file twice leaves one. */
public interface DeliveryTarget {
  /** The target's name in the store, the run log and reports. */
  String name();

  /**
   * Hands the file over.
   *
   * @param rtstruct a Part 10 file, which is only read
   * @param fileName a name for it that carries no patient identifier
   */
  DeliveryOutcome deliver(Path rtstruct, String fileName);

  /**
   * What was handed over before.
   *
   * @param file as it was sent
   * @param fileName under which it was
   */
  record Sent(Path file, String fileName) {}

  /**
   * Withdraws what was handed over and is outdated now, as far as the target allows; doing it again
   * changes nothing. Only what is ours is touched, and nothing is deleted.
   *
   * @param outdated RTSTRUCT and segmentations
   * @param note a Key Object Selection that rejects them, for targets that take instances
   * @return the receipt, or why they are still in use there
   */
  DeliveryOutcome withdraw(List<Sent> outdated, Path note);
}
