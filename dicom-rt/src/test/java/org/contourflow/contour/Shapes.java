package org.contourflow.contour;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shapes every mask-to-contour converter is tested with, drawn as text: {@code #} is in. All on
 * one canvas of {@link #ROWS} x {@link #COLUMNS}, at the image border where the name says so.
 */
public final class Shapes {
  /** Canvas height; not a square with {@link #COLUMNS}, so that swapped axes show. */
  public static final int ROWS = 14;

  /** Canvas width. */
  public static final int COLUMNS = 18;

  private Shapes() {}

  /** Name to row-major bits, rows x columns. */
  public static Map<String, BitSet> all() {
    Map<String, BitSet> shapes = new LinkedHashMap<>();
    put(shapes, "one pixel", "#");
    put(shapes, "two pixels", "##");
    put(shapes, "a line one pixel wide", "#######");
    put(shapes, "a column one pixel wide", "#", "#", "#", "#", "#");
    put(shapes, "a diamond", "..#..", ".###.", "#####", ".###.", "..#..");
    put(shapes, "two pixels touching at a corner", "#.", ".#");
    put(shapes, "two pixels touching at the other corner", ".#", "#.");
    put(shapes, "a checkerboard", "#.#.#.", ".#.#.#", "#.#.#.", ".#.#.#");
    put(shapes, "a ring", "#####", "#...#", "#...#", "#...#", "#####");
    put(
        shapes,
        "a ring with an island in its hole",
        "#######",
        "#.....#",
        "#.....#",
        "#..#..#",
        "#.....#",
        "#.....#",
        "#######");
    put(shapes, "a hole of one pixel", "###", "#.#", "###");
    put(shapes, "a hole of three pixels", "#####", "#...#", "#####");
    put(shapes, "a hole of three pixels in an L", "####", "#..#", "#.##", "####");
    put(shapes, "a hole touching the edge at a corner", "####", "#.##", "##.#", "###.");
    put(shapes, "a hole touching the rim at its top left", ".####", "#.###", "##..#", "#####");
    put(shapes, "a piece that touches itself", "###", "#.#", "##.");
    put(shapes, "two holes touching at a corner", "#####", "#.###", "##.##", "#####");
    put(shapes, "two holes touching at the other corner", "#####", "##.##", "#.###", "#####");
    put(shapes, "several holes in a row", "#########", "#.#.#.#.#", "#########");
    put(shapes, "holes beside and below", "######", "#.##.#", "######", "##.#.#", "######");
    put(shapes, "two islands", "##..##", "##..##");
    put(
        shapes,
        "concentric rings",
        "###########",
        "#.........#",
        "#.#######.#",
        "#.#.....#.#",
        "#.#.###.#.#",
        "#.#.#.#.#.#",
        "#.#.###.#.#",
        "#.#.....#.#",
        "#.#######.#",
        "#.........#",
        "###########");
    put(
        shapes,
        "a diamond of holes round a pixel",
        "#######",
        "###.###",
        "##.#.##",
        "###.###",
        "#######");
    shapes.put("at the upper left border", at(0, 0, "####", "#.##", "####"));
    shapes.put("at the lower right border", at(ROWS - 3, COLUMNS - 4, "####", "##.#", "####"));
    BitSet full = new BitSet();
    full.set(0, ROWS * COLUMNS);
    shapes.put("the whole image", full);
    BitSet frame = (BitSet) full.clone();
    for (int r = 1; r < ROWS - 1; r++) {
      frame.clear(r * COLUMNS + 1, r * COLUMNS + COLUMNS - 1);
    }
    shapes.put("a frame round the whole image", frame);
    shapes.put("nothing", new BitSet());
    return shapes;
  }

  private static void put(Map<String, BitSet> shapes, String name, String... rows) {
    shapes.put(name, at(2, 3, rows));
  }

  static BitSet at(int top, int left, String... rows) {
    BitSet bits = new BitSet(ROWS * COLUMNS);
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length(); c++) {
        if (rows[r].charAt(c) == '#') {
          bits.set((top + r) * COLUMNS + left + c);
        }
      }
    }
    return bits;
  }
}
