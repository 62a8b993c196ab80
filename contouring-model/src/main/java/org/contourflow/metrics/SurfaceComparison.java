package org.contourflow.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.metrics.Masks.Box;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.bits.DistanceTransform;

/**
 * Distances between two surfaces after Nikolov et al. (J Med Internet Res 23:e26151, 2021).
 *
 * <p>A surface is made of elements at the centres of all cubes of eight neighbouring voxel centres
 * that are not all in or all out, each with its area ({@link SurfaceElements}); an element's
 * distance is that from its cube's centre to the nearest cube centre of the other surface. A mask
 * is closed at the edge of the image. Slice positions are the grid's own, even or not.
 */
public final class SurfaceComparison {
  /** A distance of exactly the tolerance is within it, whatever the last bit says, mm. */
  private static final double ROUNDING_MM = 1e-6;

  private final List<Element> reference;
  private final List<Element> other;

  private SurfaceComparison(List<Element> reference, List<Element> other) {
    this.reference = reference;
    this.other = other;
  }

  /** A piece of surface: its area, and its distance from the other surface. */
  private record Element(double areaMm2, double distanceMm) {}

  /**
   * Compares two masks on the same grid.
   *
   * @param singleSliceThicknessMm thickness to assume where the grid has one slice only
   */
  public static SurfaceComparison of(
      BinaryMask reference, BinaryMask other, double singleSliceThicknessMm) {
    Masks.requireSameGrid(reference, other);
    if (reference.isEmpty() || other.isEmpty()) {
      double far = Double.POSITIVE_INFINITY;
      return new SurfaceComparison(
          reference.isEmpty() ? List.of() : List.of(new Element(1, far)),
          other.isEmpty() ? List.of() : List.of(new Element(1, far)));
    }
    Lattice lattice = new Lattice(reference, other, singleSliceThicknessMm);
    int[] a = lattice.codes(reference);
    int[] b = lattice.codes(other);
    return new SurfaceComparison(lattice.elements(a, b), lattice.elements(b, a));
  }

  /** Area of the reference's surface, mm²; 0 where a mask is empty. */
  public double referenceAreaMm2() {
    return isFinite() ? area(reference) : 0;
  }

  private boolean isFinite() {
    return !reference.isEmpty() && !other.isEmpty();
  }

  /**
   * Share of both surfaces that lies within {@code toleranceMm} of the other one, by area: 0 to 1;
   * 0 if one mask is empty, not a number if both are.
   */
  public double surfaceDice(double toleranceMm) {
    double within = within(reference, toleranceMm) + within(other, toleranceMm);
    return within / (area(reference) + area(other));
  }

  /**
   * The larger of the two directed distances below which {@code percent} of a surface's area lies;
   * infinite if one mask is empty, not a number if both are.
   */
  public double hausdorffMm(double percent) {
    if (!isFinite()) {
      return noDistance();
    }
    return Math.max(percentile(reference, percent), percentile(other, percent));
  }

  /** Mean distance over both surfaces, by area; infinite or not a number as above. */
  public double meanDistanceMm() {
    if (!isFinite()) {
      return noDistance();
    }
    return (moment(reference) + moment(other)) / (area(reference) + area(other));
  }

  private double noDistance() {
    return reference.isEmpty() && other.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
  }

  private static double area(List<Element> elements) {
    return elements.stream().mapToDouble(Element::areaMm2).sum();
  }

  private static double moment(List<Element> elements) {
    return elements.stream().mapToDouble(e -> e.areaMm2 * e.distanceMm).sum();
  }

  private static double within(List<Element> elements, double toleranceMm) {
    return elements.stream()
        .filter(e -> e.distanceMm <= toleranceMm + ROUNDING_MM)
        .mapToDouble(Element::areaMm2)
        .sum();
  }

  private static double percentile(List<Element> elements, double percent) {
    List<Element> sorted = new ArrayList<>(elements);
    sorted.sort(Comparator.comparingDouble(Element::distanceMm));
    double wanted = area(sorted) * percent / 100;
    double sum = 0;
    for (Element element : sorted) {
      sum += element.areaMm2;
      if (sum >= wanted) {
        return element.distanceMm;
      }
    }
    return sorted.get(sorted.size() - 1).distanceMm;
  }

  /** The cubes between voxel centres, of the box of both masks and one voxel around it. */
  private static final class Lattice {
    private final Box box;
    private final int[] size = new int[3];
    private final double[][] positionsMm = new double[3][];
    private final double[] sliceStepsMm;
    private final VoxelGrid grid;

    Lattice(BinaryMask a, BinaryMask b, double singleSliceThicknessMm) {
      grid = a.grid();
      box = Masks.joint(a, b);
      for (int d = 0; d < 3; d++) {
        size[d] = box.size(d) + 1;
        positionsMm[d] = new double[size[d]];
      }
      sliceStepsMm = new double[size[0]];
      for (int i = 0; i < size[0]; i++) {
        sliceStepsMm[i] = stepMm(box.low()[0] - 1 + i, singleSliceThicknessMm);
        double previous = i == 0 ? 0 : positionsMm[0][i - 1];
        double half = i == 0 ? 0 : (sliceStepsMm[i - 1] + sliceStepsMm[i]) / 2;
        positionsMm[0][i] = previous + half;
      }
      for (int i = 0; i < size[1]; i++) {
        positionsMm[1][i] = i * grid.rowSpacingMm();
      }
      for (int i = 0; i < size[2]; i++) {
        positionsMm[2][i] = i * grid.columnSpacingMm();
      }
    }

    private double stepMm(int slice, double fallback) {
      if (grid.slices() == 1) {
        return fallback;
      }
      return grid.sliceStepMm(Math.max(0, Math.min(grid.slices() - 2, slice)));
    }

    int[] codes(BinaryMask mask) {
      int[] codes = new int[size[0] * size[1] * size[2]];
      int i = 0;
      for (int s = 0; s < size[0]; s++) {
        for (int r = 0; r < size[1]; r++) {
          for (int c = 0; c < size[2]; c++, i++) {
            for (int corner = 0; corner < 8; corner++) {
              int z = box.low()[0] - 1 + s + (corner >> 2);
              int y = box.low()[1] - 1 + r + (corner >> 1 & 1);
              int x = box.low()[2] - 1 + c + (corner & 1);
              codes[i] |= inside(mask, z, y, x) ? 1 << corner : 0;
            }
          }
        }
      }
      return codes;
    }

    private boolean inside(BinaryMask mask, int z, int y, int x) {
      return z >= 0
          && z < grid.slices()
          && y >= 0
          && y < grid.rows()
          && x >= 0
          && x < grid.columns()
          && mask.get(z, y, x);
    }

    List<Element> elements(int[] own, int[] others) {
      boolean[] seeds = new boolean[others.length];
      for (int i = 0; i < seeds.length; i++) {
        seeds[i] = others[i] != 0 && others[i] != 255;
      }
      double[] distance = DistanceTransform.mm(seeds, positionsMm);
      Map<Double, double[]> tables = new HashMap<>();
      List<Element> elements = new ArrayList<>();
      for (int i = 0; i < own.length; i++) {
        if (own[i] != 0 && own[i] != 255) {
          double[] areas =
              tables.computeIfAbsent(
                  sliceStepsMm[i / (size[1] * size[2])],
                  step ->
                      SurfaceElements.areasMm2(step, grid.rowSpacingMm(), grid.columnSpacingMm()));
          elements.add(new Element(areas[own[i]], distance[i]));
        }
      }
      return elements;
    }
  }
}
