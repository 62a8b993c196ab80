package org.contourflow.series;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether as many slices are there as the scanner says it made. */
final class StatedCount {
  private StatedCount() {}

  /**
   * By ImagesInAcquisition or NumberOfSlices of each acquisition, added up. Scanners that number
   * each rotation as an acquisition state the count of all of them in each: where all state the
   * same and just so many are there in all, none is missing.
   *
   * @param have slices that are there
   */
  static Optional<String> missing(List<CtInstance> instances, int have) {
    if (instances.stream().anyMatch(CtInstance::multiFrame)) {
      return Optional.empty();
    }
    Map<Integer, Integer> expected =
        instances.stream()
            .filter(instance -> instance.numbering().expectedSlices().isPresent())
            .collect(
                Collectors.toMap(
                    StatedCount::acquisition,
                    instance -> instance.numbering().expectedSlices().getAsInt(),
                    Math::max));
    int sum = expected.values().stream().mapToInt(Integer::intValue).sum();
    boolean alike = expected.values().stream().distinct().count() == 1;
    int stated = expected.isEmpty() ? 0 : sum / expected.size();
    int inAll = alike && have <= stated && noneIsWhole(instances, expected) ? stated : sum;
    return have >= inAll
        ? Optional.empty()
        : Optional.of(have + " of " + inAll + " slices are there by the scanner's own count");
  }

  /** No acquisition has as many slices as it states: the count is not its own. */
  private static boolean noneIsWhole(List<CtInstance> instances, Map<Integer, Integer> expected) {
    Map<Integer, Long> there =
        instances.stream()
            .collect(Collectors.groupingBy(StatedCount::acquisition, Collectors.counting()));
    return expected.size() > 1
        && expected.entrySet().stream()
            .allMatch(e -> there.getOrDefault(e.getKey(), 0L) < e.getValue());
  }

  private static int acquisition(CtInstance instance) {
    return instance.numbering().acquisition().orElse(0);
  }
}
