package org.contourflow.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.contourflow.dicom.DurableMove;
import org.contourflow.home.Folders;
import org.contourflow.model.manifest.ModelRegistry;

/**
 * Follows a withdrawal through: what was cached of the patient is deleted, every network that goes
 * back to the patient is found and, by policy, taken out of service.
 */
public final class Withdrawal {
  /**
   * In a work folder the figures of cases that judge, until the judgement is written; a file's name
   * begins with the patient's reference.
   */
  public static final String JUDGED = "judged";

  /** What becomes of networks that go back to a patient who withdrew. */
  public enum Policy {
    /** A file in the model's folder keeps it from being loaded. */
    OUT_OF_SERVICE,
    /** They are only listed; a person decides. */
    LIST
  }

  private final LineageRegister register;
  private final Policy policy;

  public Withdrawal(LineageRegister register, Policy policy) {
    this.register = register;
    this.policy = policy;
  }

  /**
   * What was done.
   *
   * @param deleted cache files that are gone
   * @param failed files that could not be deleted, which a person must see to
   * @param descendants networks that go back to the patient
   * @param lastClean for each descendant the nearest network to start from instead
   * @param outOfService folders of models taken out of service
   * @param notHere folders of models that were to be taken out and are not on this machine
   */
  public record Result(
      List<Path> deleted,
      List<Path> failed,
      List<LineageRegister.Descendant> descendants,
      Map<String, Optional<String>> lastClean,
      List<Path> outOfService,
      List<String> notHere) {
    /** Whether nothing of the patient was found. */
    public boolean isEmpty() {
      return deleted.isEmpty() && failed.isEmpty() && descendants.isEmpty();
    }
  }

  /**
   * Follows through what the log says now of a person: after a withdrawal, and after what may close
   * as one does, which is a consent entered in error, a merge, an opt-out. Where consent to teach
   * stands, or only ended, nothing is done. May be repeated.
   *
   * @throws IOException if the log or the answers of the opt-out service cannot be read
   */
  public static Result follow(ConsentFolder folder, PatientRef patient, Policy policy)
      throws IOException {
    return follow(folder, Whose.of(patient), policy);
  }

  /** The same, also of whom the ID without its issuer may be: the log need not join the two. */
  public static Result follow(ConsentFolder folder, Whose patient, Policy policy)
      throws IOException {
    Set<PatientRef> person = new HashSet<>(folder.person(patient.ref()));
    if (patient.withoutIssuer().isPresent()) {
      // Not who else may have this number: another issuer's patient is another person.
      person.addAll(folder.merged(patient.withoutIssuer().get()));
    }
    Set<PatientRef> gone = new HashSet<>();
    for (PatientRef each : person) {
      Decision decision = folder.gate().ofPatient(each, Purpose.TRAINING);
      if (decision instanceof Decision.Refused refused && refused.reason() == Reason.STORE_DOWN) {
        throw new IOException(refused.detail());
      }
      if (TeachingRun.isTakenBack(decision)) {
        gone.add(each);
      }
    }
    return new Withdrawal(folder.lineage(), policy).follow(gone);
  }

  /** Does it; may be repeated. The withdrawal itself must be in the log before. */
  public Result follow(Set<PatientRef> person) throws IOException {
    List<Path> deleted = new ArrayList<>();
    List<Path> failed = new ArrayList<>();
    List<LineageRegister.Descendant> descendants = new ArrayList<>();
    Map<String, Optional<String>> lastClean = new LinkedHashMap<>();
    Set<Path> out = new HashSet<>();
    Set<String> notHere = new TreeSet<>();
    Set<Path> works = register.workFolders();
    for (PatientRef patient : person) {
      for (Map.Entry<Path, Set<String>> each : register.workFoldersOf(patient).entrySet()) {
        purge(each.getKey(), each.getValue(), deleted, failed);
      }
      for (Path work : works) {
        purgeJudged(work.resolve(JUDGED), patient, deleted, failed);
      }
      descendants.addAll(register.descendantsOf(patient));
    }
    Set<String> networks = new HashSet<>();
    descendants.forEach(each -> networks.add(each.sha256()));
    Map<String, String> clean = register.lastClean(networks, person);
    for (LineageRegister.Descendant each : descendants) {
      lastClean.put(each.sha256(), Optional.ofNullable(clean.get(each.sha256())));
      Path folder = Path.of(each.folder());
      if (policy != Policy.OUT_OF_SERVICE || each.folder().isEmpty()) {
        continue;
      }
      if (Files.isDirectory(folder)) {
        takeOut(folder);
        out.add(folder);
      } else {
        notHere.add(each.folder());
      }
    }
    return new Result(
        List.copyOf(deleted),
        List.copyOf(failed),
        List.copyOf(descendants),
        Map.copyOf(lastClean),
        List.copyOf(out),
        List.copyOf(notHere));
  }

