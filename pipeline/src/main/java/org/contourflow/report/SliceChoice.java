package org.contourflow.report;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which slices a sheet shows: evenly spread, and each structure at least once where it can be. */
final class SliceChoice {
  private SliceChoice() {}

  /**
   * At most {@code count} slice indices, ascending: spread over the slices that have contours (over
   * all if none has), then moved so that structures between them are not missed.
   */
  static List<Integer> of(int slices, List<ReportStructure> structures, int count) {
    List<ReportStructure> present = structures.stream().filter(ReportStructure::isPresent).toList();
    int from = present.stream().mapToInt(ReportStructure::firstSlice).min().orElse(0);
    int to = present.stream().mapToInt(ReportStructure::lastSlice).max().orElse(slices - 1);
    int wanted = Math.min(count, to - from + 1);
    TreeSet<Integer> chosen = new TreeSet<>();
    IntStream.range(0, wanted)
        .map(
            i ->
                wanted == 1
                    ? (from + to) / 2
                    : from + Math.round((float) (to - from) * i / (wanted - 1)))
        .forEach(chosen::add);
    for (ReportStructure s : present) {
      if (chosen.stream().allMatch(slice -> s.on(slice).isEmpty())) {
        replaceNearest(chosen, middle(s), present);
      }
    }
    return List.copyOf(chosen);
  }

  private static int middle(ReportStructure s) {
    List<Integer> own = s.rings().stream().map(SliceRing::slice).distinct().sorted().toList();
    return own.get(own.size() / 2);
  }

  /** Gives up the nearest slice that is not the only one of some structure. */
  private static void replaceNearest(
      TreeSet<Integer> chosen, int wanted, List<ReportStructure> present) {
    chosen.stream()
        .filter(slice -> present.stream().noneMatch(s -> isOnlyOf(s, slice, chosen)))
        .min((a, b) -> Math.abs(a - wanted) - Math.abs(b - wanted))
        .ifPresent(chosen::remove);
    chosen.add(wanted);
  }

  private static boolean isOnlyOf(ReportStructure s, int slice, TreeSet<Integer> chosen) {
    return !s.on(slice).isEmpty()
        && chosen.stream().noneMatch(other -> other != slice && !s.on(other).isEmpty());
  }
}
