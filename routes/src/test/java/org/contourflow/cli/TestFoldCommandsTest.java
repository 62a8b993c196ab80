package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.Reason;
import org.contourflow.consent.TestFold;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.train.data.CaseSource;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Patients of the test fold teach by no command: each way from cases to a network is tried. */
class TestFoldCommandsTest {
  private static final Path RESOURCES = Path.of("../contouring-model/src/test/resources");
  private static final Path TINY = RESOURCES.resolve("org/contourflow/train/tiny.pt");
  private static final double SHARE = 0.5;

  @TempDir Path root;
  private final StringWriter told = new StringWriter();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream errBefore = System.err;
  private TestFold fold;

  @BeforeEach
  void fixTheFold() throws IOException {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Files.createDirectories(root.resolve("consent"));
    Files.writeString(root.resolve("consent/key"), "0123456789abcdef".repeat(4));
    fold = consent().testFold(SHARE);
  }

  @AfterEach
  void restore() {
    System.setErr(errBefore);
  }

  private ConsentFolder consent() throws IOException {
    return ConsentFolder.open(root.resolve("consent"), Clock.systemUTC());
  }

  /** Public cases: a bright block that is the mandible. */
  private void writeCases(String folder, String prefix) throws IOException {
    Path data = root.resolve(folder);
    Files.createDirectories(data.resolve("ct"));
    Files.createDirectories(data.resolve("seg"));
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 16, 24, 24, 3, 4, 4);
    StringBuilder table = new StringBuilder("case,slab_z0,slab_z1\n");
    for (int p = 0; p < 8; p++) {
      short[] hu = new short[(int) grid.voxelCount()];
      short[] bits = new short[hu.length];
      for (int i = 0; i < hu.length; i++) {
        boolean bone = i / 576 > 4 && i / 576 < 11 && i % 24 > 8 && i % 24 < 16 + p % 3;
        hu[i] = (short) (bone ? 900 : 30);
        bits[i] = (short) (bone ? 64 : 0);
      }
      String id = prefix + p;
      NiftiWriter.write(data.resolve("ct").resolve(id + ".nii.gz"), CtVolume.wrap(grid, hu));
      NiftiWriter.write(data.resolve("seg").resolve(id + ".nii.gz"), CtVolume.wrap(grid, bits));
      table.append(id).append(",0,15\n");
    }
    Files.writeString(data.resolve("cases.csv"), table);
    run(0, "consent statement " + data + " --source 10.5/x --licence CC0 --contours us --by us");
  }

  private void run(int status, String line) {
    int found = Main.commandLine().setErr(new PrintWriter(told, true)).execute(line.split(" "));
    assertThat(found).as(printed.toString(StandardCharsets.UTF_8) + told).isEqualTo(status);
  }

  private List<String> ids(String prefix, boolean kept) throws IOException {
    List<String> out = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      if (fold.holds(prefix + p, Optional.empty()) == kept) {
        out.add(prefix + p);
      }
    }
    assertThat(out).as("the key draws some of each").isNotEmpty();
    return out;
  }

  private void train(String teacher) throws IOException {
    writeCases("data", "p");
    writeCases("old", "q");
    Files.createFile(Files.createDirectories(root.resolve("work")).resolve("STOP"));
    Files.writeString(root.resolve("held.txt"), "");
    Files.writeString(
        root.resolve("train.yaml"),
        """
        data: data
        more: [{data: old, share: 0.3}]
        network: %s
        work: work
        validation: held.txt
        doubtful:
        teacher: %s
        seed: 5
        steps: 4
        batch: 1
        window: [32, 32, 32]
        spacingMm: [3.0, 4.0, 4.0]
        learningRate: 0.005
        warmUpSteps: 1
        schedule: COSINE
        decayFraction: 0.5
        weightDecay: 0.01
        largestGradientNorm: 3.0
        averaging: 0.5
        organCentred: false
        augmentationStrength: 1.0
        elasticMm: 0
        checkpointEvery: 4
        validateEvery: 100
        patience: 0
        validationCases: 0
        trainingCases: 0
        threads: 1
        """
            .formatted(TINY.toAbsolutePath(), teacher));
    run(
        0,
        "train --consent " + root.resolve("consent") + " --config " + root.resolve("train.yaml"));
  }

  /** No file of the work folder, nor the lineage, has a case of the fold. */
  private void assertTaughtByTheOthersOnly() throws IOException {
    List<String> taught =
        Files.readAllLines(root.resolve("work/taught-by.txt")).stream()
            .map(line -> line.substring(line.indexOf('\t') + 1))
            .toList();
    List<String> others = new ArrayList<>(ids("p", false));
    others.addAll(ids("q", false));
    assertThat(taught).containsExactlyInAnyOrderElementsOf(others);
    String lineage = Files.readString(root.resolve("consent/lineage.jsonl"));
    List<String> kept = new ArrayList<>(ids("p", true));
    kept.addAll(ids("q", true));
    try (Stream<Path> files = Files.walk(root.resolve("work"))) {
      String names = files.map(f -> f.getFileName().toString()).toList().toString();
      for (String id : kept) {
        assertThat(names).doesNotContain(id);
        assertThat(lineage).doesNotContain("\"" + id + "\"");
        assertThat(printed.toString(StandardCharsets.UTF_8))
            .contains(id + " is left out: TEST_FOLD");
      }
    }
  }

  @Test
  void neither_the_cases_of_train_nor_further_ones_are_of_it_and_a_teacher_marks_none()
      throws IOException {
    train(TINY.toAbsolutePath().toString());
    assertTaughtByTheOthersOnly();
  }

  @Test
  void calibrate_learns_neither_places_nor_confidences_of_it() throws IOException {
    Path model = Files.createDirectories(root.resolve("models/example/1.0.0"));
    try (Stream<Path> files = Files.list(RESOURCES.resolve("networks/example/1.0.0"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Path yaml = model.resolve("model.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replace("Label_1", "Brainstem").replace("Label_2", "Larynx"));
    writeCases("data", "p");
    Files.write(root.resolve("held.txt"), List.of("p0", "p1", "p2", "p3", "p4", "p5"));
    run(
        0,
        "calibrate --consent %s --model example --models %s --data %s --validation %s --out %s"
            .formatted(
                root.resolve("consent"),
                root.resolve("models"),
                root.resolve("data"),
                root.resolve("held.txt"),
                root.resolve("out")));
    String table = Files.readString(root.resolve("out/calibration.csv"));
    for (String id : ids("p", true)) {
      assertThat(table).doesNotContain("," + id + ",");
      assertThat(printed.toString(StandardCharsets.UTF_8)).contains(id + " is left out: TEST_FOLD");
    }
    assertThat(table).contains("validation,");
  }

  /** Cases of consenting patients, headers only. */
  private CaseSource consenting(int count) throws IOException {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "case" + i).toList();
    for (String id : ids) {
      Path own = Files.createDirectories(root.resolve("dicom").resolve(id));
      for (String kind : List.of(DicomUid.CT_IMAGE_STORAGE, DicomUid.RT_STRUCTURE_SET_STORAGE)) {
        DicomDataset header =
            DicomDataset.create()
                .put(DicomTag.SOPClassUID, kind)
                .put(DicomTag.SOPInstanceUID, DicomUid.create())
                .put(DicomTag.PatientID, "SYN-" + id)
                .put(DicomTag.ApprovalStatus, "APPROVED");
        DicomFiles.write(own.resolve(kind + ".dcm"), header, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      }
      Act.Given given =
          new Act.Given(
              Basis.CONSENT,
              Set.of(Purpose.TRAINING),
              Instant.now().minusSeconds(9999),
              Optional.empty());
      consent().log().append(consent().key().refOf("SYN-" + id, ""), given, "form", "clerk");
    }
    return new CaseSource() {
      @Override
      public List<String> ids() {
        return ids;
      }

      @Override
      public LabelledCase read(String id) throws IOException {
        throw new IOException("was read");
      }

      @Override
      public String fingerprint(String id) {
        return id;
      }
    };
  }

  @Test
  void the_first_network_ever_trained_leaves_patients_to_judge_its_successors_by()
      throws IOException {
    Files.delete(root.resolve("consent/test-fold.txt"));
    CaseSource source = consenting(30);
    ConsentOptions options = new ConsentOptions();
    new CommandLine(new WithOptions(options))
        .parseArgs("--consent", root.resolve("consent").toString());
    ConsentGate.Release release = options.release(source, root.resolve("dicom"), Purpose.TRAINING);
    assertThat(root.resolve("consent/test-fold.txt")).hasContent("0.2");
    TestFold fixed = consent().testFold(TestFold.SHARE);
    for (String id : source.ids()) {
      boolean kept = fixed.holds(id, Optional.of(consent().key().refOf("SYN-" + id, "")));
      assertThat(release.cases().ids().contains(id)).as(id).isEqualTo(!kept);
    }
    assertThat(release.refused().values())
        .isNotEmpty()
        .allMatch(no -> no.reason() == Reason.TEST_FOLD);
  }

  /** A command with the options of consent. */
  @CommandLine.Command
  static final class WithOptions {
    @CommandLine.Mixin private final ConsentOptions consent;

    WithOptions(ConsentOptions consent) {
      this.consent = consent;
    }
  }
}
