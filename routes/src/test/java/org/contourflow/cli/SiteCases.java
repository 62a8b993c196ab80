package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.contour.MaskTracer;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.volume.BinaryMask;

/** Reference cases as a site has them: a CT's files, the RTSTRUCT of its truth, and a note. */
final class SiteCases {
  private SiteCases() {}

  /**
   * Writes a case into a folder of that name.
   *
   * @param names the site's name of a structure by the phantom's
   */
  static Path write(Path data, String id, int seed, Map<String, String> names) throws IOException {
    Path folder = Files.createDirectories(data.resolve(id));
    Phantom phantom = Phantom.small().seed(seed).build();
    phantom.writeTo(folder);
    ReferencedSeries ct =
        ((CtFolder.Outcome.Found) CtFolder.load(folder, Optional.empty())).series();
    PhantomTruth truth = phantom.truth();
    List<Roi> rois =
        names.entrySet().stream()
            .map(e -> roi(e.getValue(), BinaryMask.wrap(ct.grid(), truth.mask(e.getKey()))))
            .toList();
    StructureSetContent content =
        StructureSetContent.of("SITE", "Drawn", LocalDateTime.of(2026, 11, 20, 8, 0), rois);
    ((StructureSetOutcome.Completed)
            StructureSetWriter.write(ct, content, DestinationProfile.GENERIC))
        .writeTo(folder.resolve("RS.dcm"));
    Files.writeString(folder.resolve("note.txt"), "No DICOM: a note that lies beside the files.");
    return folder;
  }

  private static Roi roi(String name, BinaryMask mask) {
    return new Roi(
        name,
        RoiType.ORGAN,
        new RoiColour(255, 0, 0),
        Optional.empty(),
        RoiGeneration.MANUAL,
        Optional.empty(),
        "",
        "",
        MaskTracer.trace(mask));
  }
}
