package org.contourflow.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.series.SeriesCompleteness.Complete;
import org.contourflow.series.SeriesCompleteness.Incomplete;
import org.contourflow.series.SeriesCompleteness.Refused;

/** The frames of one series in order along their normal, and the judgement on them. */
record SliceStack(List<Placed> slices, SeriesCompleteness completeness) {

  /** A frame of an instance at its place along the common normal. */
  record Placed(CtInstance instance, int frameIndex, CtFrame frame, double positionMm) {}

  /** The series as one volume. */
  static SliceStack judge(List<CtInstance> instances, GeometryPolicy policy) {
    return judge(instances, policy, SeveralVolumes.REFUSE).get(0);
  }

  /** One stack, or by {@link SeveralVolumes#EACH} one for each volume that the series holds. */
  static List<SliceStack> judge(
      List<CtInstance> instances, GeometryPolicy policy, SeveralVolumes several) {
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("a series has at least one instance");
    }
    Optional<SeriesRefusal> mixed = Uniformity.check(instances, policy);
    if (mixed.isPresent()) {
      return List.of(new SliceStack(List.of(), new Refused(mixed.get())));
    }
    List<Placed> slices = ordered(instances);
    VolumesOfSeries volumes = VolumesOfSeries.of(slices, policy);
    if (volumes.leaves().size() > 1 && several == SeveralVolumes.REFUSE) {
      return List.of(new SliceStack(slices, new Refused(severalVolumes(slices, volumes))));
    }
    return volumes.leaves().stream()
        .map(leaf -> new SliceStack(leaf, judgeOrdered(leaf, policy)))
        .toList();
  }

  private static SeriesRefusal severalVolumes(List<Placed> slices, VolumesOfSeries volumes) {
    String reason =
        Numbers.text(
            "the series holds %d volumes at the same place: %s",
            volumes.leaves().size(), String.join("; ", volumes.reasons()));
    SeriesRefusal plain = refuse(slices, RefusalCode.SEVERAL_VOLUMES, reason, slices);
    return new SeriesRefusal(
        plain.code(),
        plain.seriesInstanceUid(),
        plain.reason(),
        "The volumes: " + String.join("; ", volumes.which()) + ". " + plain.whatToDo(),
        plain.files(),
        plain.culprits());
  }

  private static SeriesCompleteness judgeOrdered(List<Placed> slices, GeometryPolicy policy) {
    List<CtInstance> instances = slices.stream().map(Placed::instance).distinct().toList();
    Optional<SeriesRefusal> refusal =
        SamePlace.check(slices, policy)
            .or(() -> SidewaysShift.check(slices, policy))
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
    StatedCount.missing(instances, slices.size()).ifPresent(reasons::add);
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
    boolean moreExpected = StatedCount.missing(instances, slices.size()).isPresent();
    return slices.size() > 1 || moreExpected
        ? Optional.empty()
        : Optional.of(
            refuse(slices, RefusalCode.SINGLE_SLICE, "the series has one slice only", slices));
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
