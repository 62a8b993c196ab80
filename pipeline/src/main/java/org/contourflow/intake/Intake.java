package org.contourflow.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;
import org.contourflow.intake.InstanceExaminer.Examined;
import org.contourflow.intake.InstanceExaminer.Identity;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SameImage;

/**
 * Takes single files and instances in: a CT image is stored under a name made of hashes and gets
 * its row; anything else goes to quarantine. Doing it again after a crash changes nothing: a file
 * is stored first, its row written second, and only then is it gone from where it came from.
 */
public final class Intake {
  private static final int LOCKS = 64;
  private static final String ZIP = "zip-";

  private final Home home;
  private final ArrivalStore arrivals;
  private final Quarantine quarantine;
  private final RunLog runLog;
  private final long maxZipBytes;
  private final InstanceExaminer examiner;
  private final StoredFiles files;
  private final InboxGate gate;
  private final DiskReserve reserve;
  private final Object[] locks = new Object[LOCKS];

  /**
   * Takes in for a home.
   *
   * @param maxZipBytes largest unpacked size of a zip
   * @param missingUids whether images without UIDs get derived ones
   */
  public Intake(
      Home home,
      ArrivalStore arrivals,
      Quarantine quarantine,
      RunLog runLog,
      long maxZipBytes,
      MissingUids missingUids) {
    this(
        home,
        arrivals,
        quarantine,
        runLog,
        maxZipBytes,
        missingUids,
        new DiskReserve(home.incoming(), 0, runLog));
  }

