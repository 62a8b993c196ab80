package org.contourflow.contour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.contourflow.contour.LoopRelations.Relation;
import org.contourflow.contour.RingRasterizer.Combination;

/**
 * The loops of one ROI in one plane, put together as those who drew them most likely meant it.
 *
 * <p>Of plain loops (CLOSED_PLANAR), one that is there twice counts once: by exclusive or it would
 * cancel to nothing. Plain loops that overlap in part are one piece, their union. What is left is
 * beside or in each other, and is combined as asked: nested loops as holes, or everything filled.
 * CLOSEDPLANAR_XOR loops are exclusive or whatever they do (PS3.3 C.8.8.6.3), and that they are
 * there twice is only counted.
 */
public final class PlaneLoops {
  private static final int RASTER = 1000;

  private final List<Ring> inMm = new ArrayList<>();
  private final List<List<Ring>> pieces = new ArrayList<>();
  private final List<List<Ring>> piecesInMm = new ArrayList<>();
  private final boolean exclusive;
  private final int repeated;
  private final Relation[][] relations;

  private PlaneLoops(List<Ring> loops, double rowMm, double columnMm, boolean exclusive) {
    this.exclusive = exclusive;
    this.relations = new Relation[loops.size()][loops.size()];
    List<Ring> kept = new ArrayList<>();
    int twice = 0;
    for (Ring loop : loops) {
      Ring mm = scaled(loop, rowMm, columnMm);
      boolean same = relate(mm);
      twice += same ? 1 : 0;
      if (!same || exclusive) {
        kept.add(loop);
        inMm.add(mm);
      }
    }
    this.repeated = twice;
    joinPieces(kept);
  }

  /** Notes how the loop lies to those before it; whether it is the same as one of them. */
  private boolean relate(Ring loop) {
    boolean same = false;
    for (int i = 0; i < inMm.size(); i++) {
      relations[inMm.size()][i] = LoopRelations.of(loop, inMm.get(i));
      same |= relations[inMm.size()][i] == Relation.SAME;
    }
    return same;
  }

  /**
   * Plain loops of one plane.
   *
   * @param rowMm and {@code columnMm}: mm to a unit of the loops' coordinates
   */
  public static PlaneLoops plain(List<Ring> loops, double rowMm, double columnMm) {
    return new PlaneLoops(loops, rowMm, columnMm, false);
  }

  /** CLOSEDPLANAR_XOR loops of one plane; see {@link #plain}. */
  public static PlaneLoops exclusive(List<Ring> loops, double rowMm, double columnMm) {
    return new PlaneLoops(loops, rowMm, columnMm, true);
  }

  private static Ring scaled(Ring loop, double rowMm, double columnMm) {
    Ring.Builder ring = new Ring.Builder(loop.size());
    for (int i = 0; i < loop.size(); i++) {
      ring.add(loop.row(i) * rowMm, loop.column(i) * columnMm);
    }
    return ring.build();
  }

  /** Loops that overlap in part, and what overlaps those, become one piece. */
  private void joinPieces(List<Ring> kept) {
    int[] piece = new int[kept.size()];
    for (int i = 0; i < piece.length; i++) {
      piece[i] = i;
      for (int j = 0; j < i; j++) {
        if (!exclusive && relations[i][j] == Relation.OVERLAPPING && piece[j] != piece[i]) {
          int from = piece[i];
          int to = piece[j];
          for (int k = 0; k <= i; k++) {
            piece[k] = piece[k] == from ? to : piece[k];
          }
        }
      }
    }
    for (int p = 0; p < piece.length; p++) {
      List<Ring> one = new ArrayList<>();
      List<Ring> oneInMm = new ArrayList<>();
      for (int i = 0; i < piece.length; i++) {
        if (piece[i] == p) {
          one.add(kept.get(i));
          oneInMm.add(inMm.get(i));
        }
      }
      if (!one.isEmpty()) {
        pieces.add(one);
        piecesInMm.add(oneInMm);
      }
    }
  }

  /** How many loops were there before; plain ones count once. */
  public int repeated() {
    return repeated;
  }

  /** Whether plain loops overlap in part. */
  public boolean overlapInPart() {
    return pieces.stream().anyMatch(piece -> piece.size() > 1);
  }

  /**
   * Fills a slice, by exclusive or with what is there.
   *
   * @param combination of plain loops
   * @param offset index of the slice's first pixel
   */
  public void fillInto(
      RingRasterizer rasterizer, Combination combination, BitSet bits, int offset) {
    if (combination == Combination.UNION && !exclusive) {
      rasterizer.fillInto(
          pieces.stream().flatMap(List::stream).toList(), Combination.UNION, bits, offset);
      return;
    }
    pieces.forEach(piece -> rasterizer.fillInto(piece, Combination.UNION, bits, offset));
  }

  /** The area they enclose together, square mm; exact where no loops overlap in part. */
  public double areaMm2(Combination combination) {
    boolean union = combination == Combination.UNION && !exclusive;
    if (overlapInPart() || exclusive && cross()) {
      return rasterArea(union);
    }
    double sum = 0;
    for (int i = 0; i < inMm.size(); i++) {
      int around = loopsAround(i);
      if (union) {
        sum += around == 0 ? area(i) : 0;
      } else {
        sum += around % 2 == 0 ? area(i) : -area(i);
      }
    }
    return sum;
  }

  private boolean cross() {
    return Arrays.stream(relations)
        .flatMap(Arrays::stream)
        .anyMatch(r -> r == Relation.SAME || r == Relation.OVERLAPPING);
  }

  private int loopsAround(int i) {
    int count = 0;
    for (int j = 0; j < inMm.size(); j++) {
      if (j != i
          && relations[Math.max(i, j)][Math.min(i, j)] == Relation.NESTED
          && area(j) > area(i)) {
        count++;
      }
    }
    return count;
  }

  private double area(int i) {
    return Math.abs(inMm.get(i).signedAreaPixels());
  }

  private double rasterArea(boolean union) {
    FineRaster raster = FineRaster.over(inMm, RASTER);
    BitSet all = new BitSet();
    for (List<Ring> piece : piecesInMm) {
      BitSet one = new BitSet();
      piece.forEach(loop -> one.or(raster.fill(loop)));
      if (union) {
        all.or(one);
      } else {
        all.xor(one);
      }
    }
    return all.cardinality() * raster.pixelMm2();
  }
}
