package org.contourflow.testdata;

import java.util.List;
import java.util.Map;

/**
 * A flat carbon-fibre couch (a shell with a foam core) below the patient by GRAVITY: posterior for
 * supine, anterior for prone, at the patient's left for decubitus left.
 */
public enum Couch {
  /** No couch. */
  NONE(0),
  /** 12 mm of air between couch and body. */
  APART(12),
  /** Pressed to the body: the body reaches 4 mm below the couch's top, so they share a strip. */
  TOUCHING(-4);

  private static final double SHELL_MM = 4;
  private static final double THICKNESS_MM = 50;
  private static final double HALF_WIDTH_MM = 200;
  private static final int SHELL_HU = -120;
  private static final int FOAM_HU = -930;

  private final double gapMm;

  Couch(double gapMm) {
    this.gapMm = gapMm;
  }

  /** Puts the couch under the anatomy; its structure is named "Couch" and excludes the body. */
  Anatomy under(Anatomy anatomy, PatientPosition position) {
    Solid external = anatomy.structures().get("External");
    if (this == NONE || external == null) {
      return anatomy;
    }
    Box body = external.bounds();
    Solid outer = slab(body, position.down(), 0);
    Solid core = slab(body, position.down(), SHELL_MM);
    return anatomy.above(
        List.of(new Anatomy.Paint(outer, SHELL_HU), new Anatomy.Paint(core, FOAM_HU)),
        Map.of("Couch", Solids.minus(outer, external)));
  }

  private Solid slab(Box body, Lps down, double inset) {
    Lps surface = body.centre().plus(halfExtent(body, down));
    Lps across = down.cross(new Lps(0, 0, 1));
    double half = HALF_WIDTH_MM - inset;
    Lps top = surface.plus(down.times(gapMm + inset));
    Lps bottom = surface.plus(down.times(gapMm + THICKNESS_MM - inset));
    Lps a = top.plus(across.times(-half)).plus(new Lps(0, 0, -1000));
    Lps b = bottom.plus(across.times(half)).plus(new Lps(0, 0, 1000));
    Box box = new Box(a, a).around(new Box(b, b));
    return Solids.box(box.low(), box.high());
  }

  private static Lps halfExtent(Box body, Lps down) {
    Lps half = body.high().plus(body.low().times(-1)).times(0.5);
    return new Lps(half.x() * down.x(), half.y() * down.y(), half.z() * down.z());
  }
}
