package org.contourflow.series;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomTag;

/** Whether a CT image's values are Hounsfield units at all (PS3.3 C.8.2.1.1 and C.8.15.2). */
final class ValueMeaning {
  /** US, "unspecified", is what some scanners write for plain CT. */
  private static final Set<String> HOUNSFIELD =
      Set.of(
          "",
          "HU",
          "HUMOD",
          "US",
          "HOUNSFIELD",
          "HOUNSFIELDS",
          "HOUNSFIELDUNIT",
          "HOUNSFIELDUNITS",
          "UNSPECIFIED");

  private static final Set<String> MAPS =
      Set.of(
          "PERFUSION",
          "RCBF",
          "RCBV",
          "RMTT",
          "CBF",
          "CBV",
          "MTT",
          "TTP",
          "TMAX",
          "ELECTRON_DENSITY",
          "MATERIAL_SPECIFIC",
          "MAT_MODIFIED",
          "MAT_REMOVED",
          "EFF_ATOMIC_NUM",
          "SUBTRACTION");

  private ValueMeaning() {}

  /** Why the values are not Hounsfield units; "" if they are, as far as is known. */
  static String notHounsfield(FunctionalGroups frame) {
    String rescaleType =
        frame.text(DicomTag.PixelValueTransformationSequence, DicomTag.RescaleType);
    // Spelled in many ways, as "hu", "[HU]", "Hounsfield units".
    String unit = rescaleType.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    if (!HOUNSFIELD.contains(unit) || unit.isEmpty() && !rescaleType.isBlank()) {
      return "RescaleType is not Hounsfield units";
    }
    List<String> kinds =
        List.of(
            String.join("\\", frame.image().strings(DicomTag.ImageType)),
            frame.text(DicomTag.CTImageFrameTypeSequence, DicomTag.FrameType));
    Optional<String> map =
        kinds.stream()
            .flatMap(kind -> Arrays.stream(kind.toUpperCase(Locale.ROOT).split("\\\\")))
            .map(String::strip)
            .filter(MAPS::contains)
            .findFirst();
    return map.map(kind -> "the image is a map by its ImageType (" + kind + ")").orElse("");
  }
}
