package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.contourflow.consent.Act;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.TestFold;
import org.contourflow.consent.Withdrawal;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Network;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.refine.judge.Judgement;
import org.contourflow.refine.judge.Judgement.Verdict;
import org.contourflow.refine.judge.JudgementReport;
import org.contourflow.refine.judge.Rule;
import org.contourflow.train.data.CaseSource;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who judges, and what becomes of it: champion and challenger are two functions of a case, so that
 * what the judgement must say is known beforehand. No network is run.
 */
class JudgingTest {
  private static final String ID = "hu-anatomy";
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 4, 12, 12, 3, 3, 3);

  /** What the challenger makes of a case that the champion contours as the reference. */
  private enum Challenge {
    SAME,
    SMALLER,
    NOTHING,
    REFUSES
  }

  /** A structure that only the challenger has: of the oncologist's contours, own ones alone. */
  private static final String NEW = "Brain";

  @TempDir Path folder;
  private int mostCases = Integer.MAX_VALUE;
  private boolean addsOne;
  private String program = "1";
  private final List<String> contouredBy = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Map<String, Challenge> challenges = new HashMap<>();
  private final Set<String> contoured = new TreeSet<>();
  private ConsentFolder consent;
  private RegisteredModel champion;
  private RegisteredModel challenger;
  private String signOff = "";
  private double testShare = 0.999999;
  private boolean publicFold = true;

  @BeforeEach
  void twoNetworks() throws Exception {
    Path models = folder.resolve("models");
    ShippedModels.installInto(models);
    champion = ModelRegistry.open(models).find(ID).orElseThrow();
    Path next = models.resolve(ID).resolve("1.1.0");
    FileTrees.copy(champion.folder(), next);
    Path weights = next.resolve("hu_anatomy.pt");
    String before = Sha256.of(weights);
    Files.write(weights, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
    Path manifest = next.resolve("model.yaml");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("version: 1.0.0", "version: 1.1.0")
            .replace(before, Sha256.of(weights)));
    challenger = new RegisteredModel(next, ManifestReader.read(manifest));
    consent = ConsentFolder.open(folder.resolve("consent"), Clock.systemUTC());
  }

  private static void writeCase(Path own, String patient, String approval) throws IOException {
    Files.createDirectories(own);
    for (String kind : List.of(DicomUid.CT_IMAGE_STORAGE, DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      DicomDataset header =
          DicomDataset.create()
              .put(DicomTag.SOPClassUID, kind)
              .put(DicomTag.SOPInstanceUID, DicomUid.create())
              .put(DicomTag.PatientID, patient)
              .put(DicomTag.ApprovalStatus, approval);
      DicomFiles.write(own.resolve(kind + ".dcm"), header, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    }
  }

  /** Own cases own0 to own(n-1), each of its own patient, and as many public ones. */
  private void cases(int own, int open) throws IOException {
    for (int i = 0; i < own; i++) {
      writeCase(folder.resolve("data/own" + i), "SYN-" + i, "APPROVED");
    }
    List<String> held = new ArrayList<>();
    for (int i = 0; i < open; i++) {
      Files.createDirectories(folder.resolve("old/pub" + i));
      held.add("pub" + i);
    }
    Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(folder.resolve("old"));
    Files.write(folder.resolve("held.txt"), held);
  }

  private Judgement judge() throws IOException {
    String replay = publicFold ? "\n  replay: {data: old, share: 0.3, heldBack: held.txt}" : "";
    Files.writeString(
        folder.resolve("refine.yaml"),
        """
        work: work
        model: {parent: hu-anatomy/1.0.0, version: 1.1.0}
        data:
          cases: data
          testShare: %s%s
        judging: {%s}
        """
            .formatted(testShare, replay, signOff));
    RefineSettings settings = RefineSettings.read(folder.resolve("refine.yaml"));
    Engine engine =
        new Engine() {
          @Override
          public Segmenter segmenter(RegisteredModel model) {
            return new Scripted(model, model == challenger);
          }

          @Override
          public Network network(Path file) {
            throw new UnsupportedOperationException();
          }
        };
    return new Judging(
            settings, consent, (data, names) -> new Source(data, names), engine, program, told::add)
        .run(champion, challenger);
  }

  /** A block in every case; the case's name is told by the CT's first voxels. */
  private record Source(Path data, List<String> names) implements CaseSource {
    @Override
    public List<String> ids() {
      try (Stream<Path> below = Files.list(data)) {
        return below.map(p -> p.getFileName().toString()).sorted().toList();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public LabelledCase read(String id) {
      short[] hu = new short[(int) GRID.voxelCount()];
      for (int i = 0; i < id.length(); i++) {
        hu[i] = (short) id.charAt(i);
      }
      Map<String, BinaryMask> contours = new HashMap<>(Map.of(names.get(0), block(8)));
      if (names.contains(NEW) && id.startsWith("own")) {
        contours.put(NEW, block(4));
      }
      return new LabelledCase(id, CtVolume.wrap(GRID, hu), contours, 0, GRID.slices() - 1);
    }

    @Override
    public List<String> readingLosses() {
      return List.of("own0 GTV: drawn between slices"); // Of a case that was read at any time.
    }

    @Override
    public String fingerprint(String id) {
      return id;
    }
  }

  private static BinaryMask block(int columns) {
    BitSet bits = new BitSet();
    for (int i = 0; i < GRID.voxelCount(); i++) {
      int r = i % 144 / 12;
      int c = i % 12;
      if (r >= 2 && r < 10 && c >= 2 && c < 2 + columns) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(GRID, bits);
  }

  /** The reference itself, or what {@link #challenges} says. */
  private final class Scripted implements Segmenter {
    private final RegisteredModel model;
    private final boolean challenges;

    Scripted(RegisteredModel model, boolean challenges) {
      this.model = model;
      this.challenges = challenges;
    }

    @Override
    public ModelIdentity identity() {
      return model.identity();
    }

    @Override
    public List<StructureDefinition> structures() {
      return model.manifest().structures();
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      StringBuilder id = new StringBuilder();
      for (int i = 0; ct.values().get(i) != 0; i++) {
        id.append((char) ct.values().get(i));
      }
      if (contouredBy.size() == mostCases) {
        throw new IllegalStateException("killed");
      }
      contoured.add(id.toString());
      contouredBy.add((challenges ? "challenger " : "champion ") + id);
      Challenge what =
          challenges
              ? JudgingTest.this.challenges.getOrDefault(id.toString(), Challenge.SAME)
              : Challenge.SAME;
      if (what == Challenge.REFUSES) {
        return new SegmentationOutcome.Refused(
            SegmentationOutcome.RefusalCode.NO_BODY_FOUND, "the CT", "look at it");
      }
      BinaryMask mask = block(what == Challenge.SAME ? 8 : what == Challenge.SMALLER ? 5 : 0);
      List<SegmentedStructure> found = new ArrayList<>();
      found.add(SegmentedStructure.of(structures().get(0), mask, identity()));
      if (challenges && addsOne) {
        StructureDefinition added = structures().get(structures().size() - 1);
        BinaryMask half = id.toString().equals("own1") ? block(0) : block(4);
        found.add(SegmentedStructure.of(added, half, identity()));
      }
      return new SegmentationOutcome.Completed(found, List.of());
    }
  }

  private List<Rule> broken(Judgement judgement, String fold) {
    return judgement.folds().stream()
        .filter(f -> f.fold().equals(fold))
        .flatMap(
            f ->
                Stream.concat(
                    f.checks().stream(), f.structures().stream().flatMap(s -> s.checks().stream())))
        .filter(c -> c.verdict() != Verdict.PASSED)
        .map(Judgement.Check::rule)
        .toList();
  }

  @Test
  void the_same_contours_on_forty_of_each_fold_pass_and_only_figures_are_kept() throws IOException {
    cases(40, 40);
    Judgement judgement = judge();
    assertThat(judgement.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(judgement.champion().sha256()).isEqualTo(champion.identity().weightsSha256());
    assertThat(judgement.challenger().sha256()).isEqualTo(challenger.identity().weightsSha256());
    try (Stream<Path> kept = Files.list(folder.resolve("work/judgement"))) {
      assertThat(kept.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("judgement.html", "judgement.json", "pairs.csv");
    }
    try (Stream<Path> patients = Files.walk(folder.resolve("work"))) {
      for (Path file : patients.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("SYN-");
      }
    }
  }

  @Test
  void one_patient_less_in_either_fold_decides_nothing() throws IOException {
    cases(39, 40);
    assertThat(judge().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    cases(40, 39);
    assertThat(judge().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void without_a_public_fold_nothing_passes_however_good_it_is() throws IOException {
    cases(45, 0);
    publicFold = false;
    Judgement judgement = judge();
    assertThat(judgement.folds().get(0).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judgement.notes()).anyMatch(note -> note.contains("no public fold"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Challenge.class,
      names = {"SMALLER", "NOTHING", "REFUSES"})
  void one_case_that_fell_or_was_missed_fails_either_fold(Challenge challenge) throws IOException {
    cases(40, 40);
    challenges.put("pub7", challenge);
    Judgement judgement = judge();
    assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(broken(judgement, Judging.OWN)).isEmpty();
    assertThat(broken(judgement, Judging.PUBLIC))
        .contains(challenge == Challenge.SMALLER ? Rule.CASE_DROP : Rule.MISSED_ORGAN);
  }

  @Test
  void worse_contours_everywhere_fail_by_every_figure() throws IOException {
    cases(40, 40);
    for (int i = 0; i < 40; i++) {
      challenges.put("own" + i, Challenge.SMALLER);
    }
    // 5 of 8 columns: Dice 2 x 5 / 13.
    Judgement judgement = judge();
    var structure = judgement.folds().get(0).structures().get(0);
    assertThat(structure.challengerDice())
        .isEqualTo(10.0 / 13, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(structure.diceBound())
        .isEqualTo(10.0 / 13 - 1, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(broken(judgement, Judging.OWN))
        .contains(
            Rule.DICE_BOUND,
            Rule.SURFACE_DICE_BOUND,
            Rule.MEAN_DICE,
            Rule.ADDED_PATH,
            Rule.CASE_DROP)
        .doesNotContain(Rule.MISSED_ORGAN);
  }

  @Test
  void only_approved_cases_of_the_test_fold_judge() throws IOException {
    testShare = 0.5;
    cases(60, 0);
    writeCase(folder.resolve("data/nobody"), "", "APPROVED");
    TestFold fold = consent.testFold(testShare);
    Set<String> expected = new TreeSet<>();
    boolean first = true;
    for (int i = 0; i < 60; i++) {
      if (fold.holds("own" + i, Optional.of(consent.key().refOf("SYN-" + i, "")))) {
        if (first) { // One of them is not approved any more.
          writeCase(folder.resolve("data/own" + i), "SYN-" + i, "UNAPPROVED");
        } else {
          expected.add("own" + i);
        }
        first = false;
      }
    }
    judge();
    assertThat(contoured).isEqualTo(expected);
    assertThat(told).anyMatch(line -> line.startsWith("nobody does not judge: its files name no"));
    assertThat(told)
        .anyMatch(line -> line.endsWith("does not judge: a structure set of it is not APPROVED"));
  }

  @Test
  void two_cases_of_a_patient_are_one_patient() throws IOException {
    cases(39, 40);
    writeCase(folder.resolve("data/again"), "SYN-1", "APPROVED");
    Judgement judgement = judge();
    assertThat(contoured).contains("again", "own1");
    assertThat(judgement.folds().get(0).patients()).isEqualTo(39);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  /** The lineage of a network: its ancestor was taught by these. */
  private void taught(RegisteredModel model, Map<String, String> by) throws IOException {
    String ancestor = Sha256.of((model.folder() + " ancestor").getBytes());
    String first = consent.lineage().started(folder.resolve("w1"), Set.of(), by, "head");
    consent.lineage().produced(first, ancestor, "last.pt", Optional.empty());
    String run =
        consent.lineage().started(folder.resolve("w2"), Set.of(ancestor), Map.of(), "head");
    String sha256 = model.manifest().weights().get(0).sha256();
    consent.lineage().produced(run, sha256, "network.pt", Optional.empty());
  }

  @Test
  void whoever_taught_either_network_or_what_it_comes_from_does_not_judge() throws IOException {
    cases(42, 42);
    writeCase(folder.resolve("data/own3-later"), "SYN-3", "APPROVED");
    taught(champion, Map.of("another-name", consent.key().refOf("SYN-3", "").hex()));
    taught(challenger, Map.of("pub5", "public digest"));
    Judgement judgement = judge();
    assertThat(contoured)
        .doesNotContain("own3", "own3-later", "pub5")
        .contains("own4", "pub4", "pub3");
    assertThat(judgement.folds()).allMatch(f -> f.patients() == 41);
    assertThat(judgement.notes()).filteredOn(note -> note.startsWith("left out")).hasSize(2);
  }

  @Test
  void a_drop_that_a_person_signed_is_told_and_passes() throws IOException {
    cases(150, 40);
    challenges.put("own8", Challenge.SMALLER);
    assertThat(broken(judge(), Judging.OWN)).containsExactly(Rule.CASE_DROP);
    String name = champion.manifest().structures().get(0).name();
    Path file = folder.resolve("signed.txt");
    Files.writeString(file, "# accepted\nown8 " + name + " Dr A, 28 November\n");
    signOff = "signOff: signed.txt";
    Judgement judgement = judge();
    assertThat(judgement.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(judgement.notes()).contains("signed off: own8 " + name + " Dr A, 28 November");
    Files.writeString(file, "own8 " + name + "\n");
    assertThatThrownBy(this::judge)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("signed.txt: a line is a case, a structure and who accepts it");
  }

  /** The challenger's manifest with one structure more. */
  private void addOne() throws Exception {
    addsOne = true;
    Path manifest = challenger.folder().resolve("model.yaml");
    YAMLMapper yaml = new YAMLMapper();
    ObjectNode tree = (ObjectNode) yaml.readTree(manifest.toFile());
    ArrayNode labels = (ArrayNode) tree.get("labels");
    ObjectNode added = (ObjectNode) labels.get(0).deepCopy();
    added.put("index", labels.size() + 1).put("name", NEW).put("type", "ORGAN");
    added.remove("snomed");
    labels.add(added);
    Files.writeString(manifest, yaml.writeValueAsString(tree));
    challenger = new RegisteredModel(challenger.folder(), ManifestReader.read(manifest));
  }

  @Test
  void a_structure_that_only_the_challenger_has_is_told_and_decides_nothing() throws Exception {
    cases(5, 3);
    writeCase(folder.resolve("data/own1-later"), "SYN-1", "APPROVED");
    addOne();
    Judgement judgement = judge();
    assertThat(judgement.folds()).allMatch(f -> f.structures().size() == 1);
    assertThat(broken(judgement, Judging.OWN))
        .containsExactlyInAnyOrder(Rule.PATIENTS, Rule.STRUCTURE_PATIENTS);
    Judgement.AddedResult own = judgement.added().get(0);
    assertThat(own.fold()).isEqualTo(Judging.OWN);
    assertThat(own.structure()).isEqualTo(NEW);
    assertThat(own.patients()).isEqualTo(5);
    assertThat(own.missed()).as("of one patient's two cases one was missed").isEqualTo(1);
    // Four patients at 1, one at a half.
    var close = org.assertj.core.api.Assertions.within(1e-12);
    assertThat(own.dice()).isEqualTo(0.9, close);
    assertThat(own.surfaceDice()).isEqualTo(0.9, close);
    assertThat(own.diceError()).isEqualTo(0.1, close);
    assertThat(own.elsewhere()).isZero();
    Judgement.AddedResult open = judgement.added().get(1);
    assertThat(open.patients()).isZero();
    assertThat(open.dice()).isNaN();
    assertThat(open.elsewhere()).as("nobody contoured it there").isEqualTo(3);
    Path out = folder.resolve("work/judgement");
    assertThat(JudgementReport.read(out.resolve("judgement.json"))).isEqualTo(judgement);
    assertThat(out.resolve("judgement.html"))
        .content()
        .contains("Structures that only the challenger has", "For information")
        .contains("<tr><td>Brain<td>5<td>0.900 (0.100)<td>0.900 (0.100)<td>1<td>0</tr>")
        .contains("<tr><td>Brain<td>0<td>- (-)<td>- (-)<td>0<td>3</tr>");
    assertThat(JudgementReport.summary(judgement)).contains("new, not judged: Dice 0.900 (0.100)");
  }

  @Test
  void a_judgement_from_before_new_structures_were_told_is_read() throws IOException {
    Path file = folder.resolve("judgement.json");
    Files.writeString(
        file,
        """
        {"verdict": "PASSED", "champion": {"label": "a", "sha256": "b"},
         "challenger": {"label": "c", "sha256": "d"}, "folds": [], "notes": []}
        """);
    assertThat(JudgementReport.read(file).added()).isEmpty();
  }

  private void killedAfter(int cases) {
    mostCases = contouredBy.size() + cases;
    assertThatThrownBy(this::judge).hasMessage("killed");
    mostCases = Integer.MAX_VALUE;
  }

  @Test
  void a_judgement_that_was_killed_goes_on_with_the_same_figures_and_leaves_none_of_them()
      throws IOException {
    cases(5, 5);
    challenges.put("own1", Challenge.SMALLER);
    challenges.put("own0", Challenge.REFUSES);
    Judgement whole = judge();
    assertThat(told).anyMatch(line -> line.startsWith("held-out: 5 patients, 5 cases"));
    assertThat(told).anyMatch(line -> line.contains("own0 (1 of 20, "));
    contouredBy.clear();
    killedAfter(3);
    killedAfter(9);
    told.clear();
    Judgement parts = judge();
    assertThat(parts).isEqualTo(whole);
    // A refusal is not kept: another call may do better.
    assertThat(contouredBy).hasSize(21);
    assertThat(Set.copyOf(contouredBy)).hasSize(20);
    assertThat(told).contains("going on: 11 of 20 are there from before");
    assertThat(folder.resolve("work/judged")).doesNotExist();
  }

  @Test
  void what_was_kept_of_changed_weights_manifests_or_cases_is_contoured_anew() throws Exception {
    cases(3, 0);
    publicFold = false;
    killedAfter(5);
    writeCase(folder.resolve("data/own3"), "SYN-3", "APPROVED");
    Files.writeString(
        challenger.folder().resolve("model.yaml"), "# changed\n", StandardOpenOption.APPEND);
    contouredBy.clear();
    judge();
    assertThat(contouredBy)
        .containsExactly(
            "champion own3",
            "challenger own0",
            "challenger own1",
            "challenger own2",
            "challenger own3");
    assertThat(told).anyMatch(line -> line.contains("40 are needed, so the judgement cannot pass"));
  }

  @Test
  void what_another_version_of_the_program_measured_is_not_gone_on_with() throws Exception {
    cases(3, 0);
    publicFold = false;
    killedAfter(5);
    program = "2";
    contouredBy.clear();
    judge();
    assertThat(contouredBy).hasSize(6);
  }

  @Test
  void a_withdrawal_deletes_what_was_kept_of_the_patient_and_nothing_else() throws IOException {
    cases(3, 3);
    killedAfter(11);
    consent.lineage().started(folder.resolve("work"), Set.of(), Map.of("x", "public"), "head");
    PatientRef one = consent.key().refOf("SYN-1", "");
    int before = kept().size();
    assertThat(kept()).filteredOn(name -> name.startsWith(one.hex())).hasSize(2);
    Act withdrawn = new Act.Withdrawn(Set.of(), Instant.now());
    consent.log().append(one, withdrawn, "letter", "clerk");
    Withdrawal.Result done = Withdrawal.follow(consent, one, Withdrawal.Policy.LIST);
    assertThat(done.deleted()).hasSize(2);
    assertThat(kept()).hasSize(before - 2).noneMatch(name -> name.contains(one.hex()));
    killedAfter(1);
    assertThat(kept()).as("nor is it written again").noneMatch(n -> n.contains(one.hex()));
  }

  @Test
  void what_is_kept_of_a_patient_says_nothing_of_another() throws IOException {
    cases(3, 0);
    killedAfter(5);
    assertThat(kept()).hasSize(5);
    for (String name : kept()) {
      assertThat(folder.resolve("work/judged").resolve(name)).content().doesNotContain("GTV");
    }
  }

  @Test
  void another_runs_folder_that_cannot_be_read_is_told_and_stops_no_withdrawal()
      throws IOException {
    Path other = folder.resolve("other");
    Files.createDirectories(other.resolve("judged"));
    consent.lineage().started(other, Set.of(), Map.of("x", "public"), "head");
    PatientRef one = consent.key().refOf("SYN-1", "");
    Path inTheWay = other.resolve("judged").resolve(one.hex() + "-1.json");
    Files.createDirectories(inTheWay.resolve("full"));
    consent.log().append(one, new Act.Withdrawn(Set.of(), Instant.now()), "letter", "clerk");
    Withdrawal.Result done = Withdrawal.follow(consent, one, Withdrawal.Policy.LIST);
    assertThat(done.failed()).contains(inTheWay);
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work/judged"))) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }
}
