package org.contourflow.demand.report;

import java.util.Locale;

/** The ten tenths of the randomised PIT as bars: flat at 0.1 where the forecast is calibrated. */
final class CalibrationChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int LEFT = 40;
  private static final int BASE = 180;
  private static final double LEAST_TOP = 0.16;

  private CalibrationChart() {}

  static String draw(String title, double[] deciles) {
    double top = LEAST_TOP;
    for (double d : deciles) {
      top = Math.max(top, d * 1.1);
    }
    double scale = (BASE - 12) / top;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img' style='max-width:460px'"
            + " aria-label='%s' font-family='sans-serif' font-size='11'>",
        WIDTH,
        HEIGHT,
        HtmlPage.escape(title));
    add(
        svg,
        "<rect x='%d' y='%.1f' width='%d' height='%.1f' fill='#eef6ea'/>",
        LEFT,
        BASE - 0.12 * scale,
        WIDTH - LEFT - 10,
        0.04 * scale);
    double width = (WIDTH - LEFT - 10) / 10.0;
    for (int k = 0; k < deciles.length; k++) {
      add(
          svg,
          "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='#7fabd9'/>",
          LEFT + k * width + 2,
          BASE - deciles[k] * scale,
          width - 4,
          deciles[k] * scale);
      add(
          svg,
          "<text x='%.1f' y='%d' text-anchor='middle' fill='#555'>%d0</text>",
          LEFT + (k + 1) * width,
          BASE + 16,
          k + 1);
    }
    for (double v = 0; v <= top; v += 0.05) {
      add(
          svg,
          "<text x='%d' y='%.1f' text-anchor='end' fill='#555'>%.2f</text>",
          LEFT - 5,
          BASE - v * scale + 4,
          v);
    }
    add(
        svg,
        "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#3b7d2a' stroke-dasharray='5 3'/>",
        LEFT,
        WIDTH - 10,
        BASE - 0.1 * scale,
        BASE - 0.1 * scale);
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='middle' fill='#555'>where in its forecast a count fell, %%</text>",
        (WIDTH + LEFT) / 2,
        HEIGHT - 8);
    return svg.append("</svg>\n").toString();
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
