package org.contourflow.config;

/**
 * What becomes, at a target, of a structure set that a later case of more slices supersedes. It is
 * named in any case: in the run log, the receipts, the reports and the new structure set.
 */
public enum SupersededRule {
  /** It stays there; a person deletes it. */
  NAME,
  /** It is withdrawn once the set that takes its place is there. */
  REPLACE,
  /** It is withdrawn at once, whatever becomes of the later case. */
  WITHDRAW;

  /** Whether it is withdrawn at all. */
  public boolean withdraws() {
    return this != NAME;
  }
}
