package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.MaskImage;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NrrdReader;

/**
 * Masks in {@code .nii}, {@code .nii.gz} or {@code .nrrd}: a folder with a file for each structure
 * (what is not 0 is in), or one file: a label map where a names file is given, else one mask.
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
   * @return what was left out, for a person
   */
  public static List<String> forEach(Path path, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    if (Files.isDirectory(path)) {
      return folder(path, names, consumer);
    }
    if (!Files.exists(path)) {
      throw new ConversionRefusal(
          path.getFileName().toString(), "is not there", "Give a folder or file of masks.");
    }
    if (names.isEmpty()) {
      consumer.accept(new NamedMask(stem(path), binary(path)));
      return List.of();
    }
    return labels(path, names, consumer);
  }

  private static List<String> folder(Path path, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = all.filter(MaskFiles::isMask).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new ConversionRefusal(
          path.getFileName().toString(), "has no mask", "Masks end in " + ENDINGS + ".");
    }
    Set<String> unused = new LinkedHashSet<>(names.keySet());
    for (Path file : files) {
      unused.remove(stem(file));
      consumer.accept(new NamedMask(names.getOrDefault(stem(file), stem(file)), binary(file)));
    }
    return unused.stream().map(name -> name + ": named, but there is no such file").toList();
  }

  private static boolean isMask(Path file) {
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

  private static BinaryMask binary(Path file) throws IOException, ConversionRefusal {
    try {
      return read(file).onlyMask();
    } catch (IllegalArgumentException e) {
      throw new ConversionRefusal(
          file.getFileName().toString(),
          e.getMessage(),
          "Give a label map by itself, with a names file; make masks of posteriors first.");
    }
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
      consumer.accept(new NamedMask(name.getValue(), image.maskOf(label(name.getKey()))));
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
