package org.contourflow.protocols;

import java.util.Map;
import java.util.Set;
import org.contourflow.qa.Feature;
import org.contourflow.qa.OwnLimits;
import org.contourflow.qa.Range;

/**
 * What a protocol says of the review of contours before they are delivered.
 *
 * @param policy what becomes of a case with findings
 * @param limits those that differ from the usual ones
 * @param whole structures of which none may be cut by the scan's end: a case with one waits for a
 *     person, by whatever policy
 */
public record QaRules(Policy policy, OwnLimits limits, Set<String> whole) {
  /** The reference's limits; findings are shown. */
  public static final QaRules USUAL = new QaRules(Policy.FLAG, Map.of());

  /** What becomes of a case with findings. */
  public enum Policy {
    /** It is delivered; findings stand in the report and in the run log. */
    DELIVER,
    /** The same, and the structure set says that it has findings. */
    FLAG,
    /** A case with an error or a warning waits for a person. */
    HOLD
  }

  public QaRules {
    whole = Set.copyOf(whole);
  }

  /** With no structure that must be whole. */
  public QaRules(Policy policy, Map<String, Map<Feature, Range>> limits) {
    this(policy, OwnLimits.ranges(limits), Set.of());
  }
}
