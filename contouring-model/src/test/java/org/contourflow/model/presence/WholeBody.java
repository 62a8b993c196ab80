package org.contourflow.model.presence;

import static org.contourflow.testdata.Solids.clipped;
import static org.contourflow.testdata.Solids.cylinder;
import static org.contourflow.testdata.Solids.disjointUnion;
import static org.contourflow.testdata.Solids.ellipsoid;
import static org.contourflow.testdata.Solids.minus;
import static org.contourflow.testdata.Solids.union;

import org.contourflow.model.hu.Phantoms;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Box;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.Solid;
import org.contourflow.volume.CtVolume;

/**
 * A stylised patient from the vertex (z 240) to the thighs (z -800), LPS mm: lungs from -20 to -230
 * with the dome of the diaphragm at -185, iliac crests at -430, sitting bones to -620.
 */
public final class WholeBody {
  public static final double VERTEX = 240;
  public static final double LUNG_TOP = -20;
  public static final double DOME = -185;
  public static final double LUNG_END = -230;
  public static final double CREST = -430;
  public static final double SITTING_BONES = -620;
  public static final double END = -800;

  private static final double STEP_MM = 5;

  private WholeBody() {}

  static Anatomy anatomy() {
    Solid trunk = cylinder(0, 0, 175, 110, -640, -40);
    Solid shoulders = ellipsoid(new Lps(0, 10, -40), new Lps(215, 95, 55));
    Solid neck = cylinder(0, 20, 58, 60, -60, 100);
    Solid head = ellipsoid(new Lps(0, -5, 135), new Lps(76, 98, 105));
    Solid legs = union(leg(-1, 75, -820, -600), leg(1, 75, -820, -600));
    Solid spine = cylinder(0, 60, 22, 20, -560, 90);
    Solid skull =
        minus(
            ellipsoid(new Lps(0, 0, 150), new Lps(68, 86, 81)),
            ellipsoid(new Lps(0, 0, 150), new Lps(61, 79, 74)));
    Solid liver = ellipsoid(new Lps(-70, -10, DOME - 60), new Lps(75, 70, 60));
    Solid lungs = minus(disjointUnion(lung(-1), lung(1)), union(liver, stomach()));
    return Anatomy.of("Body", union(trunk, shoulders, neck, head, legs), 40)
        .with("Spine", spine, 400)
        .with("Skull", skull, 900)
        .with("Trachea", cylinder(0, -5, 8, 8, -110, 60), Anatomy.AIR_HU)
        .with("Lungs", lungs, -800)
        .with("Humeri", union(ball(-1), ball(1)), 500)
        .with("Hips", union(hip(-1), hip(1)), 600)
        .with("Femora", union(leg(-1, 15, -800, -590), leg(1, 15, -800, -590)), 700);
  }

  private static Solid ball(int side) {
    return ellipsoid(new Lps(side * 165, 10, -45), new Lps(25, 25, 25));
  }

  private static Solid stomach() {
    return ellipsoid(new Lps(70, -10, DOME - 60), new Lps(75, 70, 60));
  }

  private static Solid leg(int side, double radius, double low, double high) {
    return cylinder(side * 85, 10, radius, radius, low, high);
  }

  private static Solid lung(int side) {
    return clipped(
        ellipsoid(new Lps(side * 80, 0, -125), new Lps(62, 80, 110)),
        new Box(new Lps(-200, -200, LUNG_END), new Lps(200, 200, LUNG_TOP)));
  }

  /** A shell: cortex about marrow of soft tissue. */
  private static Solid hip(int side) {
    Lps centre = new Lps(side * 105, 10, (CREST + SITTING_BONES) / 2);
    double half = (CREST - SITTING_BONES) / 2;
    return minus(
        ellipsoid(centre, new Lps(28, 55, half)), ellipsoid(centre, new Lps(20, 47, half - 8)));
  }

  /** Every 5 mm from thighs to vertex, 96 x 96 pixels of 4.8 mm. */
  public static CtVolume ct(PatientPosition position) {
    int slices = (int) ((VERTEX - END) / STEP_MM);
    return Phantoms.ct(
        Phantom.builder()
            .anatomy(anatomy())
            .matrix(96, 96)
            .spacingMm(4.8, 4.8)
            .evenSlices(slices, STEP_MM)
            .centre(new Lps(0, 0, (VERTEX + END) / 2))
            .position(position)
            .subSamples(1)
            .build());
  }
}
