package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.seg.SegmentationReader;
import org.contourflow.structure.RoiColour;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.MaskImage;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NrrdReader;
import org.contourflow.volume.io.NrrdSegments;

/**
 * Masks in {@code .nii}, {@code .nii.gz} or {@code .nrrd}: a folder with a file for each structure
 * (what is not 0 is in), or one file: a label map where a names file is given, else one mask. A
 * NRRD that names segments (3D Slicer's {@code .seg.nrrd}) is all of its segments, by their names,
 * and so is a DICOM Segmentation, whatever its file is called.
 */
public final class MaskFiles {
  private static final List<String> ENDINGS = List.of(".nii.gz", ".nii", ".nrrd");

  private MaskFiles() {}

  /** Takes masks one after the other, so that only one is in memory. */
  @FunctionalInterface
  public interface Consumer {
    void accept(NamedMask mask) throws IOException, ConversionRefusal;
  }

  /**
   * Reads a names file: lines of a label (or a file's name without its ending), blanks, and the
   * structure's name; {@code #} begins a comment.
   */
  public static Map<String, String> readNames(Path file) throws IOException, ConversionRefusal {
    Map<String, String> names = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      String[] parts = text.split("\\s+", 2);
      if (parts.length < 2) {
        throw new ConversionRefusal(
            file.getFileName().toString(),
            "line '" + text + "' has no name",
            "Write a label, a blank and a name on each line.");
      }
      if (names.put(parts[0], parts[1]) != null) {
        throw new ConversionRefusal(
            file.getFileName().toString(),
            "'" + parts[0] + "' is there twice",
            "Give each label one name.");
      }
    }
    return names;
  }

  /**
   * Reads the masks of {@code path} in order of their file names, or of the names file.
   *
   * @param series what they are for
   * @return what was left out, for a person
   */
  public static List<String> forEach(
      Path path, Map<String, String> names, ReferencedSeries series, Consumer consumer)
      throws IOException, ConversionRefusal {
    if (Files.isDirectory(path)) {
      return folder(path, names, series, consumer);
    }
    if (!Files.exists(path)) {
      throw new ConversionRefusal(
          path.getFileName().toString(), "is not there", "Give a folder or file of masks.");
    }
    if (isSegments(path)) {
      Set<String> unused = new LinkedHashSet<>(names.keySet());
      segments(path, names, unused, series, consumer);
      return notes(unused, "named, but there is no such segment or label");
    }
    if (names.isEmpty()) {
      requireNamedByFile(path);
      consumer.accept(binary(path, stem(path)));
      return List.of();
    }
    return labels(path, names, consumer);
  }

  private static List<String> folder(
      Path path, Map<String, String> names, ReferencedSeries series, Consumer consumer)
      throws IOException, ConversionRefusal {
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = new ArrayList<>(all.sorted().toList());
    }
    for (Path file : List.copyOf(files)) {
      if (!isMask(file)) {
        files.remove(file);
      }
    }
    if (files.isEmpty()) {
      throw new ConversionRefusal(
          path.getFileName().toString(),
          "has no mask",
          "Masks end in " + ENDINGS + ", or are DICOM Segmentation.");
    }
    Set<String> unused = new LinkedHashSet<>(names.keySet());
    for (Path file : files) {
      if (isSegments(file)) {
        segments(file, names, unused, series, consumer);
        continue;
      }
      if (!names.containsKey(stem(file))) {
        requireNamedByFile(file);
      }
      unused.remove(stem(file));
      consumer.accept(binary(file, names.getOrDefault(stem(file), stem(file))));
    }
    return notes(unused, "named, but there is no such file");
  }

  private static List<String> notes(Set<String> unused, String problem) {
    return unused.stream().map(name -> name + ": " + problem).toList();
  }

  private static boolean isSegments(Path file) throws IOException {
    return file.getFileName().toString().endsWith(".nrrd")
        ? NrrdSegments.isOne(file)
        : !hasEnding(file) && SegmentationReader.isOne(file);
  }

  /** A segmentation's file is called after the patient or the scan, never after a structure. */
  private static void requireNamedByFile(Path file) throws ConversionRefusal {
    if (file.getFileName().toString().endsWith(".seg.nrrd")) {
      throw new ConversionRefusal(
          file.getFileName().toString(),
          "its header names no segments, and its file's name is none of a structure",
          "Give the names by a names file (--names).");
    }
  }

  /** By the segments' own names, or the names file's for a segment's name or label. */
  private static void segments(
      Path file,
      Map<String, String> names,
      Set<String> unused,
      ReferencedSeries series,
      Consumer consumer)
      throws IOException, ConversionRefusal {
    if (!file.getFileName().toString().endsWith(".nrrd")) {
      SegmentationMasks.forEach(
          file, series, (name, number) -> renamed(name, number, names, unused), consumer);
      return;
    }
    for (NrrdSegments.Segment segment : NrrdSegments.read(file).segments()) {
      Optional<RoiColour> colour =
          segment.colour().stream()
              .mapToObj(rgb -> new RoiColour(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF))
              .findFirst();
      String name = renamed(segment.name(), segment.label(), names, unused);
      consumer.accept(new NamedMask(name, segment.mask(), colour, List.of(), false));
    }
  }

  private static String renamed(
      String name, int label, Map<String, String> names, Set<String> unused) {
    for (String key : List.of(name, name.replace(' ', '_'), Integer.toString(label))) {
      if (names.containsKey(key)) {
        unused.remove(key);
        return names.get(key);
      }
    }
    return name;
  }

  private static boolean isMask(Path file) throws IOException {
    return hasEnding(file) || Files.isRegularFile(file) && SegmentationReader.isOne(file);
  }

  private static boolean hasEnding(Path file) {
    return ENDINGS.stream().anyMatch(file.getFileName().toString()::endsWith);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    for (String ending : ENDINGS) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  private static MaskImage read(Path file) throws IOException {
    return file.getFileName().toString().endsWith(".nrrd")
        ? NrrdReader.read(file)
        : NiftiReader.read(file);
  }

  private static NamedMask binary(Path file, String name) throws IOException, ConversionRefusal {
    try {
      MaskImage image = read(file);
      return named(name, image.onlyMask(), image);
    } catch (IllegalArgumentException e) {
      throw new ConversionRefusal(
          file.getFileName().toString(),
          e.getMessage(),
          "Give a label map by itself, with a names file; make masks of posteriors, and write 0"
              + " where a voxel has no value, first.");
    }
  }

  private static NamedMask named(String name, BinaryMask mask, MaskImage image) {
    return new NamedMask(name, mask, Optional.empty(), image.notes(), image.isPlacedTwice());
  }

  private static List<String> labels(Path file, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    MaskImage image = read(file);
    List<String> notes = new ArrayList<>();
    try {
      for (int label : image.labels()) {
        if (!names.containsKey(Integer.toString(label))) {
          notes.add("label " + label + ": has no name and was left out");
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ConversionRefusal(
          file.getFileName().toString(), e.getMessage(), "Give a label map of whole numbers.");
    }
    for (Map.Entry<String, String> name : names.entrySet()) {
      consumer.accept(named(name.getValue(), image.maskOf(label(name.getKey())), image));
    }
    return notes;
  }

  private static int label(String text) throws ConversionRefusal {
    try {
      int label = Integer.parseInt(text);
      if (label != 0 && Integer.toString(label).equals(text)) {
        return label;
      }
    } catch (NumberFormatException e) {
      // Refused below, like 0, which is the background, and 007, which labels() does not know.
    }
    throw new ConversionRefusal(
        "'" + text + "'",
        "is no label",
        "For a label map each line of the names file begins with a whole number other than 0.");
  }
}
