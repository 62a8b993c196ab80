package org.contourflow.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.home.Home;

/** Where the files of instances lie. A row may be behind its file by one move, after a crash. */
public final class StoredFiles {
  private final Home home;

  public StoredFiles(Home home) {
    this.home = home;
  }

  /**
   * Where the file lies: where its row says, or, after a crash in a move, where it was moved. If it
   * lies nowhere, where its row says.
   */
  public Path locate(StoredInstance instance) {
    Path noted = home.absolute(instance.file());
    if (Files.exists(noted)) {
      return noted;
    }
    String name = noted.getFileName().toString();
    Path inStore = place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    if (Files.exists(inStore)) {
      return inStore;
    }
    try (Stream<Path> items = Files.list(home.quarantine())) {
      return items.map(i -> i.resolve(name)).filter(Files::exists).findFirst().orElse(noted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those whose file lies nowhere: the disk lost it, or somebody took it away. */
  public List<StoredInstance> missing(List<StoredInstance> instances) {
    return instances.stream().filter(i -> Files.notExists(locate(i))).toList();
  }

  /** Tells what is there of a series; changes with any instance, in whatever order they came. */
  public static String contentHash(List<StoredInstance> instances) {
    return DatasetHash.of(
        instances.stream()
            .map(i -> i.sopInstanceUid() + " " + i.sha256())
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /** Where the store keeps an instance: hashes only, so that no UID becomes a path. */
  public static Path place(Home home, String seriesInstanceUid, String sopInstanceUid) {
    return folder(home, seriesInstanceUid).resolve(shortHash(sopInstanceUid) + ".dcm");
  }

  /** Where the store keeps the instances of a series, there or not. */
  public static Path folder(Home home, String seriesInstanceUid) {
    return home.store().resolve(shortHash(seriesInstanceUid));
  }

  /** Whether a folder of the store is a series', by its name. */
  public static boolean isSeriesFolder(Path folder) {
    return folder.getFileName().toString().matches("[0-9a-f]{24}");
  }

  /** A second place, for the whole image while a copy of it that broke off has the first one. */
  static Path besideCut(Path place) {
    return place.resolveSibling(place.getFileName().toString().replace(".dcm", "-whole.dcm"));
  }

  private static String shortHash(String uid) {
    return DatasetHash.of(uid).substring(0, 24);
  }
}
