package org.contourflow.model.hu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

/**
 * The spinal canal: of all rings of bone the chain along the patient that is best closed, its
 * middle and outline carried on evenly through slices between them (discs), for {@link #GAP_MM} at
 * most, and to an end of the body or the scan that is within {@link #END_MM}. No ring, no canal:
 * not beyond the foramen magnum, nor where bone hides it.
 */
final class CanalFinder {
  private static final double GAP_MM = 40;
  private static final double END_MM = 15;

  /** A chain that is shorter may be anything. */
  private static final double SHORTEST_MM = 25;

  /** How far its middle may move across the patient: a start, and a share of the way along. */
  private static final double SLACK_MM = 2.5;

  private static final double MOST_SLOPE = 0.9;

  /** What a mm of moving costs, in mm of the way fully ringed; a change of size, to e times. */
  private static final double MOVE_COST = 0.3;

  private static final double CHANGE_COST = 0.75;

  /** And a mm without a ring, longer than a disc is high. */
  private static final double OPEN_COST = 0.3;

  private static final double DISC_MM = 10;

  /** Share of a chain's rings; on CTs at hand 0.4 at most of a canal's and 0.9 of a heart's. */
  private static final double MOST_BEHIND_CONTRAST = 0.6;

  private static final double SINGLE_SLICE_MM = 3;

  /** Bone that a ray meets in an open slice counts if it is as near as the rings about it say. */
  private static final double MOST_OFF = 0.3;

  private final VoxelGrid grid;
  private final CanalRays rays;
  private final CanalRings rings;
  private final int firstSlice;
  private final int lastSlice;

  /** Bone as it is marked, its inside not filled. */
  CanalFinder(CtVolume ct, BitVolume body, BitVolume bone) {
    this.grid = ct.grid();
    int[] shown = IntStream.range(0, grid.slices()).filter(i -> body.count(i) > 0).toArray();
    this.firstSlice = shown.length == 0 ? 0 : shown[0];
    this.lastSlice = shown.length == 0 ? 0 : shown[shown.length - 1];
    this.rays = new CanalRays(ct);
    this.rings = new CanalRings(grid, rays, bone, new MiddleOfBody(grid, body));
  }

  /** A ring with the best chain that ends in it. */
  private record Link(CanalRing ring, Link before, double score) {}

  /** Empty if none is seen. */
  BitVolume find() {
    BitVolume out = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    outlines().forEach(ring -> paint(ring, out));
    return out;
  }

  /** Its outline in each slice that it runs through; empty if none is seen. */
  List<CanalRing> outlines() {
    List<CanalRing> chain = new ArrayList<>(chain());
    if (chain.isEmpty()
        || alongMm(chain.get(0).slice(), chain.get(chain.size() - 1).slice()) < SHORTEST_MM
        || isBehindContrast(chain)) {
      return List.of();
    }
    toEnds(chain);
    List<CanalRing> all = new ArrayList<>();
    for (CanalRing ring : chain) {
      CanalRing before = all.isEmpty() ? ring : all.get(all.size() - 1);
      for (int s = before.slice() + 1; s < ring.slice(); s++) {
        all.add(between(before, ring, s));
      }
      all.add(ring);
    }
    return all;
  }

  /**
   * A crop to the heart that cuts the spine off has such a chain between heart, aorta and vertebral
   * bodies. Dense vertebrae look the same in places, but not for most of the way.
   */
  private boolean isBehindContrast(List<CanalRing> chain) {
    long like = chain.stream().filter(rings::isBehindContrast).count();
    return like > MOST_BEHIND_CONTRAST * chain.size();
  }

  private double alongMm(int slice, int other) {
    return Math.abs(grid.slicePositionMm(other) - grid.slicePositionMm(slice));
  }

  private Deque<CanalRing> chain() {
    List<Link> all = new ArrayList<>();
    Link best = null;
    for (int s = 0; s < grid.slices(); s++) {
      List<Link> here = new ArrayList<>();
      for (CanalRing ring : rings.of(s)) {
        here.add(linked(ring, all));
      }
      for (Link link : here) {
        best = best == null || link.score() > best.score() ? link : best;
      }
      all.addAll(here);
    }
    Deque<CanalRing> chain = new ArrayDeque<>();
    for (Link link = best; link != null; link = link.before()) {
      chain.addFirst(link.ring());
    }
    return chain;
  }

