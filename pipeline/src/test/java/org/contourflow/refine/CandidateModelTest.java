package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.NpyArray;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.structure.Tg263;
import org.contourflow.train.data.LabelScheme;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate is a whole model: what it took from its parent, and what is its own. */
class CandidateModelTest {
  private static final Path TRAINED =
      Path.of("../contouring-model/src/test/resources/org/contourflow/train/tiny.pt");
  private static final String SEVEN =
      """
      structures:
        - {name: Brainstem}
        - {name: SpinalCord, openBelow: true}
        - {name: Parotid_R, mirror: Parotid_L}
        - {name: Parotid_L, mirror: Parotid_R}
        - {name: Esophagus, openBelow: true}
        - {name: Larynx}
        - {name: Bone_Mandible}
      """;
  private static final Lineage LINEAGE =
      new Lineage(
          "head-neck-openkbp/0.4.0",
          "ab".repeat(32),
          "cd".repeat(32),
          Map.of("p1", List.of("event 3")),
          Map.of("TEST_FOLD", 2L),
          List.of("q1"),
          List.of("run"),
          "",
          7,
          300,
          "1.2.3",
          Map.of("ef".repeat(32), List.of("SpinalCord")),
          List.of("SpinalCord"));

  @TempDir Path folder;
  private RegisteredModel parent;
  private Path candidate;

  @BeforeEach
  void aParent() throws Exception {
    Path models = folder.resolve("models");
    ShippedModels.installInto(models);
    parent = ModelRegistry.open(models).find("head-neck-openkbp").orElseThrow();
    candidate = folder.resolve("candidate/head-neck-openkbp/0.5.0");
  }

  /** Answers with two numbers, so that the golden output is known. */
  private static final class TwoNumbers implements Engine, Network {
    @Override
    public Segmenter segmenter(RegisteredModel model) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Network network(Path file) {
      return this;
    }

    @Override
    public <T> T run(List<Input> inputs, Function<Output, T> reader) {
      assertThat(inputs).hasSize(1);
      ByteBuffer values = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      values.putFloat(0, 0.25f).putFloat(4, -3);
      return reader.apply(new Output(List.of(1, 2), ElementType.FLOAT32, values));
    }

    @Override
    public void close() {}
  }

  private LabelScheme scheme(String added, String overlaps) throws IOException {
    Path file = folder.resolve("labels.yaml");
    String all = "[SpinalCord, Brainstem, Parotid_R, Parotid_L, Larynx, Esophagus, Bone_Mandible";
    Files.writeString(file, SEVEN + added + "overlaps: " + all + overlaps + "]\n");
    return LabelScheme.read(file);
  }

  private RegisteredModel write(LabelScheme scheme, Engine engine) throws IOException {
    return new CandidateModel(parent, scheme)
        .write(TRAINED, candidate, "Refined on 6 case(s).", LINEAGE, engine);
  }

  private RegisteredModel withThreeMore() throws IOException {
    return write(
        scheme(
            """
              - {name: SpinalCanal, openBelow: true, includes: [SpinalCord]}
              - {name: Eye_R, mirror: Eye_L}
              - {name: Eye_L, mirror: Eye_R}
            """,
            ", SpinalCanal, Eye_R, Eye_L"),
        new TwoNumbers());
  }

  @Test
  void what_it_says_of_itself_is_its_own_and_how_it_contours_is_its_parents() throws Exception {
    RegisteredModel model = write(scheme("", ""), new TwoNumbers());
    ModelManifest read = ManifestReader.read(candidate.resolve("model.yaml"));
    ModelManifest of = parent.manifest();
    assertThat(read.about().id()).isEqualTo("head-neck-openkbp");
    assertThat(read.about().version()).isEqualTo("0.5.0");
    assertThat(read.about().title()).isEqualTo(of.about().title() + ", refined");
    assertThat(read.about().clinicalUse()).isFalse();
    assertThat(read.about().trainingData())
        .startsWith(of.about().trainingData())
        .endsWith("Refined on 6 case(s).");
    assertThat(read.prepare()).isEqualTo(of.prepare());
    assertThat(read.tiling()).isEqualTo(of.tiling());
    assertThat(read.postprocess()).isEqualTo(of.postprocess());
    assertThat(read.labels()).isEqualTo(of.labels());
    assertThat(read.weights().get(0).sha256())
        .isEqualTo(Sha256.of(candidate.resolve("network.pt")))
        .isNotEqualTo(of.weights().get(0).sha256());
    assertThat(model.identity().weightsSha256()).isNotEqualTo(parent.identity().weightsSha256());
  }

  @Test
  void its_golden_answer_is_of_its_own_network_to_its_parents_question() throws IOException {
    RegisteredModel model = write(scheme("", ""), new TwoNumbers());
    ModelManifest.Golden golden = model.manifest().golden();
    assertThat(golden.inputs()).isEqualTo(parent.manifest().golden().inputs());
    assertThat(model.read(golden.inputs().get(0)))
        .isEqualTo(parent.read(parent.manifest().golden().inputs().get(0)));
    ModelManifest.HashedFile output = golden.outputs().get(0);
    NpyArray answer = NpyArray.parse(output.name(), model.read(output));
    assertThat(answer.shape()).containsExactly(1, 2);
    assertThat(answer.values().getFloat(0)).isEqualTo(0.25f);
    assertThat(answer.values().getFloat(4)).isEqualTo(-3f);
  }

