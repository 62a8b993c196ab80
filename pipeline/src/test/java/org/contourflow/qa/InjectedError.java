package org.contourflow.qa;

import static org.contourflow.qa.MaskEdits.common;
import static org.contourflow.qa.MaskEdits.first;
import static org.contourflow.qa.MaskEdits.grown;
import static org.contourflow.qa.MaskEdits.grownInPlane;
import static org.contourflow.qa.MaskEdits.last;
import static org.contourflow.qa.MaskEdits.middle;
import static org.contourflow.qa.MaskEdits.of;
import static org.contourflow.qa.MaskEdits.plane;
import static org.contourflow.qa.MaskEdits.shift;
import static org.contourflow.qa.MaskEdits.shrunk;
import static org.contourflow.qa.MaskEdits.slab;
import static org.contourflow.qa.MaskEdits.sliceMm;
import static org.contourflow.qa.MaskEdits.slices;
import static org.contourflow.qa.MaskEdits.with;
import static org.contourflow.qa.MaskEdits.without;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Errors that are put into right contours, each slight and gross; what a reviewer would call each
 * is its own code. Voxels are about 4 x 4 x 2.5 mm, so no error is smaller than that.
 */
enum InjectedError {
  MISSING(
      "an organ is absent | a tenth of it is left", EnumSet.of(QaCode.MISSING, QaCode.TOO_SMALL)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      if (gross) {
        return one(organ, of(m.grid(), new BitSet()));
      }
      int n = last(m) - first(m) + 1;
      return one(organ, slab(m, first(m) + n / 2, first(m) + n / 2 + Math.max(0, n / 10 - 1)));
    }
  },
  UNEXPECTED(
      "an organ whose place is 80 | 30 mm beyond the scan's end is drawn at that end",
      EnumSet.of(QaCode.UNEXPECTED, QaCode.POSITION)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      double beyondMm = gross ? 80 : 30;
      // As if the scan had begun so much higher: everything below it is gone from all organs.
      int start = last(m) + slices(m, beyondMm);
      long whole =
          c.organs().stream().filter(o -> !o.equals(organ) && first(c.mask(o)) > start).count();
      if (whole < 3) {
        return Optional.empty();
      }
      BinaryMask moved = shift(m, (start - first(m)) * sliceMm(m), 0, 0);
      return Optional.of(new Wrong(Map.of(organ, moved), Set.of(organ), Optional.empty(), start));
    }
  },
  SHIFTED_SIDEWAYS(
      "25 | 12 mm to the patient's left",
      EnumSet.of(QaCode.POSITION, QaCode.UNLIKE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      return one(organ, shift(c.mask(organ), 0, 0, gross ? 25 : 12));
    }
  },
  SHIFTED_BACK(
      "25 | 12 mm to the back", EnumSet.of(QaCode.POSITION, QaCode.UNLIKE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      return one(organ, shift(c.mask(organ), 0, gross ? 25 : 12, 0));
    }
  },
  SHIFTED_UP("35 | 18 mm to the head", EnumSet.of(QaCode.POSITION, QaCode.UNLIKE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      // A cord or oesophagus moved along itself is the same but for its ends.
      return isLong(organ)
          ? Optional.empty()
          : one(organ, shift(c.mask(organ), gross ? 35 : 18, 0, 0));
    }
  },
  SIDES_SWAPPED(
      "left and right exchanged | the upper half of either has the other's name",
      EnumSet.of(QaCode.WRONG_SIDE, QaCode.POSITION, QaCode.SHAPE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      String other = ReferenceFitTest.partner(organ);
      if (!organ.endsWith("_L") || !c.has(other)) {
        return Optional.empty();
      }
      BinaryMask a = c.mask(organ);
      BinaryMask b = c.mask(other);
      int from = gross ? 0 : (first(a) + last(a)) / 2;
      BinaryMask upperA = slab(a, from, a.grid().slices());
      BinaryMask upperB = slab(b, from, b.grid().slices());
      return Optional.of(
          Wrong.of(
              Map.of(
                  organ,
                  with(without(a, upperA), upperB),
                  other,
                  with(without(b, upperB), upperA))));
    }
  },
  ORGANS_EXCHANGED(
      "two organs have each other's name | a quarter of one belongs to the other",
      EnumSet.of(QaCode.POSITION, QaCode.UNLIKE, QaCode.TOO_LARGE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      String other =
          c.organs().stream()
              .filter(o -> !o.equals(organ) && !o.equals(ReferenceFitTest.partner(organ)))
              .min(
                  java.util.Comparator.comparingInt(
                      o -> Math.floorMod(o.hashCode() - organ.hashCode(), 7)))
              .orElse(null);
      if (other == null) {
        return Optional.empty();
      }
      BinaryMask a = c.mask(organ);
      BinaryMask b = c.mask(other);
      if (gross) {
        return Optional.of(Wrong.of(Map.of(organ, b, other, a)));
      }
      int quarter = Math.max(1, (last(b) - first(b) + 1) / 4);
      BinaryMask part = slab(b, first(b), first(b) + quarter - 1);
      return Optional.of(Wrong.of(Map.of(organ, with(a, part), other, without(b, part))));
    }
  },
  GROWN(
      "by 10 | 5 mm all round",
      EnumSet.of(QaCode.TOO_LARGE, QaCode.SHAPE, QaCode.TISSUE, QaCode.UNLIKE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      return one(organ, grown(c.mask(organ), gross ? 10 : 5));
    }
  },
  SHRUNK(
      "by 8 | 4 mm all round",
      EnumSet.of(QaCode.TOO_SMALL, QaCode.SHAPE, QaCode.TISSUE, QaCode.UNLIKE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      BinaryMask s = shrunk(m, gross ? 8 : 4);
      return s.isEmpty() ? Optional.empty() : one(organ, s);
    }
  },
  CUT_SHORT(
      "its lower 60 | 35 % is missing",
      EnumSet.of(QaCode.TOO_SMALL, QaCode.SHAPE, QaCode.POSITION, QaCode.UNLIKE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int n = last(m) - first(m) + 1;
      return isLong(organ)
          ? Optional.empty()
          : one(organ, slab(m, first(m) + (int) Math.round((gross ? 0.6 : 0.35) * n), last(m)));
    }
  },
  DRAWN_ON(
      "its lowest large slice goes on for 40 | 15 mm",
      EnumSet.of(QaCode.TOO_LARGE, QaCode.SHAPE, QaCode.POSITION, QaCode.UNLIKE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int from = first(m) + Math.max(1, (last(m) - first(m)) / 6);
      int to = from - slices(m, gross ? 40 : 15);
      if (isLong(organ) || to < 1) {
        return Optional.empty();
      }
      BinaryMask out = m;
      for (int s = to; s < from; s++) {
        out = with(out, shift(slab(m, from, from), (s - from) * sliceMm(m), 0, 0));
      }
      return one(organ, out);
    }
  },
  ISLANDS(
      "three islands of 1.5 cc 30 mm away | one of 0.3 cc 20 mm away",
      EnumSet.of(QaCode.ISLANDS, QaCode.PIECES)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int[] at = middle(m);
      double away = gross ? 30 : 20;
      BinaryMask out = m;
      for (int i = 0; i < (gross ? 3 : 1); i++) {
        int row = at[1] + (int) Math.round((i - 1) * away / m.grid().rowSpacingMm());
        int side = organ.endsWith("_L") ? -1 : 1;
        int slice = Math.min(last(m), at[0] + 2 * i);
        int column =
            at[2] + side * (int) Math.round((away + width(m) / 2) / m.grid().columnSpacingMm());
        BinaryMask ball = MaskEdits.ball(m, slice, row, column, gross ? 7 : 4.2);
        out = with(out, ball);
      }
      return one(organ, out);
    }
  },
  HOLES("a third of the area of 5 slices | one pixel of two slices", EnumSet.of(QaCode.HOLES)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      BinaryMask inner = shrunkInPlane(m);
      int s = (first(m) + last(m)) / 2;
      int n = gross ? 5 : 2;
      BinaryMask hole = slab(inner, s, s + n - 1);
      if (!gross) {
        BitSet bits = new BitSet();
        for (int i = s; i < s + n; i++) {
          int at = slab(inner, i, i).toBitSet().nextSetBit(0);
          if (at >= 0) {
            bits.set(at);
          }
        }
        hole = of(m.grid(), bits);
      }
      return hole.isEmpty() ? Optional.empty() : one(organ, without(m, hole));
    }
  },
  GAP("4 | 1 slices empty", EnumSet.of(QaCode.GAP, QaCode.PIECES)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int s = (first(m) + last(m)) / 2;
      return last(m) - first(m) < 8
          ? Optional.empty()
          : one(organ, without(m, slab(m, s, s + (gross ? 3 : 0))));
    }
  },
  AREA_JUMP(
      "3 slices are 10 mm larger all round | one slice is 6 mm larger",
      EnumSet.of(QaCode.AREA_JUMP, QaCode.COMB)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int s = (first(m) + last(m)) / 2;
      BinaryMask part = slab(m, s, s + (gross ? 2 : 0));
      return one(organ, with(m, grownInPlane(part, gross ? 10 : 6)));
    }
  },
  OUTSIDE_BODY(
      "moved until 40 | 10 % lies outside the body",
      EnumSet.of(QaCode.OUTSIDE_BODY, QaCode.POSITION)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      if (!c.has("External") || isLong(organ) || organ.equals("Brainstem")) {
        return Optional.empty();
      }
      for (double mm = 4; mm < 150; mm += 4) {
        double way = organ.endsWith("_R") ? -mm : mm;
        BinaryMask moved = organ.contains("Par") ? shift(m, 0, 0, way) : shift(m, 0, -mm, 0);
        if (moved.count() < 0.9 * m.count()) {
          return Optional.empty();
        }
        double out = without(moved, c.mask("External")).count() / (double) moved.count();
        if (out >= (gross ? 0.4 : 0.1)) {
          return one(organ, moved);
        }
      }
      return Optional.empty();
    }
  },
  OVERLAP(
      "grown over the nearest organ: 60 | 15 % of the smaller one shared",
      EnumSet.of(QaCode.ORGANS_OVERLAP, QaCode.PAIR_OVERLAPS)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      for (double mm = 4; mm < 45; mm += 4) {
        BinaryMask near = grown(m, mm);
        for (String other : c.organs()) {
          BinaryMask o = c.mask(other);
          if (other.equals(organ)) {
            continue;
          }
          BinaryMask out = with(m, common(near, o));
          double share = common(out, o).count() / (double) Math.min(out.count(), o.count());
          if (share >= (gross ? 0.6 : 0.15)) {
            return one(organ, out);
          }
        }
      }
      return Optional.empty();
    }
  },
  COMB("every other slice moved by 8 | 4 mm", EnumSet.of(QaCode.COMB)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      BinaryMask out = m;
      double mm = (gross ? 2 : 1) * m.grid().columnSpacingMm();
      for (int s = first(m) + 1; s <= last(m); s += 2) {
        BinaryMask one = slab(m, s, s);
        out = with(without(out, one), shift(one, 0, 0, mm));
      }
      return one(organ, out);
    }
  },
  CORD_JUMPS("its lower half moved by 16 | 8 mm sideways", EnumSet.of(QaCode.NOT_CONTINUOUS)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      if (!isLong(organ)) {
        return Optional.empty();
      }
      BinaryMask m = c.mask(organ);
      BinaryMask lower = slab(m, first(m), (first(m) + last(m)) / 2);
      double mm = (gross ? 4 : 2) * m.grid().columnSpacingMm();
      return one(organ, with(without(m, lower), shift(lower, 0, 0, mm)));
    }
  },
  ASYMMETRIC(
      "one of a pair has 30 | 50 % of its volume left",
      EnumSet.of(QaCode.PAIR_DIFFERS, QaCode.UNLIKE, QaCode.TOO_SMALL)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      if (ReferenceFitTest.partner(organ) == null || !c.has(ReferenceFitTest.partner(organ))) {
        return Optional.empty();
      }
      BinaryMask m = c.mask(organ);
      int[] order = m.toBitSet().stream().toArray();
      int columns = m.grid().columns();
      // Its front is lost: whole in length and with a smooth edge.
      int[] byRow =
          java.util.Arrays.stream(order)
              .boxed()
              .sorted(java.util.Comparator.comparingInt(i -> i % plane(m) / columns))
              .mapToInt(i -> i)
              .toArray();
      BitSet bits = m.toBitSet();
      for (int i = 0; i < (gross ? 0.7 : 0.5) * byRow.length; i++) {
        bits.clear(byRow[i]);
      }
      return one(organ, of(m.grid(), bits));
    }
  },
  LEAK(
      "a ball of 20 | 10 mm radius at its edge belongs to it",
      EnumSet.of(QaCode.TOO_LARGE, QaCode.SHAPE, QaCode.UNLIKE, QaCode.TISSUE, QaCode.AREA_JUMP)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      BinaryMask m = c.mask(organ);
      int[] at = middle(m);
      int row = at[1];
      while (row > 0 && m.get(at[0], row, at[2])) {
        row--;
      }
      return one(organ, with(m, MaskEdits.ball(m, at[0], row, at[2], gross ? 20 : 10)));
    }
  },
  COUCH(
      "a couch of 400 x 30 mm under the body | one of 250 x 8 mm",
      EnumSet.of(QaCode.COUCH, QaCode.TISSUE, QaCode.SHAPE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      if (!organ.equals(c.organs().get(0)) || !c.has("External")) {
        return Optional.empty();
      }
      BinaryMask body = c.mask("External");
      int bottom = 0;
      int columns = body.grid().columns();
      for (int i : body.toBitSet().stream().toArray()) {
        bottom = Math.max(bottom, i % plane(body) / columns);
      }
      int from = bottom - 1;
      int high = (int) Math.round((gross ? 30 : 8) / body.grid().rowSpacingMm());
      double half = (gross ? 200 : 125) / body.grid().columnSpacingMm();
      int middle = middle(body)[2];
      BinaryMask couch =
          BinaryMask.of(
              body.grid(),
              (s, r, k) -> r > from && r <= from + 1 + high && Math.abs(k - middle) <= half);
      return one("External", with(body, couch));
    }
  },
  RESCALE_LOST("all HU 1024 | 150 too high", EnumSet.of(QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      if (!organ.equals(c.organs().get(0))) {
        return Optional.empty();
      }
      short[] hu = new short[(int) c.ct().grid().voxelCount()];
      c.ct().values().get(hu);
      for (int i = 0; i < hu.length; i++) {
        hu[i] += gross ? 1024 : 150;
      }
      return Optional.of(
          new Wrong(Map.of(), c.names(), Optional.of(CtVolume.wrap(c.ct().grid(), hu)), 0));
    }
  },
  FIELD_OF_VIEW(
      "the image ends within it, 30 | 10 % of it is lost", EnumSet.of(QaCode.IMAGE_BORDER)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      // The organ is moved to the rim, so that the image need not be cut.
      BinaryMask m = c.mask(organ);
      for (double mm = 4; mm < 500; mm += 4) {
        BinaryMask moved = shift(m, 0, 0, organ.endsWith("_R") ? -mm : mm);
        if (moved.count() <= (gross ? 0.7 : 0.9) * m.count()) {
          return one(organ, moved);
        }
      }
      return Optional.empty();
    }
  },
  UPSIDE_DOWN(
      "every organ turned head to foot | one organ turned",
      EnumSet.of(QaCode.POSITION, QaCode.UNLIKE, QaCode.TISSUE)) {
    @Override
    Optional<Wrong> put(Case c, String organ, boolean gross) {
      if (gross && !organ.equals(c.organs().get(0))) {
        return Optional.empty();
      }
      if (isLong(organ) && !gross) {
        return Optional.empty();
      }
      Map<String, BinaryMask> all = new LinkedHashMap<>();
      for (String o : gross ? c.organs() : List.of(organ)) {
        BinaryMask m = c.mask(o);
        int sum = gross ? m.grid().slices() - 1 : first(m) + last(m);
        BinaryMask out = of(m.grid(), new BitSet());
        for (int s = first(m); s <= last(m); s++) {
          out = with(out, shift(slab(m, s, s), (sum - 2 * s) * sliceMm(m), 0, 0));
        }
        all.put(o, out);
      }
      return Optional.of(Wrong.of(all));
    }
  };

  private final String words;
  private final Set<QaCode> own;

  InjectedError(String words, Set<QaCode> own) {
    this.words = words;
    this.own = own;
  }

  String words() {
    return words;
  }

  Set<QaCode> own() {
    return own;
  }

  /**
   * The error in one organ; empty where it cannot be put there.
   *
   * @param organ one of the case's organs
   */
  abstract Optional<Wrong> put(Case c, String organ, boolean gross);

  /**
   * What is wrong then.
   *
   * @param changed the masks that differ
   * @param about the structures of which a finding counts
   * @param ct another CT, if it is the CT that is wrong
   * @param firstSlice below it nothing of the other organs is there
   */
  record Wrong(
      Map<String, BinaryMask> changed, Set<String> about, Optional<CtVolume> ct, int firstSlice) {
    static Wrong of(Map<String, BinaryMask> changed) {
      return new Wrong(changed, changed.keySet(), Optional.empty(), 0);
    }
  }

  /** A right case. */
  record Case(CtVolume ct, Map<String, BinaryMask> masks) {
    BinaryMask mask(String name) {
      return masks.get(name);
    }

    boolean has(String name) {
      return masks.containsKey(name);
    }

    Set<String> names() {
      return masks.keySet();
    }

    List<String> organs() {
      return masks.keySet().stream()
          .filter(n -> !n.equals("External") && !n.equals("Bone"))
          .toList();
    }
  }

  private static Optional<Wrong> one(String organ, BinaryMask mask) {
    return Optional.of(Wrong.of(Map.of(organ, mask)));
  }

  private static boolean isLong(String organ) {
    return organ.equals("SpinalCord") || organ.equals("Esophagus");
  }

  private static double width(BinaryMask m) {
    BitSet columns = new BitSet();
    m.toBitSet().stream().forEach(i -> columns.set(i % m.grid().columns()));
    return (columns.length() - columns.nextSetBit(0)) * m.grid().columnSpacingMm();
  }

  private static BinaryMask shrunkInPlane(BinaryMask m) {
    return new org.contourflow.volume.bits.Morphology(
            sliceMm(m), m.grid().rowSpacingMm(), m.grid().columnSpacingMm())
        .erodeInPlane(org.contourflow.volume.bits.BitVolume.of(m), 1)
        .toMask(m.grid());
  }
}
