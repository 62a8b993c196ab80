package org.contourflow.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;

/** What must be alike in every slice of a series. */
final class Uniformity {
  /** A gantry tilts by 30 degrees at most; beyond, slices are sagittal, coronal or oblique. */
  private static final double MOST_TILTED = 45;

  private Uniformity() {}

  /** A frame and the instance it is of. */
  private record Member(CtInstance instance, CtFrame frame) {}

  static Optional<SeriesRefusal> check(List<CtInstance> instances, GeometryPolicy policy) {
    List<Member> all = new ArrayList<>();
    instances.forEach(i -> i.frames().forEach(frame -> all.add(new Member(i, frame))));
    return sameOf(
            all,
            RefusalCode.MIXED_PATIENTS,
            "patients (PatientID, name or birth date)",
            CtInstance::patientKey)
        .or(
            () ->
                sameOf(
                    all,
                    RefusalCode.MIXED_STUDIES,
                    "studies (StudyInstanceUID)",
                    i -> i.identity().study()))
        .or(
            () ->
                sameOf(
                    all,
                    RefusalCode.MIXED_FRAMES_OF_REFERENCE,
                    "frames of reference (FrameOfReferenceUID)",
                    i -> i.identity().frameOfReference()))
        .or(
            () ->
                alike(
                    all,
                    RefusalCode.MIXED_MATRICES,
                    "matrix sizes",
                    (a, b) ->
                        a.frame.rows() == b.frame.rows() && a.frame.columns() == b.frame.columns(),
                    m -> m.frame.rows() + " x " + m.frame.columns()))
        .or(() -> orientations(all, policy))
        .or(() -> spacings(all, policy))
        .or(() -> axial(all, policy));
  }

  private static Optional<SeriesRefusal> sameOf(
      List<Member> all, RefusalCode code, String what, Function<CtInstance, String> of) {
    return alike(
        all, code, what, (a, b) -> of.apply(a.instance).equals(of.apply(b.instance)), m -> "");
  }

  private static Optional<SeriesRefusal> orientations(List<Member> all, GeometryPolicy policy) {
    return alike(
        all,
        RefusalCode.MIXED_ORIENTATIONS,
        "orientations",
        (a, b) ->
            a.frame.orientation().isCloseTo(b.frame.orientation(), policy.orientationTolerance()),
        m -> cosines(m.frame));
  }

  private static String cosines(CtFrame frame) {
    Direction row = frame.orientation().alongRow();
    Direction column = frame.orientation().alongColumn();
    return Numbers.text(
        "(%.3f %.3f %.3f, %.3f %.3f %.3f)",
        row.x(), row.y(), row.z(), column.x(), column.y(), column.z());
  }

  private static Optional<SeriesRefusal> spacings(List<Member> all, GeometryPolicy policy) {
    double tolerance = policy.pixelSpacingToleranceMm();
    return alike(
        all,
        RefusalCode.MIXED_SPACINGS,
        "pixel spacings",
        (a, b) ->
            Math.abs(a.frame.rowSpacingMm() - b.frame.rowSpacingMm()) <= tolerance
                && Math.abs(a.frame.columnSpacingMm() - b.frame.columnSpacingMm()) <= tolerance,
        m -> Numbers.text("%.4f x %.4f mm", m.frame.rowSpacingMm(), m.frame.columnSpacingMm()));
  }

  private static Optional<SeriesRefusal> axial(List<Member> all, GeometryPolicy policy) {
    double cosine = Math.min(1, Math.abs(all.get(0).frame.orientation().normal().z()));
    double degrees = Math.toDegrees(Math.acos(cosine));
    if (degrees <= policy.largestObliquityDegrees()) {
      return Optional.empty();
    }
    String reason =
        Numbers.text(
            "the slices are not axial: they are %.1f degrees off, tolerance %.1f degrees"
                + " (gantry tilt, sagittal, coronal or oblique images)",
            degrees, policy.largestObliquityDegrees());
    boolean tilt = degrees < MOST_TILTED && leans(all, degrees);
    return Optional.of(
        refuse(all, tilt ? RefusalCode.GANTRY_TILT : RefusalCode.NOT_AXIAL, reason, all));
  }

  /**
   * Whether the slices go sideways as they must where a table moves along z through a tilted
   * gantry; an oblique reformat goes along its own normal. Of one slice alone it cannot be told: it
   * does.
   */
  private static boolean leans(List<Member> all, double degrees) {
    CtFrame first = all.get(0).frame;
    Direction normal = first.orientation().normal();
    Comparator<Member> along =
        Comparator.comparingDouble(m -> m.frame.origin().distanceAlongMm(normal, first.origin()));
    PatientPoint lowest = Collections.min(all, along).frame.origin();
    PatientPoint highest = Collections.max(all, along).frame.origin();
    double span = highest.distanceAlongMm(normal, lowest);
    double sideways =
        Math.hypot(
            highest.distanceAlongMm(first.orientation().alongRow(), lowest),
            highest.distanceAlongMm(first.orientation().alongColumn(), lowest));
    return sideways >= span * Math.tan(Math.toRadians(degrees)) / 2;
  }

  /** Sorts members into kinds; more than one kind is refused, naming the files of the fewer. */
  private static Optional<SeriesRefusal> alike(
      List<Member> all,
      RefusalCode code,
      String what,
      BiPredicate<Member, Member> same,
      Function<Member, String> describe) {
    List<List<Member>> kinds = new ArrayList<>();
    for (Member member : all) {
      kinds.stream()
          .filter(kind -> same.test(kind.get(0), member))
          .findFirst()
          .orElseGet(
              () -> {
                kinds.add(new ArrayList<>());
                return kinds.get(kinds.size() - 1);
              })
          .add(member);
    }
    if (kinds.size() == 1) {
      return Optional.empty();
    }
    kinds.sort(Comparator.comparingInt((List<Member> kind) -> kind.size()).reversed());
    String sizes =
        kinds.stream()
            .limit(4)
            .map(kind -> sizeOf(kind, describe))
            .collect(java.util.stream.Collectors.joining(", "));
    List<Member> fewer = kinds.subList(1, kinds.size()).stream().flatMap(List::stream).toList();
    String reason = "the series has " + kinds.size() + " " + what + ": " + sizes + " slices";
    return Optional.of(refuse(all, code, reason, fewer));
  }

  private static String sizeOf(List<Member> kind, Function<Member, String> describe) {
    String what = describe.apply(kind.get(0));
    return what.isEmpty() ? Integer.toString(kind.size()) : what + " in " + kind.size();
  }

  private static SeriesRefusal refuse(
      List<Member> all, RefusalCode code, String reason, List<Member> concerned) {
    return SeriesRefusal.of(
        code, all.get(0).instance.seriesInstanceUid(), reason, files(all), files(concerned));
  }

  private static List<Path> files(List<Member> members) {
    return members.stream().map(m -> m.instance.file()).distinct().toList();
  }
}
