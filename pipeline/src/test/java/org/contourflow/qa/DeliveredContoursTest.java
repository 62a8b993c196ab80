package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.contour.Keyholes;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingThinner;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

class DeliveredContoursTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 9, 60, 60, 3, 1, 1);

  /** A hollow cylinder. */
  private static final BinaryMask TUBE =
      BinaryMask.of(
          GRID,
          (s, r, c) -> {
            double distance = Math.hypot(r - 30, c - 28);
            return s > 0 && s < 8 && distance < 20 && distance > 8;
          });

  private static Map<Integer, List<Ring>> rings(PlanarContours contours, double shift) {
    Map<Integer, List<Ring>> rings = new TreeMap<>();
    for (int s = 0; s < contours.slices().size(); s++) {
      for (Region region : contours.slices().get(s)) {
        List<PixelPoint> moved =
            Keyholes.join(region).points().stream()
                .map(p -> new PixelPoint(p.row() + shift, p.column()))
                .toList();
        rings.computeIfAbsent(s, k -> new ArrayList<>()).add(Ring.of(moved));
      }
    }
    return rings;
  }

  @Test
  void contours_thinned_to_the_usual_tolerance_agree() {
    PlanarContours contours = RingThinner.thin(MaskTracer.trace(TUBE), 0.1);
    assertThat(DeliveredContours.check("Tube", TUBE, rings(contours, 0), QaLimits.USUAL)).isEmpty();
  }

  @Test
  void a_shift_of_a_pixel_is_an_error() {
    assertThat(
            DeliveredContours.check("Tube", TUBE, rings(MaskTracer.trace(TUBE), 1), QaLimits.USUAL))
        .hasValueSatisfying(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR));
  }

  @Test
  void a_filled_hole_and_a_lost_slice_are_errors() {
    Map<Integer, List<Ring>> filled = new TreeMap<>();
    PlanarContours contours = MaskTracer.trace(TUBE);
    for (int s = 1; s < 8; s++) {
      filled.put(s, List.of(contours.slices().get(s).get(0).outer()));
    }
    assertThat(DeliveredContours.check("Tube", TUBE, filled, QaLimits.USUAL)).isPresent();
    Map<Integer, List<Ring>> lost = rings(contours, 0);
    lost.remove(4);
    assertThat(DeliveredContours.check("Tube", TUBE, lost, QaLimits.USUAL)).isPresent();
  }
}
