package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * A breathing tube or cannula in the trachea: its wall parts the trachea's gas, so that neither
 * part looks like a trachea and both may look like lung. Found as a chain of {@link TubeSection}s;
 * what is found is gas all through. Not found: a tube that fills the trachea, whose wall then is
 * the trachea's for all that is seen, and where it lies across the slices.
 */
final class TubeFinder {
  private static final double FROM_MIDLINE_MM = 30;

  /** From the lungs' top. */
  private static final double ABOVE_MM = 45;

  private static final double BELOW_MM = 150;

  /** It comes down to within this above the lungs' top, and from as far below it or higher. */
  private static final double AT_TOP_MM = 30;

  /** Of its slices. */
  private static final double SEEN_SHARE = 0.6;

  /** Of a section's area and the chain's median. */
  private static final double MOST_DIFFERENCE = 0.3;

  private static final double MOST_BORE_CM2 = 1.5;
  private static final double SHORTEST_MM = 15;
  private static final double GAP_MM = 6.5;
  private static final double STEP_MM = 4;

  /** The tip is cut obliquely; a cannula's bend is about as wide as it is. */
  private static final double BRIDGE_MM = 15;

  /** About the lumen where a cannula leaves it: parts its gas from the cannula's. */
  private static final double BAND_MM = 3;

  /** From the edge of a lumen to that of its smoothed gas. */
  private static final double RIM_MM = 2.2;

  private final CtVolume ct;
  private final VoxelGrid grid;
  private final LungFloor.FeetFirst order;
  private final double sliceMm;

  TubeFinder(CtVolume ct, double sliceMm) {
    this.ct = ct;
    this.grid = ct.grid();
    this.order = new LungFloor.FeetFirst(grid);
    this.sliceMm = sliceMm;
  }

  /**
   * What the network would have marked without the tube; empty where there is none.
   *
   * @param lungs as found with it
   * @param midlineXMm patient x (LPS) of the spine
   */
  Optional<HuCandidates> without(
      HuCandidates with, BitVolume body, BitVolume lungs, double midlineXMm) {
    int top = grid.slices() - 1;
    while (top >= 0 && lungs.count(order.slice(top)) == 0) {
      top--;
    }
    List<TubeSection> tube = top < 0 ? List.of() : longest(chains(body, top, midlineXMm), top);
    if (tube.isEmpty()) {
      return Optional.empty();
    }
    BitVolume lumen = none();
    BitVolume core = none();
    BitVolume band = none();
    for (TubeSection section : whole(tube)) {
      section.paint(grid, lumen, order.slice(section.fromFeet()), 0);
      section.paint(grid, core, order.slice(section.fromFeet()), RIM_MM);
    }
    bridge(tube.get(0), -1, lumen, core, band);
    bridge(tube.get(tube.size() - 1), 1, lumen, core, band);
    return Optional.of(
        new HuCandidates(
            with.tissue(),
            with.core(),
            with.aerated().copy().or(lumen.and(body)),
            with.gas().copy().andNot(band).or(core.and(body)),
            with.boneWeak(),
            with.boneStrong()));
  }

  private BitVolume none() {
    return new BitVolume(grid.slices(), grid.rows(), grid.columns());
  }

  /** Of those that come down from above into the chest; empty if none does. */
  private List<TubeSection> longest(List<List<TubeSection>> chains, int top) {
    List<TubeSection> longest = List.of();
    for (List<TubeSection> chain : chains) {
      int low = chain.get(0).fromFeet();
      int high = chain.get(chain.size() - 1).fromFeet();
      if (chain.size() > longest.size()
          && (high - low + 1) * sliceMm >= SHORTEST_MM
          && chain.size() > SEEN_SHARE * (high - low + 1)
          && low <= top + AT_TOP_MM / sliceMm
          && high >= top - AT_TOP_MM / sliceMm) {
        longest = chain;
      }
    }
    return alike(longest);
  }

  /** Without sections that are much larger or smaller than most. */
  private static List<TubeSection> alike(List<TubeSection> chain) {
    double[] areas = chain.stream().mapToDouble(TubeSection::areaCm2).sorted().toArray();
    return chain.stream()
        .filter(s -> Math.abs(s.areaCm2() / areas[areas.length / 2] - 1) <= MOST_DIFFERENCE)
        .toList();
  }

  /** From the feet up. */
  private List<List<TubeSection>> chains(BitVolume body, int top, double midlineXMm) {
    List<List<TubeSection>> chains = new ArrayList<>();
    int first = Math.max(0, top - (int) Math.ceil(BELOW_MM / sliceMm));
    int last = Math.min(grid.slices() - 1, top + (int) Math.ceil(ABOVE_MM / sliceMm));
    for (int i = first; i <= last; i++) {
      for (TubeSection section : sections(body, i, midlineXMm)) {
        Optional<List<TubeSection>> before =
            chains.stream().filter(chain -> goesOn(chain, section)).findFirst();
        before.ifPresentOrElse(
            chain -> chain.add(section), () -> chains.add(new ArrayList<>(List.of(section))));
      }
    }
    return chains;
  }

