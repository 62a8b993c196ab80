package org.contourflow.qa;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/** What needs no reference: a mask by itself, its partner, the body, what the model says of it. */
final class MaskChecks {
  private final Review review;
  private final QaLimits limits;

  MaskChecks(Review review) {
    this.review = review;
    this.limits = review.limits();
  }

  void check(SegmentedStructure s) {
    MaskFacts f = review.facts(s.definition().name()).orElseThrow();
    boolean cut = f.firstSlice() == 0 || f.lastSlice() == s.mask().grid().slices() - 1;
    volume(s, f, cut);
    side(s, f);
    pair(s, f, cut);
    continuity(s, f);
    border(s, f, cut);
    insideBody(s);
    unusual(s);
    confidence(s);
  }

  private void unusual(SegmentedStructure s) {
    if (s.presence() == Presence.UNCERTAIN) {
      add(
          QaCode.UNUSUAL,
          s,
          "needs attention: by size, place or confidence unlike what the model has seen (after"
              + " surgery?).");
    }
  }

  private void confidence(SegmentedStructure s) {
    if (s.hasLowConfidence()) {
      add(
          QaCode.LOW_CONFIDENCE,
          s,
          text(
              "needs attention: the model expects a Dice of %.2f; below %.2f is unusual.",
              s.confidence().orElseThrow(), s.definition().leastConfidence().orElseThrow()));
    }
  }

  private void volume(SegmentedStructure s, MaskFacts f, boolean cut) {
    Optional<VolumeRange> range = s.definition().expectedVolumeCc();
    if (range.isEmpty()) {
      return;
    }
    double least = range.get().leastCc();
    double most = range.get().mostCc();
    String usual = text("; usual is %.1f to %.1f cc", least, most);
    if (tenths(f.volumeCc()) < tenths(least)) {
      String why = cut ? " (it reaches the end of the scan)." : ".";
      add(QaCode.TOO_SMALL, s, text("has %.1f cc", f.volumeCc()) + usual + why);
    } else if (tenths(f.volumeCc()) > tenths(most)) {
      add(QaCode.TOO_LARGE, s, text("has %.1f cc", f.volumeCc()) + usual + ".");
    }
  }

  /** As they are told: what reads the same is no finding. */
  private static long tenths(double value) {
    return Math.round(10 * value);
  }

  private void side(SegmentedStructure s, MaskFacts f) {
    Laterality side = s.definition().laterality();
    if (side == Laterality.UNPAIRED) {
      return;
    }
    MaskFacts partner =
        s.definition().partner().map(name -> review.facts(name).orElse(null)).orElse(null);
    MaskFacts middle =
        partner != null
            ? partner
            : review.body().flatMap(b -> review.facts(b.definition().name())).orElse(null);
    if (middle == null) {
      return;
    }
    double towardsLeft = f.centroid().xMm() - middle.centroid().xMm();
    double towardsOwnSide = side == Laterality.LEFT ? towardsLeft : -towardsLeft;
    double marginMm = limits.sideMarginMm(s.definition().name());
    if (towardsOwnSide < marginMm) {
      String of =
          partner != null ? s.definition().partner().orElseThrow() : "the middle of the body";
      String where =
          Math.abs(towardsLeft) < marginMm
              ? "level with "
              : text("%.0f mm to the %s of ", Math.abs(towardsLeft), sideOf(towardsLeft));
      add(QaCode.WRONG_SIDE, s, "lies " + where + of + " (patient's sides).");
    }
  }

  private static String sideOf(double towardsLeft) {
    return towardsLeft > 0 ? "left" : "right";
  }

  /** Reported once, with the left one. */
  private void pair(SegmentedStructure s, MaskFacts f, boolean cut) {
    SegmentedStructure other =
        s.definition().partner().map(name -> review.named(name).orElse(null)).orElse(null);
    if (s.definition().laterality() != Laterality.LEFT || other == null) {
      return;
    }
    MaskFacts g = review.facts(other.definition().name()).orElse(null);
    if (g == null) {
      return;
    }
    double ratio = Math.max(f.volumeCc(), g.volumeCc()) / Math.min(f.volumeCc(), g.volumeCc());
    if (!review.hasRange(s, Feature.PAIR) && tenths(ratio) > tenths(limits.largestPairRatio())) {
      String why = cut ? "; it reaches the end of the scan." : ".";
      add(
          QaCode.PAIR_DIFFERS,
          s,
          text(
                  "has %.1f cc, %s %.1f cc: one is %.1f times the other; usual is %.1f times at"
                      + " most",
                  f.volumeCc(),
                  other.definition().name(),
                  g.volumeCc(),
                  ratio,
                  limits.largestPairRatio())
              + why);
    }
    BitSet both = s.mask().toBitSet();
    both.and(other.mask().toBitSet());
    Optional<Double> own =
        limits.ranges().own().overlap(s.definition().name(), other.definition().name());
    double share = both.cardinality() / (double) Math.min(s.mask().count(), other.mask().count());
    if (own.isEmpty() ? share > 0 : tenths(100 * share) > tenths(100 * own.get())) {
      String most = own.map(o -> text("; the protocol allows %.1f %%.", 100 * o)).orElse(".");
      add(
          QaCode.PAIR_OVERLAPS,
          s,
          both.nextSetBit(0) / plane(s),
          text(
              "shares %d voxels with %s, %.1f %% of the smaller one%s",
              both.cardinality(), other.definition().name(), 100 * share, most));
    }
  }