  /** Takes in for a home, as long as the disk has its reserve. */
  public Intake(
      Home home,
      ArrivalStore arrivals,
      Quarantine quarantine,
      RunLog runLog,
      long maxZipBytes,
      MissingUids missingUids,
      DiskReserve reserve) {
    this.gate = new InboxGate(home.inbox());
    this.reserve = reserve;
    this.home = home;
    this.arrivals = arrivals;
    this.quarantine = quarantine;
    this.runLog = runLog;
    this.maxZipBytes = maxZipBytes;
    this.examiner = new InstanceExaminer(missingUids);
    this.files = new StoredFiles(home);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Where an instance came from. */
  public enum Source {
    INBOX,
    CSTORE,
    STOW,
    /** Found in the store without a row: an earlier run was interrupted. */
    RECOVERED
  }

  /** What became of an instance. */
  public sealed interface Outcome {
    /** It is stored and has its row. */
    record Stored(String seriesInstanceUid) implements Outcome {}

    /** The same instance was there already. */
    record AlreadyThere(String seriesInstanceUid) implements Outcome {}

    /** It is in quarantine. */
    record PutAside(Reason reason) implements Outcome {}
  }

  /**
   * Takes a file of the inbox, a zip or a single instance; afterwards it is gone from there.
   *
   * @return false if it was left where it is: it is no file of the inbox, or the disk is full
   * @throws IOException if the disk fails; the file is then still there and may be taken again
   */
  public boolean takeFile(Path file) throws IOException {
    if (!gate.mayTake(file)) {
      return false; // No file of the inbox, or not any more: not to be opened, moved or deleted.
    }
    if (isZip(file)) {
      return takeZip(file);
    }
    take(file, file.getFileName().toString(), Source.INBOX);
    return true;
  }

  /**
   * Whether there is room for what the inbox holds; says so in the run log where there is not.
   *
   * @param file of the inbox, which stays there if there is none
   */
  public boolean hasRoomFor(Path file) throws IOException {
    return reserve.hasRoomFor(Files.size(file));
  }

  /** Puts a file of the inbox aside that could not be taken, however often it was tried. */
  public void giveUp(Path file, int tries, String what) {
    quarantine.put(InstanceReasons.notTaken(tries, what), file, file.getFileName().toString());
  }

  /** Whether the file is a zip archive, by its first bytes. */
  public static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      boolean localFile = start.length == 4 && start[2] == 3 && start[3] == 4;
      boolean emptyArchive = start.length == 4 && start[2] == 5 && start[3] == 6;
      return (localFile || emptyArchive) && start[0] == 'P' && start[1] == 'K';
    }
  }

  private boolean takeZip(Path zip) throws IOException {
    Path folder = home.incoming().resolve(ZIP + UUID.randomUUID());
    ZipContents.Result result;
    try {
      result = ZipContents.unpack(zip, folder, maxZipBytes, reserve::room);
    } catch (ZipContents.NoRoomException e) {
      reserve.tellLow();
      return false;
    }
    if (result instanceof ZipContents.Result.Refused refused) {
      quarantine.put(refused.reason(), zip, zip.getFileName().toString());
    } else if (result instanceof ZipContents.Result.Done done) {
      takeAll(done.files());
      ZipContents.deleteTree(folder);
      Files.delete(zip);
    }
    return true;
  }

  /** The entries of a zip; those refused for one reason lie together in quarantine. */
  private void takeAll(List<ZipContents.Unpacked> entries) throws IOException {
    Map<Reason, Map<Path, String>> refused = new LinkedHashMap<>();
    for (ZipContents.Unpacked entry : entries) {
      Examined examined = examiner.examine(entry.file());
      if (examined.refusal().isPresent()) {
        refused
            .computeIfAbsent(examined.refusal().get(), r -> new LinkedHashMap<>())
            .put(entry.file(), entry.name());
      } else {
        String hash = DatasetHash.of(entry.file());
        storeOnce(new Arrival(entry.file(), entry.name(), examined.identity(), hash, Source.INBOX));
      }
    }
    refused.forEach((why, files) -> quarantine.put(EventType.INSTANCE_QUARANTINED, why, files));
  }

  /**
   * Takes one instance; afterwards {@code file} is gone from its place.
   *
   * @param name what it is called in quarantine
   */
  public Outcome take(Path file, String name, Source source) throws IOException {
    return take(file, name, source, Optional.empty());
  }

  /**
   * Takes one instance whose data set was hashed as it arrived; see {@link #take(Path, String,
   * Source)}.
   *
   * @param sha256 of the data set without its file meta information, lower-case hexadecimal
   */
  public Outcome take(Path file, String name, Source source, String sha256) throws IOException {
    return take(file, name, source, Optional.of(sha256));
  }

  private Outcome take(Path file, String name, Source source, Optional<String> sha256)
      throws IOException {
    Examined examined = examiner.examine(file);
    if (examined.refusal().isPresent()) {
      String series = examined.identity().series();
      return putAside(file, name, series, examined.refusal().get());
    }
    String hash = sha256.isPresent() ? sha256.get() : DatasetHash.of(file);
    return storeOnce(new Arrival(file, name, examined.identity(), hash, source));
  }

  /** An instance that may be stored. */
  private record Arrival(Path file, String name, Identity identity, String sha256, Source source) {}

  /** One at a time of one SOP Instance UID, so that two copies at once cannot both be the first. */
  private Outcome storeOnce(Arrival arrival) throws IOException {
    synchronized (locks[Math.floorMod(arrival.identity().sop().hashCode(), LOCKS)]) {
      return store(arrival);
    }
  }

  /** The bad files of one series, or of one folder of the inbox, are one thing to look at. */
  private Outcome putAside(Path file, String name, String series, Reason reason) {
    Path parent = file.toAbsolutePath().getParent();
    boolean inFolder = parent.startsWith(home.inbox()) && !parent.equals(home.inbox());
    if (!series.isEmpty() || inFolder) {
      quarantine.join(series.isEmpty() ? parent.toString() : series, reason, Map.of(file, name));
    } else {
      quarantine.put(reason, file, name);
    }
    return new Outcome.PutAside(reason);
  }

  private Outcome store(Arrival arrival) throws IOException {
    Path file = arrival.file();
    String sop = arrival.identity().sop();
    String hash = arrival.sha256();
    String series = arrival.identity().series();
    Optional<StoredInstance> present = arrivals.findInstance(sop);
    if (present.isPresent()) {
      if (!present.get().sha256().equals(hash) && !isSameImage(present.get(), file)) {
        return putAside(file, arrival.name(), series, InstanceReasons.otherContent());
      }
      return again(file, present.get());
    }
    long bytes = Files.size(file);
    Path place = place(home, series, sop);
    if (!file.equals(place)) {
      SafeFiles.move(file, place);
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
      Path place = place(home, present.seriesInstanceUid(), present.sopInstanceUid());
      if (!file.equals(place)) {
        SafeFiles.move(file, place);
      }
      arrivals.relocate(present.sopInstanceUid(), home.relative(place));
    }
    return new Outcome.AlreadyThere(present.seriesInstanceUid());
  }

  /**
   * Gives a file of the store its row: an earlier run died between its move and its row. What is no
   * image goes to quarantine.
   */
  Outcome adopt(Path inStore) throws IOException {
    return take(inStore, inStore.getFileName().toString(), Source.RECOVERED);
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

  /** Where the store keeps an instance: hashes only, so that no UID becomes a path. */
  public static Path place(Home home, String seriesInstanceUid, String sopInstanceUid) {
    return home.store()
        .resolve(shortHash(seriesInstanceUid))
        .resolve(shortHash(sopInstanceUid) + ".dcm");
  }

  private static String shortHash(String uid) {
    return DatasetHash.of(uid).substring(0, 24);
  }
}
