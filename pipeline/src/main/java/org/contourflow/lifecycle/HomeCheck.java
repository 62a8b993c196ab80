package org.contourflow.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.home.Home;
import org.contourflow.home.Leftovers;
import org.contourflow.intake.DatasetHash;
import org.contourflow.model.Sha256;

/**
 * Whether the files of a home are those that its store names: each there, each what it was, none
 * besides. It changes nothing. The service may run meanwhile: files that are younger than a minute
 * may still get their row, and are passed over.
 */
public final class HomeCheck {
  private static final Duration YOUNG = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Home home;
  private final Inventory store;
  private final Clock clock;

  public HomeCheck(Home home, Inventory store, Clock clock) {
    this.home = home;
    this.store = store;
    this.clock = clock;
  }

  /** What can be wrong, and what is to be done about it. */
  public enum Kind {
    SLICE_MISSING(
        "a stored slice is not on the disk, and a case is still to be made of it",
        "bring it back from the backup of the home, or send the series again"),
    OLD_SLICE_MISSING(
        "a stored slice of a finished case is not on the disk",
        "bring it back from the backup of the home, if the CT is still wanted"),
    SLICE_CHANGED(
        "a stored slice is not what arrived (its hash differs)",
        "look after the disk; bring the file back from the backup, or send the series again"),
    STRUCTURE_SET_MISSING(
        "a delivered case has no RTSTRUCT any more, and retention did not take it",
        "bring the case's folder back from the backup; the targets have the set"),
    STRUCTURE_SET_CHANGED(
        "the RTSTRUCT of a delivered case is not what was checked (its hash differs)",
        "look after the disk; bring the case's folder back from the backup"),
    ARRIVED_SET_MISSING(
        "a clinician's structure set is not on the disk", "bring it back from the backup"),
    SLICE_WITHOUT_ROW(
        "a file of the store has no row", "start the service: it takes it up, or puts it aside"),
    CASE_WITHOUT_ROW(
        "a folder of a case that the store does not know",
        "it is of another store, or newer than a restored backup; its number is not given again"),
    HALF_WRITTEN("a killed process was writing it", "nothing: the next start clears it away"),
    FOREIGN("nothing of Contourflow's is called so", "see whose it is; Contourflow leaves it");

    private final String what;
    private final String whatToDo;

    Kind(String what, String whatToDo) {
      this.what = what;
      this.whatToDo = whatToDo;
    }
  }

  /**
   * Something that is wrong.
   *
   * @param file relative to the home
   */
  public record Problem(Kind kind, String file) {
    /** A line for a person. */
    @Override
    public String toString() {
      return kind + " " + file + ": " + kind.what + "; " + kind.whatToDo;
    }
  }

  /** How many things were looked at, and what is wrong with them. */
  public record Result(int slices, int cases, List<Problem> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Looks through the home.
   *
   * @param contents whether every slice and RTSTRUCT is read and compared by its hash too; that
   *     takes as long as the disk takes for all of them
   * @throws IOException if a folder cannot be read
   */
  public Result run(boolean contents) throws IOException {
    List<Problem> problems = new ArrayList<>();
    // Files first: what arrives meanwhile has its row when rows are read.
    Set<String> inStore = filesOfTheStore(problems);
    Set<String> rows = new HashSet<>();
    store.slices(
        slice -> {
          rows.add(slice.file());
          slice(slice, contents, problems::add);
        });
    inStore.stream()
        .filter(file -> !rows.contains(file))
        .sorted()
        .forEach(file -> problems.add(new Problem(Kind.SLICE_WITHOUT_ROW, file)));
    cases(contents, problems);
    for (String file : store.structureSets()) {
      if (Files.notExists(home.absolute(file))) {
        problems.add(new Problem(Kind.ARRIVED_SET_MISSING, file));
      }
    }
    return new Result(rows.size(), store.cases().size(), problems);
  }

  private boolean isYoung(Path file) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(clock.instant().minus(YOUNG));
  }

  /** Slices by their names; what else lies there is a problem. */
  private Set<String> filesOfTheStore(List<Problem> problems) throws IOException {
    Set<String> slices = new HashSet<>();
    for (Path folder : list(home.store())) {
      if (!Files.isDirectory(folder)) {
        stranger(folder, problems);
        continue;
      }
      for (Path file : list(folder)) {
        if (!file.getFileName().toString().endsWith(".dcm") || !Files.isRegularFile(file)) {
          stranger(file, problems);
        } else if (!isYoung(file)) {
          slices.add(home.relative(file));
        }
      }
    }
    return slices;
  }

  private void stranger(Path file, List<Problem> problems) throws IOException {
    if (Leftovers.isOne(file)) {
      if (!isYoung(file)) {
        problems.add(new Problem(Kind.HALF_WRITTEN, home.relative(file)));
      }
    } else {
      problems.add(new Problem(Kind.FOREIGN, home.relative(file)));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> items = Files.list(folder)) {
      return items.sorted().toList();
    }
  }

  private void slice(Inventory.Slice slice, boolean contents, Consumer<Problem> tell) {
    Path file = home.absolute(slice.file());
    if (Files.notExists(file)) {
      Kind kind = slice.isNeeded() ? Kind.SLICE_MISSING : Kind.OLD_SLICE_MISSING;
      tell.accept(new Problem(kind, slice.file()));
    } else if (contents && !hashOf(file).equals(slice.sha256())) {
      tell.accept(new Problem(Kind.SLICE_CHANGED, slice.file()));
    }
  }

  /** Of a file that cannot be read: nothing that a row has. */
  private static String hashOf(Path slice) {
    try {
      return DatasetHash.of(slice);
    } catch (IOException e) {
      return "";
    }
  }

  private void cases(boolean contents, List<Problem> problems) throws IOException {
    List<Path> folders = list(home.cases());
    Set<String> known = store.cases();
    for (Path folder : folders) {
      String name = folder.getFileName().toString();
      if (!name.matches("case-\\d+") || !Files.isDirectory(folder)) {
        stranger(folder, problems);
      } else if (!known.contains(name) && !isYoung(folder)) {
        problems.add(new Problem(Kind.CASE_WITHOUT_ROW, home.relative(folder)));
      }
    }
    for (String caseId : store.delivered().stream().sorted().toList()) {
      delivered(home.cases().resolve(caseId), contents, problems);
    }
  }

  private void delivered(Path folder, boolean contents, List<Problem> problems) throws IOException {
    Path set = folder.resolve("rtstruct.dcm");
    if (Files.exists(folder.resolve(Retention.NOTE))) {
      return;
    }
    if (Files.notExists(set)) {
      problems.add(new Problem(Kind.STRUCTURE_SET_MISSING, home.relative(set)));
    } else if (contents) {
      for (Map.Entry<String, String> checked : checked(folder).entrySet()) {
        Path file = folder.resolve(checked.getKey());
        if (Files.exists(file) && !Sha256.of(file).equals(checked.getValue())) {
          problems.add(new Problem(Kind.STRUCTURE_SET_CHANGED, home.relative(file)));
        }
      }
    }
  }

  /** SHA-256 of the RTSTRUCTs that were checked, by file name; none where that is not kept. */
  private static Map<String, String> checked(Path folder) throws IOException {
    Path file = folder.resolve("check.json");
    Map<String, String> hashes = new HashMap<>();
    if (Files.exists(file)) {
      JsonNode json = JSON.readTree(file.toFile());
      json.fieldNames()
          .forEachRemaining(name -> hashes.put(name, json.path(name).path("sha256").asText()));
    }
    return hashes;
  }
}
