package org.contourflow.protocols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written of a protocol's structures, and for whom.
 *
 * @param targets by the target's name, those that get something of their own
 * @param segmentation what targets get beside the RTSTRUCT that say nothing of it
 * @param append whether they go behind the clinician's
 * @param qa how it is reviewed before it leaves
 */
public record OutputPlan(
    Map<String, TargetPlan> targets,
    SegmentationOutput segmentation,
    AppendRule append,
    QaRules qa) {
  /** An RTSTRUCT, the same for all. */
  public static final OutputPlan PLAIN = new OutputPlan(Map.of(), SegmentationOutput.NONE);

  /** Reviewed as usual. */
  public OutputPlan(Map<String, TargetPlan> targets, SegmentationOutput segmentation) {
    this(targets, segmentation, AppendRule.NEVER, QaRules.USUAL);
  }

  /** With ours apart from the clinician's. */
  public OutputPlan(Map<String, TargetPlan> targets, SegmentationOutput segmentation, QaRules qa) {
    this(targets, segmentation, AppendRule.NEVER, qa);
  }

  public OutputPlan {
    targets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  /** What a target gets beside the RTSTRUCT. */
  public SegmentationOutput segmentationOf(String target) {
    TargetPlan plan = targets.getOrDefault(target, TargetPlan.PLAIN);
    return plan.segmentation().orElse(segmentation);
  }

  /** The same with another rule for the clinician's. */
  public OutputPlan withAppend(AppendRule other) {
    return new OutputPlan(targets, segmentation, other, qa);
  }

  /** The same with another segmentation where nothing else is said. */
  public OutputPlan withSegmentation(SegmentationOutput other) {
    return new OutputPlan(targets, other, append, qa);
  }

  /** What the targets call the structures, by our name. */
  public Map<String, List<String>> aliases() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (TargetPlan target : targets.values()) {
      target
          .aliases()
          .forEach((own, other) -> all.computeIfAbsent(own, n -> new ArrayList<>()).add(other));
    }
    return all;
  }
}
