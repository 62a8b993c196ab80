package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Peer.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The exporters' own tests, with MONAI and nnU-Net at hand. */
@Tag("peer")
class ExporterPeerTest {
  @Test
  void an_exporter_refuses_by_name_what_it_cannot_map() {
    Result result =
        Peer.requireFrameworks("nnunetv2", "monai")
            .runIn(Path.of("export"), "-W", "ignore", "-m", "unittest", "test_exporters");
    assertThat(result.output()).contains("OK");
    assertThat(result.exit()).as(result.output()).isZero();
  }
}
