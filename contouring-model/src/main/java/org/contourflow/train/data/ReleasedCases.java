package org.contourflow.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * Enters a work folder: every case that taught the network there, and every one that is to, may
   * still teach. Writes {@link #TAUGHT}.
   *
   * @param resumes whether a network is taken up there
   * @throws NotReleasedException if a case that taught may teach no more; only a new start helps
   */
  public void enter(Path work, boolean resumes) throws IOException {
    requireAll();
    Path file = work.resolve(TAUGHT);
    if (resumes && !Files.exists(file)) {
      throw new NotReleasedException(
          "?",
          "TAUGHT_BY_REFUSED",
          "TAUGHT_BY_REFUSED: "
              + work.getFileName()
              + " has a checkpoint but no "
              + TAUGHT
              + ", so nobody knows who taught it; start anew in an empty work folder");
    }
    List<String> taught = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (String line : taught) {
      requireTaught(line, work);
    }
    List<String> lines = new ArrayList<>(taught);
    grounds.forEach(
        (id, why) -> {
          String line = line(id, why);
          if (!lines.contains(line)) {
            lines.add(line);
          }
        });
    Files.createDirectories(work);
    Path part = file.resolveSibling(TAUGHT + ".part");
    Files.writeString(part, String.join("\n", lines) + "\n");
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String line(String id, Grounds why) {
    return why.patient() + "\t" + id;
  }

  private void requireTaught(String line, Path work) throws NotReleasedException {
    String id = line.substring(line.indexOf('\t') + 1);
    Grounds why = grounds.get(id);
    if (why == null || !line(id, why).equals(line)) {
      throw new NotReleasedException(
          id,
          "TAUGHT_BY_REFUSED",
          "TAUGHT_BY_REFUSED: it taught the network in "
              + work.getFileName()
              + " and is no longer released; start anew in an empty work folder, from the last"
              + " clean ancestor");
    }
  }
}