  private boolean goesOn(List<TubeSection> chain, TubeSection section) {
    TubeSection last = chain.get(chain.size() - 1);
    double rise = (section.fromFeet() - last.fromFeet()) * sliceMm;
    double down = (section.row() - last.row()) * grid.rowSpacingMm();
    double across = (section.column() - last.column()) * grid.columnSpacingMm();
    boolean next = section.fromFeet() == last.fromFeet() + 1;
    return rise > 0 && (next || rise <= GAP_MM) && Math.hypot(down, across) <= STEP_MM;
  }

  private List<TubeSection> sections(BitVolume body, int fromFeet, double midlineXMm) {
    int slice = order.slice(fromFeet);
    BitVolume air = new BitVolume(1, grid.rows(), grid.columns());
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        if (ct.hu(slice, r, c) < TubeSection.AIR_HU
            && body.get(slice, r, c)
            && Math.abs(xMm(slice, r, c) - midlineXMm) <= FROM_MIDLINE_MM) {
          air.set(0, r, c);
        }
      }
    }
    List<TubeSection> found = new ArrayList<>();
    for (double[] middle : middles(air)) {
      TubeSection.about(ct, slice, fromFeet, middle[0], middle[1]).ifPresent(found::add);
    }
    // A piece of the air about the tube may look like a bore, of less than the whole.
    found.sort(Comparator.comparingDouble(TubeSection::areaCm2).reversed());
    return found;
  }

  /** Row and column of the middle of each part that is no larger than a bore. */
  private List<double[]> middles(BitVolume air) {
    Components parts = Components.ofSlices(air);
    double[][] sums = new double[parts.count()][2];
    parts.forEachRun(
        (part, s, row, from, to) -> {
          sums[part][0] += (double) row * (to - from);
          sums[part][1] += (from + to - 1) / 2.0 * (to - from);
        });
    double pixelCm2 = grid.rowSpacingMm() * grid.columnSpacingMm() / 100;
    return IntStream.range(0, parts.count())
        .filter(p -> parts.size(p) * pixelCm2 <= MOST_BORE_CM2)
        .mapToObj(p -> new double[] {sums[p][0] / parts.size(p), sums[p][1] / parts.size(p)})
        .toList();
  }

  private double xMm(int slice, int row, int column) {
    return grid.toPatient(new VoxelIndex(slice, row, column)).xMm();
  }

  /** With the sections that were not seen. */
  private static List<TubeSection> whole(List<TubeSection> tube) {
    List<TubeSection> all = new ArrayList<>();
    for (int i = 0; i + 1 < tube.size(); i++) {
      for (int f = tube.get(i).fromFeet(); f < tube.get(i + 1).fromFeet(); f++) {
        all.add(tube.get(i).toward(tube.get(i + 1), f));
      }
    }
    all.add(tube.get(tube.size() - 1));
    return all;
  }

  /**
   * Beyond an end of the tube, as far as something that is not air lies in the middle of the lumen:
   * its oblique tip, or where a cannula bends to the front. Nothing if no free lumen follows.
   *
   * @param step 1 to the head, -1 to the feet
   */
  private void bridge(TubeSection end, int step, BitVolume lumen, BitVolume core, BitVolume band) {
    int clear = end.fromFeet() + step;
    while (mayBridge(end, clear) && isDirty(end, order.slice(clear))) {
      clear += step;
    }
    if (mayBridge(end, clear)) {
      for (int i = end.fromFeet() + step; i != clear; i += step) {
        int slice = order.slice(i);
        end.paint(grid, lumen, slice, RIM_MM);
        end.paint(grid, core, slice, 2 * RIM_MM);
        end.paint(grid, band, slice, -BAND_MM);
      }
    }
  }

  private boolean mayBridge(TubeSection end, int fromFeet) {
    return fromFeet >= 0
        && fromFeet < grid.slices()
        && Math.abs(fromFeet - end.fromFeet()) * sliceMm <= BRIDGE_MM;
  }

  /** Whether something that is not air lies in the middle of this lumen in a slice. */
  private boolean isDirty(TubeSection section, int slice) {
    BitVolume middle = new BitVolume(1, grid.rows(), grid.columns());
    section.paint(grid, middle, 0, 2 * RIM_MM);
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        if (middle.get(0, r, c) && ct.hu(slice, r, c) > TubeSection.AIR_HU) {
          return true;
        }
      }
    }
    return false;
  }
}
