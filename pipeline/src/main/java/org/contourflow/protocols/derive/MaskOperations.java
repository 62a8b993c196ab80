package org.contourflow.protocols.derive;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.derive.Expression.SetOperator;
import org.contourflow.protocols.derive.Expression.Way;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.ConvexHulls;
import org.contourflow.volume.bits.MarginExpansion;
import org.contourflow.volume.bits.Margins;
import org.contourflow.volume.bits.Morphology;
import org.contourflow.volume.bits.PatientAxis;
import org.contourflow.volume.bits.PatientAxis.Span;
import org.contourflow.volume.bits.SliceInterpolation;

/** The language's operations on masks of one grid. None changes what it is given. */
final class MaskOperations {
  /** Beyond the tolerance within which a centre counts as on a plane: it belongs to one side. */
  private static final double PAST_THE_PLANE_MM = 3e-6;

  /** What a voxel of a lone slice is thick: unknown, and of no matter for which piece is larger. */
  private static final double SINGLE_SLICE_MM = 1;

  private final VoxelGrid grid;
  private final MarginExpansion margins;

  MaskOperations(VoxelGrid grid) {
    this.grid = grid;
    this.margins = new MarginExpansion(grid);
  }

  BitVolume nothing() {
    return new BitVolume(grid.slices(), grid.rows(), grid.columns());
  }

  BitVolume combine(SetOperator operator, BitVolume left, BitVolume right) {
    return switch (operator) {
      case UNION -> left.copy().or(right);
      case INTERSECTION -> left.copy().and(right);
      case SUBTRACTION -> left.copy().andNot(right);
    };
  }

  BitVolume expand(BitVolume mask, Margins by) {
    return margins.expand(mask, by);
  }

  BitVolume shrink(BitVolume mask, Margins by) {
    return margins.shrink(mask, by);
  }

  BitVolume ring(BitVolume mask, double innerMm, double outerMm) {
    return expand(mask, Margins.of(outerMm)).andNot(expand(mask, Margins.of(innerMm)));
  }

  /** Closed, so that clefts narrower than the ball go, then opened, so that spikes do. */
  BitVolume smooth(BitVolume mask, double radiusMm) {
    Margins ball = Margins.of(radiusMm);
    return expand(shrink(margins.close(mask, radiusMm), ball), ball);
  }

  BitVolume hull(BitVolume mask) {
    return ConvexHulls.ofSlices(mask);
  }

  BitVolume fill(BitVolume mask) {
    return Morphology.fillHolesInPlane(mask);
  }

  BitVolume interpolate(BitVolume mask, double longestGapMm) {
    return new SliceInterpolation(grid).fill(mask, longestGapMm);
  }

  BitVolume largest(BitVolume mask) {
    Components pieces = Components.of(mask);
    double[] volumes = volumesMm3(pieces);
    int best = 0;
    for (int i = 1; i < volumes.length; i++) {
      best = volumes[i] > volumes[best] ? i : best;
    }
    int largest = best;
    return pieces.paint(piece -> piece == largest);
  }

  /** Without pieces of less than the volume; one of exactly that stays. */
  BitVolume withoutPieces(BitVolume mask, double leastCc) {
    Components pieces = Components.of(mask);
    double[] volumes = volumesMm3(pieces);
    return pieces.paint(piece -> volumes[piece] >= leastCc * 1000 * (1 - 1e-9));
  }

  private double[] volumesMm3(Components pieces) {
    double[] volumes = new double[pieces.count()];
    double area = grid.rowSpacingMm() * grid.columnSpacingMm();
    double[] thickness = new double[grid.slices()];
    java.util.Arrays.setAll(thickness, s -> grid.sliceThicknessMm(s, SINGLE_SLICE_MM));
    pieces.forEachRun(
        (piece, slice, row, from, to) -> volumes[piece] += (to - from) * area * thickness[slice]);
    return volumes;
  }

  /** What lies left or right of the middle of another's extent; on the middle is right. */
  BitVolume side(BitVolume mask, boolean left, BitVolume middleOf) {
    double middle = PatientAxis.TO_LEFT.spanOf(middleOf, grid).middleMm();
    Span span =
        left
            ? new Span(middle + PAST_THE_PLANE_MM, Double.POSITIVE_INFINITY)
            : new Span(Double.NEGATIVE_INFINITY, middle);
    return PatientAxis.TO_LEFT.within(mask, grid, span);
  }

  /** Above the uppermost centre of another, below its lowest, or between the two, both longer. */
  BitVolume limit(BitVolume mask, Way way, BitVolume reference, double lengthMm) {
    Span span = PatientAxis.TO_HEAD.spanOf(reference, grid);
    if (way == Way.LEVEL) {
      return PatientAxis.TO_HEAD.within(
          mask, grid, new Span(span.leastMm() - lengthMm, span.mostMm() + lengthMm));
    }
    double end = way == Way.ABOVE ? span.mostMm() : span.leastMm();
    double past = way == Way.ABOVE ? PAST_THE_PLANE_MM : -PAST_THE_PLANE_MM;
    return PatientAxis.TO_HEAD.within(mask, grid, from(way, end, end + past, lengthMm));
  }

  /** Above or below a plane, or as far from it on both sides; on the plane is in. */
  BitVolume limit(BitVolume mask, Way way, double planeMm, double lengthMm) {
    Span span =
        way == Way.LEVEL
            ? new Span(planeMm - lengthMm, planeMm + lengthMm)
            : from(way, planeMm, planeMm, lengthMm);
    return PatientAxis.TO_HEAD.within(mask, grid, span);
  }

  private static Span from(Way way, double endMm, double startMm, double lengthMm) {
    return way == Way.ABOVE
        ? new Span(startMm, endMm + lengthMm)
        : new Span(endMm - lengthMm, startMm);
  }
}
