package org.contourflow.lifecycle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.home.Home;
import org.contourflow.intake.StoredFiles;

/**
 * The files of a series: those that rows name, and those that lie in its folder of the store
 * without a row, after a crash or while the database took none. The next start gives these a row,
 * so what is to go must include them.
 */
final class SlicesInStore {
  private final Home home;
  private final ArrivalStore arrivals;

  SlicesInStore(Home home, ArrivalStore arrivals) {
    this.home = home;
    this.arrivals = arrivals;
  }

  /** The folder of a series in the store, there or not. */
  Path folder(String seriesInstanceUid) {
    return StoredFiles.folder(home, seriesInstanceUid);
  }

  /** First those of rows, which may be gone; then the others of its folder. */
  List<Path> of(String seriesInstanceUid) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    arrivals.instancesOf(seriesInstanceUid).forEach(i -> files.add(home.absolute(i.file())));
    files.addAll(in(folder(seriesInstanceUid)));
    return List.copyOf(files);
  }

  /** The slices of each folder of the store that is no known series': not one has a row. */
  List<List<Path>> ofUnknown(List<String> knownSeries) throws IOException {
    Set<Path> known = knownSeries.stream().map(this::folder).collect(Collectors.toSet());
    List<List<Path>> slices = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.store())) {
      for (Path folder : folders) {
        // A disk's lost+found is no series' and may be closed to us.
        if (StoredFiles.isSeriesFolder(folder) && !known.contains(folder)) {
          slices.add(in(folder));
        }
      }
    }
    return slices;
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().endsWith(".dcm")).sorted().toList();
    }
  }
}
