package org.contourflow.train.data;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.contourflow.yaml.YamlText;

/**
 * What a network's classes are, and the codes of label arrays: 0 is the background, 1 to {@code
 * classes() - 1} the structures in the file's order; the codes from {@code classes()} on stand for
 * "background, or one of these open structures" (a bit a structure that may go on unseen below its
 * lowest contour), and {@link #IGNORED} for what is not known at all. {@code train/network.py}
 * reads the same file.
 */
public final class LabelScheme {
  /** Not known at all; takes no part in the loss. */
  public static final int IGNORED = 255;

  /** More open structures would need more codes than a byte has left. */
  private static final int MOST_OPEN = 5;

  private static final int MOST_STRUCTURES = 128;

  private final List<Structure> structures;
  private final List<String> names;
  private final int[] mirrored;
  private final int[] priority;
  private final int[] open;

  private LabelScheme(List<Structure> structures, List<String> overlaps) {
    this.structures = List.copyOf(structures);
    List<String> all = new ArrayList<>(List.of("Background"));
    structures.forEach(s -> all.add(s.name()));
    names = List.copyOf(all);
    check(overlaps);
    mirrored = new int[names.size()];
    for (int k = 1; k < mirrored.length; k++) {
      String other = structure(k).mirror();
      mirrored[k] = other == null ? k : names.indexOf(other);
    }
    priority = overlaps.stream().mapToInt(names::indexOf).toArray();
    open =
        java.util.stream.IntStream.range(1, names.size())
            .filter(k -> structure(k).openBelow())
            .toArray();
    require(open.length <= MOST_OPEN, "at most " + MOST_OPEN + " structures may be openBelow");
  }

  /**
   * One structure.
   *
   * @param name TG-263 name
   * @param mirror the structure it becomes when left and right change places; null: itself
   * @param openBelow whether it may go on, not contoured, below its lowest contour
   * @param largestCc a contour of more is a drawing error and counts as not made; 0: no bound
   * @param rare whether patients with a contour of it are drawn twice as often
   * @param teeth whether dental fillings are drawn into it
   * @param includes structures whose voxels belong to it as well: it is told as the union
   */
  public record Structure(
      String name,
      String mirror,
      boolean openBelow,
      double largestCc,
      boolean rare,
      boolean teeth,
      List<String> includes) {
    public Structure {
      includes = includes == null ? List.of() : List.copyOf(includes);
    }

    public boolean isTooLarge(double cc) {
      return largestCc > 0 && cc > largestCc;
    }
  }

  private record File(List<Structure> structures, List<String> overlaps) {}

  /** The seven organs of OpenKBP, which training files without a scheme mean. */
  public static LabelScheme openKbp() {
    try {
      return parse(openKbpFile(), "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The file of {@link #openKbp}. */
  public static String openKbpFile() {
    try (InputStream in = LabelScheme.class.getResourceAsStream("openkbp-labels.yaml")) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Reads a scheme.
   *
   * @throws IOException naming the file and what is wrong in it
   */
  public static LabelScheme read(Path file) throws IOException {
    String text = Files.readString(file);
    YamlText.require(text, file.getFileName() + "");
    return parse(text, file.getFileName() + ": ");
  }

  private static LabelScheme parse(String yaml, String where) throws IOException {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    try {
      File file = mapper.readValue(yaml, File.class);
      require(file.structures() != null && file.overlaps() != null, "structures and overlaps");
      return new LabelScheme(file.structures(), file.overlaps());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(where + YamlText.told(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(where + e.getMessage(), e);
    }
  }

  private void check(List<String> overlaps) {
    require(!structures.isEmpty() && structures.size() < MOST_STRUCTURES, "1 to 127 structures");
    require(structures.stream().noneMatch(s -> s.name() == null), "every structure needs a name");
    require(new HashSet<>(names).size() == names.size(), "a structure's name stands twice");
    require(
        overlaps.size() == structures.size()
            && new HashSet<>(overlaps).equals(new HashSet<>(names.subList(1, names.size()))),
        "overlaps must name every structure once, the one that wins first");
    for (Structure each : structures) {
      boolean paired = each.mirror() == null || each.name().equals(mirrorOf(each.mirror()));
      require(paired, each.name() + ": its mirror must name it in turn");
      require(names.containsAll(each.includes()), each.name() + " includes what is no structure");
    }
  }

  /** What a structure's mirror says its mirror is; null: nothing. */
  private String mirrorOf(String name) {
    return structures.stream()
        .filter(s -> s.name().equals(name) && s.mirror() != null)
        .map(Structure::mirror)
        .findFirst()
        .orElse(null);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("label scheme: " + message);
    }
  }

  /** Background and structures. */
  public int classes() {
    return names.size();
  }

  /** TG-263 names by class; class 0 is the background. */
  public List<String> names() {
    return names;
  }

  /** Names without the background. */
  public List<String> structureNames() {
    return names.subList(1, names.size());
  }

  /** A class's structure. */
  public Structure structure(int of) {
    return structures.get(of - 1);
  }

  /** The class of a name. */
  public int classOf(String name) {
    int of = names.indexOf(name);
    if (of < 1) {
      throw new IllegalArgumentException(name + " is none of " + structureNames());
    }
    return of;
  }

  /** The code of the mirrored anatomy. */
  public int mirrored(int code) {
    return code < mirrored.length ? mirrored[code] : code;
  }

  /** Classes in the order in which they win a voxel that several claim. */
  public int[] priority() {
    return priority.clone();
  }

  /** Classes that may go on below their lowest contour. */
  public int[] open() {
    return open.clone();
  }

  /**
   * The code of background, or any of the open structures whose bits (by {@link #open}) are set.
   */
  public int unknown(int bits) {
    return bits == 0 ? 0 : classes() + bits - 1;
  }

  /** Whether a code is background, or background or an open structure. */
  public boolean isFree(int code) {
    return code == 0 || code >= classes() && code != IGNORED;
  }

  /** Whether a class's told structure has a voxel of another class. */
  public boolean covers(int of, int other) {
    return of == other || of > 0 && structure(of).includes().contains(names.get(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelScheme s
        && s.structures.equals(structures)
        && java.util.Arrays.equals(s.priority, priority);
  }

  @Override
  public int hashCode() {
    return structures.hashCode();
  }

  /** All that the codes of a case follow from: structures with their properties, and who wins. */
  String describe() {
    return structures + " " + java.util.Arrays.toString(priority);
  }

  @Override
  public String toString() {
    return structureNames().toString();
  }
}
