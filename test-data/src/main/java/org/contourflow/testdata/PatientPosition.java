package org.contourflow.testdata;

/**
 * How the patient lies in the gantry (0018,5100), PS3.3 C.7.3.1.1.2. It decides where gravity pulls
 * (so where the couch is) and how a scanner that keeps its own frame orients the image; it does not
 * change the patient's anatomy in LPS.
 */
public enum PatientPosition {
  HFS(1, new Lps(0, 1, 0)),
  HFP(1, new Lps(0, -1, 0)),
  HFDL(1, new Lps(1, 0, 0)),
  HFDR(1, new Lps(-1, 0, 0)),
  FFS(-1, new Lps(0, 1, 0)),
  FFP(-1, new Lps(0, -1, 0)),
  FFDL(-1, new Lps(1, 0, 0)),
  FFDR(-1, new Lps(-1, 0, 0));

  private final int headwards;
  private final Lps down;

  PatientPosition(int headwards, Lps down) {
    this.headwards = headwards;
    this.down = down;
  }

  /** The direction of gravity in LPS: to posterior for supine, to anterior for prone, ... */
  public Lps down() {
    return down;
  }

  /**
   * The orientation in which the gantry sees this patient: rows run down to the couch, and the
   * slice normal is the gantry's fixed axis (to the head when head first). HFS (1,0,0)(0,1,0), HFP
   * (-1,0,0)(0,-1,0), FFS (-1,0,0)(0,1,0), HFDL (0,-1,0)(1,0,0), ...
   */
  public StackOrientation gantryOrientation() {
    Lps normal = new Lps(0, 0, headwards);
    return StackOrientation.perpendicular(down.cross(normal), down);
  }
}
