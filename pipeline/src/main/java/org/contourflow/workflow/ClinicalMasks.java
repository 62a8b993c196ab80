package org.contourflow.workflow;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;

/** A clinician's structures as what others may be derived from. */
public final class ClinicalMasks {
  private ClinicalMasks() {}

  /**
   * Adds them, each worked out when an expression needs it. One of another frame of reference is
   * absent; of one whose contours cannot be used nothing is derived.
   *
   * @param grid the CT's
   * @param frameOfReferenceUid the CT's
   */
  public static void add(
      SourceMasks masks, ReadStructureSet read, VoxelGrid grid, String frameOfReferenceUid) {
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(grid);
    for (ReadRoi roi : read.rois()) {
      boolean foreign =
          !roi.frameOfReferenceUid().isEmpty()
              && !roi.frameOfReferenceUid().equals(frameOfReferenceUid);
      if (foreign) {
        masks.addAbsent(roi.name(), "it is in another frame of reference than the CT");
      } else if (roi.isPartlyUnreadable()) {
        masks.addUnusable(roi.name(), "contours of it have points that cannot be read");
      } else {
        masks.addClinical(roi.name(), () -> rasterizer.rasterize(roi).usableMask(roi.name()));
      }
    }
  }
}
