package org.contourflow.drift;

import java.util.Locale;
import org.contourflow.drift.ControlChart.Alarm;
import org.contourflow.drift.ControlChart.Rule;

/** A control chart as SVG: single values above, CUSUM below, alarms in red. */
final class ChartPicture {
  private static final int WIDTH = 900;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 14;
  private static final int VALUES = 180;
  private static final int GAP = 34;
  private static final int SUMS = 90;
  private static final int HEIGHT = TOP + VALUES + GAP + SUMS + 26;

  private final ControlChart chart;
  private final StringBuilder svg = new StringBuilder();
  private final double low;
  private final double high;
  private final double sums;

  private ChartPicture(ControlChart chart) {
    this.chart = chart;
    double min = chart.lowerLimit();
    double max = chart.upperLimit();
    double most = chart.rules().decisionSigma() * 1.3;
    for (int i = 0; i < chart.observations().size(); i++) {
      min = Math.min(min, chart.observations().get(i).value());
      max = Math.max(max, chart.observations().get(i).value());
      most = Math.max(most, Math.max(chart.cusumHigh(i), chart.cusumLow(i)));
    }
    double room = Math.max(1e-9, (max - min) * 0.06);
    low = min - room;
    high = max + room;
    sums = most;
  }

  static String of(ControlChart chart) {
    return new ChartPicture(chart).draw();
  }

  private String draw() {
    add(
        "<svg viewBox='0 0 %d %d' width='%d' height='%d' xmlns='http://www.w3.org/2000/svg'"
            + " font-family='sans-serif' font-size='11'>",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    double begin = x(chart.rules().baselineCases() - 0.5);
    add(
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='#f1f4f8'/>",
        LEFT, TOP, begin - LEFT, VALUES + GAP + SUMS);
    add("<text x='%d' y='%d' fill='#567'>baseline</text>", LEFT + 4, TOP + 12);
    level(chart.upperLimit(), "#c60", "+3 sigma");
    level(chart.mean(), "#333", "mean");
    level(chart.lowerLimit(), "#c60", "-3 sigma");
    line("#06c", i -> y(chart.observations().get(i).value()));
    points();
    double zero = TOP + VALUES + GAP + SUMS / 2.0;
    sumLevel(chart.rules().decisionSigma(), zero);
    sumLevel(-chart.rules().decisionSigma(), zero);
    add(
        "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#999'/>",
        LEFT, WIDTH - RIGHT, zero, zero);
    add("<text x='4' y='%.1f' fill='#555'>CUSUM</text>", zero + 4);
    line("#282", i -> zero - chart.cusumHigh(i) / sums * SUMS / 2);
    line("#828", i -> zero + chart.cusumLow(i) / sums * SUMS / 2);
    dates();
    return svg.append("</svg>\n").toString();
  }

  private void level(double value, String colour, String name) {
    add(
        "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='%s' stroke-dasharray='4 3'/>",
        LEFT, WIDTH - RIGHT, y(value), y(value), colour);
    add(
        "<text x='%d' y='%.1f' fill='%s'>%s</text><text x='%d' y='%.1f' text-anchor='end'"
            + " fill='%s'>%.3g</text>",
        WIDTH - RIGHT - 50, y(value) - 3, colour, name, LEFT - 4, y(value) + 4, colour, value);
  }

  private void sumLevel(double sigma, double zero) {
    double at = zero - sigma / sums * SUMS / 2;
    add(
        "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#c60' stroke-dasharray='4 3'/>",
        LEFT, WIDTH - RIGHT, at, at);
    add("<text x='%d' y='%.1f' text-anchor='end' fill='#c60'>%.0f</text>", LEFT - 4, at + 4, sigma);
  }

  private void line(String colour, java.util.function.IntToDoubleFunction y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < chart.observations().size(); i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y.applyAsDouble(i)));
    }
    add("<polyline fill='none' stroke='%s' points='%s'/>", colour, points.toString().strip());
  }

  private void points() {
    for (int i = 0; i < chart.observations().size(); i++) {
      add(
          "<circle cx='%.1f' cy='%.1f' r='2' fill='#06c'/>",
          x(i), y(chart.observations().get(i).value()));
    }
    for (Alarm alarm : chart.alarms()) {
      boolean single = alarm.rule() == Rule.BEYOND_LIMITS;
      add(
          "<circle cx='%.1f' cy='%.1f' r='4.5' fill='%s' stroke='#c00'/>",
          x(alarm.at()), y(chart.observations().get(alarm.at()).value()), single ? "none" : "#c00");
      if (!single) {
        add(
            "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#c00' stroke-opacity='.5'/>",
            x(alarm.since()), x(alarm.since()), TOP, TOP + VALUES + GAP + SUMS);
      }
    }
  }

  private void dates() {
    int n = chart.observations().size();
    for (int k = 0; k <= 4; k++) {
      int i = k * (n - 1) / 4;
      String anchor = k == 0 ? "start" : k == 4 ? "end" : "middle";
      add(
          "<text x='%.1f' y='%d' text-anchor='%s' fill='#555'>%s</text>",
          x(i), HEIGHT - 6, anchor, chart.observations().get(i).at().toString().substring(0, 10));
    }
  }

  private double x(double i) {
    int n = chart.observations().size();
    return LEFT + 4 + i * (WIDTH - LEFT - RIGHT - 8) / Math.max(1, n - 1);
  }

  private double y(double value) {
    return TOP + VALUES - (value - low) / (high - low) * VALUES;
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
