package org.contourflow.review;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.series.ScannerName;

/**
 * Whose work is reviewed, and what its CT came from: what drift is looked for by. No patient.
 *
 * @param caseId empty: compared from files, without a case
 * @param protocol may be empty
 * @param model name and version of the models that made it; may be empty
 */
public record ReviewedCase(String caseId, String protocol, String model, Scanner scanner) {
  /**
   * What the CT's header says of its making; each may be empty.
   *
   * @param site InstitutionName
   * @param scanner Manufacturer, ManufacturerModelName and StationName
   * @param kernel ConvolutionKernel
   */
  public record Scanner(String site, String scanner, String kernel) {
    /** Of a slice's header. */
    public static Scanner of(DicomDataset header) {
      return new Scanner(
          header.text(DicomTag.InstitutionName),
          ScannerName.of(header),
          String.join("\\", header.strings(DicomTag.ConvolutionKernel)));
    }
  }
}
