package org.contourflow.rtstruct.write;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/** Who and what made an object, for machines. */
public final class Provenance {
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private Provenance() {}

  /** ROIDerivationAlgorithmIdentificationSequence, PS3.3 table 10-19; family from CID 7162. */
  static void putAlgorithm(DicomDataset roi, AlgorithmProvenance algorithm) {
    putAlgorithm(roi, DicomTag.ROIDerivationAlgorithmIdentificationSequence, algorithm);
  }

  /** The algorithm as the item of a sequence with the macro of PS3.3 table 10-19. */
  public static void putAlgorithm(DicomDataset of, int sequence, AlgorithmProvenance algorithm) {
    DicomDataset item = of.addItem(sequence);
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

  static void putEquipment(DicomDataset dataset, StructureSetContent content) {
    List<AlgorithmProvenance> algorithms =
        content.rois().stream().flatMap(roi -> roi.algorithm().stream()).toList();
    putEquipment(dataset, content.equipment(), content.created(), algorithms);
  }

  /** ContributingEquipmentSequence (0018,A001), PS3.3 C.12.1: this software, once. */
  public static void putEquipment(
      DicomDataset dataset,
      Equipment equipment,
      LocalDateTime created,
      List<AlgorithmProvenance> algorithms) {
    DicomDataset item = dataset.addItem(DicomTag.ContributingEquipmentSequence);
    putCode(
        item.addItem(DicomTag.PurposeOfReferenceCodeSequence),
        "109102",
        "DCM",
        "Processing Equipment");
    item.put(DicomTag.Manufacturer, equipment.manufacturer());
    item.put(DicomTag.ManufacturerModelName, equipment.model());
    item.put(DicomTag.SoftwareVersions, equipment.softwareVersion());
    item.put(DicomTag.ContributionDateTime, dateTime(created));
    item.put(DicomTag.ContributionDescription, description(algorithms));
  }

  /** ST: all models that took part, each once; those there is no room for stand with their ROIs. */
  private static String description(List<AlgorithmProvenance> algorithms) {
    String models =
        algorithms.stream()
            .map(a -> a.name() + " " + a.version() + " " + a.checksum())
            .map(String::strip)
            .distinct()
            .collect(Collectors.joining("; "));
    String text = models.isEmpty() ? "Contours from masks" : "Automatic contouring: " + models;
    return ShortText.within(ShortText.LONGEST, text, "all of them with the ROIs");
  }

  /** A code as the standard's macro has it (PS3.3 table 8.8-1). */
  public static void putCode(DicomDataset item, String value, String scheme, String meaning) {
    item.put(DicomTag.CodeValue, value);
    item.put(DicomTag.CodingSchemeDesignator, scheme);
    item.put(DicomTag.CodeMeaning, meaning);
  }

  private static String dateTime(LocalDateTime time) {
    return DATE_TIME.format(time);
  }
}
