package org.contourflow.refine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.FolderEvidence;
import org.contourflow.consent.Purpose;
import org.contourflow.home.Folders;
import org.contourflow.model.Sha256;
import org.contourflow.refine.TrainingSet.Rule;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;

/**
 * Makes a training set: asks the gate, keeps the test fold apart, de-identifies what is left into
 * {@code set-N/cases} (public data teach where they lie), and writes down who teaches and who does
 * not.
 */
final class SetMaker {
  private final RefineSettings settings;
  private final ConsentFolder consent;
  private final CaseOpener opener;
  private final CaseCopies copies;
  private final List<ReviewSelection.LeftOut> leftOut;
  private final Consumer<String> tell;

  /**
   * Makes sets.
   *
   * @param leftOut cases that were not even put beside the others, to be told with them
   */
  SetMaker(
      RefineSettings settings,
      ConsentFolder consent,
      CaseOpener opener,
      Pseudonyms pseudonyms,
      List<ReviewSelection.LeftOut> leftOut,
      Consumer<String> tell)
      throws IOException {
    this.leftOut = leftOut;
    this.settings = settings;
    this.consent = consent;
    this.opener = opener;
    this.copies = new CaseCopies(settings.data().cases(), pseudonyms, tell);
    this.tell = tell;
  }

  /**
   * A set, and its cases as the gate releases them to training.
   *
   * @param folder of the set
   */
  record Made(Path folder, TrainingSet set, ReleasedCases cases) {}

  /** What teaches, before it is copied, and what does not. */
  private record Selected(
      ReleasedCases released, List<TrainingSet.Excluded> excluded, boolean isPublic) {
    List<String> chosen() {
      return released.ids();
    }
  }

  /**
   * The set of the work folder if what is selected has not changed, else a new one.
   *
   * @param structures that are taught
   * @throws IOException if a network is being trained on another set, or nobody may teach
   */
  Made make(List<String> structures) throws IOException {
    CaseSource source = opener.open(settings.data().cases(), structures);
    Selected selected = select(source);
    String selection = digest(selected, structures);
    Optional<Path> last = lastSet();
    if (last.isPresent()) {
      TrainingSet set = TrainingSet.read(last.get());
      if (set.selection().equals(selection)) {
        return new Made(last.get(), set, released(last.get(), set, selected, structures));
      }
      refuseAnotherSet(set, selected);
    }
    int version = last.map(SetMaker::number).orElse(0) + 1;
    Path folder = settings.work().resolve("set-" + version);
    TrainingSet set = build(folder, version, selection, selected, source, structures);
    set.write(folder);
    return new Made(folder, set, released(folder, set, selected, structures));
  }

  private Selected select(CaseSource source) throws IOException {
    Path data = NiftiCases.folderOf(settings.data().cases());
    consent.testFold(settings.data().testShare()); // Fixed before anyone teaches: the gate asks it.
    ConsentGate.Release release =
        consent.release(source, data, settings.data().statement(), Purpose.TRAINING);
    List<TrainingSet.Excluded> excluded = new ArrayList<>();
    leftOut.forEach(each -> excluded.add(excluded(each.caseId(), each.rule())));
    release
        .refused()
        .forEach(
            (id, refused) -> {
              tell.accept(id + " is left out: " + refused.describe());
              excluded.add(excluded(id, refused.reason().name(), refused.describe()));
            });
    boolean isPublic = ConsentFolder.statementOf(data, settings.data().statement()).isPresent();
    return new Selected(release.cases(), excluded, isPublic);
  }

  private TrainingSet.Excluded excluded(String id, Rule rule) {
    tell.accept(id + " is left out: " + rule + ": " + rule.why());
    return excluded(id, rule.name(), rule.why());
  }

  private TrainingSet.Excluded excluded(String id, String rule, String why) {
    return new TrainingSet.Excluded(from(id), rule, why);
  }

