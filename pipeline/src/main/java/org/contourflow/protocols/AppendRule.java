package org.contourflow.protocols;

/**
 * Whether our structures are written into a new set behind the clinician's, where there is one.
 *
 * @param names what becomes of one of our names that theirs has
 * @param approved whether this is done with an APPROVED set too; the new one is UNAPPROVED
 */
public record AppendRule(TakenNames names, boolean approved) {
  /** They stay a set of their own. */
  public static final AppendRule NEVER = new AppendRule(TakenNames.NEVER, false);

  /** What becomes of one of our names that the clinician's set has. */
  public enum TakenNames {
    /** Nothing is appended at all. */
    NEVER,
    /** {@code Heart} becomes {@code Heart_2}. */
    SUFFIX,
    /** Nothing is appended then: ours stay a set of their own. */
    REFUSE
  }

  /** Whether anything is appended. */
  public boolean appends() {
    return names != TakenNames.NEVER;
  }
}