  /** Caches of the case, and what a killed run left of writing one. */
  private static void purge(Path work, Set<String> caseIds, List<Path> deleted, List<Path> failed)
      throws IOException {
    if (!Files.isDirectory(work)) {
      return;
    }
    List<Path> caches; // One a source of cases: cache, cache-1, ...
    try (Stream<Path> below = Files.list(work)) {
      caches = below.filter(p -> p.getFileName().toString().startsWith("cache")).toList();
    }
    for (Path cache : caches) {
      purgeOne(cache, caseIds, deleted, failed);
    }
    try (Stream<Path> below = Files.list(work)) {
      for (Path set : below.filter(p -> p.getFileName().toString().startsWith("set-")).toList()) {
        purgeSet(set, caseIds, deleted, failed);
      }
    }
  }

  /** The case's de-identified copy in a training set; its manifest has no voxel and stays. */
  private static void purgeSet(Path set, Set<String> caseIds, List<Path> deleted, List<Path> failed)
      throws IOException {
    for (String id : caseIds) {
      Path copy = set.resolve("cases").resolve(id).normalize();
      if (!copy.startsWith(set) || !Files.isDirectory(copy)) {
        continue;
      }
      Folders.Deleted ended = Folders.deleteWhatCan(copy);
      deleted.addAll(ended.files());
      failed.addAll(ended.left().keySet());
      DurableMove.forceFolder(set.resolve("cases"));
    }
  }

  /** Who judges never taught in that folder, so no run there has the patient. */
  private static void purgeJudged(
      Path folder, PatientRef patient, List<Path> deleted, List<Path> failed) {
    try {
      // Twice: a judgement that runs may have given a half-written file its name in between.
      for (int look = 0; look < 2 && Files.isDirectory(folder); look++) {
        List<Path> doomed;
        try (Stream<Path> all = Files.list(folder)) {
          doomed = all.filter(p -> p.getFileName().toString().contains(patient.hex())).toList();
        }
        delete(doomed, deleted, failed);
        DurableMove.forceFolder(folder);
      }
    } catch (NoSuchFileException e) {
      return; // The judgement was written, and with it the folder went.
    } catch (IOException | UncheckedIOException e) {
      failed.add(folder); // Another run's folder must not keep networks in service.
    }
  }

  private static void purgeOne(
      Path cache, Set<String> caseIds, List<Path> deleted, List<Path> failed) throws IOException {
    Set<String> names = new HashSet<>();
    caseIds.forEach(id -> names.add(id.replaceAll("[^A-Za-z0-9_.-]", "_") + ".case"));
    List<Path> doomed;
    try (Stream<Path> all = Files.list(cache)) {
      doomed =
          all.filter(p -> names.contains(p.getFileName().toString().replaceAll("\\.part$", "")))
              .toList();
    }
    delete(doomed, deleted, failed);
    DurableMove.forceFolder(cache);
  }

  private static void delete(List<Path> doomed, List<Path> deleted, List<Path> failed) {
    for (Path file : doomed) {
      try {
        Files.delete(file);
        deleted.add(file);
      } catch (NoSuchFileException e) {
        continue; // Gone, by whomever.
      } catch (IOException e) {
        failed.add(file);
      }
    }
  }

  private static void takeOut(Path folder) throws IOException {
    byte[] text =
        ("A patient who taught this network, or one it goes back to, withdrew consent.\n"
                + "It is not loaded as long as this file is here.\n")
            .getBytes(StandardCharsets.UTF_8);
    DurableMove.write(folder.resolve(ModelRegistry.OUT_OF_SERVICE), o -> o.write(text));
  }
}
