package org.contourflow.model.hu;

import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;

/** The standard anatomy with each lung reaching the midline in front, where they share a face. */
final class TouchingLungs {
  private TouchingLungs() {}

  static Anatomy anatomy() {
    Anatomy standard = PhantomBuilder.standardAnatomy();
    return standard
        .with("Lung_L", joined(standard.structures().get("Lung_L"), 0, 40), -800)
        .with("Lung_R", joined(standard.structures().get("Lung_R"), -40, 0), -820);
  }

  /** The lung and a plate 12 mm thick and 60 mm high from it to the midline, behind the sternum. */
  private static Solid joined(Solid lung, double fromX, double toX) {
    return Solids.union(lung, Solids.box(new Lps(fromX, -62, -120), new Lps(toX, -50, -60)));
  }
}
