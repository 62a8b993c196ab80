package org.contourflow.lifecycle;

import java.io.IOException;
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

/**
 * Erases a patient's data from a home: whose a file is, the file itself says. Series by their
 * slices, cases by their series or by their RTSTRUCT, what was put aside and structure sets file by
 * file. The run log stays as it is, since it names nobody; what was handed over is its receiver's.
 */
public final class Erasure {
  private final Home home;
  private final LifeStore store;
  private final ArrivalStore arrivals;
  private final Retention retention;
  private final RunLog runLog;
  private final BegunErasures begun;

  /**
   * What belongs to a patient.
   *
   * @param series UIDs
   * @param cases ids
   * @param slices files of the store
   * @param others files put aside, and structure sets that came back
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
   * Erases from a home.
   *
   * @param retention notes in the folder of a case that it is gone
   */
  public Erasure(
      Home home, LifeStore store, ArrivalStore arrivals, Retention retention, RunLog runLog) {
    this.home = home;
    this.store = store;
    this.arrivals = arrivals;
    this.retention = retention;
    this.runLog = runLog;
    this.begun = new BegunErasures(home, arrivals);
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
      List<Path> files =
          arrivals.instancesOf(uid).stream()
              .map(i -> home.absolute(i.file()))
              .filter(Files::exists)
              .toList();
      if (!files.isEmpty() && isOf(files.get(0), wanted)) {
        series.add(uid);
        slices.addAll(files);
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
    List<Path> others = new ArrayList<>();
    for (Path folder : List.of(home.quarantine(), home.structureSets())) {
      for (Path file : Folders.files(folder)) {
        if (!slices.contains(file) && isOf(file, wanted)) {
          others.add(file);
        }
      }
    }
    return new Found(series, cases, slices, others);
  }

  private static boolean isOf(Path file, String wanted) {
    try {
      return Optional.ofNullable(DicomFiles.readHeader(file).dataset().text(DicomTag.PatientID))
          .map(String::strip)
          .filter(wanted::equals)
          .isPresent();
    } catch (IOException | RuntimeException e) {
      return false; // No DICOM: reason.txt, what is damaged.
    }
  }

  /**
   * Erases what was found.
   *
   * @throws IOException if a case of it is not finished, with nothing erased; or a file cannot be
   *     deleted: {@link #goOn} goes on
   */
  public void erase(Found found) throws IOException {
    List<String> unfinished = store.unfinished(found.cases());
    if (!unfinished.isEmpty()) {
      throw new IOException(
          "not finished: " + String.join(", ", unfinished) + "; stop these cases first");
    }
    goOn(begun.begin(found), found);
  }

  /**
   * Ends what erasures began whose process was ended.
   *
   * @return how many there were
   * @throws IOException if a file cannot be deleted
   */
  public int goOn() throws IOException {
    List<Path> left = begun.left();
    for (Path note : left) {
      goOn(note, begun.read(note));
    }
    return left.size();
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
    Set<Path> items = new LinkedHashSet<>();
    for (Path file : found.slices()) {
      Files.deleteIfExists(file);
      items.add(file.getParent());
    }
    for (Path file : found.others()) {
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
    List<Path> files = new ArrayList<>();
    for (Path file : Folders.files(home.export())) {
      if (isOf(file, patientId.strip())) {
        files.add(file);
      }
    }
    return files;
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
