package org.contourflow.delivery;

import java.nio.file.Path;

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
}
