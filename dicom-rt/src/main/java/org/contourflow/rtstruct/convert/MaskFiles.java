package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NrrdImage;
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
      names.put(parts[0], parts[1]);
    }
    return names;
  }

  /** Reads the masks of {@code path} in order of their file names or labels. */
  public static void forEach(Path path, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    if (Files.isDirectory(path)) {
      folder(path, names, consumer);
    } else if (names.isEmpty()) {
      consumer.accept(new NamedMask(stem(path), binary(path)));
    } else {
      labels(path, names, consumer);
    }
  }

  private static void folder(Path path, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = all.filter(MaskFiles::isMask).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new ConversionRefusal(
          path.getFileName().toString(), "has no mask", "Masks end in " + ENDINGS + ".");
    }
    for (Path file : files) {
      consumer.accept(new NamedMask(names.getOrDefault(stem(file), stem(file)), binary(file)));
    }
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

  private static BinaryMask binary(Path file) throws IOException {
    if (file.getFileName().toString().endsWith(".nrrd")) {
      return NrrdReader.read(file).nonZero();
    }
    var image = NiftiReader.read(file);
    return BinaryMask.of(image.grid(), (s, r, c) -> image.value(s, r, c) != 0);
  }

  private static void labels(Path file, Map<String, String> names, Consumer consumer)
      throws IOException, ConversionRefusal {
    boolean nrrd = file.getFileName().toString().endsWith(".nrrd");
    NrrdImage image = nrrd ? NrrdReader.read(file) : null;
    LabelMap map = nrrd ? null : NiftiReader.read(file).toLabels();
    for (Map.Entry<String, String> name : names.entrySet()) {
      int label;
      try {
        label = Integer.parseInt(name.getKey());
      } catch (NumberFormatException e) {
        throw new ConversionRefusal(
            name.getKey(), "is no label", "For a label map each line begins with a whole number.");
      }
      BinaryMask mask = nrrd ? image.maskOf(label) : map.mask(label);
      consumer.accept(new NamedMask(name.getValue(), mask));
    }
  }
}
