package org.contourflow.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  private static String good;

  @BeforeAll
  static void read() throws IOException {
    good = Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"));
  }

  private static ManifestException problems(String yaml) {
    return catchThrowableOfType(ManifestException.class, () -> ManifestReader.parse(yaml));
  }

  @Test
  void a_good_manifest_is_read() {
    assertThatCode(() -> ManifestReader.parse(good)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "placement: fixed|placement: fixd|tiling.placement|must be one of [even, fixed, whole, centres]",
        "step: 0.75|step: 1.5|tiling.step|must be a number from 0.05 to 1.0, not 1.5",
        "clip: true|clap: true|preprocess[1].range.clap|is not known to this version",
        "family: tiled_network|famly: tiled_network|famly|is not known to this version",
        "orientation: RAS|orientation: RSA|input.orientation|must be native, LPS, RAS",
        "classes: 4|classes: 3|labels[2].index|is made by no channel: 3",
        "name: Label_2|name: Label_1|labels[1].name|is used twice: Label_1",
        "name: Label_2|name: A name of far too many|labels[1]|1 to 16 letters",
        "clinical_use: false|clinical_use: maybe|clinical_use|must be true or false",
        "order: 1|order: 2|preprocess[0].resample.order|must be 0, 1 or 3",
        "manifest: 1|manifest: 2|manifest|must be a whole number from 1 to 1",
        "modality: CT|modality: MR|input.modality|must be CT",
        "file: tiny.pt|file: ../tiny.pt|weights[0].file|must be a plain file name",
      })
  void a_wrong_value_is_named_with_its_path(String from, String to, String path, String rule) {
    assertThat(good).contains(from);
    ManifestException problems =
        problems(good.replaceFirst(java.util.regex.Pattern.quote(from), to));
    assertThat(problems).isNotNull();
    assertThat(problems.problems())
        .anySatisfy(
            p -> {
              assertThat(p.path()).isEqualTo(path);
              assertThat(p.rule()).contains(rule);
            });
  }

  @Test
  void all_problems_are_told_at_once() {
    String bad = good.replace("step: 0.75", "step: 7").replace("modality: CT", "modalty: CT");
    assertThat(problems(bad).problems()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void a_second_input_such_as_a_prompt_is_refused() {
    String line =
        good.lines().filter(l -> l.contains("golden-input.npy")).findFirst().orElseThrow();
    String sha = good.lines().dropWhile(l -> !l.equals(line)).skip(1).findFirst().orElseThrow();
    String bad = good.replace(line + "\n" + sha, line + "\n" + sha + "\n" + line + "\n" + sha);
    assertThat(problems(bad).problems())
        .anySatisfy(
            p -> {
              assertThat(p.path()).isEqualTo("golden.inputs");
              assertThat(p.rule()).contains("prompt");
            });
  }

  @Test
  void partners_of_the_same_side_are_refused() {
    String bad =
        good.replace("name: Label_1", "name: Label_1\n  laterality: LEFT\n  partner: Label_2")
            .replace("name: Label_2", "name: Label_2\n  laterality: LEFT\n  partner: Label_1");
    assertThat(problems(bad).problems())
        .anySatisfy(p -> assertThat(p.rule()).contains("must be of the other side"));
  }

  @Test
  void versions_are_ordered_by_their_numbers() {
    assertThat(ModelRegistry.compare("1.10.0", "1.9.2")).isPositive();
    assertThat(ModelRegistry.compare("1.0", "1.0.1")).isNegative();
  }
}
