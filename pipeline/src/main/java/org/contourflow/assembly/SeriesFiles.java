package org.contourflow.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;
import org.contourflow.intake.DatasetHash;
import org.contourflow.intake.Intake;

/** Where the instances of series lie, and their way to quarantine and back. */
final class SeriesFiles {
  private final Home home;
  private final ArrivalStore arrivals;
  private final Quarantine quarantine;

  SeriesFiles(Home home, ArrivalStore arrivals, Quarantine quarantine) {
    this.home = home;
    this.arrivals = arrivals;
    this.quarantine = quarantine;
  }

  /** Moves instances aside; their rows say where they lie. */
  void putAside(List<StoredInstance> instances, Reason reason, EventType type) {
    Quarantine.Item item = move(instances, reason, type);
    for (StoredInstance instance : instances) {
      Path place = item.folder().resolve(Path.of(instance.file()).getFileName());
      arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
    }
  }

  /** Moves instances aside that are no part of the series; it forgets them. */
  void putAsideAndForget(List<StoredInstance> instances, Reason reason) {
    move(instances, reason, EventType.INSTANCE_QUARANTINED);
    instances.forEach(instance -> arrivals.remove(instance.sopInstanceUid()));
  }

  private Quarantine.Item move(List<StoredInstance> instances, Reason reason, EventType type) {
    Map<Path, String> files = new LinkedHashMap<>();
    instances.forEach(i -> files.put(locate(i), locate(i).getFileName().toString()));
    return quarantine.put(type, reason, files);
  }

  boolean isInStore(StoredInstance instance) {
    return locate(instance).startsWith(home.store());
  }

  /** Moves an instance from quarantine to where its series is taken from; others stay. */
  void backToStore(StoredInstance instance) {
    Path now = locate(instance);
    if (!now.startsWith(home.quarantine())) {
      return;
    }
    Path place = Intake.place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    try {
      SafeFiles.move(now, place);
      SafeFiles.write(
          "Resolved: the series is whole now, or was released; its files went to a case.\n"
              .getBytes(StandardCharsets.UTF_8),
          now.resolveSibling(Quarantine.RESOLVED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
  }

  /** Where the file lies: where its row says, or, after a crash in a move, where it was moved. */
  Path locate(StoredInstance instance) {
    Path noted = home.absolute(instance.file());
    if (Files.exists(noted)) {
      return noted;
    }
    String name = noted.getFileName().toString();
    Path inStore = Intake.place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    if (Files.exists(inStore)) {
      return inStore;
    }
    try (Stream<Path> items = Files.list(home.quarantine())) {
      return items.map(i -> i.resolve(name)).filter(Files::exists).findFirst().orElse(noted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes with any instance, in whatever order they came. */
  static String contentHash(List<StoredInstance> instances) {
    return DatasetHash.of(
        instances.stream()
            .map(i -> i.sopInstanceUid() + " " + i.sha256())
            .sorted()
            .collect(Collectors.joining("\n")));
  }
}
