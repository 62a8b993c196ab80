package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.KeptAside;

/** Which series of the kit lie in its home's quarantine, and why, by the code of reason.txt. */
final class CommissionAside {
  private final Map<String, TreeSet<String>> codes = new TreeMap<>();

  private CommissionAside() {}

  static CommissionAside of(Path quarantine) throws IOException {
    CommissionAside aside = new CommissionAside();
    for (KeptAside item : KeptAside.in(quarantine)) {
      for (String series : seriesIn(quarantine.resolve(item.id()))) {
        aside.codes.computeIfAbsent(series, s -> new TreeSet<>()).add(item.code());
      }
    }
    return aside;
  }

  private static List<String> seriesIn(Path item) throws IOException {
    try (Stream<Path> files = Files.walk(item)) {
      return files
          .filter(f -> f.toString().endsWith(".dcm"))
          .map(CommissionAside::series)
          .distinct()
          .toList();
    }
  }

  /** "" for what is no DICOM. */
  private static String series(Path file) {
    try {
      return DicomFiles.readHeader(file).dataset().text(DicomTag.SeriesInstanceUID);
    } catch (IOException e) {
      return "";
    }
  }

  /** The codes under which any of a series was put aside. */
  List<String> codes(String seriesInstanceUid) {
    return List.copyOf(codes.getOrDefault(seriesInstanceUid, new TreeSet<>()));
  }
}
