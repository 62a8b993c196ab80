package org.contourflow.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.VoxelGrid;

/** What a user should know of how a series was read. */
final class SeriesNotes {
  /** As {@link VoxelGrid#isEvenlySpaced} is asked where a file format needs one step. */
  private static final double EVEN_MM = 0.01;

  private SeriesNotes() {}

  /**
   * The notes of the instances, each with how many say it, and those on the stack.
   *
   * @param volumes how many the series holds
   */
  static List<String> of(SliceStack stack, VoxelGrid grid, int volumes) {
    Map<String, Long> counted = new LinkedHashMap<>();
    stack.slices().stream()
        .map(SliceStack.Placed::instance)
        .distinct()
        .flatMap(instance -> instance.notes().stream())
        .forEach(note -> counted.merge(note, 1L, Long::sum));
    List<String> notes = new ArrayList<>();
    counted.forEach((note, files) -> notes.add(note + " (" + files + " files)"));
    if (!grid.isEvenlySpaced(EVEN_MM) && grid.isEvenUpToRounding()) {
      notes.add("slice positions are rounded to 0.1 mm; they are used as they are");
    }
    if (volumes > 1) {
      notes.add(
          Numbers.text(
              "one of %d volumes of its series, of %d slices", volumes, stack.slices().size()));
    }
    return notes;
  }
}
