package org.contourflow.rtstruct.write;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/** Who and what made a structure set, for machines. */
final class Provenance {
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private Provenance() {}

  /** ROIDerivationAlgorithmIdentificationSequence, PS3.3 table 10-19; family from CID 7162. */
  static void putAlgorithm(DicomDataset roi, AlgorithmProvenance algorithm) {
    DicomDataset item = roi.addItem(DicomTag.ROIDerivationAlgorithmIdentificationSequence);
    putCode(
        item.addItem(DicomTag.AlgorithmFamilyCodeSequence),
        "123110",
        "DCM",
        "Artificial Intelligence");
    item.put(DicomTag.AlgorithmName, algorithm.name());
    item.put(DicomTag.AlgorithmVersion, algorithm.version());
    if (!algorithm.checksum().isEmpty()) {
      item.put(DicomTag.AlgorithmParameters, algorithm.checksum());
    }
    item.put(DicomTag.AlgorithmSource, algorithm.source());
  }

  /** ContributingEquipmentSequence (0018,A001), PS3.3 C.12.1: this software, once. */
  static void putEquipment(DicomDataset dataset, StructureSetContent content) {
    DicomDataset item = dataset.addItem(DicomTag.ContributingEquipmentSequence);
    putCode(
        item.addItem(DicomTag.PurposeOfReferenceCodeSequence),
        "109102",
        "DCM",
        "Processing Equipment");
    item.put(DicomTag.Manufacturer, content.equipment().manufacturer());
    item.put(DicomTag.ManufacturerModelName, content.equipment().model());
    item.put(DicomTag.SoftwareVersions, content.equipment().softwareVersion());
    item.put(DicomTag.ContributionDateTime, dateTime(content.created()));
    item.put(DicomTag.ContributionDescription, description(content.rois()));
  }

  /** ST: all models that took part, each once. */
  private static String description(List<Roi> rois) {
    String models =
        rois.stream()
            .flatMap(roi -> roi.algorithm().stream())
            .map(a -> a.name() + " " + a.version() + " " + a.checksum())
            .map(String::strip)
            .distinct()
            .collect(Collectors.joining("; "));
    String text = models.isEmpty() ? "Contours from masks" : "Automatic contouring: " + models;
    return text.length() <= 1024 ? text : text.substring(0, 1024);
  }

  static void putCode(DicomDataset item, String value, String scheme, String meaning) {
    item.put(DicomTag.CodeValue, value);
    item.put(DicomTag.CodingSchemeDesignator, scheme);
    item.put(DicomTag.CodeMeaning, meaning);
  }

  private static String dateTime(LocalDateTime time) {
    return DATE_TIME.format(time);
  }
}
