package org.contourflow.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.series.SliceStack.Placed;

/**
 * Finds the volumes that one series holds: groups of slices that overlap along their normal, told
 * apart by a trait (acquisition, time point, stack, kernel, thickness...), by the time of their
 * reconstruction, by the runs of their instance numbers, or by their positions alone. Blocks that
 * lie one behind the other are one scan. Decision 0080.
 *
 * @param leaves each volume's slices in order along the normal; one: the series is one volume
 * @param reasons by what they were told apart, a division each
 * @param which the groups of each division
 */
record VolumesOfSeries(List<List<Placed>> leaves, List<String> reasons, List<String> which) {
  /** A step below this share of the usual one: the slices are at the same place. */
  static final double SAME_PLACE_SHARE = 0.05;

  private static final int MOST_GROUPS_BY_TIME = 12;
  private static final int FEWEST_ALTERNATIONS = 3;

  static VolumesOfSeries of(List<Placed> ordered, GeometryPolicy policy) {
    List<List<Placed>> leaves = new ArrayList<>();
    List<Division> divisions = new ArrayList<>();
    split(ordered, samePlaceMm(ordered, policy), leaves, divisions);
    return new VolumesOfSeries(
        List.copyOf(leaves),
        divisions.stream().map(Division::by).distinct().toList(),
        divisions.stream().map(Division::describe).distinct().toList());
  }

  /** What lies closer is at the same place, though it does not say so to the last digit. */
  static double samePlaceMm(List<Placed> ordered, GeometryPolicy policy) {
    double[] steps = new double[Math.max(0, ordered.size() - 1)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = ordered.get(i + 1).positionMm() - ordered.get(i).positionMm();
    }
    java.util.Arrays.sort(steps);
    double wide = steps.length == 0 ? 0 : steps[(int) (0.9 * (steps.length - 1))];
    return Math.max(policy.samePositionMm(), SAME_PLACE_SHARE * wide);
  }

  private static void split(
      List<Placed> slices,
      double samePlaceMm,
      List<List<Placed>> leaves,
      List<Division> divisions) {
    Optional<Division> found = divide(slices, samePlaceMm);
    if (found.isEmpty()) {
      leaves.add(slices);
      return;
    }
    divisions.add(found.get());
    found.get().groups().forEach(group -> split(group.slices(), samePlaceMm, leaves, divisions));
  }

  /** Groups that are volumes of their own, and what told them apart. */
  private record Division(String by, List<SliceGroup> groups) {
    String describe() {
      return groups.stream().limit(6).map(SliceGroup::describe).collect(Collectors.joining("; "))
          + (groups.size() > 6 ? "; ..." : "");
    }
  }

  private static Optional<Division> divide(List<Placed> slices, double samePlaceMm) {
    for (VolumeTrait trait : VolumeTrait.values()) {
      List<SliceGroup> groups =
          trait == VolumeTrait.SLICE_THICKNESS ? byThickness(slices) : byValue(slices, trait);
      if (groups.size() > 1
          && areVolumes(groups, samePlaceMm, trait.isTime() || trait.isFreeText())) {
        return Optional.of(new Division(trait.plural(), groups));
      }
    }
    return byNumbers(slices, samePlaceMm).or(() -> byPosition(slices, samePlaceMm));
  }

