package org.contourflow.rtstruct.convert;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.contourflow.rtstruct.read.ReadRoi;

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
    Map<Integer, String> wanted = new HashMap<>();
    Set<String> own = new HashSet<>();
    for (ReadRoi roi : rois) {
      wanted.put(roi.number(), safe(roi));
      own.add(key(safe(roi)));
    }
    Set<String> taken = new HashSet<>();
    for (ReadRoi roi : rois) {
      String name = wanted.get(roi.number());
      if (!taken.add(key(name))) {
        // A ROI that is really called like this keeps the name.
        do {
          name += "_" + roi.number();
        } while (own.contains(key(name)) || !taken.add(key(name)));
      }
      names.put(roi.number(), name);
    }
  }

  /** The name of a ROI's file, without its ending. */
  String of(ReadRoi roi) {
    return names.get(roi.number());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String safe(ReadRoi roi) {
    String composed = Normalizer.normalize(roi.name(), Normalizer.Form.NFC);
    String name = composed.replaceAll("[^\\p{L}\\p{M}\\p{N}_+-]", "_");
    if (!isWritable(name)) {
      name =
          Normalizer.normalize(name, Normalizer.Form.NFKD)
              .replaceAll("\\p{M}", "")
              .replaceAll("[^A-Za-z0-9_+-]", "_");
    }
    if (name.isEmpty()) {
      return "ROI" + roi.number();
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
