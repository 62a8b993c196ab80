package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.rtstruct.check.CheckRule.Severity;

/** What a check found, and how strict it is. */
final class Findings {
  private final boolean ours;
  private final List<Finding> all = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param ours whether the structure set is our own: then the stricter severity holds
   */
  Findings(boolean ours) {
    this.ours = ours;
  }

  void add(CheckRule rule, String tagPath, String message) {
    add(rule, rule.severityElsewhere(), tagPath, message);
  }

  /** With a severity that was measured, for other systems' files. */
  void add(CheckRule rule, Severity elsewhere, String tagPath, String message) {
    all.add(new Finding(rule, ours ? rule.severity() : elsewhere, tagPath, message));
  }

  /** A warning in ours too: it was copied from the CT as it is. */
  void addCopied(CheckRule rule, String tagPath, String message) {
    all.add(new Finding(rule, Severity.WARNING, tagPath, message + ", as the CT's own"));
  }

  /**
   * Findings that are the same but for their place once, with a count: for contours within a ROI
   * whatever their numbers, and across ROIs where the very same is said.
   */
  List<Finding> merged() {
    return merge(merge(all, true), false);
  }

  private static List<Finding> merge(List<Finding> findings, boolean within) {
    Map<String, Finding> merged = new LinkedHashMap<>();
    for (Finding f : findings) {
      merged.merge(key(f, within), f, Findings::both);
    }
    return List.copyOf(merged.values());
  }

  private static Finding both(Finding first, Finding again) {
    return new Finding(
        first.rule(),
        first.severity(),
        first.tagPath(),
        first.message(),
        first.count() + again.count());
  }

  private static String key(Finding f, boolean within) {
    String place = f.tagPath();
    boolean many =
        place.contains("ContourSequence[") && place.contains("].ContourSequence[")
            || place.contains("ContourImageSequence[");
    int roi = place.indexOf(']') + 1;
    String pattern =
        within && many
            ? place.substring(0, roi) + place.substring(roi).replaceAll("\\[[0-9]+]", "")
            : place.replaceAll("\\[[0-9]+]", "");
    String said = within && many ? "" : f.message();
    return f.rule() + " " + f.severity() + " " + pattern + " " + said;
  }
}