  private void continuity(SegmentedStructure s, MaskFacts f) {
    OptionalInt allowed = limits.emptySlices(s.definition().name());
    if (allowed.isPresent() && f.emptySlices() > allowed.getAsInt()) {
      int empty = f.firstSlice();
      while (!s.mask().isSliceEmpty(empty)) {
        empty++;
      }
      add(
          QaCode.GAP,
          s,
          empty,
          text(
              "has %d empty slices between slices %d and %d.",
              f.emptySlices(), f.firstSlice() + 1, f.lastSlice() + 1));
    }
    if (!limits.continuous().contains(s.definition().name())
        || review.hasRange(s, Feature.PIECES)) {
      return;
    }
    long[] sizes = Components.of(BitVolume.of(s.mask())).sizesDescending();
    double voxelCc = f.volumeCc() / s.mask().count();
    long large = Arrays.stream(sizes).skip(1).filter(n -> n * voxelCc >= limits.islandCc()).count();
    long islands = sizes.length - 1 - large;
    if (large > 0) {
      add(
          QaCode.PIECES,
          s,
          text("is in %d pieces; the second has %.2f cc.", large + 1, sizes[1] * voxelCc));
    }
    if (islands > 0) {
      add(
          QaCode.ISLANDS,
          s,
          text("has %d islands of less than %.2f cc.", islands, limits.islandCc()));
    }
  }

  private void border(SegmentedStructure s, MaskFacts f, boolean cut) {
    boolean isBody = s.definition().interpretedType() == RoiType.EXTERNAL;
    if (f.touchesRim()) {
      // Shoulders are cut by many a field of view; an organ is not.
      String text =
          s.definition().name()
              + " reaches the rim of the image: part of it may lie outside the field of view.";
      Severity severity = isBody ? Severity.NOTE : QaCode.IMAGE_BORDER.severity();
      review.add(
          new QaFinding(QaCode.IMAGE_BORDER, severity, s.definition().name(), sliceAtRim(s), text));
    }
    if (cut && !isBody) {
      add(QaCode.SCAN_END, s, "reaches the first or last slice: the scan may have cut it.");
    }
  }

  private static OptionalInt sliceAtRim(SegmentedStructure s) {
    int columns = s.mask().grid().columns();
    int rows = s.mask().grid().rows();
    return s.mask().toBitSet().stream()
        .filter(
            i -> {
              int row = i / columns % rows;
              int column = i % columns;
              return row == 0 || row == rows - 1 || column == 0 || column == columns - 1;
            })
        .map(i -> i / plane(s))
        .findFirst();
  }

  private static int plane(SegmentedStructure s) {
    return s.mask().grid().rows() * s.mask().grid().columns();
  }

  private void insideBody(SegmentedStructure s) {
    Optional<SegmentedStructure> body = review.body();
    if (body.isEmpty()
        || s == body.get()
        || review.hasRange(s, Feature.OUTSIDE)
        || !mustBeInside(s.definition().interpretedType())) {
      return;
    }
    BitSet outside = s.mask().toBitSet();
    outside.andNot(body.get().mask().toBitSet());
    double share = (double) outside.cardinality() / s.mask().count();
    if (share > limits.largestOutsideFraction()) {
      add(
          QaCode.OUTSIDE_BODY,
          s,
          outside.nextSetBit(0) / plane(s),
          text(
              "lies to %.0f %% outside %s.",
              Math.ceil(100 * share), body.get().definition().name()));
    }
  }

  private static boolean mustBeInside(RoiType type) {
    return type == RoiType.ORGAN || type == RoiType.CAVITY;
  }

  private void add(QaCode code, SegmentedStructure s, String predicate) {
    String name = s.definition().name();
    review.add(new QaFinding(code, name, name + " " + predicate));
  }

  private void add(QaCode code, SegmentedStructure s, int slice, String predicate) {
    String name = s.definition().name();
    review.add(
        new QaFinding(code, code.severity(), name, OptionalInt.of(slice), name + " " + predicate));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
