package org.contourflow.lifecycle;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases a patient's data from a home: whose a file is, the file itself says. Series by their
 * slices, cases by their series or by their RTSTRUCT, what was put aside and structure sets file by
 * file. The run log stays as it is, since it names nobody; what was handed over is its receiver's.
 */
public final class Erasure {
  private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);

  private final Home home;
  private final LifeStore store;
  private final SlicesInStore files;
  private final Retention retention;
  private final RunLog runLog;
  private final BegunErasures begun;

  /**
   * What belongs to a patient.
   *
   * @param series UIDs
   * @param cases ids
   * @param slices files of the store
   * @param others files put aside, structure sets that came back, and slices in the store of series
   *     that no row knows
   */
  public record Found(Set<String> series, Set<String> cases, List<Path> slices, List<Path> others) {
    /** Whether there is nothing. */
    public boolean isEmpty() {
      return series.isEmpty() && cases.isEmpty() && others.isEmpty();
    }

    /** In figures, naming nobody. */
    @Override
    public String toString() {
      return series.size()
          + " series of "
          + slices.size()
          + " slices, "
          + cases.size()
          + " cases, "
          + others.size()
          + " other files";
    }
  }

  /**
   * How the erasures ended that were gone on with.
   *
   * @param done how many came to their end
   * @param left those that did not, each by its note and the reason, naming nobody
   */
  public record Resumed(int done, List<String> left) {}

  /**
   * Erases from a home.
   *
   * @param retention notes in the folder of a case that it is gone
   */
  public Erasure(
      Home home, LifeStore store, ArrivalStore arrivals, Retention retention, RunLog runLog) {
    this.home = home;
    this.store = store;
    this.files = new SlicesInStore(home, arrivals);
    this.retention = retention;
    this.runLog = runLog;
    this.begun = new BegunErasures(home, files);
  }

  /**
   * What there is of a patient; changes nothing.
   *
   * @param patientId as in PatientID; blanks around it do not matter
   */
  public Found find(String patientId) throws IOException {
    String wanted = patientId.strip();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("give a PatientID");
    }
    Set<String> series = new LinkedHashSet<>();
    Set<String> cases = new LinkedHashSet<>();
    List<Path> slices = new ArrayList<>();
    for (String uid : store.series()) {
      List<Path> there = files.of(uid).stream().filter(Files::exists).toList();
      if (areOf(there, wanted)) {
        series.add(uid);
        slices.addAll(there);
        cases.addAll(store.casesOf(uid));
      }
    }
    try (Stream<Path> folders = Files.list(home.cases())) {
      for (Path folder : folders.sorted().toList()) {
        Path rtstruct = folder.resolve("rtstruct.dcm");
        if (Files.exists(rtstruct) && isOf(rtstruct, wanted)) {
          cases.add(folder.getFileName().toString());
        }
      }
    }
    return new Found(series, cases, slices, others(slices, wanted));
  }

  private List<Path> others(List<Path> slices, String wanted) throws IOException {
    List<Path> others = new ArrayList<>();
    for (List<Path> unknown : files.ofUnknown(store.series())) {
      if (areOf(unknown, wanted)) {
        others.addAll(unknown);
      }
    }
    for (Path folder : List.of(home.quarantine(), home.structureSets())) {
      for (Path file : Folders.files(folder)) {
        if (!slices.contains(file) && isOf(file, wanted)) {
          others.add(file);
        }
      }
    }
    return others;
  }

  private static boolean isOf(Path file, String wanted) {
    return patientOf(file).filter(wanted::equals).isPresent();
  }

  /** By the first of a series' slices that can be read. */
  private static boolean areOf(List<Path> slices, String wanted) {
    return slices.stream()
        .map(Erasure::patientOf)
        .flatMap(Optional::stream)
        .findFirst()
        .filter(wanted::equals)
        .isPresent();
  }

  private static Optional<String> patientOf(Path file) {
    try {
      return Optional.ofNullable(DicomFiles.readHeader(file).dataset().text(DicomTag.PatientID))
          .map(String::strip);
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // No DICOM: reason.txt, what is damaged.
    }
  }

  /**
   * Erases what was found.
   *
   * @throws IOException if a case of it is not finished, with nothing erased; or a file cannot be
   *     deleted: {@link #goOn} goes on
   */
  public void erase(Found found) throws IOException {
    Found now = withItsCases(found);
    Optional<String> unfinished = unfinished(now);
    if (unfinished.isPresent()) {
      throw new IOException(unfinished.get());
    }
    goOn(begun.begin(now), now);
  }

  /** With the cases that its series have by now. */
  private Found withItsCases(Found found) {
    Set<String> cases = new LinkedHashSet<>(found.cases());
    found.series().forEach(uid -> cases.addAll(store.casesOf(uid)));
    return new Found(found.series(), cases, found.slices(), found.others());
  }

  private Optional<String> unfinished(Found found) {
    return Optional.of(store.unfinished(found.cases()))
        .filter(cases -> !cases.isEmpty())
        .map(cases -> "not finished: " + String.join(", ", cases) + "; stop these cases first");
  }

  /**
   * Ends what erasures began whose process was ended, each on its own: one that cannot be ended, or
   * of which a case is not finished again, is logged and stays for the next time.
   *
   * @throws IOException if their folder cannot be looked through
   */
  public Resumed goOn() throws IOException {
    int done = 0;
    List<String> left = new ArrayList<>();
    for (Path note : begun.left()) {
      Optional<String> why = whyLeft(note);
      if (why.isEmpty()) {
        done++;
      } else {
        String text = home.relative(note) + ": " + why.get();
        LOG.error("an erasure that was interrupted is not ended: {}", text);
        left.add(text);
      }
    }
    return new Resumed(done, left);
  }

  private Optional<String> whyLeft(Path note) {
    try {
      Found found = withItsCases(begun.read(note));
      Optional<String> unfinished = unfinished(found);
      if (unfinished.isEmpty()) {
        goOn(note, found);
      }
      return unfinished;
    } catch (IOException | RuntimeException e) { // Whatever it is: the others go on.
      return Optional.of(reason(e));
    }
  }

  /** Without the name of a file, which may carry a patient's. */
  private String reason(Exception e) {
    String kind = e.getClass().getSimpleName();
    return e instanceof FileSystemException failure && failure.getFile() != null
        ? kind + " in " + home.relative(Path.of(failure.getFile()).toAbsolutePath().getParent())
        : kind;
  }

  private void goOn(Path note, Found found) throws IOException {
    deleteFiles(found);
    store.erase(
        found.series(), found.cases(), found.others().stream().map(home::relative).toList());
    found
        .cases()
        .forEach(id -> runLog.append(id, EventType.DATA_DELETED, "the patient was erased"));
    runLog.append(RunLog.SYSTEM, EventType.PATIENT_ERASED, "a patient was erased: " + found);
    Files.deleteIfExists(note);
  }

  private void deleteFiles(Found found) throws IOException {
    Set<Path> all = new LinkedHashSet<>(found.slices());
    Set<Path> items = new LinkedHashSet<>();
    for (String uid : found.series()) {
      all.addAll(files.of(uid)); // What came in since it was found.
      items.add(files.folder(uid));
    }
    all.addAll(found.others());
    for (Path file : all) {
      Files.deleteIfExists(file);
      items.add(file.getParent());
    }
    for (Path item : items) {
      endOf(item);
    }
    for (String caseId : found.cases()) {
      Folders.delete(home.cases().resolve(caseId));
      retention.note(home.cases().resolve(caseId), "the patient's data were erased");
    }
  }

  /** What of a patient's was handed over and still lies in the export folder; its reader's. */
  public List<Path> handedOver(String patientId) throws IOException {
    List<Path> exported = new ArrayList<>();
    for (Path file : Folders.files(home.export())) {
      if (isOf(file, patientId.strip())) {
        exported.add(file);
      }
    }
    return exported;
  }

  /** A folder of nothing but a reason goes too: the reason names the files. */
  private void endOf(Path folder) throws IOException {
    boolean own = folder.startsWith(home.store()) || folder.startsWith(home.quarantine());
    boolean empty =
        Folders.files(folder).stream().allMatch(f -> f.getFileName().toString().endsWith(".txt"));
    if (own && empty && !folder.equals(home.store()) && !folder.equals(home.quarantine())) {
      Folders.delete(folder);
    }
  }
}
