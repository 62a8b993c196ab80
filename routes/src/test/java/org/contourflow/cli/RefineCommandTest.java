package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.TestFold;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.Network;
import org.contourflow.model.Sha256;
import org.contourflow.model.djl.TorchNetwork;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.NpyArray;
import org.contourflow.train.StartingNetwork;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code contourflow refine} as a person uses it, with a network of a few channels and made-up
 * patients: a set, a run that is stopped and goes on, a candidate with card and lineage, a
 * judgement that too few patients leave open, and no promotion without one.
 */
class RefineCommandTest {
  private static final String SHIPPED = "/models/head-neck-openkbp/0.4.0/";
  private static final Path TINY =
      Path.of("../contouring-model/src/test/resources/org/contourflow/train/tiny.pt");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path root;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();
  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;

  @BeforeEach
  void aParentAndItsCases() throws IOException {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    writeParent(Files.createDirectories(root.resolve("models/tiny/1")));
    writeCases("data", "p", 5);
    writeCases("old", "q", 5);
    Files.writeString(
        root.resolve("cases.yaml"),
        "data: data\nmasks: seg\nbits: [\"-\", \"-\", \"-\", \"-\", \"-\", \"-\","
            + " Bone_Mandible, Brain]\n");
    for (String each : List.of("data", "old")) {
      run(
          0,
          "consent statement "
              + root.resolve(each)
              + " --source 10.5/x --licence CC0 --contours them --by us");
    }
    Files.createDirectories(root.resolve("consent"));
    Files.writeString(root.resolve("consent/key"), "0123456789abcdef".repeat(4));
    Files.writeString(root.resolve("held.txt"), "q2\n");
    Files.writeString(root.resolve("service.yaml"), "home: home\n");
    Files.writeString(
        root.resolve("labels.yaml"),
        """
        structures:
          - {name: Brainstem}
          - {name: SpinalCord, openBelow: true}
          - {name: Parotid_R, mirror: Parotid_L}
          - {name: Parotid_L, mirror: Parotid_R}
          - {name: Esophagus, openBelow: true}
          - {name: Larynx}
          - {name: Bone_Mandible}
          - {name: Brain}
        overlaps: [SpinalCord, Brainstem, Parotid_R, Parotid_L, Larynx, Esophagus, Brain, Bone_Mandible]
        """);
    Files.writeString(
        root.resolve("refine.yaml"),
        """
        work: work
        model: {parent: tiny/1, version: 2, folder: models}
        data:
          cases: cases.yaml
          labels: labels.yaml
          testShare: 0.4
          replay: {data: old, share: 0.3, heldBack: held.txt, otherHabit: [Larynx]}
        training:
          seed: 7
          hold: ALL
          keys: {steps: 2, window: [32, 32, 32], threads: 1, warmUpSteps: 1, checkpointEvery: 1, validateEvery: 2}
        """);
  }

  @AfterEach
  void restore() {
    System.setOut(outBefore);
    System.setErr(errBefore);
  }

  /** The shipped manifest around a network of a few channels. */
  private static void writeParent(Path folder) throws IOException {
    StartingNetwork.pack(TINY, folder.resolve("network.pt"));
    ByteBuffer values = ByteBuffer.allocateDirect(4 * 32768).order(ByteOrder.nativeOrder());
    NpyArray input = new NpyArray(List.of(1, 1, 32, 32, 32), Network.ElementType.FLOAT32, values);
    Files.write(folder.resolve("golden-input.npy"), input.encoded());
    try (Network network =
        TorchNetwork.load(folder.resolve("network.pt"), Sha256.of(folder.resolve("network.pt")))) {
      byte[] output =
          network.run(
              List.of(input.asInput("golden-input.npy")),
              out -> new NpyArray(out.shape(), out.type(), out.values().duplicate()).encoded());
      Files.write(folder.resolve("golden-output-0.npy"), output);
    }
    ObjectNode manifest;
    try (InputStream in = RefineCommandTest.class.getResourceAsStream(SHIPPED + "model.yaml")) {
      manifest = (ObjectNode) YAML.readTree(in);
    }
    manifest.put("id", "tiny").put("version", "1");
    manifest.remove(List.of("plausibility", "reduced_precision"));
    manifest.set("weights", files(folder.resolve("network.pt")));
    ObjectNode golden = (ObjectNode) manifest.get("golden");
    golden.set("inputs", files(folder.resolve("golden-input.npy")));
    golden.set("outputs", files(folder.resolve("golden-output-0.npy")));
    ((ObjectNode) manifest.get("tiling")).putArray("patch").add(32).add(32).add(32);
    Files.writeString(folder.resolve("model.yaml"), YAML.writeValueAsString(manifest));
  }

  private static ArrayNode files(Path file) throws IOException {
    ArrayNode out = YAML.createArrayNode();
    out.addObject().put("file", file.getFileName().toString()).put("sha256", Sha256.of(file));
    return out;
  }

