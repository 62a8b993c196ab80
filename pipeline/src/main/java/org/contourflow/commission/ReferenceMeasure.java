package org.contourflow.commission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.contourflow.metrics.StructureScore;

/** What a site may set a limit for, of its own reference cases. */
public enum ReferenceMeasure {
  DICE(true, 0, StructureScore::dice),
  SURFACE_DICE_1MM(true, 0, StructureScore::surfaceDice1Mm),
  SURFACE_DICE_2MM(true, 0, StructureScore::surfaceDice2Mm),
  SURFACE_DICE_3MM(true, 0, StructureScore::surfaceDice3Mm),
  HD95_MM(false, Double.NaN, StructureScore::hausdorff95Mm),
  MEAN_DISTANCE_MM(false, Double.NaN, StructureScore::meanDistanceMm),
  /** Without its sign: too large and too small are equally wrong. */
  VOLUME_ERROR_PERCENT(false, 100, s -> Math.abs(s.volumeErrorPercent()));

  private final boolean moreIsBetter;
  private final double missed;
  private final ToDoubleFunction<StructureScore> value;

  ReferenceMeasure(boolean moreIsBetter, double missed, ToDoubleFunction<StructureScore> value) {
    this.moreIsBetter = moreIsBetter;
    this.missed = missed;
    this.value = value;
  }

  /** As it stands in files: {@code surface-dice-2mm}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The measure of a word in a file. */
  static Optional<ReferenceMeasure> ofWord(String word) {
    return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst();
  }

  boolean isMoreBetter() {
    return moreIsBetter;
  }

  /**
   * The value of a case; not a number where a distance is asked of a structure that was missed,
   * which counts as a failure of its own.
   */
  double of(StructureScore score) {
    return score.presence() == StructureScore.Presence.MISSED ? missed : value.applyAsDouble(score);
  }
}
