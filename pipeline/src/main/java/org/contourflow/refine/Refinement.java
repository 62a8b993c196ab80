package org.contourflow.refine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.TeachingRun;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.train.StartingNetwork;
import org.contourflow.train.TeacherOf;
import org.contourflow.train.Trainer;
import org.contourflow.train.TrainingConfig;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.train.data.ReleasedCases;

/**
 * One refinement, from the selection of cases to a candidate: the same call takes up what an
 * earlier one left. Consent is asked when the set is selected and copied, at the start and on
 * resume, before each case is read, before a network is saved, and when the candidate is packed.
 */
public final class Refinement {
  private static final String PARENT_STRUCTURES = "labels.yaml";

  private final RefineSettings settings;
  private final ConsentFolder consent;
  private final Tools tools;
  private final RegisteredModel parent;
  private final Path weights;

  /**
   * What a refinement needs of its surroundings.
   *
   * @param models folder, if the settings name none
   * @param leftOut cases of a review that were not selected, for the set's list
   * @param codeVersion for the lineage
   * @param tell told a line at a time
   */
  public record Tools(
      CaseOpener cases,
      Pseudonyms pseudonyms,
      Engine engine,
      Path models,
      List<ReviewSelection.LeftOut> leftOut,
      String codeVersion,
      Consumer<String> tell) {}

  /**
   * Finds the parent.
   *
   * @throws IOException if there is none that can be refined
   */
  public Refinement(RefineSettings settings, ConsentFolder consent, Tools tools)
      throws IOException {
    this.settings = settings;
    this.consent = consent;
    this.tools = tools;
    Path models = settings.model().folder() == null ? tools.models() : settings.model().folder();
    String name = settings.model().parent();
    parent = ModelRegistry.open(models).require(name);
    if (parent.manifest().weights().size() != 1) {
      throw new IOException(
          name
              + " is an ensemble of "
              + parent.manifest().weights().size()
              + " networks; a single one can be refined");
    }
    if (parent.manifest().about().version().equals(settings.model().version())) {
      throw new IOException("model.version is the parent's; give the candidate one of its own");
    }
    weights = parent.folder().resolve(parent.manifest().weights().get(0).name());
    parent.read(parent.manifest().weights().get(0)); // Changed weights are refused.
  }

  /** Where the candidate of these settings is or will be. */
  public static Path candidate(RefineSettings settings) {
    return settings
        .work()
        .resolve("candidate")
        .resolve(settings.model().id())
        .resolve(settings.model().version());
  }

  /**
   * Runs it.
   *
   * @return the candidate; empty if the run was stopped before its last step
   */
  public Optional<RegisteredModel> run() throws IOException {
    Files.createDirectories(settings.work());
    Path labels = labels();
    LabelScheme scheme = LabelScheme.read(labels);
    CandidateModel.requireBeginsWith(parent.manifest(), scheme);
    new CandidateModel(parent, scheme).requireWhole(settings.model().version(), settings.work());
    TeachingRun run = new TeachingRun(consent, NetworkNames::describe);
    run.requireClean(weights, List.of());
    settings.training().held(known(scheme), scheme.structureNames());
    SetMaker.Made set =
        new SetMaker(
                settings, consent, tools.cases(), tools.pseudonyms(), tools.leftOut(), tools.tell())
            .make(scheme.structureNames());
    tools
        .tell()
        .accept(
            "set %d: %d case(s) teach, left out %s; %s"
                .formatted(
                    set.set().version(),
                    set.set().cases().size(),
                    set.set().exclusions(),
                    set.set().hash()));
    Optional<ReleasedCases> replay = replay(scheme);
    TrainingConfig config = config(set, labels);
    run.requireClean(weights, config.teacherFiles());
    if (!Files.exists(config.network())) {
      StartingNetwork.write(weights, scheme, settings.training().seed(), config.network());
    }
    OptionalInt steps = train(config, run, set.cases(), replay);
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(pack(config, scheme, set, replay, run, steps.getAsInt()));
  }

  private List<String> known(LabelScheme scheme) {
    return CandidateModel.known(parent.manifest(), scheme);
  }

