package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.rtstruct.read.RasterizedRoi;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdWriter;

/**
 * A structure set to a mask file for each ROI, on the CT's grid.
 *
 * @param nrrd whether NRRD, else NIfTI (gzip)
 * @param plainLoops how several plain loops of a plane are combined
 * @param overlaps what becomes of a ROI whose plain loops overlap in part
 */
public record StructureSetToMasks(boolean nrrd, Combination plainLoops, Overlaps overlaps) {

  /** What becomes of a ROI whose plain loops overlap in part, which the standard leaves open. */
  public enum Overlaps {
    /** They are one piece; told. */
    UNION,
    /** The ROI is not written. */
    REFUSE
  }

  /** With overlapping loops as one piece. */
  public StructureSetToMasks(boolean nrrd, Combination plainLoops) {
    this(nrrd, plainLoops, Overlaps.UNION);
  }

  /**
   * What became of it, in lines for a person.
   *
   * @param lines one or more for each ROI
   * @param failures ROIs that have contours and no mask, each with the reason
   */
  public record Result(List<String> lines, List<String> failures) {
    public Result {
      lines = List.copyOf(lines);
      failures = List.copyOf(failures);
    }
  }

  /** Writes the masks. {@code wanted} empty: all ROIs. */
  public Result convert(
      ReferencedSeries series, ReadStructureSet structureSet, Path folder, List<String> wanted)
      throws IOException, ConversionRefusal {
    List<String> lines = new ArrayList<>();
    List<ReadRoi> rois =
        wanted.isEmpty() ? structureSet.rois() : named(structureSet, wanted, lines);
    if (rois.isEmpty()) {
      throw new ConversionRefusal("the structure set", "has no ROI", "Give another one.");
    }
    if (!series.grid().isEvenlySpaced(NiftiWriter.EVEN_SPACING_TOLERANCE_MM)
        && !series.grid().isEvenUpToRounding()) {
      throw new ConversionRefusal(
          "the CT",
          "its slices are not evenly spaced, which neither NRRD nor NIfTI can say",
          "Export it with even spacing.");
    }
    refuseForeign(rois, series, wanted.isEmpty());
    Files.createDirectories(folder);
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(series.grid(), plainLoops);
    MaskFileNames fileNames = new MaskFileNames(structureSet.rois());
    List<String> failures = new ArrayList<>();
    boolean written = false;
    for (ReadRoi roi : rois) {
      if (isForeign(roi, series)) {
        lines.add(roi.name() + ": left out, it is in another frame of reference than the CT");
        continue;
      }
      RasterizedRoi mask = rasterizer.rasterize(roi);
      Optional<String> failure = failure(roi, mask, !wanted.isEmpty());
      if (failure.isPresent()) {
        failures.add(failure.get());
      } else if (enclosesNothing(roi, mask)) {
        lines.add(roi.name() + ": left out, it has contours " + mask.contoursLeftOut());
      } else {
        lines.add(write(roi, mask, folder, fileNames));
        written = true;
      }
    }
    if (!written && failures.isEmpty()) {
      failures.add("no ROI encloses anything: no mask was written");
    }
    return new Result(lines, failures);
  }

  /** The ROIs asked for: those of the very name, else one that differs in letter case only. */
  private static List<ReadRoi> named(
      ReadStructureSet structureSet, List<String> wanted, List<String> lines)
      throws ConversionRefusal {
    Set<ReadRoi> rois = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    for (String name : wanted) {
      List<ReadRoi> exact =
          structureSet.rois().stream().filter(r -> r.name().equals(name)).toList();
      List<ReadRoi> alike =
          structureSet.rois().stream()
              .filter(r -> r.name().equalsIgnoreCase(name.strip()))
              .toList();
      if (exact.isEmpty() && alike.size() != 1) {
        unknown.add(
            alike.isEmpty()
                ? "'" + name + "'"
                : "'" + name + "' (could be " + alike.stream().map(ReadRoi::name).toList() + ")");
      } else if (exact.isEmpty()) {
        lines.add("'" + name + "': taken as '" + alike.get(0).name() + "'");
        rois.add(alike.get(0));
      } else {
        if (exact.size() > 1) {
          lines.add(
              "'"
                  + name
                  + "': all "
                  + exact.size()
                  + " ROIs of this name, numbers "
                  + exact.stream().map(ReadRoi::number).toList());
        }
        rois.addAll(exact);
      }
    }
    if (!unknown.isEmpty()) {
      throw new ConversionRefusal(
          String.join(", ", unknown),
          unknown.size() == 1
              ? "is no ROI of the structure set"
              : "are no ROIs of the structure set",
          "There are " + structureSet.rois().stream().map(ReadRoi::name).toList() + ".");
    }
    return List.copyOf(rois);
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

  private Optional<String> failure(ReadRoi roi, RasterizedRoi mask, boolean askedFor) {
    if (roi.uncertain()) {
      return Optional.of(roi.name() + ": not written, " + ReadRoi.UNCERTAIN);
    }
    if (overlaps == Overlaps.REFUSE && !mask.overlapping().isEmpty()) {
      return Optional.of(
          roi.name()
              + ": not written, "
              + String.join("; ", mask.losses())
                  .replace(" and were joined", ", which may be a union or not")
              + ". Give --overlaps union to join them.");
    }
    if (mask.isLost()) {
      String why =
          mask.contoursLeftOut().isEmpty()
              ? "they enclose no voxel centre of this CT's image"
              : "left out: " + mask.contoursLeftOut();
      return Optional.of(
          roi.name()
              + ": not written, its "
              + mask.closedContours()
              + " contours give no voxel; "
              + why);
    }
    return askedFor && enclosesNothing(roi, mask)
        ? Optional.of(roi.name() + ": not written, it has contours " + mask.contoursLeftOut())
        : Optional.empty();
  }

  /** Whether there are only points and open lines. */
  private static boolean enclosesNothing(ReadRoi roi, RasterizedRoi mask) {
    return mask.closedContours() == 0 && !roi.contours().isEmpty();
  }

  private String write(ReadRoi roi, RasterizedRoi mask, Path folder, MaskFileNames fileNames)
      throws IOException {
    Path file = folder.resolve(fileNames.of(roi) + (nrrd ? ".nrrd" : ".nii.gz"));
    if (nrrd) {
      NrrdWriter.write(file, mask.mask());
    } else {
      NiftiWriter.write(file, mask.mask());
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        roi.name()
            + ": "
            + mask.mask().count()
            + " voxels, "
            + mask.volumes()
            + ", "
            + file.getFileName());
    parts.addAll(mask.losses());
    return String.join("; ", parts);
  }
}
