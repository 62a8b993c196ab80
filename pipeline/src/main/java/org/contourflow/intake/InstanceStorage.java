package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
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

/**
 * Stores instances that may be stored: the file moves under a name made of hashes, then it gets its
 * row. One of the same content that is there already changes nothing; one that is whole takes the
 * place of a copy of it that broke off in its pixel data.
 */
final class InstanceStorage {
  private static final int LOCKS = 64;

  private final Home home;
  private final ArrivalStore arrivals;
  private final RunLog runLog;
  private final HeaderSource headers;
  private final Quarantine quarantine;
  private final StoredFiles files;
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
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** An instance that may be stored. */
  record Arrival(Path file, String name, Identity identity, String sha256, Source source) {}

  /**
   * Stores it. One at a time of one SOP Instance UID, so that two copies at once cannot both be the
   * first.
   *
   * @param putAside takes what may not be stored, with the reason
   */
  Outcome store(Arrival arrival, Function<Reason, Outcome> putAside) throws IOException {
    synchronized (locks[Math.floorMod(arrival.identity().sop().hashCode(), LOCKS)]) {
      return storeLocked(arrival, putAside);
    }
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
        return putAside.apply(InstanceReasons.truncated());
      }
      boolean ofThisSeries = present.get().seriesInstanceUid().equals(series);
      if (!ofThisSeries || !isCutShort(files.locate(present.get()))) {
        return putAside.apply(InstanceReasons.otherContent());
      }
    }
    long bytes = Files.size(file);
    Path place;
    try {
      present.ifPresent(this::makeRoom);
      place = moveToPlace(file, series, sop);
    } catch (IOException | RuntimeException e) {
      present.ifPresent(arrivals::add); // The series goes on waiting for this slice.
      throw e;
    }
    Optional<SeriesState> before =
        arrivals.add(
            new StoredInstance(
                sop, series, home.relative(place), hash, bytes, arrival.source().name()));
    announce(before, arrival);
    return new Outcome.Stored(series);
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
      Path place = moveToPlace(file, present.seriesInstanceUid(), present.sopInstanceUid());
      arrivals.relocate(present.sopInstanceUid(), home.relative(place));
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
   * For the whole image after a copy of it that broke off. The row goes first: if all ends here,
   * the cut file is found without a row, and the whole one is taken once more.
   */
  private void makeRoom(StoredInstance cut) {
    Path place = files.locate(cut);
    arrivals.remove(cut.sopInstanceUid());
    if (place.startsWith(home.store())) {
      quarantine.put(InstanceReasons.replaced(), place, place.getFileName().toString());
    }
  }

  private Path moveToPlace(Path file, String series, String sop) throws IOException {
    Path place = StoredFiles.place(home, series, sop);
    if (!file.equals(place)) {
      SafeFiles.move(file, place);
      headers.moved(file, place);
    }
    return place;
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
