package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.RingThinner;
import org.contourflow.rtstruct.write.DestinationProfile.HoleEncoding;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file as programs no one here wrote see it. */
@Tag("peer")
class StructureSetWriterPeerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void dciodvfy_finds_neither_error_nor_warning(HoleEncoding holes) throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    Phantom phantom = Phantom.small().build();
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    BinaryMask body = BinaryMask.wrap(series.grid(), phantom.truth().mask("External"));
    BinaryMask lung = BinaryMask.wrap(series.grid(), phantom.truth().mask("Lung_L"));
    var thin = body.toBitSet();
    thin.andNot(lung.toBitSet());
    BinaryMask rest = BinaryMask.wrap(series.grid(), thin);
    Path file = folder.resolve("rtss.dcm");
    Rois.write(
            series,
            DestinationProfile.GENERIC.withHoles(holes),
            Rois.of("Lung_L", lung),
            Rois.of("External", RingThinner.thin(MaskTracer.trace(rest), 0.1)))
        .writeTo(file);
    Peer.Result result = dciodvfy.run(file.toString());
    // Its dictionary is older than CLOSEDPLANAR_XOR, which PS3.3 C.8.8.6.3 defines.
    assertThat(
            result
                .output()
                .lines()
                .filter(line -> !line.contains("enumerated value <CLOSEDPLANAR_XOR>"))
                .toList())
        .containsExactly("RTStructureSet");
  }
}
