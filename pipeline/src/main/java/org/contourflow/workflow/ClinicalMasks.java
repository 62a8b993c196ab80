package org.contourflow.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.rtstruct.read.RasterizedRoi;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.volume.BinaryMask;

/** A clinician's structures as what others may be derived from. */
public final class ClinicalMasks {
  private ClinicalMasks() {}

  /**
   * Adds them, each worked out when an expression needs it. Nothing is derived from one of another
   * frame of reference, from one whose contours cannot all be used, nor from one of two of a name;
   * what else is lost of one is told ({@link SourceMasks#losses}).
   *
   * @param grid the CT's
   * @param frameOfReferenceUid the CT's
   */
  public static void add(
      SourceMasks masks, ReadStructureSet read, VoxelGrid grid, String frameOfReferenceUid) {
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(grid);
    masks.setClinicalThere();
    Map<String, List<ReadRoi>> byName = new LinkedHashMap<>();
    read.rois().forEach(r -> byName.computeIfAbsent(r.name(), n -> new ArrayList<>()).add(r));
    byName.forEach(
        (name, all) -> {
          List<ReadRoi> here =
              all.stream().filter(roi -> !isForeign(roi, frameOfReferenceUid)).toList();
          List<ReadRoi> drawn = here.stream().filter(ClinicalMasks::isDrawn).toList();
          boolean elsewhere = drawn.isEmpty() && all.stream().anyMatch(ClinicalMasks::isDrawn);
          if (here.isEmpty() || elsewhere) {
            masks.addUnusable(name, "it is in another frame of reference than the CT");
            return;
          }
          ReadRoi one = drawn.isEmpty() ? here.get(0) : drawn.get(0);
          if (drawn.size() > 1) {
            masks.addUnusable(name, drawn.size() + " ROIs of the clinician's set have this name");
          } else if (one.uncertain()) {
            masks.addUnusable(name, ReadRoi.UNCERTAIN);
          } else if (one.isPartlyUnreadable()) {
            masks.addUnusable(name, "contours of it have points that cannot be read");
          } else {
            masks.addClinical(name, () -> mask(rasterizer.rasterize(one), name, masks));
          }
        });
  }

  private static boolean isForeign(ReadRoi roi, String frameOfReferenceUid) {
    return !roi.frameOfReferenceUid().isEmpty()
        && !roi.frameOfReferenceUid().equals(frameOfReferenceUid);
  }

  private static boolean isDrawn(ReadRoi roi) {
    return roi.uncertain() || !roi.contours().isEmpty();
  }

  private static BinaryMask mask(RasterizedRoi read, String name, SourceMasks masks) {
    BinaryMask mask = read.usableMask(name);
    read.losses().forEach(loss -> masks.tellLoss(name + ": " + loss));
    return mask;
  }
}