  /** Of groups by what need not mean a volume, a time or a text, each is even by itself. */
  private static boolean areVolumes(List<SliceGroup> groups, double samePlaceMm, boolean even) {
    if (even
        && (groups.size() > MOST_GROUPS_BY_TIME || !groups.stream().allMatch(SliceGroup::isEven))) {
      return false;
    }
    for (int i = 0; i < groups.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (groups.get(i).overlaps(groups.get(j), samePlaceMm)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<SliceGroup> byValue(List<Placed> slices, VolumeTrait trait) {
    Map<String, List<Placed>> groups =
        slices.stream()
            .collect(
                Collectors.groupingBy(
                    p -> p.frame().traits().getOrDefault(trait, ""),
                    TreeMap::new,
                    Collectors.toList()));
    if (trait.isTime() && groups.size() > MOST_GROUPS_BY_TIME) {
      return byPauses(groups);
    }
    return groups.entrySet().stream().map(e -> new SliceGroup(e.getKey(), e.getValue())).toList();
  }

  /** Where each slice has a time of its own: a pause far longer than the others parts two runs. */
  private static List<SliceGroup> byPauses(Map<String, List<Placed>> byTime) {
    List<String> times = new ArrayList<>(byTime.keySet());
    double[] pauses = new double[times.size() - 1];
    for (int i = 0; i < pauses.length; i++) {
      pauses[i] = seconds(times.get(i + 1)) - seconds(times.get(i));
    }
    double[] sorted = pauses.clone();
    java.util.Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    List<SliceGroup> runs = new ArrayList<>();
    List<Placed> run = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      run.addAll(byTime.get(times.get(i)));
      if (i == pauses.length || pauses[i] > Math.max(2, 5 * usual)) {
        run.sort(Comparator.comparingDouble(Placed::positionMm));
        runs.add(new SliceGroup(times.get(i), run));
        run = new ArrayList<>();
      }
    }
    return runs;
  }

  /** Seconds of a TM, or of the time in a DT; without either 0. */
  private static double seconds(String time) {
    String digits = time.contains(".") ? time.substring(0, time.indexOf('.')) : time;
    if (!digits.matches("\\d{6}|\\d{14}")) {
      return 0;
    }
    int tail = Integer.parseInt(digits.substring(digits.length() - 6));
    int days = digits.length() == 14 ? Integer.parseInt(digits.substring(2, 8)) : 0;
    return 86_400.0 * days + 3600 * (tail / 10_000) + 60 * (tail / 100 % 100) + tail % 100;
  }

  /** Thicknesses that differ by less than a twentieth are one, written with other digits. */
  private static List<SliceGroup> byThickness(List<Placed> slices) {
    List<Placed> sorted = new ArrayList<>(slices);
    sorted.sort(Comparator.comparingDouble(VolumesOfSeries::thickness));
    List<SliceGroup> groups = new ArrayList<>();
    List<Placed> group = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      group.add(sorted.get(i));
      boolean last = i + 1 == sorted.size();
      if (last || thickness(sorted.get(i + 1)) > 0.05 + 1.05 * thickness(sorted.get(i))) {
        String value = Numbers.text("%.2f", thickness(sorted.get(i)));
        group.sort(Comparator.comparingDouble(Placed::positionMm));
        groups.add(new SliceGroup(value, group));
        group = new ArrayList<>();
      }
    }
    return groups;
  }

  private static double thickness(Placed slice) {
    return slice.frame().thicknessMm().orElse(0);
  }

  /**
   * Instance numbers that run through the stack more than once, as 1 25 2 26 3 27: each run, if it
   * is even by itself.
   */
  private static Optional<Division> byNumbers(List<Placed> slices, double samePlaceMm) {
    List<Placed> byNumber = new ArrayList<>(slices);
    boolean numbered =
        slices.stream().allMatch(s -> s.instance().numbering().instance().isPresent())
            && slices.stream().noneMatch(s -> s.instance().multiFrame());
    if (!numbered || slices.stream().map(VolumesOfSeries::number).distinct().count() < 6) {
      return Optional.empty();
    }
    byNumber.sort(Comparator.comparingInt(s -> number(s).getAsInt()));
    Optional<Division> again = byRepeats(byNumber, samePlaceMm);
    if (again.isPresent()) {
      return again;
    }
    List<SliceGroup> runs = runs(byNumber, samePlaceMm);
    boolean volumes =
        runs.size() > 1
            && runs.size() <= MOST_GROUPS_BY_TIME
            && areVolumes(runs, samePlaceMm, true);
    return volumes
        ? Optional.of(new Division("runs of instance numbers through the same place", runs))
        : Optional.empty();
  }

  /**
   * Each number as often as the others: volumes that were numbered alike, shifted a little. Not an
   * even stack with room for all its slices, as of a scanner that numbers its rotations.
   */
  private static Optional<Division> byRepeats(List<Placed> byNumber, double samePlaceMm) {
    Map<Integer, List<Placed>> numbers = new TreeMap<>();
    byNumber.forEach(
        s -> numbers.computeIfAbsent(number(s).getAsInt(), n -> new ArrayList<>()).add(s));
    int times = numbers.values().iterator().next().size();
    if (times == 1
        || times > MOST_GROUPS_BY_TIME
        || numbers.values().stream().anyMatch(same -> same.size() != times)) {
      return Optional.empty();
    }
    List<SliceGroup> groups = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int nth = i;
      groups.add(
          new SliceGroup(
              "",
              numbers.values().stream()
                  .map(same -> same.get(nth))
                  .sorted(Comparator.comparingDouble(Placed::positionMm))
                  .toList()));
    }
    double[] places = byNumber.stream().mapToDouble(Placed::positionMm).sorted().toArray();
    double closest =
        IntStream.range(1, places.length)
            .mapToDouble(i -> places[i] - places[i - 1])
            .min()
            .orElse(0);
    boolean oneScan = !isTooThick(byNumber, closest) && sorted(byNumber).isEven();
    return closest > 0 && !oneScan && areVolumes(groups, samePlaceMm, true)
        ? Optional.of(new Division("instance numbers that are there more than once", groups))
        : Optional.empty();
  }

