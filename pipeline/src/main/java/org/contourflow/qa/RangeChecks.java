package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Each feature of a structure against what is usual; one finding a kind, the farthest off first.
 */
final class RangeChecks {
  /** So many times as wide as the usual range it may be beyond it before it is an error. */
  private static final double GROSS = 1;

  /** More than this many numbers in a sentence are not read. */
  private static final int MOST_TOLD = 3;

  private final Review review;

  RangeChecks(Review review) {
    this.review = review;
  }

  private record Excess(Feature feature, double value, QaRanges.Usual usual) {
    double share() {
      return beyond(usual.range());
    }

    private double beyond(Range range) {
      double by = Math.max(range.least() - value, value - range.most());
      return by / Math.max(range.most() - range.least(), 1e-9);
    }

    boolean isAlarm() {
      return usual.alarm().isPresent() && feature.isOutside(value, usual.alarm().get());
    }

    Severity severity(QaCode code) {
      if (!isAlarm()) {
        return Severity.NOTE;
      }
      return beyond(usual.alarm().get()) > GROSS ? Severity.ERROR : code.severity();
    }

    boolean isLess() {
      return value < usual.range().least();
    }

    String told() {
      return feature.label()
          + " is "
          + feature.told(value)
          + "; usual is "
          + feature.told(usual.range());
    }

    String by() {
      return " by " + usual.source();
    }
  }

  void check(String name) {
    Map<QaCode, List<Excess>> beyond = new EnumMap<>(QaCode.class);
    for (Excess excess : excesses(name)) {
      beyond.computeIfAbsent(code(excess), c -> new ArrayList<>()).add(excess);
    }
    boolean told = false;
    for (Map.Entry<QaCode, List<Excess>> e : beyond.entrySet()) {
      told |= add(e.getKey(), name, review.measures().get(name), e.getValue()) != Severity.NOTE;
    }
    if (!told) {
      new TogetherCheck(review, this::isWrongByItself).check(name);
    }
  }

  private List<Excess> excesses(String name) {
    List<Excess> all = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      OptionalDouble value = review.measures().get(name).get(feature);
      Optional<QaRanges.Usual> usual =
          review.limits().ranges().of(name, feature, review.isOfItsKind());
      if (value.isPresent()
          && usual.isPresent()
          && feature.isOutside(value.getAsDouble(), usual.get().range())) {
        all.add(new Excess(feature, value.getAsDouble(), usual.get()));
      }
    }
    return all;
  }

  /** Whether it is the other of two that is wrong: by itself, as this one is not. */
  private boolean isTheOthers(Excess excess, String name) {
    return excess.feature().isOfTwo()
        && !isWrongByItself(name)
        && review
            .other(name, excess.feature())
            .filter(other -> review.measures().containsKey(other) && isWrongByItself(other))
            .isPresent();
  }

  private boolean isWrongByItself(String name) {
    return excesses(name).stream().anyMatch(e -> e.isAlarm() && !e.feature().isOfTwo());
  }

  private Severity add(QaCode code, String name, Measures measures, List<Excess> all) {
    all.sort(Comparator.comparingDouble(Excess::share).reversed());
    List<Excess> shown = all.stream().limit(MOST_TOLD).toList();
    boolean isOneSource = shown.stream().map(Excess::by).distinct().count() == 1;
    String text =
        shown.stream()
                .map(e -> isOneSource ? e.told() : e.told() + e.by())
                .collect(Collectors.joining("; its "))
            + (isOneSource ? shown.get(0).by() : "");
    Severity gravest =
        all.stream()
            .map(e -> isTheOthers(e, name) ? Severity.NOTE : e.severity(code))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    review.add(
        new QaFinding(
            code,
            gravest,
            name,
            measures.slice(all.get(0).feature()),
            name + ": its " + text + "."));
    return gravest;
  }

  private static QaCode code(Excess e) {
    return switch (e.feature()) {
      case VOLUME -> e.isLess() ? QaCode.TOO_SMALL : QaCode.TOO_LARGE;
      case LENGTH,
          SECTION,
          SPREAD_LR,
          SPREAD_AP,
          SPREAD_HF,
          ROUGHNESS,
          DEPTH,
          GREATEST_DEPTH,
          FOOT_BLUNT,
          HEAD_BLUNT ->
          QaCode.SHAPE;
      case HU_MEAN,
          HU_SD,
          AIR_SHARE,
          BONE_SHARE,
          RIM_HU,
          SHELL_HU,
          HU_LEFT,
          HU_RIGHT,
          HU_FRONT,
          HU_BACK,
          HU_ABOVE,
          HU_BELOW ->
          QaCode.TISSUE;
      case AREA_STEP, AREA_BUMP, FLANGE, BULGE -> QaCode.AREA_JUMP;
      case CENTRE_STEP, LEAST_OVERLAP -> QaCode.NOT_CONTINUOUS;
      case COMB, WOBBLE -> QaCode.COMB;
      case HOLE_SHARE -> QaCode.HOLES;
      case PIECES -> QaCode.PIECES;
      case OUTSIDE -> QaCode.OUTSIDE_BODY;
      case BODY_LR,
          BODY_AP,
          SKIN,
          BODY_SECTION,
          PLACE_LR,
          PLACE_AP,
          PLACE_HF,
          FOOT_END,
          HEAD_END,
          JOINT,
          JOINT_ASIDE ->
          QaCode.POSITION;
      case PAIR, PAIR_LR, PAIR_AP, PAIR_DEPTH, PAIR_HU, PAIR_SKIN, PAIR_FOOT, PAIR_HEAD ->
          QaCode.PAIR_DIFFERS;
      case FLAT_WIDTH -> QaCode.COUCH;
      case UNLIKE, UNLIKE_SHAPE, UNLIKE_TISSUE, UNLIKE_PLACE, UNLIKE_PAIR -> QaCode.UNLIKE;
    };
  }
}