  /** The scheme's file: the settings', or one of the parent's structures. */
  private Path labels() throws IOException {
    if (settings.data().labels().isPresent()) {
      return settings.data().labels().get();
    }
    Path file = settings.work().resolve(PARENT_STRUCTURES);
    LabelScheme seven = LabelScheme.openKbp();
    List<String> told = parent.manifest().labels().stream().map(l -> l.structure().name()).toList();
    if (!told.equals(seven.structureNames())) {
      throw new IOException(
          "data.labels is needed: a label scheme that begins with the structures of "
              + settings.model().parent()
              + ", "
              + String.join(", ", told));
    }
    Files.write(file, LabelScheme.openKbpFile().getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private Optional<ReleasedCases> replay(LabelScheme scheme) throws IOException {
    if (settings.data().replay().isEmpty()) {
      return Optional.empty();
    }
    RefineSettings.Replay old = settings.data().replay().get();
    Path data = old.data();
    CaseSource all = tools.cases().open(data, scheme.structureNames());
    // Who is held back is not even handed to the trainer: by the lineage it taught nothing.
    List<String> teach = new ArrayList<>(all.ids());
    teach.removeAll(old.heldBackIds());
    CaseSource source = SomeCases.of(all, teach);
    ConsentGate.Release release =
        consent.release(source, NiftiCases.folderOf(data), old.statement(), Purpose.TRAINING);
    release
        .refused()
        .forEach((id, no) -> tools.tell().accept("replay: " + id + ": " + no.describe()));
    if (release.cases().ids().isEmpty()) {
      throw new IOException("data.replay: no case of it may teach; leave replay out, or see above");
    }
    return Optional.of(release.cases());
  }

  private TrainingConfig config(SetMaker.Made set, Path labels) throws IOException {
    Path copies = set.folder().resolve("cases");
    TrainingFile file = new TrainingFile(settings);
    return file.write(
        parent.manifest(),
        settings.work().resolve("start.pt"),
        labels,
        Files.isDirectory(copies) ? copies : settings.data().cases(),
        file.held(set.set()),
        weights);
  }

  /** How many steps were done; empty if there are more to do. */
  private OptionalInt train(
      TrainingConfig config, TeachingRun run, ReleasedCases set, Optional<ReleasedCases> replay)
      throws IOException {
    List<ReleasedCases> all = new ArrayList<>(List.of(set));
    replay.ifPresent(all::add);
    ReleasedCases main = replay.orElse(set);
    List<ReleasedCases> more = replay.isPresent() ? List.of(set) : List.of();
    try (Trainer trainer = new Trainer(config, main, more)) {
      run.start(config.work(), all);
      trainer.run();
      return trainer.isFinished()
          ? OptionalInt.of(Math.toIntExact(trainer.steps()))
          : OptionalInt.empty();
    } finally {
      run.end(config.work(), List.of("best.pt", "last.pt"));
    }
  }

  private RegisteredModel pack(
      TrainingConfig config,
      LabelScheme scheme,
      SetMaker.Made set,
      Optional<ReleasedCases> replay,
      TeachingRun run,
      int steps)
      throws IOException {
    set.cases().requireAll();
    Map<String, List<String>> consents = new TreeMap<>();
    set.set().cases().forEach(c -> consents.put(c.id(), c.events()));
    Map<String, List<String>> teachers = new TreeMap<>();
    for (TeacherOf each : config.teachers()) {
      teachers
          .computeIfAbsent(Sha256.of(each.network()), network -> new ArrayList<>())
          .addAll(each.structures());
    }
    String teacher = config.teacher() == null ? "" : Sha256.of(config.teacher());
    Lineage lineage =
        new Lineage(
            parent.manifest().about().id() + "/" + parent.manifest().about().version(),
            parent.manifest().weights().get(0).sha256(),
            set.set().hash(),
            consents,
            set.set().exclusions(),
            replay.map(ReleasedCases::ids).orElse(List.of()),
            run.ids(),
            teacher,
            config.seed(),
            steps,
            tools.codeVersion(),
            teachers,
            settings.training().held(known(scheme), scheme.structureNames()));
    String data =
        "Refined on %d case(s), set %s%s."
            .formatted(
                set.set().cases().size(),
                set.set().hash().substring(0, 12),
                replay.map(r -> ", with " + r.ids().size() + " old ones").orElse(""));
    Path folder = candidate(settings);
    Path trained = config.work().resolve("last.pt");
    RegisteredModel model =
        new CandidateModel(parent, scheme).write(trained, folder, data, lineage, tools.engine());
    Files.copy(
        set.folder().resolve(TrainingSet.FILE),
        folder.resolve(TrainingSet.FILE),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    TeachingRun.pack(
        consent,
        NetworkNames::describe,
        trained,
        folder,
        model.manifest().weights().stream().map(w -> folder.resolve(w.name())).toList());
    return model;
  }
}