  private static SliceGroup sorted(List<Placed> slices) {
    return new SliceGroup(
        "", slices.stream().sorted(Comparator.comparingDouble(Placed::positionMm)).toList());
  }

  /** Whether slices that far apart lie in one another; those that do not say how thick may. */
  private static boolean isTooThick(List<Placed> slices, double apartMm) {
    return slices.stream().allMatch(s -> thickness(s) == 0 || thickness(s) > 1.2 * apartMm);
  }

  private static OptionalInt number(Placed slice) {
    return slice.instance().numbering().instance();
  }

  /** Cut where the way through the stack turns; a run's own way shows with its second slice. */
  private static List<SliceGroup> runs(List<Placed> byNumber, double samePlaceMm) {
    List<SliceGroup> runs = new ArrayList<>();
    List<Placed> run = new ArrayList<>();
    double way = 0;
    for (int i = 0; i < byNumber.size(); i++) {
      run.add(byNumber.get(i));
      boolean last = i + 1 == byNumber.size();
      double step = last ? 0 : byNumber.get(i + 1).positionMm() - byNumber.get(i).positionMm();
      double next = Math.abs(step) < samePlaceMm ? 0 : Math.signum(step);
      if (last || way * next < 0) {
        String first = Integer.toString(number(run.get(0)).getAsInt());
        run.sort(Comparator.comparingDouble(Placed::positionMm));
        runs.add(new SliceGroup(first, run));
        run = new ArrayList<>();
        way = 0;
      } else if (next != 0) {
        way = next;
      }
    }
    return runs;
  }

  /**
   * Steps that go to and fro between two lengths, with slices thicker than the shorter: two even
   * volumes shifted against each other, which nothing else tells apart. A scanner that makes two
   * slices a rotation has room for both.
   */
  private static Optional<Division> byPosition(List<Placed> slices, double samePlaceMm) {
    List<Placed> odd = new ArrayList<>();
    List<Placed> even = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      (i % 2 == 0 ? even : odd).add(slices.get(i));
    }
    if (odd.size() < FEWEST_ALTERNATIONS) {
      return Optional.empty();
    }
    SliceGroup first = new SliceGroup("", even);
    SliceGroup second = new SliceGroup("", odd);
    double step = slices.get(1).positionMm() - slices.get(0).positionMm();
    double next = slices.get(2).positionMm() - slices.get(1).positionMm();
    boolean unlike =
        Math.abs(step - next)
            > 2 * (GeometryPolicy.MODERATE.stepToleranceMm() + GeometryPolicy.ROUNDING_MM);
    double shorter = Math.min(step, next);
    return unlike
            && isTooThick(slices, shorter)
            && shorter >= samePlaceMm
            && first.isEven()
            && second.isEven()
        ? Optional.of(
            new Division(
                "two sets of slices shifted against each other, which nothing but their positions"
                    + " tells apart",
                List.of(first, second)))
        : Optional.empty();
  }
}
