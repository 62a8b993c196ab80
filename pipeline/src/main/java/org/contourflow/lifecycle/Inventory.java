package org.contourflow.lifecycle;

import java.util.Set;
import java.util.function.Consumer;

/** What the store says is on the disk. */
public interface Inventory {
  /**
   * A stored slice.
   *
   * @param file relative to the home, with forward slashes
   * @param sha256 of its data set, as it arrived
   * @param isNeeded whether a case is still to be made of it
   */
  record Slice(String file, String sha256, boolean isNeeded) {}

  /** Hears of every slice, one after the other. */
  void slices(Consumer<Slice> hears);

  /** Ids of all cases. */
  Set<String> cases();

  /** Ids of the cases that are delivered to every target. */
  Set<String> delivered();

  /** Files of the structure sets that arrived, relative to the home. */
  Set<String> structureSets();
}
