package org.contourflow.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.contourflow.geometry.AnatomicalLetters;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.VoxelGrid;

/**
 * How one plane of the voxels is shown: as a clinician is used to see it, whichever way the patient
 * lay and the scanner numbered. Axial: the patient's left at the right, anterior up. Coronal: left
 * at the right, head up. Sagittal: posterior at the right, head up. Of an oblique CT each plane of
 * voxels is called after the anatomical one it is nearest to.
 *
 * @param across the index that runs along the screen's width
 * @param acrossReversed whether it grows to the left
 * @param down the index that runs along the screen's height
 * @param downReversed whether it grows upwards
 * @param depth the index that is scrolled through
 * @param letters at the edges of the screen
 */
public record PlaneView(
    Name name,
    Axis across,
    boolean acrossReversed,
    Axis down,
    boolean downReversed,
    Axis depth,
    Letters letters) {

  /** The anatomical planes. */
  public enum Name {
    AXIAL,
    CORONAL,
    SAGITTAL
  }

  /** What is at each edge: L, R, A, P, H, F, or two of them where it is oblique. */
  public record Letters(String left, String right, String top, String bottom) {}

  /** Axial, coronal, sagittal. */
  public static List<PlaneView> of(VoxelGrid grid) {
    List<Axis> left = new ArrayList<>(List.of(Axis.values()));
    Axis axial = take(left, grid, Direction::z);
    Axis coronal = take(left, grid, Direction::y);
    Axis sagittal = left.get(0);
    return List.of(
        view(Name.AXIAL, axial, sagittal, coronal, grid),
        view(Name.CORONAL, coronal, sagittal, axial, grid),
        view(Name.SAGITTAL, sagittal, coronal, axial, grid));
  }

  /** The axis that runs most along a direction of the patient. */
  private static Axis take(List<Axis> axes, VoxelGrid grid, ToDoubleFunction<Direction> component) {
    Axis best = axes.get(0);
    for (Axis axis : axes) {
      if (size(axis, grid, component) > size(best, grid, component) + 1e-9) {
        best = axis;
      }
    }
    axes.remove(best);
    return best;
  }

  private static double size(Axis axis, VoxelGrid grid, ToDoubleFunction<Direction> component) {
    return Math.abs(component.applyAsDouble(axis.direction(grid)));
  }

  private static PlaneView view(Name name, Axis depth, Axis across, Axis down, VoxelGrid grid) {
    Direction x = across.direction(grid);
    Direction y = down.direction(grid);
    // To the right: the patient's left, in a sagittal plane posterior. Down: posterior, or feet.
    boolean acrossReversed = (name == Name.SAGITTAL ? x.y() : x.x()) < 0;
    boolean downReversed = (name == Name.AXIAL ? y.y() : -y.z()) < 0;
    Direction right = acrossReversed ? x.reversed() : x;
    Direction bottom = downReversed ? y.reversed() : y;
    return new PlaneView(
        name,
        across,
        acrossReversed,
        down,
        downReversed,
        depth,
        new Letters(
            AnatomicalLetters.of(right.reversed()),
            AnatomicalLetters.of(right),
            AnatomicalLetters.of(bottom.reversed()),
            AnatomicalLetters.of(bottom)));
  }
}
