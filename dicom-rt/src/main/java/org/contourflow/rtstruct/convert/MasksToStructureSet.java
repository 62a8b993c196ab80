package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.RingSmoother;
import org.contourflow.contour.RingThinner;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;

/**
 * Masks in files to a structure set.
 *
 * @param resample whether masks on another grid are resampled (nearest voxel) instead of refused
 * @param created local time, part of the content
 */
public record MasksToStructureSet(
    DestinationProfile profile,
    boolean smooth,
    double toleranceMm,
    boolean resample,
    String label,
    LocalDateTime created) {
  private static final RoiColour[] COLOURS = {
    new RoiColour(230, 60, 60), new RoiColour(60, 180, 75), new RoiColour(0, 130, 200),
    new RoiColour(245, 130, 48), new RoiColour(145, 30, 180), new RoiColour(70, 240, 240),
    new RoiColour(240, 50, 230), new RoiColour(210, 245, 60), new RoiColour(255, 225, 25)
  };

  public MasksToStructureSet {
    if (!(toleranceMm >= 0)) {
      throw new IllegalArgumentException("the tolerance is 0 mm or more, not " + toleranceMm);
    }
    StructureSetContent.requireLabel(label);
  }

  /** Reads the masks one by one and builds the structure set. */
  public StructureSetOutcome convert(ReferencedSeries series, Path masks, Map<String, String> names)
      throws IOException, ConversionRefusal {
    List<Roi> rois = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    List<String> badNames = new ArrayList<>();
    notes.addAll(
        MaskFiles.forEach(
            masks,
            names,
            series,
            mask -> {
              if (isWritable(mask.name())) {
                rois.add(roi(mask, series, rois.size(), notes));
              } else {
                badNames.add("'" + mask.name() + "'");
              }
            }));
    if (!badNames.isEmpty()) {
      throw new ConversionRefusal(
          String.join(", ", badNames),
          (badNames.size() == 1 ? "is no ROI name" : "are no ROI names")
              + " for this profile: 1 to "
              + profile.longestName()
              + " printable ASCII characters, no backslash",
          "Give names by a names file (--names): lines of a file's name without ending, a"
              + " segment's name or a label, a blank, and the structure's name.");
    }
    StructureSetOutcome outcome =
        StructureSetWriter.write(
            series,
            StructureSetContent.of(label, "Contours from masks, unapproved", created, rois),
            profile);
    return outcome instanceof StructureSetOutcome.Completed done
        ? done.withNotes(List.copyOf(notes))
        : outcome;
  }

  private boolean isWritable(String name) {
    return name.matches("[ -\\[\\]-~]+")
        && name.equals(name.strip())
        && name.length() <= profile.longestName();
  }

  private Roi roi(NamedMask named, ReferencedSeries series, int index, Set<String> notes)
      throws ConversionRefusal {
    named.notes().forEach(note -> notes.add(named.name() + ": " + note));
    if (named.placedTwice() && resample) {
      throw new ConversionRefusal(
          named.name(),
          String.join("; ", named.notes()),
          "What contradicts itself about its place is not resampled: set qform and sform to the"
              + " right one.");
    }
    Optional<BinaryMask> exact = GridAlignment.exact(named.mask(), series.grid());
    if (exact.isEmpty() && !resample) {
      throw new ConversionRefusal(
          named.name(),
          "its voxels are not the CT's"
              + (named.placedTwice() ? ", and " + String.join("; ", named.notes()) : ""),
          "Give the CT it was drawn on, or let it be resampled (--resample).");
    }
    if (exact.isEmpty()) {
      notes.add(named.name() + ": resampled onto the CT, each voxel from the nearest");
    }
    BinaryMask mask = exact.orElseGet(() -> GridAlignment.nearest(named.mask(), series.grid()));
    PlanarContours traced = MaskTracer.trace(mask);
    PlanarContours contours =
        RingThinner.thin(smooth ? RingSmoother.smooth(traced) : traced, toleranceMm);
    if (smooth && !traced.isEmpty()) {
      notes.add(named.name() + ": " + volumes(traced, contours));
    }
    try {
      return new Roi(
          named.name(),
          typeOf(named.name()),
          named.colour().orElse(COLOURS[index % COLOURS.length]),
          Optional.empty(),
          RoiGeneration.UNKNOWN,
          Optional.empty(),
          "",
          "",
          contours);
    } catch (IllegalArgumentException e) {
      throw new ConversionRefusal(named.name(), e.getMessage(), "Give a name by a names file.");
    }
  }

  private static String volumes(PlanarContours before, PlanarContours after) {
    double from = before.volumeMm3(1) / 1000;
    double to = after.volumeMm3(1) / 1000;
    return String.format(
        Locale.ROOT,
        "smoothed and thinned, %.2f to %.2f cm3 (%+.2f %%)",
        from,
        to,
        100 * (to / from - 1));
  }

  private static RoiType typeOf(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("body") || lower.equals("external") ? RoiType.EXTERNAL : RoiType.ORGAN;
  }
}
