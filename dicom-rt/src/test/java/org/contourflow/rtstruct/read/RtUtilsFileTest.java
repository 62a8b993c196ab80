package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that rt-utils 1.2.7 wrote for {@code contourflow phantom --kind small --seed 5}: "Solid",
 * rows 20 to 39, columns 10 to 29, slices 5 to 14, and "Ring", the same without rows 26 to 33,
 * columns 16 to 23 on slices 8 to 10. It draws through pixel centres, not along their edges, so a
 * block of 20 pixels is 19 pixel widths across: what the file says, not what the mask was.
 */
class RtUtilsFileTest {
  @TempDir Path root;

  private BinaryMask rasterized(String name) throws Exception {
    Path ct = root.resolve("ct");
    Phantom.small().seed(5).build().writeTo(ct);
    Path file = root.resolve("rt-utils.dcm");
    try (InputStream in = getClass().getResourceAsStream("rt-utils.dcm")) {
      Files.copy(in, file);
    }
    var series = ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series();
    ReadRoi roi =
        StructureSetReader.read(DicomFiles.read(file).dataset()).rois().stream()
            .filter(r -> r.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new StructureSetRasterizer(series.grid()).rasterize(roi).mask();
  }

  @Test
  void a_block_lies_where_rt_utils_drew_it() throws Exception {
    BinaryMask mask = rasterized("Solid");
    assertThat(mask.toBitSet())
        .isEqualTo(
            BinaryMask.of(
                    mask.grid(),
                    (s, r, c) -> s >= 5 && s < 15 && r >= 20 && r < 39 && c >= 10 && c < 29)
                .toBitSet());
  }

  @Test
  void a_hole_that_rt_utils_drew_as_a_second_plain_loop_is_a_hole() throws Exception {
    BinaryMask ring = rasterized("Ring");
    for (int slice = 8; slice <= 10; slice++) {
      assertThat(ring.get(slice, 29, 19)).as("in the hole").isFalse();
      assertThat(ring.get(slice, 22, 12)).as("in the wall").isTrue();
      // Round the hole of 8 x 8 it walks on the wall's pixels and cuts the corners: 9 x 9 less 4
      // halves.
      assertThat(ring.slice(slice).cardinality()).isEqualTo(19 * 19 - (9 * 9 - 2));
    }
    assertThat(ring.slice(7).cardinality()).isEqualTo(19 * 19);
  }
}
