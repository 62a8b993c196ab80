package org.contourflow.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.SeriesCompleteness.Complete;
import org.contourflow.series.SeriesCompleteness.Incomplete;
import org.contourflow.series.SeriesCompleteness.Refused;

/** The frames of one series in order along their normal, and the judgement on them. */
record SliceStack(List<Placed> slices, SeriesCompleteness completeness) {

  /** A frame of an instance at its place along the common normal. */
  record Placed(CtInstance instance, int frameIndex, CtFrame frame, double positionMm) {}

  static SliceStack judge(List<CtInstance> instances, GeometryPolicy policy) {
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("a series has at least one instance");
    }
    Optional<SeriesRefusal> mixed = Uniformity.check(instances, policy);
    if (mixed.isPresent()) {
      return new SliceStack(List.of(), new Refused(mixed.get()));
    }
    List<Placed> slices = ordered(instances);
    return new SliceStack(slices, judgeOrdered(slices, instances, policy));
  }

  private static SeriesCompleteness judgeOrdered(
      List<Placed> slices, List<CtInstance> instances, GeometryPolicy policy) {
    Optional<SeriesRefusal> refusal =
        SamePlace.check(slices, policy)
            .or(() -> tilted(slices, policy))
            .or(() -> single(slices, instances));
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    SliceSteps steps = SliceSteps.of(slices, policy);
    if (steps.isUneven() && !policy.acceptsChangeOfStep()) {
      return new Refused(
          refuse(slices, RefusalCode.UNEVEN_SPACING, steps.describeUnevenness(), List.of()));
    }
    List<String> reasons = new ArrayList<>(steps.gaps().stream().map(SliceGap::describe).toList());
    SkippedSlices.reason(slices, steps.commonStepMm()).ifPresent(reasons::add);
    missingByCount(instances, slices.size()).ifPresent(reasons::add);
    return reasons.isEmpty() ? new Complete() : new Incomplete(steps.gaps(), reasons);
  }

  private static List<Placed> ordered(List<CtInstance> instances) {
    CtFrame first = instances.get(0).frames().get(0);
    Direction normal = first.orientation().normal();
    List<Placed> slices = new ArrayList<>();
    for (CtInstance instance : instances) {
      for (int i = 0; i < instance.frames().size(); i++) {
        CtFrame frame = instance.frames().get(i);
        double position = frame.origin().distanceAlongMm(normal, first.origin());
        slices.add(new Placed(instance, i, frame, position));
      }
    }
    slices.sort(
        Comparator.comparingDouble(Placed::positionMm)
            .thenComparing(placed -> placed.instance().sopInstanceUid())
            .thenComparing(Placed::frameIndex));
    return slices;
  }

  private static Optional<SeriesRefusal> single(List<Placed> slices, List<CtInstance> instances) {
    boolean moreExpected = missingByCount(instances, slices.size()).isPresent();
    return slices.size() > 1 || moreExpected
        ? Optional.empty()
        : Optional.of(
            refuse(slices, RefusalCode.SINGLE_SLICE, "the series has one slice only", slices));
  }

  /** Slices that do not stand one behind the other along their normal: a tilted gantry. */
  private static Optional<SeriesRefusal> tilted(List<Placed> slices, GeometryPolicy policy) {
    Direction normal = slices.get(0).frame().orientation().normal();
    var origins = slices.stream().map(placed -> placed.frame().origin()).toList();
    double shearMm = VoxelGrid.largestShearMm(origins, normal);
    if (shearMm <= policy.shearToleranceMm()) {
      return Optional.empty();
    }
    int last = origins.size() - 1;
    double endShearMm =
        VoxelGrid.largestShearMm(List.of(origins.get(0), origins.get(last)), normal);
    double alongMm = slices.get(last).positionMm() - slices.get(0).positionMm();
    double angle = Math.toDegrees(Math.atan2(endShearMm, alongMm));
    String reason =
        Numbers.text(
            "the stack of slices leans by %.1f degrees (gantry tilt): slices are shifted sideways"
                + " by up to %.2f mm, tolerance %.2f mm",
            angle, shearMm, policy.shearToleranceMm());
    return Optional.of(refuse(slices, RefusalCode.GANTRY_TILT, reason, slices));
  }

  /** How many are there by ImagesInAcquisition or NumberOfSlices, of each acquisition. */
  private static Optional<String> missingByCount(List<CtInstance> instances, int have) {
    if (instances.stream().anyMatch(CtInstance::multiFrame)) {
      return Optional.empty();
    }
    Map<Integer, Integer> expected =
        instances.stream()
            .filter(instance -> instance.expectedSlices().isPresent())
            .collect(
                Collectors.toMap(
                    instance -> instance.acquisitionNumber().orElse(0),
                    instance -> instance.expectedSlices().getAsInt(),
                    Math::max));
    int sum = expected.values().stream().mapToInt(Integer::intValue).sum();
    return have >= sum
        ? Optional.empty()
        : Optional.of(have + " of " + sum + " slices are there by the scanner's own count");
  }

  static SeriesRefusal refuse(
      List<Placed> slices, RefusalCode code, String reason, List<Placed> concerned) {
    return SeriesRefusal.of(
        code,
        slices.get(0).instance().seriesInstanceUid(),
        reason,
        files(slices),
        files(concerned));
  }

  private static List<Path> files(List<Placed> slices) {
    return slices.stream().map(placed -> placed.instance().file()).distinct().toList();
  }
}
