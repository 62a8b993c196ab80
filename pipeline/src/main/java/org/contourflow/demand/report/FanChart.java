package org.contourflow.demand.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fan chart as SVG: bands of 50, 80 and 90 %, the median, and what came, where it is known. */
final class FanChart {
  private static final int WIDTH = 920;
  private static final int HEIGHT = 260;
  private static final int LEFT = 46;
  private static final int RIGHT = 12;
  private static final int TOP = 14;
  private static final int BOTTOM = 40;
  private static final String[] SHADES = {"#dbe7f5", "#b3cdea", "#7fabd9"};

  /**
   * One hour or day.
   *
   * @param label under the axis; empty for none
   * @param quantiles 5, 10, 25, 50, 75, 90, 95 %
   * @param came what came; NaN where not known
   */
  record Point(String label, double[] quantiles, double came) {}

  private final List<Point> points;
  private final String title;
  private final double top;
  private final StringBuilder svg = new StringBuilder();

  private FanChart(String title, List<Point> points) {
    this.title = title;
    this.points = points;
    double most = 1;
    for (Point p : points) {
      most = Math.max(most, p.quantiles()[6]);
      most = Double.isNaN(p.came()) ? most : Math.max(most, p.came());
    }
    this.top = most * 1.08;
  }

  static String draw(String title, List<Point> points) {
    return new FanChart(title, points).draw();
  }

  private String draw() {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"11\">%n",
            WIDTH,
            HEIGHT,
            HtmlPage.escape(title)));
    axes();
    for (int band = 0; band < 3; band++) {
      band(band, 6 - band, SHADES[band]);
    }
    line(3);
    came();
    return svg.append("</svg>\n").toString();
  }

  private double x(double i) {
    return LEFT + (i + 0.5) * (WIDTH - LEFT - RIGHT) / points.size();
  }

  private double y(double count) {
    return HEIGHT - BOTTOM - count / top * (HEIGHT - BOTTOM - TOP);
  }

  private void axes() {
    double step = step(top / 4);
    for (double v = 0; v <= top; v += step) {
      add(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#e3e3e3'/>",
          LEFT, WIDTH - RIGHT, y(v), y(v));
      add("<text x='%d' y='%.1f' text-anchor='end' fill='#555'>%.0f</text>", LEFT - 6, y(v) + 4, v);
    }
    for (int i = 0; i < points.size(); i++) {
      String label = points.get(i).label();
      if (!label.isEmpty()) {
        add(
            "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#999'/>",
            x(i), x(i), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 4);
        String[] lines = label.split("\n");
        for (int k = 0; k < lines.length; k++) {
          add(
              "<text x='%.1f' y='%d' text-anchor='middle' fill='#555'>%s</text>",
              x(i), HEIGHT - BOTTOM + 16 + 13 * k, HtmlPage.escape(lines[k]));
        }
      }
    }
  }

  /** 1, 2 or 5 times a power of ten, and whole. */
  private static double step(double about) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, about))));
    double of = about / power;
    return Math.max(1, power * (of < 1.5 ? 1 : of < 3.5 ? 2 : of < 7.5 ? 5 : 10));
  }

  /** Steps, not slopes: a count belongs to its whole hour or day. */
  private void band(int low, int high, String shade) {
    List<String> upper = new ArrayList<>();
    List<String> lower = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double[] q = points.get(i).quantiles();
      for (double side : new double[] {-0.5, 0.5}) {
        upper.add(String.format(Locale.ROOT, "%.1f,%.1f", x(i + side), y(q[high])));
        lower.add(0, String.format(Locale.ROOT, "%.1f,%.1f", x(i + side), y(q[low])));
      }
    }
    upper.addAll(lower);
    add("<polygon points='%s' fill='%s'/>", String.join(" ", upper), shade);
  }

  private void line(int quantile) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double v = y(points.get(i).quantiles()[quantile]);
      path.add(String.format(Locale.ROOT, "%.1f,%.1f %.1f,%.1f", x(i - 0.5), v, x(i + 0.5), v));
    }
    add(
        "<polyline points='%s' fill='none' stroke='#1f4e86' stroke-width='1.6'/>",
        String.join(" ", path));
  }

  private void came() {
    for (int i = 0; i < points.size(); i++) {
      if (!Double.isNaN(points.get(i).came())) {
        add("<circle cx='%.1f' cy='%.1f' r='2.6' fill='#c0392b'/>", x(i), y(points.get(i).came()));
      }
    }
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
