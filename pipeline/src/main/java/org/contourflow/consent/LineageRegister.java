package org.contourflow.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which network was taught by whom, and from which network: an append-only file of runs and their
 * products. What was taught by a patient, or goes back to a network that was, is that patient's
 * descendant; nothing is ever unlearned.
 */
public final class LineageRegister {
  private static final ObjectMapper JSON = ConsentLog.JSON;

  private final Path file;
  private final Clock clock;

  public LineageRegister(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * A network that goes back to a patient.
   *
   * @param folder of the model; empty: a loose file
   */
  public record Descendant(String sha256, String name, String folder) {}

  /**
   * Registers a run before its first step, so that its caches are found even if it never ends.
   *
   * @param parents SHA-256 of the networks it starts from or is told labels by
   * @param taughtBy patient's reference by case id
   * @return the run's id
   */
  public String started(
      Path work, Set<String> parents, Map<String, String> taughtBy, String consentHead)
      throws IOException {
    String id = UUID.randomUUID().toString();
    String folder = work.toAbsolutePath().normalize().toString();
    append(
        new LineageEntry(
            new LineageEntry.Run(id, clock.instant(), folder, parents, taughtBy, consentHead),
            null));
    return id;
  }

  /**
   * Registers a network.
   *
   * @param from the run it came out of, or the SHA-256 of the network it was made from
   * @param folder its model's folder; empty: a loose file
   */
  public void produced(String from, String sha256, String name, Optional<Path> folder)
      throws IOException {
    String where = folder.map(p -> p.toAbsolutePath().normalize().toString()).orElse("");
    append(new LineageEntry(null, new LineageEntry.Product(from, sha256, name, where)));
  }

  /** Every network that a patient taught, itself or through an ancestor, in order of making. */
  public List<Descendant> descendantsOf(PatientRef patient) throws IOException {
    LineageGraph graph = graph();
    Set<String> tainted = graph.taintedBy(Set.of(patient.hex()));
    Map<String, Descendant> found = new LinkedHashMap<>();
    for (LineageEntry.Product p : graph.products()) {
      if (tainted.contains(p.sha256())) {
        found.put(p.sha256() + p.folder(), new Descendant(p.sha256(), p.name(), p.folder()));
      }
    }
    return List.copyOf(found.values());
  }

  /** Work folders of runs that had a patient's case, with the case's ids there. */
  public Map<Path, Set<String>> workFoldersOf(PatientRef patient) throws IOException {
    Map<Path, Set<String>> folders = new TreeMap<>();
    for (LineageEntry.Run run : graph().runs()) {
      run.taughtBy()
          .forEach(
              (id, who) -> {
                if (who.equals(patient.hex())) {
                  folders.computeIfAbsent(Path.of(run.work()), w -> new HashSet<>()).add(id);
                }
              });
    }
    return folders;
  }

  /** Work folders of all runs. */
  Set<Path> workFolders() throws IOException {
    Set<Path> folders = new TreeSet<>();
    graph().runs().forEach(run -> folders.add(Path.of(run.work())));
    return folders;
  }

  /** Whether a network goes back to one of the patients. */
  public boolean isTaughtBy(String sha256, Collection<PatientRef> patients) throws IOException {
    return graph().taintedBy(hex(patients)).contains(sha256);
  }

  /** The patients a network goes back to; public data are nobody's. */
  public Set<PatientRef> teachersOf(String sha256) throws IOException {
    LineageGraph graph = graph();
    Set<PatientRef> patients = new HashSet<>();
    for (LineageEntry.Run run : graph.runsBehind(sha256)) {
      run.taughtBy().values().stream()
          .filter(who -> who.matches("[0-9a-f]{64}"))
          .map(PatientRef::new)
          .forEach(patients::add);
    }
    return patients;
  }

  /**
   * Every case that a network goes back to, as "patient's reference, tab, case's id"; of public
   * data the reference is its statement.
   */
  public Set<String> casesBehind(String sha256) throws IOException {
    Set<String> cases = new HashSet<>();
    for (LineageEntry.Run run : graph().runsBehind(sha256)) {
      run.taughtBy().forEach((id, who) -> cases.add(who + "\t" + id));
    }
    return cases;
  }

  /**
   * The nearest ancestor, or the network itself, that none of the patients taught; a network the
   * register does not know comes from elsewhere and is clean. Empty: there is none.
   */
  public Optional<String> lastClean(String sha256, Collection<PatientRef> patients)
      throws IOException {
    LineageGraph graph = graph();
    Set<String> tainted = graph.taintedBy(hex(patients));
    Deque<String> open = new ArrayDeque<>(List.of(sha256));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      String one = open.remove();
      if (!tainted.contains(one)) {
        return Optional.of(one);
      }
      graph.parentsOf(one).stream().filter(seen::add).forEach(open::add);
    }
    return Optional.empty();
  }

  /**
   * The nearest clean ancestor of each of several networks; what has none is not in the map. One
   * walk for all of them: a withdrawal may concern thousands.
   */
  Map<String, String> lastClean(Set<String> networks, Collection<PatientRef> patients)
      throws IOException {
    LineageGraph graph = graph();
    Map<String, String> nearest = graph.nearestOutside(graph.taintedBy(hex(patients)));
    Map<String, String> found = new HashMap<>(nearest);
    found.keySet().retainAll(networks);
    return found;
  }

  private static Set<String> hex(Collection<PatientRef> patients) {
    Set<String> hex = new HashSet<>();
    patients.forEach(p -> hex.add(p.hex()));
    return hex;
  }

  private synchronized void append(LineageEntry entry) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        JSON.writeValueAsString(entry) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
  }

  private LineageGraph graph() throws IOException {
    List<LineageEntry.Run> runs = new ArrayList<>();
    List<LineageEntry.Product> products = new ArrayList<>();
    if (Files.exists(file)) {
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        try {
          LineageEntry entry = JSON.readValue(line, LineageEntry.class);
          Optional.ofNullable(entry.run()).ifPresent(runs::add);
          Optional.ofNullable(entry.product()).ifPresent(products::add);
        } catch (JsonProcessingException e) {
          throw new IOException(file.getFileName() + ": line " + number + " cannot be read", e);
        }
      }
    }
    return new LineageGraph(runs, products);
  }
}
