package org.contourflow.model.hu;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.hu.GasSections.Section;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/**
 * The gas of the trachea and the central bronchi: a round section with a soft wall near the midline
 * at the height of the lungs' top, followed up for {@link #ABOVE_LUNGS_MM} and down to where it
 * forks; and each fork as long as its wall is soft, at most {@link #BRONCHI_MM} below the carina.
 */
final class AirwayTracer {
  /** About where the cricoid is; from larynx and pharynx gas alone cannot tell the trachea. */
  private static final double ABOVE_LUNGS_MM = 30;

  private static final double BRONCHI_MM = 50;

  /** Below the lungs' top the trachea is sought no farther. */
  private static final double SEED_MM = 30;

  /** A trachea seen for less is none. */
  private static final double SHORTEST_MM = 15;

  /**
   * Gas that ends blindly is a trachea if it comes down from the lungs' top for as long as this.
   */
  private static final double LEAST_BLIND_MM = 60;

  /** How far a section may move from one slice to the next. */
  private static final double STEP_MM = 3;

  /** Sections are of the core of the gas, which is narrower than the lumen. */
  private static final double LEAST_CM2 = 0.2;

  private static final double MOST_CM2 = 8;
  private static final double LEAST_BRONCHUS_CM2 = 0.15;
  private static final double LEAST_SEED_SHARE = 0.55;
  private static final double LEAST_SOFT_SEED = 0.45;
  private static final double LEAST_SOFT = 0.3;
  private static final double SEED_FROM_MIDLINE_MM = 30;

  /** Bronchi lie at least this far to the side of the trachea. */
  private static final double FORK_MM = 5;

  private final VoxelGrid grid;
  private final LungFloor.FeetFirst order;
  private final Morphology morphology;
  private final double sliceMm;
  private final GasSections sections;

  AirwayTracer(VoxelGrid grid, Morphology morphology, double sliceMm, GasSections sections) {
    this.grid = grid;
    this.order = new LungFloor.FeetFirst(grid);
    this.morphology = morphology;
    this.sliceMm = sliceMm;
    this.sections = sections;
  }

  /**
   * The gas of each; any may be empty.
   *
   * @param trachea to the carina
   * @param left of the patient's left bronchi what is central
   * @param right the same of the right ones
   */
  record Airways(BitVolume trachea, BitVolume left, BitVolume right) {
    static Airways none(VoxelGrid grid) {
      int slices = grid.slices();
      return new Airways(
          new BitVolume(slices, grid.rows(), grid.columns()),
          new BitVolume(slices, grid.rows(), grid.columns()),
          new BitVolume(slices, grid.rows(), grid.columns()));
    }

    BitVolume all() {
      return trachea.copy().or(left).or(right);
    }
  }

  /**
   * Traces them; all empty where no lung is seen or no trachea comes down from the lungs' top.
   *
   * @param midlineXMm patient x (LPS) of the spine
   */
  Airways trace(BitVolume lungs, double midlineXMm) {
    int top =
        IntStream.iterate(grid.slices() - 1, i -> i >= 0, i -> i - 1)
            .filter(i -> lungs.count(order.slice(i)) > 0)
            .findFirst()
            .orElse(-1);
    int least = Math.max(0, top - slices(SEED_MM));
    Deque<Section> trachea = new ArrayDeque<>();
    for (int i = top; i >= least && trachea.isEmpty(); i--) {
      seed(order.slice(i), midlineXMm).ifPresent(trachea::add);
    }
    if (trachea.isEmpty()) {
      return Airways.none(grid);
    }
    up(trachea, top + slices(ABOVE_LUNGS_MM));
    return down(trachea, top);
  }

  private int slices(double mm) {
    return (int) Math.ceil(mm / sliceMm);
  }

  private Optional<Section> seed(int slice, double midlineXMm) {
    return sections.of(slice).stream()
        .filter(s -> s.areaCm2() >= LEAST_CM2 && s.areaCm2() <= MOST_CM2)
        .filter(s -> Math.abs(s.xMm() - midlineXMm) <= SEED_FROM_MIDLINE_MM)
        .filter(s -> s.softWall() >= LEAST_SOFT_SEED)
        .filter(s -> s.rectangleShare() >= LEAST_SEED_SHARE)
        .max(Comparator.comparingDouble(Section::areaCm2));
  }

  private void up(Deque<Section> trachea, int most) {
    int end = Math.min(most, grid.slices() - 1);
    for (int i = order.fromFeet(trachea.getFirst().slice()) + 1; i <= end; i++) {
      Optional<Section> next =
          onward(List.of(trachea.getFirst()), i).stream()
              .filter(s -> s.areaCm2() >= LEAST_CM2)
              .max(Comparator.comparingDouble(Section::areaCm2));
      if (next.isEmpty()) {
        return;
      }
      trachea.addFirst(next.get());
    }
  }

  /** The sections of a slice that go on from these, which lie in the slice next to it. */
  private List<Section> onward(List<Section> from, int fromFeet) {
    BitVolume reach = new BitVolume(1, grid.rows(), grid.columns());
    from.forEach(s -> s.paint(reach, 0));
    BitVolume wide = morphology.dilateInPlane(reach, STEP_MM);
    return sections.of(order.slice(fromFeet)).stream()
        .filter(s -> s.areaCm2() >= LEAST_BRONCHUS_CM2 && s.areaCm2() <= MOST_CM2)
        .filter(s -> s.softWall() >= LEAST_SOFT)
        .filter(s -> s.meets(wide, 0))
        .toList();
  }

  /** Down to the fork. Short gas that ends blindly was no trachea, unless the scan ends with it. */
  private Airways down(Deque<Section> trachea, int top) {
    Airways found = Airways.none(grid);
    for (int i = order.fromFeet(trachea.getLast().slice()) - 1; i >= 0; i--) {
      List<Section> next = onward(List.of(trachea.getLast()), i);
      double x = trachea.getLast().xMm();
      Optional<Section> straight =
          next.stream()
              .filter(s -> s.areaCm2() >= LEAST_CM2 && Math.abs(s.xMm() - x) < FORK_MM)
              .max(Comparator.comparingDouble(Section::areaCm2));
      if (straight.isEmpty()) {
        List<Section> left = next.stream().filter(s -> s.xMm() >= x + FORK_MM).toList();
        List<Section> right = next.stream().filter(s -> s.xMm() <= x - FORK_MM).toList();
        bronchus(left, i, found.left());
        bronchus(right, i, found.right());
        break;
      }
      trachea.addLast(straight.get());
    }
    int end = order.fromFeet(trachea.getLast().slice());
    boolean forks = !found.left().isEmpty() || !found.right().isEmpty();
    boolean ended = end == 0 || forks || (top - end) * sliceMm >= LEAST_BLIND_MM;
    if (trachea.size() * sliceMm < SHORTEST_MM || !ended) {
      return Airways.none(grid);
    }
    trachea.forEach(s -> s.paint(found.trachea()));
    return found;
  }

  private void bronchus(List<Section> first, int fromFeet, BitVolume into) {
    List<Section> now = first;
    int end = Math.max(0, fromFeet - slices(BRONCHI_MM));
    for (int i = fromFeet; !now.isEmpty(); i--) {
      now.forEach(s -> s.paint(into));
      if (i == end) {
        return;
      }
      now = onward(now, i - 1);
    }
  }
}
