package org.contourflow.intake;

import java.io.IOException;
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
import org.contourflow.dicom.ArchiveKind;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.intake.InstanceExaminer.Examined;
import org.contourflow.intake.InstanceStorage.Arrival;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.MissingUids;

/**
 * Takes single files and instances in: a CT image is stored under a name made of hashes and gets
 * its row; anything else goes to quarantine. Doing it again after a crash changes nothing: a file
 * is stored first, its row written second, and only then is it gone from where it came from.
 */
public final class Intake {
  private static final String ZIP = "zip-";

  private final Home home;
  private final Quarantine quarantine;
  private final Policy policy;
  private final DiskReserve reserve;
  private final InboxGate gate;
  private final InstanceExaminer examiner;
  private final InstanceStorage storage;
  private final Optional<StructureSetShelf> shelf;
  private final Senders senders;

  /**
   * What is taken in.
   *
   * @param maxZipBytes largest unpacked size of a zip
   * @param missingUids whether images without UIDs get derived ones
   */
  public record Policy(long maxZipBytes, MissingUids missingUids) {}

  /** Takes in for a home, whatever the disk has left; reads each header from its file. */
  public Intake(
      Home home, ArrivalStore arrivals, Quarantine quarantine, RunLog runLog, Policy policy) {
    this(
        home,
        arrivals,
        quarantine,
        runLog,
        policy,
        new DiskReserve(home.incoming(), 0, runLog),
        HeaderSource.FILES);
  }

  /**
   * Takes in for a home, as long as the disk has its reserve.
   *
   * @param headers gives the headers, and is told where a file went
   */
  public Intake(
      Home home,
      ArrivalStore arrivals,
      Quarantine quarantine,
      RunLog runLog,
      Policy policy,
      DiskReserve reserve,
      HeaderSource headers) {
    this.home = home;
    this.quarantine = quarantine;
    this.policy = policy;
    this.reserve = reserve;
    this.gate = new InboxGate(home.inbox());
    this.examiner = new InstanceExaminer(policy.missingUids(), headers);
    this.storage = new InstanceStorage(home, arrivals, runLog, headers, quarantine);
    this.shelf = Optional.empty();
    this.senders = Senders.unheard();
  }

  private Intake(Intake other, Optional<StructureSetShelf> shelf, Senders senders) {
    this.home = other.home;
    this.quarantine = other.quarantine;
    this.policy = other.policy;
    this.reserve = other.reserve;
    this.gate = other.gate;
    this.examiner = other.examiner;
    this.storage = other.storage;
    this.shelf = shelf;
    this.senders = senders;
  }

  /** The same, which keeps structure sets too; without a shelf they are put aside. */
  public Intake keepingStructureSets(StructureSetShelf here) {
    return new Intake(this, Optional.of(here), senders);
  }

  /** The same, of whose senders note is taken. */
  public Intake noting(Senders who) {
    return new Intake(this, shelf, who);
  }

  /** Takes note of who sends what. */
  public Senders senders() {
    return senders;
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

    /** It is a structure set, and is kept for who has a use for it. */
    record SetStored(String sopInstanceUid) implements Outcome {}

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
    return ArchiveKind.isZip(file);
  }

  private boolean takeZip(Path zip) throws IOException {
    Path folder = home.incoming().resolve(ZIP + UUID.randomUUID());
    try {
      takeUnpacked(ZipContents.unpack(zip, folder, policy.maxZipBytes(), reserve::room), zip);
      return true;
    } catch (ZipContents.NoRoomException e) {
      reserve.tellLow();
      return false;
    } finally {
      // However it ended: a disk that is full must not fill with what was unpacked in vain.
      Folders.delete(folder);
    }
  }

  private void takeUnpacked(ZipContents.Result result, Path zip) throws IOException {
    result.accept(
        new ZipContents.Result.Visitor<IOException>() {
          @Override
          public void done(List<ZipContents.Unpacked> unpacked) throws IOException {
            takeAll(unpacked);
            Files.delete(zip);
          }

          @Override
          public void refused(Reason reason) {
            quarantine.put(reason, zip, zip.getFileName().toString());
          }
        });
  }

  /** The entries of a zip; those refused for one reason lie together in quarantine. */
  private void takeAll(List<ZipContents.Unpacked> entries) throws IOException {
    Map<Reason, Map<Path, String>> refused = new LinkedHashMap<>();
    for (ZipContents.Unpacked entry : entries) {
      Examined examined = examiner.examine(entry.file());
      if (isForShelf(examined)) {
        keep(entry.file(), entry.name(), Source.INBOX, Optional.empty());
      } else if (examined.refusal().isPresent()) {
        refused
            .computeIfAbsent(examined.refusal().get(), r -> new LinkedHashMap<>())
            .put(entry.file(), entry.name());
      } else {
        String hash = DatasetHash.of(entry.file());
        storage.store(
            new Arrival(entry.file(), entry.name(), examined.identity(), hash, Source.INBOX),
            why -> putAside(entry.file(), entry.name(), examined.identity().series(), why),
            this::adopt);
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
    if (isForShelf(examined)) {
      return keep(file, name, source, sha256);
    }
    if (examined.refusal().isPresent()) {
      String series = examined.identity().series();
      return putAside(file, name, series, examined.refusal().get());
    }
    String hash = sha256.isPresent() ? sha256.get() : DatasetHash.of(file);
    return storage.store(
        new Arrival(file, name, examined.identity(), hash, source),
        why -> putAside(file, name, examined.identity().series(), why),
        this::adopt);
  }

  private boolean isForShelf(Examined examined) {
    return shelf.isPresent() && StructureSetShelf.takes(examined.identity().sopClass());
  }

  private Outcome keep(Path file, String name, Source source, Optional<String> sha256)
      throws IOException {
    return shelf
        .orElseThrow()
        .keep(file, source, sha256, reason -> putAside(file, name, "", reason));
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

  /**
   * Gives a file of the store its row: an earlier run died between its move and its row. What is no
   * image goes to quarantine.
   */
  Outcome adopt(Path inStore) throws IOException {
    return take(inStore, inStore.getFileName().toString(), Source.RECOVERED);
  }

  /** The files of a series' folder in the store that no row names. */
  List<Path> withoutRow(Path folder) throws IOException {
    return storage.withoutRow(folder);
  }

  /** Has a file of the store tried again that got no row, or a folder that could not be read. */
  void tryAgain(Path inStore) {
    storage.withoutRow().add(inStore);
  }

  private void adoptAgain(Path inStore) throws IOException {
    if (StoredFiles.isSeriesFolder(inStore)) {
      withoutRow(inStore).forEach(this::tryAgain);
    } else {
      adopt(inStore);
    }
  }

  /**
   * Gives files their rows that were moved in while the store took none. Until they have them, a
   * series may lack a slice that has come: {@link #lacksRow}.
   *
   * @return whether none is left
   */
  public boolean recordLeft() {
    boolean all = storage.withoutRow().record(this::adoptAgain, this::storeAnswers);
    return all & shelf.map(s -> s.recordLeft(this::storeAnswers)).orElse(true);
  }

  /** Whether a slice of a series has come and has no row yet: the series is not to be judged. */
  public boolean lacksRow(String seriesInstanceUid) {
    return storage.lacksRow(seriesInstanceUid);
  }

  /** Whether the store answers. */
  public boolean storeAnswers() {
    return storage.storeAnswers();
  }

  /**
   * Whether it is not a file's fault that it could not be taken: the store does not answer, or
   * takes no rows, as of a full disk or a standby.
   */
  public boolean isStoresFault(Throwable failure) {
    return storage.isStoresFault(failure);
  }
}