  private Link linked(CanalRing ring, List<Link> all) {
    double sliceMm = grid.sliceThicknessMm(ring.slice(), SINGLE_SLICE_MM);
    double own = ring.closed() * ring.closed() * sliceMm;
    Link best = new Link(ring, null, own);
    for (int i = all.size() - 1; i >= 0; i--) {
      Link link = all.get(i);
      double alongMm = alongMm(link.ring().slice(), ring.slice());
      if (alongMm > GAP_MM) {
        break;
      }
      double moved = acrossMm(link.ring().centre(), ring.centre());
      if (moved <= SLACK_MM + MOST_SLOPE * alongMm) {
        double change = Math.abs(Math.log(ring.areaCm2() / link.ring().areaCm2()));
        double open = Math.max(0, alongMm - Math.max(sliceMm, DISC_MM));
        double cost = MOVE_COST * moved + CHANGE_COST * change + OPEN_COST * open;
        double score = link.score() + own - cost;
        best = score > best.score() ? new Link(ring, link, score) : best;
      }
    }
    return best;
  }

  private static double acrossMm(PatientPoint a, PatientPoint b) {
    return Math.hypot(a.xMm() - b.xMm(), a.yMm() - b.yMm());
  }

  /** The last ring goes on to an end of what the scan shows of the body, if that is near. */
  private void toEnds(List<CanalRing> chain) {
    CanalRing first = chain.get(0);
    if (first.slice() > firstSlice && alongMm(firstSlice, first.slice()) <= END_MM) {
      chain.add(0, shifted(first, firstSlice));
    }
    CanalRing last = chain.get(chain.size() - 1);
    if (last.slice() < lastSlice && alongMm(last.slice(), lastSlice) <= END_MM) {
      chain.add(shifted(last, lastSlice));
    }
  }

  private CanalRing shifted(CanalRing ring, int slice) {
    PatientPoint at =
        new PatientPoint(ring.centre().xMm(), ring.centre().yMm(), ring.centre().zMm());
    PixelPoint middle = grid.toPixel(slice, at);
    return new CanalRing(slice, middle, grid.toPatient(slice, middle), ring.radiiMm(), 0);
  }

  private CanalRing between(CanalRing a, CanalRing b, int slice) {
    double t = alongMm(a.slice(), slice) / alongMm(a.slice(), b.slice());
    PatientPoint at =
        new PatientPoint(
            a.centre().xMm() * (1 - t) + b.centre().xMm() * t,
            a.centre().yMm() * (1 - t) + b.centre().yMm() * t,
            a.centre().zMm() * (1 - t) + b.centre().zMm() * t);
    PixelPoint middle = grid.toPixel(slice, at);
    rays.look(slice);
    double[] radii = rays.cast(middle);
    for (int i = 0; i < radii.length; i++) {
      double expected = a.radiiMm()[i] * (1 - t) + b.radiiMm()[i] * t;
      boolean near = Math.abs(radii[i] - expected) <= MOST_OFF * expected;
      radii[i] = near ? radii[i] : expected;
    }
    return new CanalRing(slice, middle, at, CanalRings.blunt(radii), 0);
  }

  private void paint(CanalRing ring, BitVolume out) {
    double most = Arrays.stream(ring.radiiMm()).max().orElse(0);
    PixelPoint at = ring.middle();
    int firstRow = Math.max(0, (int) Math.ceil(at.row() - most / grid.rowSpacingMm()));
    double lastRow = Math.min(grid.rows() - 1, at.row() + most / grid.rowSpacingMm());
    int firstColumn = Math.max(0, (int) Math.ceil(at.column() - most / grid.columnSpacingMm()));
    double lastColumn = Math.min(grid.columns() - 1, at.column() + most / grid.columnSpacingMm());
    for (int r = firstRow; r <= lastRow; r++) {
      for (int c = firstColumn; c <= lastColumn; c++) {
        double down = (r - at.row()) * grid.rowSpacingMm();
        double across = (c - at.column()) * grid.columnSpacingMm();
        if (ring.holds(down, across)) {
          out.set(ring.slice(), r, c);
        }
      }
    }
  }
}
