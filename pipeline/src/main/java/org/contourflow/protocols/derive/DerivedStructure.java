package org.contourflow.protocols.derive;

import org.contourflow.volume.BinaryMask;

/** What a derivation came to on one CT. */
public sealed interface DerivedStructure {
  /** The structure's name. */
  String name();

  /**
   * It is there.
   *
   * @param how the expression that made it
   */
  record Made(String name, BinaryMask mask, String how) implements DerivedStructure {}

  /** It is not, for a reason a physicist understands. */
  record Absent(String name, String reason) implements DerivedStructure {}
}
