package org.contourflow.rtstruct.check;

import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.rtstruct.write.Equipment;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * Checks an RT Structure Set against {@link CheckRule}, by itself and, where the CT is given,
 * against it. Understands what dciodvfy does not look at: what the contours are. Not a full check
 * of the IOD: run dciodvfy as well.
 *
 * <p>What we write ourselves (by its Manufacturer) is held to every rule; in other systems' files
 * an error is what changes a volume, a place or a patient, or what importers refuse.
 */
public final class StructureSetChecker {
  private StructureSetChecker() {}

  /**
   * All findings, in no particular order, each kind once with a count; none: nothing was found
   * wrong.
   */
  public static List<Finding> check(DicomDataset dataset, Optional<ReferencedSeries> series) {
    Findings findings =
        new Findings(
            dataset.text(DicomTag.Manufacturer).equals(Equipment.CONTOURFLOW.manufacturer()));
    CheckScope root = new CheckScope(dataset, "", findings);
    ModuleCheck.check(root);
    ItemCheck.check(root);
    ValueCheck.check(root, series);
    series.ifPresent(ct -> PatientCheck.check(root, ct));
    RoiCheck.check(root);
    ContourCheck.check(root, series);
    ChainCheck.check(root, series);
    ReferenceCheck.check(root, series);
    return findings.merged();
  }
}
