package org.contourflow.protocols;

import org.contourflow.rtstruct.write.StructureSetAppender.Policy;
import org.contourflow.rtstruct.write.StructureSetAppender.TakenName;

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

  /** The same for who appends; of {@link TakenNames#NEVER}, where a person asks for it: careful. */
  public Policy policy() {
    return new Policy(!approved, names == TakenNames.REFUSE ? TakenName.REFUSE : TakenName.SUFFIX);
  }

  /** Whether anything is appended. */
  public boolean appends() {
    return names != TakenNames.NEVER;
  }
}
