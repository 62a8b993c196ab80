package org.contourflow.model.presence;

import org.contourflow.model.manifest.Plausibility.BodyPart;

/**
 * How badly each plane of a CT fits each part of the body, 0 for well, about 1 and more for not.
 * The numbers come from the few CTs at hand and from anatomy (docs/decisions/0217).
 *
 * @param perPlane {@code [plane, from the head down][state]}
 * @param zMm each plane's z, LPS, from the head down
 * @param lungCm2 how much lung each plane shows
 */
record PlaneCosts(double[][] perPlane, double[] zMm, double[] lungCm2, double planeMm) {
  /** From the head down; the inlet (shoulders) and the legs are no parts of their own. */
  static final int HEAD_AND_NECK = 0;

  static final int INLET = 1;
  static final int THORAX = 2;
  static final int ABDOMEN = 3;
  static final int PELVIS = 4;
  static final int LEGS = 5;
  static final int STATES = 6;

  /** A dome is no higher above the lungs' half-way out than this. */
  private static final double DOME_MM = 60;

  private static final double DOME_SHARE = 0.85;
  private static final double LUNGS_END_CM2 = 10;

  static int state(BodyPart part) {
    return switch (part) {
      case HEAD_AND_NECK -> HEAD_AND_NECK;
      case THORAX -> THORAX;
      case ABDOMEN -> ABDOMEN;
      case PELVIS -> PELVIS;
    };
  }

  static PlaneCosts of(CoarseCt ct) {
    HeadNeckPlanes neck = new HeadNeckPlanes(ct);
    TrunkPlanes trunk = new TrunkPlanes(ct, neck.bodyVolume());
    int n = ct.planes();
    boolean headFirst = n < 2 || ct.zMm()[0] > ct.zMm()[n - 1];
    double[][] costs = new double[n][];
    double[] z = new double[n];
    double[] lung = new double[n];
    for (int i = 0; i < n; i++) {
      int p = headFirst ? i : n - 1 - i;
      costs[i] = plane(neck, trunk, p);
      z[i] = ct.zMm()[p];
      lung[i] = trunk.lungCm2(p);
    }
    return new PlaneCosts(costs, z, lung, ct.planeMm());
  }

  private static double[] plane(HeadNeckPlanes neck, TrunkPlanes trunk, int p) {
    double[] cost = new double[STATES];
    double area = trunk.trunkCm2(p);
    if (area == 0) {
      return cost;
    }
    boolean skull = neck.isSkull(p);
    boolean isNeck = neck.isNeck(p);
    double lung = trunk.lungCm2(p);
    double sides = trunk.sideBoneCm2(p);
    double flat = trunk.widthToDepth(p);
    boolean cut = trunk.isCut(p);
    double head = skull ? 2 : isNeck ? 1 : 0;
    double small = cut ? 0 : ramp(area, 250, 150);
    double belly =
        1.5 * ramp(lung, 20, 80) + (head > 0 ? 2 : 0) + ramp(flat, 1.9, 2.3) + 1.2 * small;
    cost[HEAD_AND_NECK] =
        head > 0 ? 0 : 1 + 1.5 * ramp(lung, 15, 40) + (cut ? 0.5 : ramp(area, 300, 450));
    cost[INLET] = 0.5 + head / 2 + ramp(lung, 60, 120) + 0.5 * ramp(flat, 2, 1.6);
    cost[THORAX] = 1.5 * ramp(lung, 40, 10) + head;
    cost[ABDOMEN] = belly + ramp(sides, 2, 4);
    cost[PELVIS] = belly + ramp(sides, 4, 2);
    cost[LEGS] = 0.7 + 2 * head + ramp(lung, 20, 80) + ramp(area, 350, 500);
    return cost;
  }

  /**
   * The plane of the diaphragm's dome: the lowest above the belly's first plane in which the lungs
   * are nearly as large as anywhere in the next 60 mm above it.
   */
  int dome(int belly) {
    int top = Math.max(0, belly - (int) Math.round(DOME_MM / planeMm));
    double most = 0;
    for (int i = top; i < belly; i++) {
      most = Math.max(most, lungCm2[i]);
    }
    int dome = belly;
    while (dome > top && lungCm2[dome] < DOME_SHARE * most) {
      dome--;
    }
    return dome;
  }

  /** The first plane below the chest's last in which no lung is left. */
  int lungsEnd(int end) {
    int i = end;
    while (i < lungCm2.length && lungCm2[i] >= LUNGS_END_CM2) {
      i++;
    }
    return i;
  }

  /** From 0 at {@code none} to 1 at {@code whole}, either way round. */
  private static double ramp(double value, double none, double whole) {
    return Math.min(1, Math.max(0, (value - none) / (whole - none)));
  }
}
