package org.contourflow.volume.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;

/**
 * The header of a NRRD (teem.sourceforge.net/nrrd/format.html) with the data attached.
 *
 * @param grid LPS; its slices advance along the normal
 * @param slicesReversed whether the file's slices run the other way
 * @param gzip whether the data is gzip-compressed; otherwise raw
 * @param skip what lies between header and data
 * @param layers values of a voxel, one behind the other; 1 in a volume
 * @param texts the key/value pairs, as they are
 */
record NrrdHeader(
    VoxelGrid grid,
    boolean slicesReversed,
    NrrdType type,
    ByteOrder order,
    boolean gzip,
    Skip skip,
    int layers,
    Map<String, String> texts) {
  private static final int LONGEST_LINE = 1 << 16;
  private static final int MOST_LINES = 10_000;

  /** Reads up to and including the empty line before the data. */
  static NrrdHeader read(InputStream in, Path file) throws IOException {
    if (!line(in, file).startsWith("NRRD000")) {
      throw new NrrdFormatException(file, "does not begin with NRRD000");
    }
    Map<String, String> fields = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    for (int lines = 0; ; lines++) {
      String line = line(in, file);
      if (line.isEmpty()) {
        return of(fields, texts, file);
      }
      int colon = line.indexOf(": ");
      int pair = line.indexOf(":=");
      if (line.startsWith("#")) {
        continue;
      }
      if (pair > 0 && (colon < 0 || pair < colon)) {
        texts.put(line.substring(0, pair), line.substring(pair + 2).replace("\\n", "\n"));
      } else if (colon > 0) {
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2).strip());
      }
      if (lines > MOST_LINES) {
        throw new NrrdFormatException(file, "its header does not end");
      }
    }
  }

  private static String line(InputStream in, Path file) throws IOException {
    byte[] bytes = new byte[256];
    int size = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * size);
      }
      if (size > LONGEST_LINE) {
        throw new NrrdFormatException(file, "is not a NRRD");
      }
      bytes[size++] = (byte) b;
    }
    return new String(bytes, 0, size, StandardCharsets.UTF_8).stripTrailing();
  }

  /**
   * What lies between header and data.
   *
   * @param lines skipped first, in the file as it is
   * @param bytes skipped then, in the data after decompression; -1: the data is the file's end
   */
  record Skip(int lines, long bytes) {}

  private static Skip skip(Map<String, String> fields, boolean gzip, Path file)
      throws NrrdFormatException {
    String lines = fields.getOrDefault("line skip", fields.getOrDefault("lineskip", "0"));
    String bytes = fields.getOrDefault("byte skip", fields.getOrDefault("byteskip", "0"));
    try {
      Skip skip = new Skip(Integer.parseInt(lines), Long.parseLong(bytes));
      if (skip.lines >= 0 && (skip.bytes >= 0 || skip.bytes == -1 && !gzip)) {
        return skip;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new NrrdFormatException(
        file,
        "line skip '" + lines + "' or byte skip '" + bytes + "' cannot be followed; save it anew");
  }

  private static NrrdHeader of(Map<String, String> fields, Map<String, String> texts, Path file)
      throws NrrdFormatException {
    boolean layered = isLayered(fields);
    if (!fields.getOrDefault("dimension", "").equals(layered ? "4" : "3")) {
      throw new NrrdFormatException(
          file, "is not 3-dimensional; export each structure, or one label map, as a volume");
    }
    if (fields.containsKey("data file") || fields.containsKey("datafile")) {
      throw new NrrdFormatException(file, "keeps its data in another file; save it as one .nrrd");
    }
    String encoding = fields.getOrDefault("encoding", "").toLowerCase(Locale.ROOT);
    boolean gzip = encoding.equals("gzip") || encoding.equals("gz");
    if (!gzip && !encoding.equals("raw")) {
      throw new NrrdFormatException(
          file, "encoding '" + encoding + "' is not read; use raw or gzip");
    }
    boolean little = !fields.getOrDefault("endian", "little").equalsIgnoreCase("big");
    NrrdType type = NrrdType.of(fields.getOrDefault("type", ""), file);
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    try {
      int layers = layered ? takeLayers(fields) : 1;
      NrrdHeader one = placed(fields, type, order, gzip, file);
      return new NrrdHeader(
          one.grid,
          one.slicesReversed,
          type,
          order,
          gzip,
          skip(fields, gzip, file),
          layers,
          Map.copyOf(texts));
    } catch (IllegalArgumentException e) {
      throw new NrrdFormatException(file, "its header places no usable grid: " + e.getMessage());
    }
  }

  /** Whether there are several values a voxel: the first, fastest axis lies in no direction. */
  private static boolean isLayered(Map<String, String> fields) {
    String directions = fields.getOrDefault("space directions", "").strip();
    return fields.getOrDefault("dimension", "").equals("4")
        && directions.startsWith("none")
        && directions.lastIndexOf("none") == 0;
  }

  /** Takes the axis of layers out of the fields; how many there are. */
  private static int takeLayers(Map<String, String> fields) {
    String[] sizes = fields.getOrDefault("sizes", "").strip().split("\\s+", 2);
    int layers = Integer.parseInt(sizes[0]);
    if (layers < 1 || sizes.length < 2) {
      throw new IllegalArgumentException("there is no layer");
    }
    fields.put("sizes", sizes[1]);
    fields.computeIfPresent(
        "space directions", (key, text) -> text.strip().substring("none".length()));
    return layers;
  }

  private static NrrdHeader placed(
      Map<String, String> fields, NrrdType type, ByteOrder order, boolean gzip, Path file)
      throws NrrdFormatException {
    double[] sizes = numbers(fields.getOrDefault("sizes", ""));
    double[] axes = numbers(fields.getOrDefault("space directions", "").replaceAll("[(),]", " "));
    double[] origin = numbers(fields.getOrDefault("space origin", "").replaceAll("[(),]", " "));
    if (sizes.length != 3 || axes.length != 9 || origin.length != 3) {
      throw new NrrdFormatException(
          file, "has no sizes, space directions or space origin, so it has no place in a patient");
    }
    double[] sign = signs(fields.getOrDefault("space", ""), file);
    for (int i = 0; i < 9; i++) {
      axes[i] *= sign[i % 3];
    }
    PatientPoint first =
        new PatientPoint(origin[0] * sign[0], origin[1] * sign[1], origin[2] * sign[2]);
    double columnSpacing = length(axes, 0);
    double rowSpacing = length(axes, 3);
    SliceOrientation orientation =
        new SliceOrientation(direction(axes, 0, columnSpacing), direction(axes, 3, rowSpacing));
    int slices = (int) sizes[2];
    Direction normal = orientation.normal();
    boolean reversed = axes[6] * normal.x() + axes[7] * normal.y() + axes[8] * normal.z() < 0;
    List<PatientPoint> origins = new ArrayList<>();
    for (int s = 0; s < slices; s++) {
      int k = reversed ? slices - 1 - s : s;
      origins.add(
          new PatientPoint(
              first.xMm() + k * axes[6], first.yMm() + k * axes[7], first.zMm() + k * axes[8]));
    }
    VoxelGrid grid =
        new VoxelGrid(
            origins, orientation, rowSpacing, columnSpacing, (int) sizes[1], (int) sizes[0]);
    return new NrrdHeader(grid, reversed, type, order, gzip, new Skip(0, 0), 1, Map.of());
  }

  /** Signs that turn the file's space into LPS. */
  private static double[] signs(String space, Path file) throws NrrdFormatException {
    return switch (space.toLowerCase(Locale.ROOT)) {
      case "left-posterior-superior", "lps" -> new double[] {1, 1, 1};
      case "right-anterior-superior", "ras" -> new double[] {-1, -1, 1};
      case "left-anterior-superior", "las" -> new double[] {1, -1, 1};
      default ->
          throw new NrrdFormatException(
              file, "space '" + space + "' is no patient's; save it as LPS or RAS");
    };
  }

  private static double[] numbers(String text) {
    return text.isBlank()
        ? new double[0]
        : Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }

  private static double length(double[] v, int at) {
    return Math.sqrt(v[at] * v[at] + v[at + 1] * v[at + 1] + v[at + 2] * v[at + 2]);
  }

  private static Direction direction(double[] v, int at, double length) {
    return new Direction(v[at] / length, v[at + 1] / length, v[at + 2] / length);
  }
}
