package org.contourflow.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cases that may teach: the only thing that training, calibration, a teacher and the export of a
 * set take. Only {@code consent.ConsentGate} makes one; ArchitectureTest holds that.
 *
 * <p>Consent is asked again each time a case is read or its fingerprint is taken (before a cached
 * copy is used), at the start of a run, when one is resumed, and at packing.
 */
public final class ReleasedCases implements CaseSource {
  /** Lists, in a work folder, who taught the network there. */
  public static final String TAUGHT = "taught-by.txt";

  private final CaseSource source;
  private final Map<String, Grounds> grounds;
  private final Permit permit;

  /** Asks the gate again. */
  @FunctionalInterface
  public interface Permit {
    /**
     * Returns if the case still may teach.
     *
     * @throws NotReleasedException if it may not
     */
    void require(String caseId) throws NotReleasedException;
  }

  /**
   * Why a case may teach.
   *
   * @param patient a reference that only the gate's key can tell apart from chance; for public data
   *     the case's digest
   * @param basis CONSENT, S251 or PUBLIC_LICENSED
   * @param events the consent events, or the statement
   */
  public record Grounds(String patient, String basis, List<String> events) {
    public Grounds {
      events = List.copyOf(events);
    }
  }

  /** For the gate only. */
  public ReleasedCases(CaseSource source, Map<String, Grounds> grounds, Permit permit) {
    this.source = source;
    this.grounds = new TreeMap<>(grounds);
    this.permit = permit;
  }

  /** Ids of the cases that may teach. */
  @Override
  public List<String> ids() {
    return List.copyOf(grounds.keySet());
  }

  /** Why each case may teach, by id. */
  public Map<String, Grounds> grounds() {
    return Map.copyOf(grounds);
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    require(id);
    return source.read(id);
  }

  @Override
  public String fingerprint(String id) throws IOException {
    require(id);
    return source.fingerprint(id);
  }

  @Override
  public List<String> readingLosses() {
    return source.readingLosses();
  }

  @Override
  public List<String> leftOut() {
    return source.leftOut();
  }

  private void require(String id) throws NotReleasedException {
    if (!grounds.containsKey(id)) {
      throw new NotReleasedException(id, "NOT_RELEASED", "it is not among the released cases");
    }
    permit.require(id);
  }

  /** Asks for every case again: before a run starts, and before its network is packed. */
  public void requireAll() throws NotReleasedException {
    for (String id : grounds.keySet()) {
      require(id);
    }
  }

  /** As {@link #enter(Path, boolean, List)}, where all cases come from one place. */
  public void enter(Path work, boolean resumes) throws IOException {
    enter(work, resumes, List.of(this));
  }

  /**
   * Enters a work folder: every case that taught the network there, and every one that is to, may
   * still teach. Writes {@link #TAUGHT}.
   *
   * @param resumes whether a network is taken up there
   * @throws NotReleasedException if a case that taught may teach no more; only a new start helps
   */
  public static void enter(Path work, boolean resumes, List<ReleasedCases> all) throws IOException {
    Set<String> lines = new TreeSet<>();
    for (ReleasedCases each : all) {
      each.requireAll();
      each.grounds.forEach((id, why) -> lines.add(why.patient() + "\t" + id));
    }
    Path file = work.resolve(TAUGHT);
    if (resumes && !Files.exists(file)) {
      throw refused(
          "?",
          work,
          "has a checkpoint but no "
              + TAUGHT
              + ", so nobody knows who taught it; start anew in an empty work folder");
    }
    for (String taught : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      if (!lines.contains(taught)) {
        throw refused(
            taught.substring(taught.indexOf('\t') + 1),
            work,
            "was taught by it, and it is no longer released; start anew in an empty work folder,"
                + " from the last clean ancestor");
      }
    }
    Files.createDirectories(work);
    Path part = file.resolveSibling(TAUGHT + ".part");
    Files.writeString(part, String.join("\n", lines) + "\n");
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static NotReleasedException refused(String id, Path work, String why) {
    return new NotReleasedException(
        id, "TAUGHT_BY_REFUSED", "TAUGHT_BY_REFUSED: " + work.getFileName() + " " + why);
  }
}
