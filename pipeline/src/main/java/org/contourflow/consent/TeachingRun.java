package org.contourflow.consent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** Refusals that say a patient took it back or never gave it; an expiry does not reach back. */
  private static final Set<Reason> TAKES_BACK =
      Set.of(Reason.WITHDRAWN, Reason.OPTED_OUT, Reason.NO_RECORD, Reason.STORE_DOWN);

  private final ConsentFolder folder;
  private final Set<String> parents = new HashSet<>();
  private final List<String> runs = new ArrayList<>();

  public TeachingRun(ConsentFolder folder) {
    this.folder = folder;
  }

  /**
   * Refuses to start from, or be told by, a network that goes back to a patient who withdrew.
   *
   * @throws NotReleasedException naming the network to start from instead
   */
  public void requireClean(Path network, Optional<Path> teacher) throws IOException {
    requireClean(network);
    if (teacher.isPresent()) {
      requireClean(teacher.get());
    }
  }

  private void requireClean(Path network) throws IOException {
    String sha256 = Sha256.of(network);
    parents.add(sha256);
    Set<PatientRef> gone = takenBack(folder, sha256);
    if (!gone.isEmpty()) {
      String clean =
          folder
              .lineage()
              .lastClean(sha256, gone)
              .map(c -> "start from the network with SHA-256 " + c)
              .orElse("start from nothing");
      throw new NotReleasedException(
          network.getFileName().toString(),
          Reason.TAUGHT_BY_REFUSED.name(),
          "TAUGHT_BY_REFUSED: a patient who taught this network, or one it goes back to, withdrew; "
              + clean);
    }
  }

  /** Those whom a network goes back to and who took it back, or never gave it. */
  static Set<PatientRef> takenBack(ConsentFolder folder, String sha256) throws IOException {
    ConsentGate gate = folder.gate();
    Set<PatientRef> gone = new HashSet<>();
    for (PatientRef patient : folder.lineage().teachersOf(sha256)) {
      if (gate.ofPatient(patient, Purpose.TRAINING) instanceof Decision.Refused refused
          && TAKES_BACK.contains(refused.reason())) {
        gone.add(patient);
      }
    }
    return gone;
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
  public static void pack(ConsentFolder folder, Path network, Path model, List<Path> weights)
      throws IOException {
    new TeachingRun(folder).requireClean(network);
    String from = Sha256.of(network);
    for (Path file : weights) {
      folder
          .lineage()
          .produced(from, Sha256.of(file), file.getFileName().toString(), Optional.of(model));
    }
  }
}
