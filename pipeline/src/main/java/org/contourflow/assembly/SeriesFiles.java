package org.contourflow.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;
import org.contourflow.intake.DatasetHash;
import org.contourflow.intake.StoredFiles;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSlice;

/** Where the instances of series lie, and their way to quarantine and back. */
final class SeriesFiles {
  private final Home home;
  private final ArrivalStore arrivals;
  private final Quarantine quarantine;
  private final StoredFiles stored;

  SeriesFiles(Home home, ArrivalStore arrivals, Quarantine quarantine) {
    this.home = home;
    this.arrivals = arrivals;
    this.quarantine = quarantine;
    this.stored = new StoredFiles(home);
  }

  /** Moves instances aside; their rows say where they lie. */
  void putAside(List<StoredInstance> instances, Reason reason, EventType type) {
    Set<Path> before =
        instances.stream()
            .map(instance -> locate(instance).getParent())
            .filter(folder -> folder.startsWith(home.quarantine()))
            .collect(Collectors.toSet());
    Quarantine.Item item = move(instances, reason, type);
    for (StoredInstance instance : instances) {
      Path place = item.folder().resolve(Path.of(instance.file()).getFileName());
      arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
    }
    before.forEach(folder -> resolve(folder, "its files are held for another reason now"));
  }

  private static void resolve(Path item, String how) {
    try {
      SafeFiles.write(
          ("Resolved: " + how + ".\n").getBytes(StandardCharsets.UTF_8),
          item.resolve(Quarantine.RESOLVED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves instances aside that are no part of the series; it forgets them. */
  void putAsideAndForget(List<StoredInstance> instances, Reason reason) {
    move(instances, reason, EventType.INSTANCE_QUARANTINED);
    instances.forEach(arrivals::setAside);
  }

  private Quarantine.Item move(List<StoredInstance> instances, Reason reason, EventType type) {
    Map<Path, String> files = new LinkedHashMap<>();
    instances.forEach(i -> files.put(locate(i), locate(i).getFileName().toString()));
    return quarantine.put(type, reason, files);
  }

  boolean isInStore(StoredInstance instance) {
    return locate(instance).startsWith(home.store());
  }

  /** What was held of a case waits no more. */
  void resolve(String caseId, String how) {
    quarantine.resolve(caseId, how);
  }

  /** Moves an instance from quarantine to where its series is taken from; others stay. */
  void backToStore(StoredInstance instance) {
    Path now = locate(instance);
    if (!now.startsWith(home.quarantine())) {
      return;
    }
    Path place = StoredFiles.place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    try {
      SafeFiles.move(now, place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    resolve(now.getParent(), "the series is whole now, or was released; its files went to a case");
    arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
  }

  /** Where the file lies; see {@link StoredFiles#locate}. */
  Path locate(StoredInstance instance) {
    return stored.locate(instance);
  }

  /** Those whose file lies nowhere. */
  List<StoredInstance> missing(List<StoredInstance> instances) {
    return stored.missing(instances);
  }

  /** Those that a volume has slices of; of a series that is one volume, all of them. */
  List<StoredInstance> of(CtSeries volume, List<StoredInstance> instances) {
    Set<String> wanted =
        volume.slices().stream().map(CtSlice::sopInstanceUid).collect(Collectors.toSet());
    return instances.stream().filter(i -> wanted.contains(i.sopInstanceUid())).toList();
  }

  /**
   * Tells one of several volumes of a series from the others, and from itself with other slices; it
   * may share its instances with another (stacks of an Enhanced CT).
   */
  static String contentHash(CtSeries volume, List<StoredInstance> instances) {
    Map<String, String> hashes =
        instances.stream()
            .collect(Collectors.toMap(StoredInstance::sopInstanceUid, StoredInstance::sha256));
    return DatasetHash.of(
        volume.slices().stream()
            .map(s -> s.sopInstanceUid() + " " + s.frame() + " " + hashes.get(s.sopInstanceUid()))
            .sorted()
            .collect(Collectors.joining("\n")));
  }
}