  /** A bright block is the mandible, a grey one above it the brain. */
  private void writeCases(String folder, String prefix, int count) throws IOException {
    Path data = root.resolve(folder);
    Files.createDirectories(data.resolve("ct"));
    Files.createDirectories(data.resolve("seg"));
    StringBuilder table = new StringBuilder("case,slab_z0,slab_z1\n");
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 30, 32, 32, 2.5, 4, 4);
    for (int p = 1; p <= count; p++) {
      table.append(prefix).append(p).append(",0,29\n");
      short[] hu = new short[(int) grid.voxelCount()];
      short[] bits = new short[hu.length];
      for (int i = 0; i < hu.length; i++) {
        int z = i / 1024;
        int r = i % 1024 / 32;
        int c = i % 32;
        boolean body = r > 3 && r < 28 && c > 3 && c < 28;
        boolean block = body && r > 7 + p && r < 16 + p && c > 10 && c < 20;
        boolean bone = block && z > 5 && z < 13;
        boolean brain = block && z > 16 && z < 25;
        hu[i] = (short) (bone ? 900 : brain ? 90 : body ? 30 : -1024);
        bits[i] = (short) (bone ? 64 : brain ? 128 : 0);
      }
      String file = prefix + p + ".nii.gz";
      NiftiWriter.write(data.resolve("ct").resolve(file), CtVolume.wrap(grid, hu));
      NiftiWriter.write(data.resolve("seg").resolve(file), CtVolume.wrap(grid, bits));
    }
    Files.writeString(data.resolve("cases.csv"), table);
  }

  private String run(int status, String line) {
    printed.reset();
    int found = Main.commandLine().setErr(new PrintWriter(told, true)).execute(line.split(" "));
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(found).as(text + told).isEqualTo(status);
    return text;
  }

  /** Options of all verbs stand behind the verb, where a person puts them. */
  private String refine(int status, String verb, String more) {
    String secrets = " --key " + root.resolve("k") + " --way-back " + root.resolve("b") + " ";
    secrets = verb.isEmpty() ? secrets : " ";
    String options = secrets + "--config " + root.resolve("refine.yaml") + more;
    return run(
        status, ("refine " + verb).strip() + " --consent " + root.resolve("consent") + options);
  }

  /** Old cases are neither those held back nor any of the test fold. */
  private String replayed() throws IOException {
    TestFold fold = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC()).testFold(0.4);
    ArrayNode ids = JSON.createArrayNode();
    for (String id : List.of("q1", "q3", "q4", "q5")) {
      if (!fold.holds(id, Optional.empty())) {
        ids.add(id);
      }
    }
    assertThat(ids.size()).as("the key draws some of each").isBetween(1, 3);
    return ids.toString();
  }

  @Test
  void from_approved_cases_to_a_judged_candidate_that_is_not_promoted() throws Exception {
    Path stop = root.resolve("work/STOP");
    Files.createDirectories(stop.getParent());
    Files.createFile(stop);
    assertThat(refine(0, "", "")).contains("stopped with a checkpoint").contains("TEST_FOLD");
    assertThat(refine(0, "", "")).contains("candidate: ");

    Path candidate = root.resolve("work/candidate/tiny/2");
    ModelManifest manifest = ManifestReader.read(candidate.resolve("model.yaml"));
    assertThat(manifest.structures()).hasSize(8).last().extracting("name").isEqualTo("Brain");
    assertThat(manifest.about().intendedUse())
        .contains("candidate refined from tiny 1", "Bone_Mandible, Brain", "Not for clinical use");
    JsonNode lineage = JSON.readTree(Files.readString(candidate.resolve("lineage.json")));
    JsonNode set = JSON.readTree(Files.readString(candidate.resolve("set.json")));
    assertThat(lineage.get("parent").textValue()).isEqualTo("tiny/1");
    assertThat(lineage.get("parentSha256").textValue())
        .isEqualTo(Sha256.of(root.resolve("models/tiny/1/network.pt")));
    assertThat(lineage.get("setHash")).isEqualTo(set.get("hash"));
    assertThat(lineage.get("consent").size()).isEqualTo(set.get("cases").size()).isPositive();
    assertThat(lineage.get("consent").elements().next().get(0).textValue()).startsWith("statement");
    assertThat(lineage.get("replay").toString()).isEqualTo(replayed());
    assertThat(lineage.get("seed").intValue()).isEqualTo(7);
    assertThat(lineage.get("steps").intValue()).isEqualTo(2);
    assertThat(lineage.get("codeVersion").textValue()).isEqualTo(Main.VERSION);
    String parent = lineage.get("parentSha256").textValue();
    assertThat(lineage.get("teachers").get(parent)).hasSize(7).isEqualTo(lineage.get("hold"));
    assertThat(root.resolve("work/teachers.txt"))
        .content()
        .startsWith(parent + " marks where held");
    assertThat(candidate.resolve("card.txt"))
        .content()
        .contains("tiny/1", "Plausibility", "Larynx, Bone_Mandible: as the parent has them");
    assertThat(Files.readString(root.resolve("work/train.yaml"))).contains("fresh:\n- \"Brain\"");

    assertThat(refine(1, "judge", ""))
        .contains("INCONCLUSIVE", "cannot pass", "Brain", "new, not judged");
    JsonNode judgement =
        JSON.readTree(Files.readString(root.resolve("work/judgement/judgement.json")));
    assertThat(judgement.get("verdict").textValue()).isEqualTo("INCONCLUSIVE");
    assertThat(root.resolve("work/judgement/pairs.csv")).content().contains("q2");

    String decision = " --by a --service " + root.resolve("service.yaml");
    refine(1, "promote", decision);
    assertThat(told.toString()).contains("INCONCLUSIVE");
    assertThat(refine(0, "shadow", decision)).contains("is a shadow");
    assertThat(refine(0, "shadow", decision + " --off")).contains("no shadow");
  }

  @Test
  void a_case_that_was_changed_since_its_statement_ends_a_run_that_goes_on() throws IOException {
    Files.createDirectories(root.resolve("work"));
    Files.createFile(root.resolve("work/STOP"));
    refine(0, "", "");
    Files.copy(
        root.resolve("data/seg/p1.nii.gz"),
        root.resolve("data/seg/p2.nii.gz"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        root.resolve("data/seg/p1.nii.gz"),
        root.resolve("data/seg/p3.nii.gz"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String text = refine(1, "", "");
    assertThat(text + told).contains("TAUGHT_BY_REFUSED");
    assertThat(root.resolve("work/candidate")).doesNotExist();
  }
}
