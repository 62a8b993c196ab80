package org.contourflow.testdata;

import static org.contourflow.testdata.Solids.box;
import static org.contourflow.testdata.Solids.clipped;
import static org.contourflow.testdata.Solids.cylinder;
import static org.contourflow.testdata.Solids.disjointUnion;
import static org.contourflow.testdata.Solids.ellipsoid;
import static org.contourflow.testdata.Solids.minus;
import static org.contourflow.testdata.Solids.sphere;
import static org.contourflow.testdata.Solids.union;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stylised head, neck and thorax in LPS mm; the formulas are in docs/phantoms.md. x = 0 is the
 * midline, z = 0 the root of the neck. From z = -260 (cut flat) to z = 240 (vertex). The liver on
 * the patient's right, the heart on the left and a smaller left lung prove left and right.
 */
final class StandardAnatomy {
  private static final double SKIN_MM = 4;
  private static final double BOTTOM = -260;

  private static final Solid HEART = ellipsoid(new Lps(25, -30, -140), new Lps(50, 42, 55));
  private static final Solid LIVER = ellipsoid(new Lps(-76, -10, -205), new Lps(58, 55, 50));
  private static final Solid CORD = cylinder(0, 50, 5.5, 5.5, BOTTOM, 84);
  private static final Solid CANAL = cylinder(0, 50, 9, 9, BOTTOM, 92);
  private static final Solid BRAIN = ellipsoid(new Lps(0, 0, 150), new Lps(62, 80, 75));
  private static final Solid TRACHEA = cylinder(0, -5, 8, 8, -90, 60);
  private static final Solid PHARYNX = ellipsoid(new Lps(0, -25, 60), new Lps(12, 18, 14));

  private StandardAnatomy() {}

  static Anatomy create() {
    Map<String, Solid> named = new LinkedHashMap<>();
    List<Anatomy.Paint> paints = new ArrayList<>();
    named.put("External", body(0));
    paints.add(new Anatomy.Paint(body(0), -95));
    paints.add(new Anatomy.Paint(body(SKIN_MM), 45));
    Solid heartAndLiver = union(HEART, LIVER);
    paint(named, paints, "Lung_R", minus(lung(-80, 58, 68, 105), heartAndLiver), -820);
    paint(named, paints, "Lung_L", minus(lung(80, 54, 66, 98), heartAndLiver), -800);
    paint(named, paints, "Heart", minus(HEART, LIVER), 40);
    paint(named, paints, "Liver", LIVER, 65);
    addBones(named, paints);
    paints.add(new Anatomy.Paint(CANAL, 12));
    paint(named, paints, "SpinalCord", CORD, 38);
    paint(named, paints, "Brain", minus(BRAIN, CANAL), 35);
    paint(named, paints, "Parotid_L", parotid(1), -15);
    paint(named, paints, "Parotid_R", parotid(-1), -15);
    paint(named, paints, "Eye_L", eye(1), 10);
    paint(named, paints, "Eye_R", eye(-1), 10);
    paint(named, paints, "Trachea", TRACHEA, Anatomy.AIR_HU);
    paints.add(new Anatomy.Paint(minus(PHARYNX, TRACHEA), Anatomy.AIR_HU));
    return new Anatomy(paints, named);
  }

  private static void paint(
      Map<String, Solid> named, List<Anatomy.Paint> paints, String name, Solid solid, int hu) {
    named.put(name, solid);
    paints.add(new Anatomy.Paint(solid, hu));
  }

  /** The body's outline, or the muscle {@code inset} mm below the skin. */
  private static Solid body(double inset) {
    return union(
        cylinder(0, 0, 170 - inset, 105 - inset, BOTTOM, -40),
        clipped(
            ellipsoid(new Lps(0, 0, -40), new Lps(170 - inset, 105 - inset, 60 - inset)),
            new Box(new Lps(-200, -200, -40), new Lps(200, 200, 100))),
        cylinder(0, 20, 58 - inset, 60 - inset, -40, 100),
        cylinder(0, -30, 62 - inset, 68 - inset, 35 + inset, 135),
        ellipsoid(new Lps(0, -5, 135), new Lps(76 - inset, 98 - inset, 105 - inset)));
  }

  private static Solid lung(double x, double semiX, double semiY, double semiZ) {
    return ellipsoid(new Lps(x, 0, -120), new Lps(semiX, semiY, semiZ));
  }

  private static Solid parotid(int side) {
    return ellipsoid(new Lps(side * 46, 8, 66), new Lps(9, 15, 22));
  }

  private static Solid eye(int side) {
    return sphere(new Lps(side * 32, -78, 120), 11);
  }

  private static void addBones(Map<String, Solid> named, List<Anatomy.Paint> paints) {
    Solid skull =
        minus(
            ellipsoid(new Lps(0, 0, 150), new Lps(68, 86, 81)),
            union(BRAIN, CANAL, eye(-1), eye(1)));
    Solid vertebrae = minus(vertebrae(), union(CANAL, skull));
    Solid chest = minus(union(ribs(), sternum()), vertebrae);
    paints.add(new Anatomy.Paint(chest, 450));
    paints.add(new Anatomy.Paint(vertebrae, 400));
    paints.add(new Anatomy.Paint(skull, 900));
    paint(named, paints, "Bone_Mandible", mandible(), 950);
    named.put("Bone", union(skull, vertebrae, chest, mandible()));
  }

  /** Half an elliptic ring in front and two rami behind it; the parts touch on one plane only. */
  static Solid mandible() {
    Solid ring = minus(cylinder(0, -30, 50, 58, 42, 64), cylinder(0, -30, 40, 47, 42, 64));
    return union(
        clipped(ring, new Box(new Lps(-50, -88, 42), new Lps(50, -30, 64))),
        box(new Lps(-50, -30, 42), new Lps(-40, -8, 95)),
        box(new Lps(40, -30, 42), new Lps(50, -8, 95)));
  }

  private static Solid vertebrae() {
    return union(
        cylinder(0, 28, 18, 14, BOTTOM, 75),
        cylinder(0, 50, 15, 15, BOTTOM, 75),
        box(new Lps(-4, 63, BOTTOM), new Lps(4, 75, 75)));
  }

  private static Solid ribs() {
    Solid[] ribs = new Solid[8];
    for (int i = 0; i < ribs.length; i++) {
      double z = -62 - 24 * i;
      ribs[i] = minus(cylinder(0, 0, 158, 98, z - 4, z + 4), cylinder(0, 0, 150, 91, z - 4, z + 4));
    }
    return disjointUnion(ribs);
  }

  private static Solid sternum() {
    return box(new Lps(-16, -99, -165), new Lps(16, -89, -52));
  }
}
