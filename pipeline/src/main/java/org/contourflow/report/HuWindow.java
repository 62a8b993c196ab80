package org.contourflow.report;

/**
 * Which HU are shown from black to white.
 *
 * @param centreHu middle grey
 * @param widthHu from black to white, at least 1
 */
public record HuWindow(double centreHu, double widthHu) {
  /** Soft tissue: -160 to 240 HU. */
  public static final HuWindow SOFT_TISSUE = new HuWindow(40, 400);

  public HuWindow {
    if (!(widthHu >= 1)) {
      throw new IllegalArgumentException("a window is at least 1 HU wide, not " + widthHu);
    }
  }

  /** Grey of a HU, 0 to 255. */
  public int grey(int hu) {
    double fraction = (hu - centreHu) / widthHu + 0.5;
    return (int) Math.round(255 * Math.max(0, Math.min(1, fraction)));
  }
}
