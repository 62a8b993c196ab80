package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same networks on the same CT as nnU-Net's, MONAI's and InnerEye's own predictors had them;
 * made by export/parity/make_cases.py, whose golden outputs stand in for the frameworks.
 */
class ParityTest {
  private static final Path CASES =
      Path.of(System.getProperty("parity.cases", "src/test/resources/parity"));

  /** Share of the largest logit; of nnU-Net in its own half precision, whose steps are 5e-4. */
  static final double LOGIT_TOLERANCE = 1e-3;

  static final double LEAST_AGREEMENT = 0.9999;

  static Stream<RegisteredModel> cases() throws IOException {
    return cases(CASES);
  }

  static Stream<RegisteredModel> cases(Path folder) throws IOException {
    ModelRegistry registry = ModelRegistry.open(folder);
    assertThat(registry.rejected()).isEmpty();
    assertThat(registry.models()).isNotEmpty();
    return registry.models().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void labels_and_logits_are_the_frameworks_and_every_other_voxel_is_a_tie(RegisteredModel model)
      throws IOException {
    check(ParityCheck.run(model));
  }

  static void check(ParityCheck result) {
    System.out.println(result);
    assertThat(result.foreground())
        .as("voxels of any structure")
        .isGreaterThan(result.voxels() / 100);
    assertThat(result.logitError())
        .as("%s: largest difference of logits", result.name())
        .isLessThan(LOGIT_TOLERANCE);
    assertThat(result.agreement()).as("%s", result).isGreaterThanOrEqualTo(LEAST_AGREEMENT);
    assertThat(result.unexplained()).as("%s: not ties", result).isZero();
  }
}
