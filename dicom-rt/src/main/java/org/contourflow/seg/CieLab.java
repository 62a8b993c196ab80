package org.contourflow.seg;

import org.contourflow.structure.RoiColour;

/**
 * sRGB colours as RecommendedDisplayCIELabValue (0062,000D): CIELab of the profile connection
 * space, D50, each component over the whole of 16 bits (PS3.3 C.10.7.1.1): L* 0 to 100, a* and b*
 * -128 to 127. Back and forth gives the same 8 bits again, except outside sRGB, which is cut.
 */
final class CieLab {
  /** D50, the white of the profile connection space (ICC.1 7.2.16). */
  private static final double[] WHITE = {0.9642, 1.0, 0.8249};

  /** Linear sRGB to XYZ of D50: IEC 61966-2-1 with Bradford's adaptation (ICC.1 annex E). */
  private static final double[][] TO_XYZ = {
    {0.4360747, 0.3850649, 0.1430804},
    {0.2225045, 0.7168786, 0.0606169},
    {0.0139322, 0.0971045, 0.7141733}
  };

  private static final double[][] FROM_XYZ = {
    {3.1338561, -1.6168667, -0.4906146},
    {-0.9787684, 1.9161415, 0.0334540},
    {0.0719453, -0.2289914, 1.4052427}
  };

  private static final double EDGE = 6.0 / 29;
  private static final double MOST = 65535;

  private CieLab() {}

  /** L*, a*, b* as DICOM has them. */
  static int[] of(RoiColour colour) {
    double[] linear = {
      linear(colour.red() / 255.0), linear(colour.green() / 255.0), linear(colour.blue() / 255.0)
    };
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      f[i] = compress(dot(TO_XYZ[i], linear) / WHITE[i]);
    }
    return new int[] {
      encode((116 * f[1] - 16) / 100),
      encode((500 * (f[0] - f[1]) + 128) / 255),
      encode((200 * (f[1] - f[2]) + 128) / 255)
    };
  }

  /** The nearest sRGB colour of a value that has three components. */
  static RoiColour toRgb(int[] value) {
    double l = value[0] / MOST * 100;
    double a = value[1] / MOST * 255 - 128;
    double b = value[2] / MOST * 255 - 128;
    double y = (l + 16) / 116;
    double[] xyz = {
      WHITE[0] * expand(y + a / 500), WHITE[1] * expand(y), WHITE[2] * expand(y - b / 200)
    };
    return new RoiColour(
        channel(dot(FROM_XYZ[0], xyz)),
        channel(dot(FROM_XYZ[1], xyz)),
        channel(dot(FROM_XYZ[2], xyz)));
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static int encode(double part) {
    return (int) Math.round(Math.max(0, Math.min(1, part)) * MOST);
  }

  private static double linear(double c) {
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static int channel(double linear) {
    double c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * Math.max(0, Math.min(1, c)));
  }

  private static double compress(double t) {
    return t > EDGE * EDGE * EDGE ? Math.cbrt(t) : t / (3 * EDGE * EDGE) + 4.0 / 29;
  }

  private static double expand(double t) {
    return t > EDGE ? t * t * t : 3 * EDGE * EDGE * (t - 4.0 / 29);
  }
}
