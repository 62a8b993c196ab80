package org.contourflow.drift;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.contourflow.review.Measured;

/** What is charted of a review, and the least sigma that makes sense of it. */
public enum DriftMetric {
  /** Share of both surfaces within 2 mm; 0 for what was removed. */
  SURFACE_DICE_2MM("surface_dice_2mm", m -> m.score().surfaceDice2Mm(), 0.01),
  /** Share of the contours that had to be drawn. */
  ADDED_PATH_SHARE("added_path_share", Measured::addedPathShare, 0.01),
  /** How much larger the delivered one was, percent of what came back. */
  VOLUME_ERROR_PERCENT("volume_error_percent", m -> m.score().volumeErrorPercent(), 0.5),
  /** How far its centre was moved towards the head, mm. */
  SHIFT_HEAD_MM("shift_head_mm", m -> m.shift().toHeadMm(), 0.2);

  private final String column;
  private final ToDoubleFunction<Measured> value;
  private final double leastSigma;

  DriftMetric(String column, ToDoubleFunction<Measured> value, double leastSigma) {
    this.column = column;
    this.value = value;
    this.leastSigma = leastSigma;
  }

  /** Its name in files. */
  public String column() {
    return column;
  }

  /** The metric of that name in files. */
  public static DriftMetric ofColumn(String column) {
    return Arrays.stream(values())
        .filter(m -> m.column.equals(column))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + column + "' is no metric; there are " + columns()));
  }

  private static List<String> columns() {
    return Arrays.stream(values()).map(DriftMetric::column).toList();
  }

  double of(Measured measured) {
    return value.applyAsDouble(measured);
  }

  double leastSigma() {
    return leastSigma;
  }
}
