package org.contourflow.protocols.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomVr;
import org.contourflow.protocols.rules.Condition.Attribute;

/** Judges an attribute's test over the slices of a series and says what was found. */
final class AttributeJudge {
  /** Most different findings that are listed. */
  private static final int MOST_FINDINGS = 3;

  private AttributeJudge() {}

  /** What one slice has, for the explanation, and whether it passes. */
  private record Finding(boolean passes, String shown) {}

  static Explanation explain(Attribute condition, SeriesHeaders series) {
    int slices = condition.over() == SliceQuantifier.FIRST ? 1 : series.slices();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      findings.add(judge(condition, series.slice(i)));
    }
    boolean holds =
        condition.over() == SliceQuantifier.ANY
            ? findings.stream().anyMatch(Finding::passes)
            : findings.stream().allMatch(Finding::passes);
    String where =
        switch (condition.over()) {
          case ALL -> " on all slices: ";
          case ANY -> " on any slice: ";
          case FIRST -> " on the first slice: ";
        };
    String text =
        condition.path().text()
            + condition.path().valueNumber().stream()
                .mapToObj(n -> " value " + n)
                .collect(Collectors.joining())
            + " "
            + condition.test().describe()
            + where
            + summary(findings, holds);
    return Explanation.of(holds, text);
  }

  /** What was found, what decided against the condition first. */
  private static String summary(List<Finding> findings, boolean holds) {
    Map<String, Long> counts =
        findings.stream()
            .sorted((a, b) -> Boolean.compare(a.passes() != holds, b.passes() != holds))
            .collect(
                Collectors.groupingBy(Finding::shown, LinkedHashMap::new, Collectors.counting()));
    if (counts.size() == 1) {
      return counts.keySet().iterator().next();
    }
    String listed =
        counts.entrySet().stream()
            .limit(MOST_FINDINGS)
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .collect(Collectors.joining(", "));
    int more = counts.size() - MOST_FINDINGS;
    return listed + (more > 0 ? " and " + more + " more" : "");
  }

  private static Finding judge(Attribute condition, DicomDataset slice) {
    AttributePath path = condition.path();
    List<String> shown = new ArrayList<>();
    boolean passes = false;
    boolean there = false;
    for (DicomDataset holder : path.holders(slice).toList()) {
      DicomVr vr = holder.vr(path.tag()).orElse(DicomVr.UN);
      there |= holder.hasValue(path.tag());
      for (String value : values(path, holder)) {
        passes |= condition.test().passes(value, vr);
        shown.add(path.isIdentifying(holder) ? "(not shown)" : value);
      }
    }
    if (condition.test() instanceof ValueTest.Present present) {
      return new Finding(present.wanted() == there, there ? "present" : "absent");
    }
    return new Finding(passes, there ? String.join("\\", shown) : "absent");
  }

  private static List<String> values(AttributePath path, DicomDataset holder) {
    List<String> all = holder.strings(path.tag());
    if (path.valueNumber().isEmpty()) {
      return all;
    }
    int index = path.valueNumber().getAsInt() - 1;
    return index < all.size() ? List.of(all.get(index)) : List.of();
  }
}
