package org.contourflow.rtstruct.write;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;

/** ROIs and structure sets for tests. */
public final class Rois {
  public static final LocalDateTime CREATED = LocalDateTime.of(2026, 11, 24, 8, 15, 30);
  static final AlgorithmProvenance MODEL =
      new AlgorithmProvenance("thorax-demo", "1.2.0", "sha256:" + "ab".repeat(32), "Contourflow");

  private Rois() {}

  public static Roi of(String name, PlanarContours contours) {
    return new Roi(
        name,
        RoiType.ORGAN,
        new RoiColour(255, 128, 0),
        Optional.of(new RoiCode("80891009", "SCT", "Heart")),
        RoiGeneration.AUTOMATIC,
        Optional.of(MODEL),
        "",
        "made by a test",
        contours);
  }

  public static Roi of(String name, BinaryMask mask) {
    return of(name, MaskTracer.trace(mask));
  }

  public static StructureSetContent content(Roi... rois) {
    return StructureSetContent.of("CF TEST", "Test contours, unapproved", CREATED, List.of(rois));
  }

  public static StructureSetOutcome.Completed write(ReferencedSeries series, Roi... rois) {
    return write(series, DestinationProfile.GENERIC, rois);
  }

  public static StructureSetOutcome.Completed write(
      ReferencedSeries series, DestinationProfile profile, Roi... rois) {
    StructureSetOutcome outcome = StructureSetWriter.write(series, content(rois), profile);
    if (outcome instanceof StructureSetOutcome.Completed completed) {
      return completed;
    }
    throw new AssertionError("refused: " + outcome);
  }
}
