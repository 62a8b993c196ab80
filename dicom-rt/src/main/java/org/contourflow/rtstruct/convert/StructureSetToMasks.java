package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetRasterizer.RasterizedRoi;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdWriter;

/**
 * A structure set to a mask file for each ROI, on the CT's grid.
 *
 * @param nrrd whether NRRD, else NIfTI (gzip)
 * @param plainLoops how several plain loops of a slice are combined
 */
public record StructureSetToMasks(boolean nrrd, Combination plainLoops) {

  /** Writes the masks and returns a line for each ROI. {@code wanted} empty: all. */
  public List<String> convert(
      ReferencedSeries series, ReadStructureSet structureSet, Path folder, List<String> wanted)
      throws IOException, ConversionRefusal {
    List<ReadRoi> rois = wanted.isEmpty() ? structureSet.rois() : named(structureSet, wanted);
    if (rois.isEmpty()) {
      throw new ConversionRefusal("the structure set", "has no ROI", "Give another one.");
    }
    if (!series.grid().isEvenlySpaced(NiftiWriter.EVEN_SPACING_TOLERANCE_MM)) {
      throw new ConversionRefusal(
          "the CT",
          "its slices are not evenly spaced, which neither NRRD nor NIfTI can say",
          "Export it with even spacing.");
    }
    refuseForeign(rois, series, wanted.isEmpty());
    Files.createDirectories(folder);
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(series.grid(), plainLoops);
    List<String> lines = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (ReadRoi roi : rois) {
      lines.add(
          isForeign(roi, series)
              ? roi.name() + ": left out, it is in another frame of reference than the CT"
              : write(roi, rasterizer, folder, taken));
    }
    return lines;
  }

  private static List<ReadRoi> named(ReadStructureSet structureSet, List<String> wanted)
      throws ConversionRefusal {
    List<ReadRoi> rois = new ArrayList<>();
    for (String name : wanted) {
      Optional<ReadRoi> roi = structureSet.roi(name);
      if (roi.isEmpty()) {
        throw new ConversionRefusal(
            name,
            "is no ROI of the structure set",
            "There are " + structureSet.rois().stream().map(ReadRoi::name).toList() + ".");
      }
      rois.add(roi.get());
    }
    return rois;
  }

  private static boolean isForeign(ReadRoi roi, ReferencedSeries series) {
    return !roi.frameOfReferenceUid().isEmpty()
        && !roi.frameOfReferenceUid().equals(series.frameOfReferenceUid());
  }

  /** One ROI in another frame among others is told; one asked for by name, or all, is refused. */
  private static void refuseForeign(List<ReadRoi> rois, ReferencedSeries series, boolean orAny)
      throws ConversionRefusal {
    List<String> foreign =
        rois.stream().filter(roi -> isForeign(roi, series)).map(ReadRoi::name).toList();
    if (orAny ? foreign.size() == rois.size() : !foreign.isEmpty()) {
      throw new ConversionRefusal(
          foreign.toString(),
          "drawn in another frame of reference than this CT's",
          "Give the CT it was drawn on; contours are not moved between frames.");
    }
  }

  private String write(
      ReadRoi roi, StructureSetRasterizer rasterizer, Path folder, Set<String> taken)
      throws IOException {
    RasterizedRoi mask = rasterizer.rasterize(roi);
    Path file = folder.resolve(fileName(roi, taken) + (nrrd ? ".nrrd" : ".nii.gz"));
    if (nrrd) {
      NrrdWriter.write(file, mask.mask());
    } else {
      NiftiWriter.write(file, mask.mask());
    }
    String leftOut =
        mask.contoursLeftOut().isEmpty() ? "" : "; contours left out: " + mask.contoursLeftOut();
    return roi.name() + ": " + mask.mask().count() + " voxels, " + file.getFileName() + leftOut;
  }

  /** Letters, digits and a few signs only, so that no name leaves the folder; never twice. */
  private static String fileName(ReadRoi roi, Set<String> taken) {
    String safe = roi.name().replaceAll("[^A-Za-z0-9_+-]", "_");
    String name = safe.isEmpty() ? "ROI" + roi.number() : safe;
    return taken.add(name.toLowerCase(Locale.ROOT)) ? name : name + "_" + roi.number();
  }
}
