package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.contourflow.consent.CaseEvidence;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.FolderEvidence;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.TestFold;
import org.contourflow.evaluate.Evaluation;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.refine.judge.AddedStructures;
import org.contourflow.refine.judge.Judge;
import org.contourflow.refine.judge.Judgement;
import org.contourflow.refine.judge.JudgementReport;
import org.contourflow.refine.judge.Paired;
import org.contourflow.refine.judge.Pairs;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;

/**
 * Runs the champion and the challenger on the patients who never taught: the test fold of the
 * cases, and the public fold that the replay holds back. It judges and keeps figures only, so it
 * needs no gate; who taught one of the networks is left out, whatever the fold says.
 */
public final class Judging {
  /** Name of the fold of the hospital's own patients. */
  public static final String OWN = "held-out";

  /** Name of the fold of public patients. */
  public static final String PUBLIC = "public";

  private final RefineSettings settings;
  private final ConsentFolder consent;
  private final CaseOpener cases;
  private final Engine engine;
  private final String program;
  private final Consumer<String> tell;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param program its version: what another one contoured and measured is not gone on with
   */
  public Judging(
      RefineSettings settings,
      ConsentFolder consent,
      CaseOpener cases,
      Engine engine,
      String program,
      Consumer<String> tell) {
    this.settings = settings;
    this.consent = consent;
    this.cases = cases;
    this.engine = engine;
    this.program = program;
    this.tell = tell;
  }

  /**
   * Judges, and writes the record into {@code judgement} of the work folder. A call that was
   * stopped is gone on with by the next one.
   *
   * @param champion the network in service
   */
  public Judgement run(RegisteredModel champion, RegisteredModel challenger) throws IOException {
    notes.clear();
    List<String> known = names(champion);
    List<String> added = new ArrayList<>(names(challenger));
    added.removeAll(known);
    List<String> names = new ArrayList<>(known);
    names.addAll(added);
    Map<String, JudgedFold> folds = folds(names, List.of(champion, challenger));
    foretell(folds);
    JudgedCases kept = new JudgedCases(settings.work());
    JudgingRun run = new JudgingRun(folds, names, kept, program, engine, tell, 2);
    run.forgetOthers(List.of(champion, challenger));
    Map<String, Evaluation.Result> before = results(run, champion);
    Map<String, Evaluation.Result> after = results(run, challenger);
    Map<String, List<Paired>> pairs = new LinkedHashMap<>();
    List<Judgement.AddedResult> told = new ArrayList<>();
    folds.forEach(
        (name, fold) -> {
          UnaryOperator<String> patientOf = fold.patients()::get;
          pairs.put(name, Pairs.of(before.get(name), after.get(name), patientOf));
          told.addAll(AddedStructures.of(name, added, after.get(name), patientOf));
        });
    Judgement judgement = judgement(champion, challenger, pairs, told);
    JudgementReport.write(judgement, pairs, settings.judgement());
    kept.clear();
    return judgement;
  }

  /** Whoever taught one of the networks is in none. */
  private Map<String, JudgedFold> folds(List<String> names, List<RegisteredModel> networks)
      throws IOException {
    Set<String> taught = new HashSet<>();
    for (RegisteredModel model : networks) {
      for (var weights : model.manifest().weights()) {
        taught.addAll(consent.lineage().casesBehind(weights.sha256()));
      }
    }
    Map<String, JudgedFold> folds = new LinkedHashMap<>();
    folds.put(OWN, own(names, taught));
    publicFold(names, taught).ifPresent(fold -> folds.put(PUBLIC, fold));
    return folds;
  }

  private static List<String> names(RegisteredModel model) {
    return model.manifest().structures().stream().map(StructureDefinition::name).toList();
  }

  /** Told before the hours that it takes, not after them. */
  private void foretell(Map<String, JudgedFold> folds) {
    int needed = settings.judging().fewestPatients();
    folds.forEach(
        (name, fold) -> {
          long patients = fold.patients().values().stream().distinct().count();
          String few =
              patients < needed
                  ? "; "
                      + needed
                      + " are needed, so the judgement cannot pass: figures will be for information"
                  : "";
          tell.accept(
              "%s: %d patients, %d cases%s".formatted(name, patients, fold.patients().size(), few));
        });
    if (!folds.containsKey(PUBLIC)) {
      tell.accept("no public fold (data.replay.heldBack), so the judgement cannot pass");
    }
  }

