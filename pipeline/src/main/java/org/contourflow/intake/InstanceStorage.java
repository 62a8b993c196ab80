package org.contourflow.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;
import org.contourflow.intake.InstanceExaminer.Identity;
import org.contourflow.intake.Intake.Outcome;
import org.contourflow.intake.Intake.Source;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.PixelShortfall;
import org.contourflow.series.SameImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores instances that may be stored: the file moves under a name made of hashes, then it gets its
 * row. One of the same content that is there already changes nothing; one that is whole takes the
 * place of a copy of it that broke off in its pixel data.
 */
final class InstanceStorage {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceStorage.class);
  private static final int LOCKS = 64;

  private final Home home;
  private final ArrivalStore arrivals;
  private final RunLog runLog;
  private final HeaderSource headers;
  private final Quarantine quarantine;
  private final StoredFiles files;
  private final WithoutRow withoutRow;
  private final Object[] locks = new Object[LOCKS];

  InstanceStorage(
      Home home,
      ArrivalStore arrivals,
      RunLog runLog,
      HeaderSource headers,
      Quarantine quarantine) {
    this.home = home;
    this.arrivals = arrivals;
    this.runLog = runLog;
    this.headers = headers;
    this.quarantine = quarantine;
    this.files = new StoredFiles(home);
    this.withoutRow =
        new WithoutRow(
            home.store(),
            runLog,
            "a slice in the store gets no row, and its series is not judged without it");
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** An instance that may be stored. */
  record Arrival(Path file, String name, Identity identity, String sha256, Source source) {}

  /**
   * Stores it. One at a time of one SOP Instance UID, so that two copies at once cannot both be the
   * first. A file that lies in its place and has no row came first: it gets its row before.
   *
   * @param putAside takes what may not be stored, with the reason
   * @param adopter gives such a file its row
   */
  Outcome store(Arrival arrival, Function<Reason, Outcome> putAside, WithoutRow.Adopter adopter)
      throws IOException {
    synchronized (locks[Math.floorMod(arrival.identity().sop().hashCode(), LOCKS)]) {
      if (!arrival.file().startsWith(home.store())) {
        for (Path lying : lyingWithoutRow(arrival.identity())) {
          adopter.adopt(lying);
        }
      }
      return storeLocked(arrival, putAside);
    }
  }

  private List<Path> lyingWithoutRow(Identity identity) {
    Path place = StoredFiles.place(home, identity.series(), identity.sop());
    List<Path> lying =
        List.of(place, StoredFiles.besideCut(place)).stream().filter(Files::exists).toList();
    if (lying.isEmpty()) {
      return List.of(); // As nearly always, without a question to the store.
    }
    Optional<Path> known =
        arrivals.findInstance(identity.sop()).map(row -> home.absolute(row.file()));
    return lying.stream().filter(file -> !known.equals(Optional.of(file))).toList();
  }

  private Outcome storeLocked(Arrival arrival, Function<Reason, Outcome> putAside)
      throws IOException {
    Path file = arrival.file();
    String sop = arrival.identity().sop();
    String hash = arrival.sha256();
    String series = arrival.identity().series();
    Optional<StoredInstance> present = arrivals.findInstance(sop);
    if (present.isPresent()) {
      boolean same = present.get().sha256().equals(hash) || isSameImage(present.get(), file);
      if (same) {
        return again(file, present.get());
      }
      if (isCutShort(file)) {
        // One that lies in the store is what the whole one replaced, when an earlier run ended.
        return putAside.apply(
            file.startsWith(home.store())
                ? InstanceReasons.replaced()
                : InstanceReasons.truncated());
      }
      boolean ofThisSeries = present.get().seriesInstanceUid().equals(series);
      if (!ofThisSeries || !isCutShort(files.locate(present.get()))) {
        return putAside.apply(InstanceReasons.otherContent());
      }
    }
    Optional<Path> cut = present.map(files::locate);
    StoredInstance stored = moveIn(arrival, cut);
    announce(record(stored, cut.isPresent()), arrival);
    cut.ifPresent(this::putCutAside);
    return new Outcome.Stored(series);
  }

  /** Beside a copy that broke off, which keeps its place and its row until this one has its own. */
  private StoredInstance moveIn(Arrival arrival, Optional<Path> cut) throws IOException {
    Path file = arrival.file();
    String sop = arrival.identity().sop();
    String series = arrival.identity().series();
    long bytes = Files.size(file);
    Path place = StoredFiles.place(home, series, sop);
    Path free = cut.equals(Optional.of(place)) ? StoredFiles.besideCut(place) : place;
    Path now = moveTo(free, file);
    return new StoredInstance(
        sop, series, home.relative(now), arrival.sha256(), bytes, arrival.source().name());
  }

  /** A file that gets no row, as the store does not answer, is noted and gets it later. */
  private Optional<SeriesState> record(StoredInstance stored, boolean isThere) {
    try {
      return isThere ? arrivals.replace(stored) : arrivals.add(stored);
    } catch (RuntimeException | Error e) {
      withoutRow.add(home.absolute(stored.file()));
      throw e;
    }
  }

  /**
   * The same content once more: needed only where the first was lost from the disk, or where this
   * is the first.
   */
  private Outcome again(Path file, StoredInstance present) throws IOException {
    Path first = files.locate(present);
    if (Files.exists(first) && !first.equals(file)) {
      Files.delete(file);
    } else {
      Path place = StoredFiles.place(home, present.seriesInstanceUid(), present.sopInstanceUid());
      Path now = moveTo(place, file);
      arrivals.relocate(present.sopInstanceUid(), home.relative(now));
    }
    return new Outcome.AlreadyThere(present.seriesInstanceUid());
  }

  private boolean isCutShort(Path file) throws IOException {
    try {
      return Files.exists(file) && PixelShortfall.isIn(headers.header(file), file);
    } catch (DicomReadException e) {
      return false;
    }
  }

  /**
   * The whole image has its row. If all ends here, or the disk fails, the start finds the cut file
   * without a row. One that was put aside with its series stays where it is.
   */
  private void putCutAside(Path cut) {
    try {
      if (cut.startsWith(home.store()) && Files.exists(cut)) {
        quarantine.put(InstanceReasons.replaced(), cut, cut.getFileName().toString());
      }
    } catch (RuntimeException e) {
      withoutRow.add(cut);
      LOG.error("a cut slice whose whole one came cannot be put aside yet", e);
    }
  }

  /** One that is in the store already, of an earlier run, stays where it is. */
  private Path moveTo(Path place, Path file) throws IOException {
    if (file.startsWith(home.store())) {
      return file;
    }
    if (Files.exists(place)) {
      throw new FileAlreadyExistsException(home.relative(place)); // Of what is it? Never replaced.
    }
    SafeFiles.move(file, place);
    headers.moved(file, place);
    return place;
  }

  /** Whether it is not a file's fault that it could not be taken, but the store's. */
  boolean isStoresFault(Throwable failure) {
    return !storeAnswers() || arrivals.isOwnFault(failure);
  }

  boolean storeAnswers() {
    try {
      arrivals.findInstance("");
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Files that were moved in and of which the store took no note. */
  WithoutRow withoutRow() {
    return withoutRow;
  }

  /** The files of a series' folder that no row names. */
  List<Path> withoutRow(Path folder) throws IOException {
    Set<String> known = new HashSet<>(arrivals.filesUnder(home.relative(folder)));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".dcm"))
          .filter(file -> !known.contains(home.relative(file)))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Whether a slice of the series is among them, or may be: its folder could not be read. */
  boolean lacksRow(String seriesInstanceUid) {
    return withoutRow.isIn(StoredFiles.folder(home, seriesInstanceUid));
  }

  /** An archive that sends an image again may have added from where it can be had. */
  private boolean isSameImage(StoredInstance present, Path file) throws IOException {
    Path there = files.locate(present);
    return Files.exists(there) && SameImage.ofReadable(there, file);
  }

  private void announce(Optional<SeriesState> before, Arrival arrival) {
    Source source = arrival.source();
    if (before.isEmpty()) {
      runLog.append(
          RunLog.SYSTEM,
          EventType.INSTANCES_RECEIVED,
          "the first slice of a new series arrived by "
              + source
              + (arrival.identity().derived()
                  ? "; it lacks UIDs, which are derived: no archive knows them"
                  : ""));
    } else if (before.get() != SeriesState.OPEN) {
      runLog.append(
          RunLog.SYSTEM,
          EventType.SERIES_REOPENED,
          "a late slice arrived by " + source + " for a series that was " + before.get());
    }
  }
}
