package org.contourflow.rtstruct.write;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.contour.Keyholes;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingThinner;
import org.contourflow.rtstruct.write.DestinationProfile.HoleEncoding;

/** Regions with holes as the loops a destination wants, within its point limit. */
final class ContourLoops {
  private final DestinationProfile profile;
  private final List<String> notes;

  ContourLoops(DestinationProfile profile, List<String> notes) {
    this.profile = profile;
    this.notes = notes;
  }

  /** One type for all contours of a ROI: XOR and plain loops must not be mixed in one. */
  String geometricType(PlanarContours contours) {
    boolean anyHole =
        contours.slices().stream().flatMap(List::stream).anyMatch(r -> !r.holes().isEmpty());
    return anyHole && profile.holes() == HoleEncoding.XOR ? "CLOSEDPLANAR_XOR" : "CLOSED_PLANAR";
  }

  /** The loops of one slice. */
  List<Ring> of(PlanarContours contours, int slice, String roiName) {
    List<Ring> loops = loops(contours.slices().get(slice));
    int limit = profile.softPointLimit().orElse(Integer.MAX_VALUE);
    int most = largest(loops);
    if (most <= limit) {
      return loops;
    }
    List<Ring> thinned = loops(RingThinner.thinSliceFully(contours, slice));
    notes.add(
        roiName
            + ", slice "
            + (slice + 1)
            + ": a contour of "
            + most
            + " points was thinned beyond the tolerance, by under half a pixel, to "
            + largest(thinned)
            + (largest(thinned) > limit ? ", still above the limit of " : ", for the limit of ")
            + limit);
    return thinned;
  }

  private static int largest(List<Ring> loops) {
    return loops.stream().mapToInt(Ring::size).max().orElse(0);
  }

  private List<Ring> loops(List<Region> regions) {
    List<Ring> loops = new ArrayList<>(regions.size());
    for (Region region : regions) {
      if (profile.holes() == HoleEncoding.KEYHOLE) {
        loops.add(Keyholes.join(region));
      } else {
        loops.add(region.outer());
        loops.addAll(region.holes());
      }
    }
    return loops;
  }
}
