package org.contourflow.testdata;

import static org.contourflow.testdata.Solids.cylinder;
import static org.contourflow.testdata.Solids.ellipsoid;
import static org.contourflow.testdata.Solids.minus;
import static org.contourflow.testdata.Solids.union;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The standard anatomy with what a network knows a head and neck by: brainstem and the water about
 * it, ventricles, petrous bones and clivus, air of nose and sinuses, oesophagus in fat. Stylised as
 * the rest of it; see docs/phantoms.md.
 */
final class HeadNeckDetail {
  private static final int WATER = 6;

  private HeadNeckDetail() {}

  static Anatomy of(Anatomy standard) {
    Map<String, Solid> named = new LinkedHashMap<>(standard.structures());
    List<Anatomy.Paint> paints = new ArrayList<>(standard.paints());
    water(paints);
    bones(paints);
    air(paints);
    // What these are painted over is not as their formulas say any more.
    named.keySet().removeAll(List.of("Brain", "Bone"));
    Solid brainstem =
        union(
            ellipsoid(new Lps(0, 46, 100), new Lps(7, 7, 15)),
            ellipsoid(new Lps(0, 34, 118), new Lps(16, 13, 15)),
            ellipsoid(new Lps(0, 24, 138), new Lps(14, 10, 10)));
    paint(named, paints, "Brainstem", brainstem, 36);
    Solid fat = cylinder(0, 8.5, 15, 5.5, -230, 28);
    paints.add(new Anatomy.Paint(fat, -80));
    named.put("Heart", minus(named.get("Heart"), fat));
    paint(named, paints, "Esophagus", cylinder(0, 8.5, 9, 4.5, -230, 24), 40);
    return new Anatomy(paints, named);
  }

  private static void paint(
      Map<String, Solid> named, List<Anatomy.Paint> paints, String name, Solid solid, int hu) {
    named.put(name, solid);
    paints.add(new Anatomy.Paint(solid, hu));
  }

  /** About the brainstem, and in the ventricles. */
  private static void water(List<Anatomy.Paint> paints) {
    paints.add(new Anatomy.Paint(ellipsoid(new Lps(0, 42, 102), new Lps(13, 12, 17.5)), WATER));
    paints.add(new Anatomy.Paint(ellipsoid(new Lps(0, 26, 118), new Lps(22, 14, 16)), WATER));
    paints.add(new Anatomy.Paint(ellipsoid(new Lps(0, 50, 120), new Lps(9, 6, 9)), WATER));
    paints.add(new Anatomy.Paint(ellipsoid(new Lps(0, 20, 140), new Lps(20, 18, 9)), WATER));
    for (int side : new int[] {-1, 1}) {
      paints.add(
          new Anatomy.Paint(ellipsoid(new Lps(side * 12, 0, 172), new Lps(6, 34, 9)), WATER));
    }
  }

  /** Clivus, petrous bones with the mastoid's air cells, and the floor of the skull. */
  private static void bones(List<Anatomy.Paint> paints) {
    paints.add(new Anatomy.Paint(ellipsoid(new Lps(0, 8, 104), new Lps(14, 7, 18)), 450));
    for (int side : new int[] {-1, 1}) {
      paints.add(
          new Anatomy.Paint(ellipsoid(new Lps(side * 40, 24, 108), new Lps(24, 10, 10)), 1000));
      paints.add(
          new Anatomy.Paint(ellipsoid(new Lps(side * 55, 34, 100), new Lps(8, 10, 14)), -350));
      paints.add(
          new Anatomy.Paint(ellipsoid(new Lps(side * 30, -35, 104), new Lps(28, 28, 4)), 600));
    }
  }

  /** Nose, sphenoid sinus and the sinuses of the upper jaw. */
  private static void air(List<Anatomy.Paint> paints) {
    paints.add(
        new Anatomy.Paint(ellipsoid(new Lps(0, -60, 86), new Lps(9, 26, 16)), Anatomy.AIR_HU));
    paints.add(
        new Anatomy.Paint(ellipsoid(new Lps(0, -14, 108), new Lps(13, 11, 9)), Anatomy.AIR_HU));
    for (int side : new int[] {-1, 1}) {
      paints.add(
          new Anatomy.Paint(
              ellipsoid(new Lps(side * 27, -62, 86), new Lps(12, 14, 14)), Anatomy.AIR_HU));
    }
  }
}
