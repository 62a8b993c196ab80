package org.contourflow.series;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/** How the product names the machine that a CT came from. */
public final class ScannerName {
  private ScannerName() {}

  /** Manufacturer, ManufacturerModelName and StationName of a slice; empty where it has none. */
  public static String of(DicomDataset header) {
    return String.join(
            " ",
            header.text(DicomTag.Manufacturer),
            header.text(DicomTag.ManufacturerModelName),
            header.text(DicomTag.StationName))
        .strip()
        .replaceAll(" +", " ");
  }
}
