package org.contourflow.consent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.contourflow.model.Sha256;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;

/** One training run as the lineage sees it: from which networks, taught by whom, to which. */
public final class TeachingRun {
  /**
   * What only ended does not reach back; whatever else refuses says that the patient took it back
   * or never gave it, also where a later consent is for something else or begins later.
   */
  private static final Set<Reason> ENDED =
      Set.of(Reason.EXPIRED, Reason.OPT_OUT_STALE, Reason.OPT_OUT_UNKNOWN);

  /** What people call a network. */
  @FunctionalInterface
  public interface Names {
    /**
     * For a person.
     *
     * @param among networks whose folders may know the name
     */
    String describe(String sha256, Collection<LineageRegister.Descendant> among);
  }

  private final ConsentFolder folder;
  private final Names names;
  private final Set<String> parents = new HashSet<>();
  private final List<String> runs = new ArrayList<>();

  /** A run that has not started. */
  public TeachingRun(ConsentFolder folder, Names names) {
    this.folder = folder;
    this.names = names;
  }

  /**
   * Refuses to start from, or be told by, a network that goes back to a patient who withdrew.
   *
   * @param teachers networks whose marks teach; each is an ancestor, too
   * @throws NotReleasedException naming the network to start from instead
   */
  public void requireClean(Path network, Collection<Path> teachers) throws IOException {
    requireClean(network);
    for (Path teacher : teachers) {
      requireClean(teacher);
    }
  }

  private void requireClean(Path network) throws IOException {
    String sha256 = Sha256.of(network);
    parents.add(sha256);
    Set<PatientRef> gone = takenBack(folder, sha256);
    if (!gone.isEmpty()) {
      throw new NotReleasedException(
          network.getFileName().toString(),
          Reason.TAUGHT_BY_REFUSED.name(),
          "TAUGHT_BY_REFUSED: a patient who taught this network, or one it goes back to, withdrew; "
              + "start from "
              + cleanOf(network, sha256, gone));
    }
  }

  private String cleanOf(Path network, String sha256, Set<PatientRef> gone) throws IOException {
    Optional<String> clean = folder.lineage().lastClean(sha256, gone);
    if (clean.isEmpty()) {
      return "nothing";
    }
    Path beside = network.toAbsolutePath().getParent();
    List<LineageRegister.Descendant> among = new ArrayList<>();
    among.add(
        new LineageRegister.Descendant(
            sha256, network.getFileName().toString(), beside.toString()));
    for (PatientRef patient : gone) {
      among.addAll(folder.lineage().descendantsOf(patient));
    }
    return "the network " + names.describe(clean.get(), among);
  }

  /** Those whom a network goes back to and who took it back, or never gave it. */
  static Set<PatientRef> takenBack(ConsentFolder folder, String sha256) throws IOException {
    ConsentGate gate = folder.gate();
    Set<PatientRef> gone = new HashSet<>();
    for (PatientRef patient : folder.lineage().teachersOf(sha256)) {
      if (isTakenBack(gate.ofPatient(patient, Purpose.TRAINING))) {
        gone.add(patient);
      }
    }
    return gone;
  }

  /** Whether what a patient taught is to go too, and not only what is taught from now on. */
  static boolean isTakenBack(Decision decision) {
    return decision instanceof Decision.Refused refused && !ENDED.contains(refused.reason());
  }

  /** The ids under which the run is in the lineage; none before it started. */
  public List<String> ids() {
    return List.copyOf(runs);
  }

  /** Registers the run before its first step. */
  public void start(Path work, List<ReleasedCases> all) throws IOException {
    for (ReleasedCases cases : all) { // Two places may have cases of one name: a run for each.
      Map<String, String> taughtBy = new TreeMap<>();
      cases.grounds().forEach((id, why) -> taughtBy.put(id, why.patient()));
      runs.add(folder.lineage().started(work, parents, taughtBy, folder.log().head()));
    }
  }

  /** Registers the networks that lie in the work folder; nothing if the run never started. */
  public void end(Path work, List<String> networks) throws IOException {
    for (String name : networks) {
      Path file = work.resolve(name);
      if (!runs.isEmpty() && Files.exists(file)) {
        String sha256 = Sha256.of(file);
        for (String run : runs) {
          folder.lineage().produced(run, sha256, name, Optional.empty());
        }
      }
    }
  }

  /**
   * Registers a packed model's weights as made from a network, after asking again whether all who
   * taught that network still may.
   *
   * @param weights the model's weight files
   */
  public static void pack(
      ConsentFolder folder, Names names, Path network, Path model, List<Path> weights)
      throws IOException {
    new TeachingRun(folder, names).requireClean(network);
    String from = Sha256.of(network);
    for (Path file : weights) {
      folder
          .lineage()
          .produced(from, Sha256.of(file), file.getFileName().toString(), Optional.of(model));
    }
  }
}
