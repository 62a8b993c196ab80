package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * Checks an RT Structure Set against {@link CheckRule}, by itself and, where the CT is given,
 * against it. Understands what dciodvfy does not look at: what the contours are. Not a full check
 * of the IOD: run dciodvfy as well.
 */
public final class StructureSetChecker {
  private StructureSetChecker() {}

  /** All findings, in no particular order; none: nothing was found wrong. */
  public static List<Finding> check(DicomDataset dataset, Optional<ReferencedSeries> series) {
    List<Finding> findings = new ArrayList<>();
    CheckScope root = new CheckScope(dataset, "", findings);
    ModuleCheck.check(root);
    RoiCheck.check(root);
    ContourCheck.check(root, series);
    ReferenceCheck.check(root, series);
    return List.copyOf(findings);
  }
}