  private String from(String id) {
    try {
      return consent.key().caseRef(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String digest(Selected selected, List<String> structures) throws IOException {
    StringBuilder text = new StringBuilder(structures + "\n");
    for (String id : selected.chosen()) {
      ReleasedCases.Grounds why = selected.released().grounds().get(id);
      text.append(id).append(' ').append(why).append(' ');
      text.append(selected.released().fingerprint(id)).append('\n');
    }
    selected.excluded().forEach(e -> text.append(e.from()).append(e.rule()).append('\n'));
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Optional<Path> lastSet() throws IOException {
    if (!Files.isDirectory(settings.work())) {
      return Optional.empty();
    }
    try (Stream<Path> below = Files.list(settings.work())) {
      return below
          .filter(p -> p.getFileName().toString().matches("set-[0-9]{1,6}"))
          .filter(p -> Files.exists(p.resolve(TrainingSet.FILE)))
          .max(java.util.Comparator.comparingInt(SetMaker::number));
    }
  }

  private static int number(Path set) {
    return Integer.parseInt(set.getFileName().toString().substring("set-".length()));
  }

  private void refuseAnotherSet(TrainingSet before, Selected now) throws IOException {
    if (!Files.exists(settings.work().resolve("checkpoint.bin"))) {
      return;
    }
    List<String> still = now.chosen().stream().map(this::from).toList();
    for (TrainingSet.Case each : before.cases()) {
      if (!still.contains(each.from())) {
        throw new NotReleasedException(
            each.id(),
            "TAUGHT_BY_REFUSED",
            "TAUGHT_BY_REFUSED: the network in "
                + settings.work().getFileName()
                + " was taught by it, and it is no longer selected; start anew in an empty work"
                + " folder, from the last clean ancestor");
      }
    }
    throw new IOException(
        "what may teach changed since the checkpoint in "
            + settings.work().getFileName()
            + " (set "
            + before.version()
            + "); start in an empty work folder, or undo the change");
  }

  private TrainingSet build(
      Path folder,
      int version,
      String selection,
      Selected selected,
      CaseSource source,
      List<String> structures)
      throws IOException {
    List<TrainingSet.Case> cases = new ArrayList<>();
    List<TrainingSet.Excluded> excluded = new ArrayList<>(selected.excluded());
    Folders.delete(folder);
    Files.createDirectories(folder);
    Map<String, String> copied = new LinkedHashMap<>();
    for (String id : selected.chosen()) {
      if (selected.isPublic()) {
        copied.put(id, id);
      } else {
        Optional<String> copy = copies.copy(id, folder);
        copy.ifPresentOrElse(
            to -> copied.put(id, to), () -> excluded.add(excluded(id, Rule.NOT_DEIDENTIFIED)));
      }
    }
    Path place = folder.resolve("cases");
    CaseSource readable =
        selected.isPublic() || copied.isEmpty() ? source : opener.open(place, structures);
    for (Map.Entry<String, String> each : copied.entrySet()) {
      String id = each.getKey();
      selected.released().fingerprint(id); // The gate again: the copy is of whom it released.
      Optional<List<String>> contoured = contoured(readable, each.getValue(), structures);
      if (contoured.isEmpty() || contoured.get().isEmpty()) {
        excluded.add(excluded(id, contoured.isEmpty() ? Rule.UNREADABLE : Rule.NO_STRUCTURE));
        Folders.delete(place.resolve(each.getValue()));
        continue;
      }
      ReleasedCases.Grounds why = selected.released().grounds().get(id);
      String digest =
          selected.isPublic()
              ? why.events().get(why.events().size() - 1)
              : FileTrees.digest(place.resolve(each.getValue()));
      cases.add(
          new TrainingSet.Case(
              each.getValue(),
              from(id),
              why.patient(),
              why.basis(),
              why.events(),
              contoured.get(),
              digest));
    }
    if (cases.isEmpty()) {
      throw new IOException(
          "no case may teach and can be used: "
              + TrainingSet.of(1, "", structures, cases, excluded).exclusions());
    }
    return TrainingSet.of(version, selection, structures, cases, excluded);
  }

  /** Which structures a case has; empty if it cannot be read. */
  private Optional<List<String>> contoured(CaseSource from, String id, List<String> structures) {
    try {
      CaseSource.LabelledCase read = from.read(id);
      return Optional.of(structures.stream().filter(read.contours()::containsKey).toList());
    } catch (IOException e) {
      tell.accept(id + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The set's cases, through the gate: whose they are is read from the files they came from. */
  private ReleasedCases released(
      Path folder, TrainingSet set, Selected selected, List<String> structures) throws IOException {
    Path data = settings.data().cases();
    List<String> ids = set.cases().stream().map(TrainingSet.Case::id).toList();
    if (selected.isPublic()) {
      CaseSource chosen = SomeCases.of(opener.open(data, structures), ids);
      return consent
          .release(chosen, NiftiCases.folderOf(data), settings.data().statement(), Purpose.TRAINING)
          .cases();
    }
    Map<String, String> originals = new TreeMap<>();
    for (String id : selected.chosen()) {
      originals.put(from(id), id);
    }
    Map<String, String> sources = new TreeMap<>();
    set.cases().forEach(c -> sources.put(c.id(), originals.get(c.from())));
    Path place = folder.resolve("cases");
    SealedCases source = new SealedCases(opener.open(place, structures), place, set.cases());
    FolderEvidence evidence = new FolderEvidence(data, consent.key());
    return consent
        .gate()
        .release(source, id -> evidence.read(sources.get(id)), Purpose.TRAINING)
        .cases();
  }
}
