package org.contourflow.model.hu;

import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * What the regions outside a body in each slice are like, and which of them are a lung that the
 * image's border cuts off.
 *
 * <p>Lung has little free gas in it. So have cushions and blurred corners of outside air: a region
 * must also be bounded by body more than by the border, or lie within the hull of the body's
 * section, or have vessels in it; and where most of what goes on from slice to slice does, all of
 * it is lung.
 */
final class BorderRegions {
  /** A region at the image's border with more gas than this is outside air. */
  private static final double OUTSIDE_GAS_SHARE = 0.35;

  /** The same of a region that lies within the hull: an emphysema has as much. */
  private static final double HOLLOW_GAS_SHARE = 0.6;

  private static final double WELL_WITHIN_HULL = 0.8;

  /**
   * Share of a region's outline (in pixel sides) that may lie on the image's border. A corner of
   * outside air beside a convex body has half of it there.
   */
  private static final double BORDER_SHARE = 0.4;

  private static final double WITHIN_HULL = 0.5;

  /** Less deep behind the border, in the mean, is a strip of air that blurs into the skin. */
  private static final double LEAST_DEPTH_PIXELS = 3;

  /**
   * Share of vessels, islands of tissue that no border cuts: cushions and their shells have none.
   */
  private static final double LEAST_VESSELS = 0.02;

  /** Smaller than this, wires in a corner of a cushion look like vessels. */
  private static final double LEAST_VESSELS_CM2 = 15;

  /** Share of what goes on through the slices that must be lung by itself for all to be. */
  private static final double LEAST_SURE = 0.3;

  private final Components regions;
  private final HuCandidates marks;
  private final BitVolume islands;
  private final SectionHull hull;
  private final long[] gas;
  private final long[] vessels;
  private final long[] inHull;
  private final long[] borderSides;
  private final long[] bodySides;
  private final double pixelCm2;

  /** Looks at all regions of the slices' clear voxels. */
  BorderRegions(Components regions, BitVolume body, HuCandidates marks, double pixelCm2) {
    this.pixelCm2 = pixelCm2;
    this.regions = regions;
    this.marks = marks;
    Components tissue = Components.ofSlices(marks.tissue().copy().andNot(body));
    this.islands = tissue.paint(p -> !tissue.touchesBorder(p));
    this.hull = new SectionHull(body);
    this.gas = new long[regions.count()];
    this.vessels = new long[regions.count()];
    this.inHull = new long[regions.count()];
    this.borderSides = new long[regions.count()];
    this.bodySides = new long[regions.count()];
    regions.forEachRun((part, slice, row, from, to) -> look(body, part, slice, row, from, to));
  }

  private void look(BitVolume body, int part, int slice, int row, int from, int to) {
    side(part, from == 0);
    side(part, to == body.columns());
    inHull[part] += hull.within(slice, row, from, to);
    for (int c = from; c < to; c++) {
      gas[part] += marks.gas().get(slice, row, c) ? 1 : 0;
      vessels[part] += islands.get(slice, row, c) ? 1 : 0;
      vertical(body, part, slice, row - 1, c, row == 0);
      vertical(body, part, slice, row + 1, c, row == body.rows() - 1);
    }
  }

  private void side(int part, boolean border) {
    (border ? borderSides : bodySides)[part]++;
  }

  private void vertical(BitVolume body, int part, int slice, int row, int column, boolean border) {
    if (border || body.get(slice, row, column)) {
      side(part, border);
    }
  }

  /** Share of the region's voxels that are free gas. */
  double gasShare(int region) {
    return share(gas, region);
  }

  private double share(long[] of, int region) {
    return (double) of[region] / regions.size(region);
  }

  /** Those at the image's border that are lung. */
  BitVolume cutLungs() {
    BitVolume sure = regions.paint(this::isLung);
    Components through = Components.of(regions.paint(this::mayBeLung));
    long[] of = new long[through.count()];
    through.forEachRun(
        (part, slice, row, from, to) -> {
          for (int c = from; c < to; c++) {
            of[part] += sure.get(slice, row, c) ? 1 : 0;
          }
        });
    return sure.or(through.paint(p -> of[p] >= LEAST_SURE * through.size(p)));
  }

  private boolean mayBeLung(int region) {
    boolean hollow = share(inHull, region) >= WELL_WITHIN_HULL;
    return regions.touchesBorder(region)
        && gasShare(region) < (hollow ? HOLLOW_GAS_SHARE : OUTSIDE_GAS_SHARE);
  }

  private boolean isLung(int region) {
    double sides = borderSides[region] + bodySides[region];
    boolean deep = regions.size(region) >= LEAST_DEPTH_PIXELS * borderSides[region];
    boolean wide = regions.size(region) * pixelCm2 >= LEAST_VESSELS_CM2;
    return mayBeLung(region)
        && (borderSides[region] < BORDER_SHARE * sides
            || deep && share(inHull, region) >= WITHIN_HULL
            || deep && wide && share(vessels, region) >= LEAST_VESSELS);
  }
}
