package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;

/** A CT that a command is given: a NIfTI file, or a folder with one DICOM series. */
final class CtInput {
  private CtInput() {}

  static CtVolume read(Path ct) throws IOException {
    if (Files.isRegularFile(ct)) {
      return NiftiReader.readCt(ct);
    }
    return series(ct).readVolume();
  }

  /** The one usable series of a folder. */
  static CtSeries series(Path ct) throws IOException {
    try (Stream<Path> files = Files.walk(ct)) {
      List<CtSeries> series =
          new CtSeriesAssembler()
              .assemble(files.filter(Files::isRegularFile).sorted().toList())
              .accepted();
      if (series.size() != 1) {
        throw Failure.refused(ct + " holds " + series.size() + " usable CT series; one is needed");
      }
      return series.get(0);
    }
  }
}
