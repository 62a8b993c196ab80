package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains, exports and runs networks of every kind with the frameworks themselves (nnunetv2, MONAI,
 * TorchIO from PyPI) on real CTs in odd orientations and spacings, or on synthetic ones where those
 * are absent, then here. The table is written to {@code target/parity.md}; {@code -Dparity.real}
 * names a folder of cases already made.
 */
@Tag("peer")
@Tag("long")
class FrameworkPeerTest {
  @TempDir Path cases;

  @Test
  void networks_of_every_framework_give_here_what_they_give_there() throws Exception {
    Peer python = Peer.requireFrameworks("nnunetv2", "monai", "torchio");
    Path made = Path.of(System.getProperty("parity.real", ""));
    if (made.toString().isEmpty()) {
      made = cases;
      make(python);
    }
    List<String> table = new ArrayList<>();
    SoftAssertions all = new SoftAssertions();
    for (RegisteredModel model : ParityTest.cases(made).toList()) {
      ParityCheck result = ParityCheck.run(model);
      table.add(result.toString());
      all.assertThatCode(() -> ParityTest.check(result)).doesNotThrowAnyException();
    }
    Files.write(Path.of("target", "parity.md"), table);
    assertThat(table).hasSizeGreaterThanOrEqualTo(7);
    all.assertAll();
  }

  private void make(Peer python) throws IOException, InterruptedException {
    Path log = Path.of("target", "parity.log");
    List<String> command = new ArrayList<>();
    command.add(python.program().toString());
    command.add(Path.of("export/parity/make_cases.py").toAbsolutePath().toString());
    command.add(cases.toString());
    SharedData.root().ifPresent(data -> command.addAll(List.of("--real", data.toString())));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int exit = process.waitFor();
    assertThat(exit).as(Files.readString(log)).isZero();
  }
}
