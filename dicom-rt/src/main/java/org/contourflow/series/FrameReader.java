package org.contourflow.series;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;

/** Reads where one frame lies (PS3.3 C.7.6.2 and C.7.6.16.2). */
final class FrameReader {
  private static final Pattern MILLIMETRES =
      Pattern.compile(
          "\\s*\\+?([0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?)\\s*(?:mm)?\\s*",
          Pattern.CASE_INSENSITIVE);

  /** Far outside what any scanner makes; such a grid asks for terabytes, or is called wrong HU. */
  private static final double SMALLEST_SPACING_MM = 0.01;

  private static final double LARGEST_SPACING_MM = 50;

  /** A kilometre: a DS of 16 characters has room for it to the tenth of a micrometre. */
  private static final double FARTHEST_MM = 1e6;

  private FrameReader() {}

  /** Whether the frame has a place in the patient at all. */
  static boolean hasPosition(FunctionalGroups frame) {
    return frame.numbers(DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient).length > 0
        || frame.numbers(DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient).length
            > 0;
  }

  /** As read. Throws {@link DicomValueException} if an attribute is missing or makes no sense. */
  static CtFrame read(FunctionalGroups frame) {
    DicomDataset image = frame.image();
    double[] p = need(frame, DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient, 3);
    for (double mm : p) {
      if (!(Math.abs(mm) <= FARTHEST_MM)) {
        throw new DicomValueException(
            DicomTag.ImagePositionPatient,
            Numbers.text("a place %s mm from the origin is no patient's: a wrong unit", mm));
      }
    }
    double[] o =
        need(frame, DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient, 6);
    double[] spacing = need(frame, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing, 2);
    if (!(spacing[0] > 0 && spacing[1] > 0)) {
      throw new DicomValueException(DicomTag.PixelSpacing, "must be positive");
    }
    for (double mm : spacing) {
      if (mm < SMALLEST_SPACING_MM || mm > LARGEST_SPACING_MM) {
        throw new DicomValueException(
            DicomTag.PixelSpacing,
            Numbers.text(
                "a pixel of %s mm is no CT's (%s to %s mm): a wrong unit",
                mm, SMALLEST_SPACING_MM, LARGEST_SPACING_MM));
      }
    }
    return new CtFrame(
        new PatientPoint(p[0], p[1], p[2]),
        orientation(o),
        spacing[0],
        spacing[1],
        image.integer(DicomTag.Rows).orElse(0),
        image.integer(DicomTag.Columns).orElse(0),
        thickness(frame),
        traits(frame));
  }

  /** "8.0" or "8.0 mm"; anything else is as good as none, for it only informs. */
  static OptionalDouble thickness(FunctionalGroups frame) {
    String text = frame.text(DicomTag.PixelMeasuresSequence, DicomTag.SliceThickness);
    Matcher number = MILLIMETRES.matcher(text);
    double value = number.matches() ? Double.parseDouble(number.group(1)) : 0;
    return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Whether the slice thickness is written otherwise than as a number. */
  static boolean thicknessIsText(FunctionalGroups frame) {
    try {
      frame.numbers(DicomTag.PixelMeasuresSequence, DicomTag.SliceThickness);
      return false;
    } catch (DicomValueException e) {
      return true;
    }
  }

  private static SliceOrientation orientation(double[] o) {
    try {
      return new SliceOrientation(new Direction(o[0], o[1], o[2]), new Direction(o[3], o[4], o[5]));
    } catch (IllegalArgumentException e) {
      throw new DicomValueException(
          DicomTag.ImageOrientationPatient, "is not two perpendicular unit vectors");
    }
  }

  private static double[] need(FunctionalGroups frame, int sequence, int tag, int count) {
    double[] values = frame.numbers(sequence, tag);
    if (values.length == 0) {
      throw new DicomValueException(tag, "is missing");
    }
    if (values.length != count) {
      throw new DicomValueException(tag, "must have " + count + " values, not " + values.length);
    }
    return values;
  }

  private static Map<VolumeTrait, String> traits(FunctionalGroups frame) {
    Map<VolumeTrait, String> traits = new EnumMap<>(VolumeTrait.class);
    for (VolumeTrait trait : VolumeTrait.values()) {
      String own = frame.multiFrame() ? ofGroup(frame, trait) : "";
      String plain = own.isEmpty() ? String.join("\\", frame.image().strings(trait.tag())) : own;
      // Single slices carry the attribute of multi-frame images too, TemporalPositionIndex say.
      String value =
          plain.isEmpty() && trait.frameTag() != 0 ? frame.image().text(trait.frameTag()) : plain;
      String normal = trait.normalised(value);
      if (!normal.isEmpty()) {
        traits.put(trait, normal);
      }
    }
    return traits;
  }

  private static String ofGroup(FunctionalGroups frame, VolumeTrait trait) {
    return trait.group() == 0 ? "" : frame.text(trait.group(), trait.frameTag());
  }
}