  @Test
  void new_structures_are_told_by_side_and_change_places_in_a_mirrored_ct() throws Exception {
    withThreeMore();
    ModelManifest read = ManifestReader.read(candidate.resolve("model.yaml"));
    assertThat(read.structures())
        .extracting(StructureDefinition::name)
        .endsWith("Bone_Mandible", "SpinalCanal", "Eye_R", "Eye_L");
    StructureDefinition eye = read.structures().get(8);
    assertThat(eye.laterality().name()).isEqualTo("RIGHT");
    assertThat(eye.partner()).contains("Eye_L");
    assertThat(read.structures().get(7).code())
        .isEqualTo(Tg263.find("SpinalCanal").orElseThrow().code());
    assertThat(eye.mayBeAbsent()).isTrue();
    String yaml = Files.readString(candidate.resolve("model.yaml"));
    String swaps = yaml.substring(yaml.indexOf("swap_labels:"), yaml.indexOf("output:"));
    assertThat(swaps.replaceAll("\\s", "")).contains("pair:-3-4", "pair:-9-10");
    String steps = yaml.substring(yaml.indexOf("postprocess:")).replaceAll("\\s", "");
    assertThat(steps)
        .as("long organs are bridged, the canal gets the cord's voxels")
        .contains("bridge_gaps:labels:-2-5most_mm", "include:label:8from:-2");
    assertThat(yaml).contains("classes: 11");
  }

  @Test
  void where_it_comes_from_lies_beside_it() throws IOException {
    withThreeMore();
    assertThat(Lineage.read(candidate)).isEqualTo(LINEAGE);
    assertThat(candidate.resolve("card.txt"))
        .content()
        .contains("head-neck-openkbp/0.4.0, weights abab")
        .contains("set cdcd")
        .contains("left out {TEST_FOLD=2}")
        .contains("300 steps, seed 7, 1.2.3");
  }

  @Test
  void one_that_is_made_again_replaces_the_folder_whole() throws IOException {
    Files.createDirectories(candidate);
    Files.writeString(candidate.resolve("of-an-older-one.txt"), "x");
    write(scheme("", ""), new TwoNumbers());
    assertThat(candidate.resolve("of-an-older-one.txt")).doesNotExist();
    try (Stream<Path> beside = Files.list(candidate.getParent())) {
      assertThat(beside).containsExactly(candidate);
    }
  }

  @Test
  void a_network_that_cannot_be_run_leaves_no_candidate_and_the_older_one_stays()
      throws IOException {
    write(scheme("", ""), new TwoNumbers());
    String before = FileTrees.digest(candidate);
    Engine broken =
        new Engine() {
          @Override
          public Segmenter segmenter(RegisteredModel model) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Network network(Path file) throws IOException {
            throw new IOException("cannot be loaded");
          }
        };
    LabelScheme scheme = scheme("", "");
    assertThatThrownBy(() -> write(scheme, broken)).hasMessageContaining("cannot be loaded");
    assertThat(FileTrees.digest(candidate)).isEqualTo(before);
  }

  /** A night of training must not end in a sentence about a title. */
  @Test
  void a_parent_with_a_title_of_the_greatest_length_has_candidates_too() throws Exception {
    Path manifest = parent.folder().resolve("model.yaml");
    String title = "Head and neck organs at risk, of the clinic's own patients, 2026";
    assertThat(title).hasSize(64);
    Files.writeString(
        manifest, Files.readString(manifest).replaceFirst("title: .*", "title: " + title));
    parent = new RegisteredModel(parent.folder(), ManifestReader.read(manifest));
    write(scheme("", ""), new TwoNumbers());
    assertThat(ManifestReader.read(candidate.resolve("model.yaml")).about().title())
        .startsWith("Head and neck organs at risk, of the")
        .endsWith(", refined")
        .hasSizeLessThanOrEqualTo(64);
  }

  @Test
  void what_could_be_no_model_at_the_end_is_refused_before_the_training() throws IOException {
    CandidateModel good = new CandidateModel(parent, scheme("", ""));
    Path work = folder.resolve("work");
    good.requireWhole("0.5.0", work);
    assertThat(work).isEmptyDirectory();
    assertThatThrownBy(() -> good.requireWhole("0.5_ours", work))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the candidate's manifest would be wrong")
        .hasMessageContaining("version");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void a_scheme_that_does_not_begin_with_the_parents_structures_is_refused() throws IOException {
    Path file = folder.resolve("other.yaml");
    Files.writeString(
        file,
        "structures:\n  - {name: SpinalCord}\n  - {name: Brainstem}\noverlaps: [SpinalCord,"
            + " Brainstem]\n");
    LabelScheme other = LabelScheme.read(file);
    assertThatThrownBy(() -> CandidateModel.requireBeginsWith(parent.manifest(), other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must begin with the structures of head-neck-openkbp")
        .hasMessageContaining("Brainstem is not at place 1");
  }
}
