package org.contourflow.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/**
 * How two series of one study differ: phases of a 4D scan, reconstructions of one acquisition, or
 * scans of their own. Each stays a series, and a case, of its own; this is for people, and decides
 * nothing.
 */
public final class SeriesRelation {
  /** Scanners write phases of a 4D scan as series whose text says "30%", "T=30%", "CT 30% Ex". */
  private static final Pattern PERCENT = Pattern.compile("(?<!\\d)(\\d{1,3})(?:\\.\\d+)?\\s?%");

  private static final Set<VolumeTrait> PHASES =
      Set.of(
          VolumeTrait.TEMPORAL_POSITION,
          VolumeTrait.CARDIAC_PHASE,
          VolumeTrait.RESPIRATORY_PHASE,
          VolumeTrait.TRIGGER_TIME);

  private static final Map<VolumeTrait, String> RECONSTRUCTION = new LinkedHashMap<>();

  static {
    RECONSTRUCTION.put(VolumeTrait.CONVOLUTION_KERNEL, "convolution kernel");
    RECONSTRUCTION.put(VolumeTrait.SLICE_THICKNESS, "slice thickness");
    RECONSTRUCTION.put(VolumeTrait.TUBE_VOLTAGE, "tube voltage");
    RECONSTRUCTION.put(VolumeTrait.IMAGE_TYPE, "kind of image");
  }

  private SeriesRelation() {}

  /**
   * Compares two series by the header of one slice each.
   *
   * @return one line without patient identifiers; empty if they are not of one study, or the same
   *     series
   */
  public static Optional<String> describe(DicomDataset series, DicomDataset other) {
    boolean related =
        same(series, other, DicomTag.StudyInstanceUID)
            && !same(series, other, DicomTag.SeriesInstanceUID);
    return related ? Optional.of(difference(series, other)) : Optional.empty();
  }

  private static String difference(DicomDataset series, DicomDataset other) {
    if (!same(series, other, DicomTag.FrameOfReferenceUID)) {
      return "another scan of the study, in a frame of reference of its own";
    }
    Optional<String> phase = phase(series);
    Optional<String> otherPhase = phase(other);
    if (phase.isPresent() && otherPhase.isPresent() && !phase.equals(otherPhase)) {
      return "another phase of a 4D scan (" + phase.get() + " and " + otherPhase.get() + ")";
    }
    if (PHASES.stream().anyMatch(trait -> differs(series, other, trait))) {
      return "another phase of a 4D scan";
    }
    List<String> traits = new ArrayList<>();
    RECONSTRUCTION.forEach(
        (trait, name) -> {
          if (differs(series, other, trait)) {
            traits.add(name);
          }
        });
    if (!same(series, other, DicomTag.PixelSpacing)) {
      traits.add("pixel spacing");
    }
    if (differs(series, other, VolumeTrait.ACQUISITION_NUMBER)) {
      return "another acquisition" + (traits.isEmpty() ? "" : " (" + join(traits) + " differ)");
    }
    return traits.isEmpty()
        ? "another series in the same frame of reference, told apart by its UID only"
        : "another reconstruction ("
            + join(traits)
            + (traits.size() == 1 ? " differs)" : " differ)");
  }

  private static String join(List<String> words) {
    return String.join(", ", words);
  }

  /** The percentage that SeriesDescription or ImageComments give; all else in them is not shown. */
  private static Optional<String> phase(DicomDataset series) {
    for (int tag : new int[] {DicomTag.SeriesDescription, DicomTag.ImageComments}) {
      Optional<String> found = percentage(series.text(tag));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** "30%", where a text names one. */
  static Optional<String> percentage(String text) {
    Matcher percent = PERCENT.matcher(text);
    return percent.find() ? Optional.of(percent.group(1) + "%") : Optional.empty();
  }

  private static boolean differs(DicomDataset series, DicomDataset other, VolumeTrait trait) {
    return series.hasValue(trait.tag())
        && other.hasValue(trait.tag())
        && !same(series, other, trait.tag());
  }

  private static boolean same(DicomDataset series, DicomDataset other, int tag) {
    return series.strings(tag).equals(other.strings(tag));
  }
}
