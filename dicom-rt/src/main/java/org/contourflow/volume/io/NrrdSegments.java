package org.contourflow.volume.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A segmentation of 3D Slicer ({@code .seg.nrrd}): a volume, or several layers of one, with the
 * segments' names, labels, layers and colours in the header ({@code Segment0_Name}, {@code
 * _LabelValue}, {@code _Layer}, {@code _Color}). Files older than Slicer 4.11 say neither label nor
 * layer: there segment n is what is not 0 in layer n.
 *
 * @param segments in the order of the header
 */
public record NrrdSegments(VoxelGrid grid, List<Segment> segments) {
  private static final int MOST_SEGMENTS = 10_000;

  public NrrdSegments {
    segments = List.copyOf(segments);
  }

  /**
   * One segment.
   *
   * @param label its value in its layer
   * @param colour red, green and blue in 8 bits each; empty: none said
   */
  public record Segment(String name, int label, OptionalInt colour, BinaryMask mask) {}

  private record Declared(String name, int layer, OptionalInt label, OptionalInt colour) {}

  /** Whether the header of a NRRD names segments. */
  public static boolean isOne(Path file) throws IOException {
    return NrrdReader.header(file).texts().containsKey("Segment0_Name");
  }

  /**
   * Reads all segments.
   *
   * @throws NrrdFormatException if it cannot be placed in the patient, is cut short or damaged, or
   *     names a layer that is not there
   */
  public static NrrdSegments read(Path file) throws IOException {
    return NrrdReader.read(file, (header, in) -> read(file, header, in));
  }

  private static NrrdSegments read(Path file, NrrdHeader header, InputStream in)
      throws IOException {
    List<Declared> declared = declared(header, file);
    VoxelGrid grid = header.grid();
    if (grid.voxelCount() > Integer.MAX_VALUE - 8) {
      throw new NrrdFormatException(file, "more than 2^31 voxels");
    }
    List<BitSet> bits = new ArrayList<>();
    declared.forEach(d -> bits.add(new BitSet((int) grid.voxelCount())));
    int perSlice = grid.rows() * grid.columns();
    byte[] slice = new byte[Math.multiplyExact(perSlice * header.layers(), header.type().bytes)];
    ByteBuffer values = ByteBuffer.wrap(slice).order(header.order());
    for (int k = 0; k < grid.slices(); k++) {
      if (in.readNBytes(slice, 0, slice.length) < slice.length) {
        throw new EOFException();
      }
      int offset = (header.slicesReversed() ? grid.slices() - 1 - k : k) * perSlice;
      for (int i = 0; i < perSlice * header.layers(); i++) {
        double value = header.type().read(values, i);
        if (value != 0) {
          mark(declared, bits, i % header.layers(), value, offset + i / header.layers());
        }
      }
    }
    List<Segment> segments = new ArrayList<>();
    for (int n = 0; n < declared.size(); n++) {
      Declared d = declared.get(n);
      segments.add(
          new Segment(d.name, d.label.orElse(n + 1), d.colour, BinaryMask.wrap(grid, bits.get(n))));
    }
    return new NrrdSegments(grid, segments);
  }

  private static void mark(
      List<Declared> declared, List<BitSet> bits, int layer, double value, int voxel) {
    for (int n = 0; n < declared.size(); n++) {
      Declared d = declared.get(n);
      if (d.layer == layer && (d.label.isEmpty() || d.label.getAsInt() == value)) {
        bits.get(n).set(voxel);
      }
    }
  }

  private static List<Declared> declared(NrrdHeader header, Path file) throws NrrdFormatException {
    Map<String, String> texts = header.texts();
    List<Declared> all = new ArrayList<>();
    for (int n = 0; n < MOST_SEGMENTS && texts.containsKey("Segment" + n + "_Name"); n++) {
      String key = "Segment" + n + "_";
      OptionalInt label = whole(texts.get(key + "LabelValue"));
      int layer = whole(texts.get(key + "Layer")).orElse(label.isEmpty() ? n : 0);
      if (layer < 0 || layer >= header.layers()) {
        throw new NrrdFormatException(
            file, "segment " + n + " is said to be in layer " + layer + ", which is not there");
      }
      all.add(
          new Declared(
              texts.get(key + "Name").strip(), layer, label, colour(texts.get(key + "Color"))));
    }
    if (all.isEmpty()) {
      throw new NrrdFormatException(file, "names no segments (Segment0_Name)");
    }
    return all;
  }

  private static OptionalInt whole(String text) {
    try {
      return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Three shares of 1, as Slicer writes them. */
  private static OptionalInt colour(String text) {
    String[] parts = text == null ? new String[0] : text.strip().split("\\s+");
    if (parts.length != 3) {
      return OptionalInt.empty();
    }
    int rgb = 0;
    try {
      for (String part : parts) {
        double share = Math.max(0, Math.min(1, Double.parseDouble(part)));
        rgb = rgb << 8 | (int) Math.round(255 * share);
      }
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(rgb);
  }
}
