package org.contourflow.rtstruct.convert;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.seg.ReadSegment;

/**
 * File names for the masks of a structure set: a name for each ROI, never twice, whatever the ROIs
 * are called, on file systems that ignore letter case and accents' encoding too.
 *
 * <p>Letters and digits of any script, {@code _}, {@code +} and {@code -} stay; anything else
 * becomes {@code _}, so that no name leaves the folder. Where this process cannot write such a name
 * (a POSIX locale), accents are dropped and other letters become {@code _}.
 */
final class MaskFileNames {
  private static final int LONGEST = 80;
  private static final String RESERVED = "(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])";

  private final Map<Integer, String> names = new HashMap<>();

  /** Names for all ROIs of a structure set, so that they do not depend on which are asked for. */
  MaskFileNames(List<ReadRoi> rois) {
    this(
        rois.stream()
            .<Map<Integer, String>>collect(
                LinkedHashMap::new, (map, roi) -> map.put(roi.number(), roi.name()), Map::putAll));
  }

  /** Names for all segments of a segmentation. */
  static MaskFileNames ofSegments(List<ReadSegment> segments) {
    Map<Integer, String> labels = new LinkedHashMap<>();
    segments.forEach(segment -> labels.put(segment.number(), segment.label()));
    return new MaskFileNames(labels);
  }

  private MaskFileNames(Map<Integer, String> called) {
    Map<Integer, String> wanted = new LinkedHashMap<>();
    Set<String> own = new HashSet<>();
    called.forEach(
        (number, name) -> {
          wanted.put(number, safe(name, number));
          own.add(key(safe(name, number)));
        });
    Set<String> taken = new HashSet<>();
    wanted.forEach(
        (number, safe) -> {
          String name = safe;
          if (!taken.add(key(name))) {
            // A ROI that is really called like this keeps the name.
            do {
              name += "_" + number;
            } while (own.contains(key(name)) || !taken.add(key(name)));
          }
          names.put(number, name);
        });
  }

  /** The name of a ROI's file, without its ending. */
  String of(ReadRoi roi) {
    return names.get(roi.number());
  }

  /** The name of the file of the ROI or segment of that number, without its ending. */
  String of(int number) {
    return names.get(number);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String safe(String given, int number) {
    String composed = Normalizer.normalize(given, Normalizer.Form.NFC);
    String name = composed.replaceAll("[^\\p{L}\\p{M}\\p{N}_+-]", "_");
    if (!isWritable(name)) {
      name =
          Normalizer.normalize(name, Normalizer.Form.NFKD)
              .replaceAll("\\p{M}", "")
              .replaceAll("[^A-Za-z0-9_+-]", "_");
    }
    if (name.isEmpty()) {
      return "ROI" + number;
    }
    int end = Math.min(name.length(), LONGEST);
    String cut = name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, end)));
    return cut.matches(RESERVED) ? cut + "_" : cut;
  }

  private static boolean isWritable(String name) {
    try {
      return !Path.of(name).toString().isEmpty() || name.isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
