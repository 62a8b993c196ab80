package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user sees of {@code contourflow model}: messages and exit status. */
class ModelCommandTest {
  private static final Path EXAMPLE =
      Path.of("../contouring-model/src/test/resources/networks/example");

  @TempDir static Path shared;
  @TempDir Path root;

  private static Path ct;
  private Path models;
  private String printed;

  @BeforeAll
  static void writeCt() throws IOException {
    ct = shared.resolve("ct");
    Phantom.small().build().writeTo(ct);
  }

  @BeforeEach
  void copyModel() throws IOException {
    models = root.resolve("models");
    Path to = Files.createDirectories(models.resolve("example/1.0.0"));
    try (Stream<Path> files = Files.list(EXAMPLE.resolve("1.0.0"))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private int run(String command, String... more) {
    StringWriter text = new StringWriter();
    CommandLine line = Main.commandLine();
    PrintWriter buffered = new PrintWriter(new BufferedWriter(text), true);
    line.setOut(buffered).setErr(buffered);
    String[] arguments =
        Stream.concat(Stream.of("model", command, "--models", models.toString()), Stream.of(more))
            .toArray(String[]::new);
    int status = line.execute(arguments);
    printed = text.toString();
    assertThat(printed).doesNotContain("\tat ").doesNotContain("Exception");
    return status;
  }

  private void edit(String from, String to) throws IOException {
    Path manifest = models.resolve("example/1.0.0/model.yaml");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }

  private void spoilWeights() throws IOException {
    Path weights = models.resolve("example/1.0.0/tiny.pt");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
  }

  @Test
  void list_names_every_model_and_what_comes_with_the_product() {
    assertThat(run("list")).isZero();
    assertThat(printed).contains("example 1.0.0: ", "(3 structures)", "hu-anatomy 1.0.0: ");
  }

  @Test
  void list_and_verify_tell_all_problems_of_a_wrong_manifest_and_end_with_1() throws IOException {
    edit("placement: fixed", "placement: fixd");
    edit("classes: 4", "clases: 4");
    assertThat(run("list")).isEqualTo(1);
    assertThat(printed)
        .contains("not usable: ", "  tiling.placement: must be one of", "  output.clases: is not");
    assertThat(run("verify")).isEqualTo(1);
    assertThat(printed).contains("  tiling.placement: must be one of", "hu-anatomy 1.0.0 is in");
    assertThat(run("run", "--ct", ct.toString(), "example")).isEqualTo(1);
    assertThat(printed).contains("  tiling.placement: must be one of", "no usable model example");
  }

  @Test
  void verify_passes_what_was_released_and_says_how_near_its_numbers_are() {
    assertThat(run("verify", "example")).isZero();
    assertThat(printed)
        .contains("example 1.0.0 is in service (float32, golden check passed: largest difference");
  }

  @Test
  void verify_and_run_refuse_weights_that_were_changed() throws IOException {
    spoilWeights();
    assertThat(run("verify", "example")).isEqualTo(1);
    assertThat(printed).contains("example 1.0.0 is OUT OF SERVICE: tiny.pt was changed");
    assertThat(run("run", "--ct", ct.toString(), "example")).isEqualTo(1);
    assertThat(printed).contains("MODEL_OUT_OF_SERVICE", "no patient is contoured with it");
  }

  @Test
  void card_says_that_a_model_is_not_for_clinical_use() {
    assertThat(run("card", "example")).isZero();
    assertThat(printed).contains("NOT FOR CLINICAL USE", "SHA-256 36eac6d7", "Label_1, Label_2");
    assertThat(run("card", "nobody")).isEqualTo(1);
    assertThat(printed).contains("no usable model nobody");
  }

  @Test
  void dry_states_the_peak_and_runs_nothing() {
    assertThat(run("run", "--dry", "--ct", ct.toString(), "example")).isZero();
    assertThat(printed).containsPattern("peak \\d+ MiB: CT .*-Xmx\\d+m.* about \\d+ tiles");
    assertThat(run("run", "--dry", "--memory-mb", "750", "--ct", ct.toString(), "example"))
        .isEqualTo(1);
    assertThat(printed).contains("a run would be refused: the limit is 750 MiB");
  }

  @Test
  void run_writes_a_mask_a_structure_and_tells_its_times() throws IOException {
    edit("    - 1.9\n    - 1.9\n    - 2.5\n", "    - 6\n    - 6\n    - 6\n");
    Path out = root.resolve("out");
    assertThat(run("run", "--ct", ct.toString(), "--out", out.toString(), "example")).isZero();
    assertThat(printed).containsPattern("Label_1 +(PRESENT|ABSENT)").contains("tiles ");
    assertThat(out.resolve("Label_3.nii.gz")).isNotEmptyFile();
  }

  @Test
  void run_beyond_the_memory_is_refused_before_it_begins() {
    assertThat(run("run", "--memory-mb", "750", "--ct", ct.toString(), "example")).isEqualTo(1);
    assertThat(printed).contains("MEMORY_LIMIT", "the limit is 750 MiB");
  }

  @Test
  void wrong_usage_ends_with_2_and_says_what_is_wrong() {
    assertThat(run("run", "example")).isEqualTo(2);
    assertThat(printed).contains("--ct");
    assertThat(run("verify", "--device", "cuda")).isEqualTo(2);
    assertThat(printed).contains("cpu, gpu or gpu:N");
    assertThat(run("verify", "--threads", "many")).isEqualTo(2);
  }

  @Test
  void a_gpu_that_is_not_there_ends_with_1_and_what_to_do() {
    assumeTrue(Files.notExists(Path.of("/dev/nvidia0")), "this machine has a GPU");
    assertThat(run("verify", "--device", "gpu", "example")).isEqualTo(1);
    assertThat(printed).contains("the engine sees 0 GPU(s)", "PYTORCH_LIBRARY_PATH");
  }
}