  private Judgement judgement(
      RegisteredModel champion,
      RegisteredModel challenger,
      Map<String, List<Paired>> pairs,
      List<Judgement.AddedResult> added)
      throws IOException {
    Judge judge = new Judge(settings.judging().fewestPatients(), signedOff());
    List<Judgement.FoldResult> results = new ArrayList<>();
    pairs.forEach((name, own) -> results.add(judge.fold(name, own)));
    Judgement.Verdict verdict = Judge.overall(results);
    if (!pairs.containsKey(PUBLIC)) {
      notes.add("no public fold (data.replay.heldBack): nothing can be promoted without one");
      verdict = verdict == Judgement.Verdict.PASSED ? Judgement.Verdict.INCONCLUSIVE : verdict;
    }
    return new Judgement(verdict, network(champion), network(challenger), results, notes, added);
  }

  private static Judgement.Network network(RegisteredModel model) {
    return new Judgement.Network(model.identity().label(), model.identity().weightsSha256());
  }

  /** Lines of a case, a structure and who signed. */
  private Set<String> signedOff() throws IOException {
    Set<String> out = new HashSet<>();
    if (settings.judging().signOff().isEmpty()) {
      return out;
    }
    Path file = settings.judging().signOff().get();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\\s+", 3);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (words.length < 3) {
        throw new IOException(
            file.getFileName() + ": a line is a case, a structure and who accepts it: " + line);
      }
      out.add(words[0] + " " + words[1]);
      notes.add("signed off: " + String.join(" ", words));
    }
    return out;
  }

  private JudgedFold own(List<String> names, Set<String> taught) throws IOException {
    Path data = settings.data().cases();
    CaseSource source = cases.open(data, names);
    TestFold fold = consent.testFold(settings.data().testShare());
    Path folder = NiftiCases.folderOf(data);
    boolean isPublic = ConsentFolder.statementOf(folder, settings.data().statement()).isPresent();
    FolderEvidence evidence = new FolderEvidence(folder, consent.key());
    Map<String, String> patients = new LinkedHashMap<>();
    for (String id : source.ids()) {
      Optional<PatientRef> patient = Optional.empty();
      if (!isPublic) {
        CaseEvidence read = evidence.read(id);
        Optional<String> why = notJudging(read);
        if (why.isPresent()) {
          tell.accept(id + " does not judge: " + why.get());
          continue;
        }
        patient = read.patient();
      }
      if (fold.holds(id, patient)) {
        patients.put(id, patient.map(PatientRef::hex).orElse(id));
      }
    }
    JudgedFold own = without(taught, source, patients);
    return isPublic
        ? own
        : new JudgedFold(
            own.source(), own.patients(), who -> !consent.hasTakenBack(new PatientRef(who)));
  }

  /** Why a case of the hospital's own does not judge; empty: it does. */
  private static Optional<String> notJudging(CaseEvidence read) {
    if (read.problem().isPresent()) {
      return Optional.of(read.problem().get().describe());
    }
    if (read.patient().isEmpty()) {
      return Optional.of(
          "its files name no patient; of public data say so by contourflow consent statement");
    }
    return read.approved()
        ? Optional.empty()
        : Optional.of("a structure set of it is not APPROVED");
  }

  private Optional<JudgedFold> publicFold(List<String> names, Set<String> taught)
      throws IOException {
    Optional<RefineSettings.Replay> replay =
        settings.data().replay().filter(r -> r.heldBack().isPresent());
    if (replay.isEmpty()) {
      return Optional.empty();
    }
    CaseSource source = cases.open(replay.get().data(), names);
    Map<String, String> patients = new LinkedHashMap<>();
    List<String> held = new ArrayList<>(replay.get().heldBackIds());
    held.retainAll(source.ids());
    held.forEach(id -> patients.put(id, id));
    return Optional.of(without(taught, source, patients));
  }

  /** Leaves out whoever taught one of the networks, by patient or by case. */
  private JudgedFold without(Set<String> taught, CaseSource source, Map<String, String> patients) {
    Map<String, String> left = new HashMap<>(patients);
    for (String each : taught) {
      String who = each.substring(0, each.indexOf('\t'));
      String id = each.substring(each.indexOf('\t') + 1);
      boolean gone =
          who.startsWith("public ")
              ? left.remove(id) != null
              : left.values().removeIf(who::equals); // Every case of the patient.
      if (gone) {
        notes.add("left out: a held-out patient taught one of the networks");
      }
    }
    return new JudgedFold(SomeCases.of(source, left.keySet()), left);
  }

  private Map<String, Evaluation.Result> results(JudgingRun run, RegisteredModel model)
      throws IOException {
    Map<String, Evaluation.Result> results = run.of(model);
    results
        .values()
        .forEach(
            result ->
                result.failures().forEach(f -> notes.add(model.identity().label() + ": " + f)));
    return results;
  }
}
