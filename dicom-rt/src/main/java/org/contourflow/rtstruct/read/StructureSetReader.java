package org.contourflow.rtstruct.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.PlainText;
import org.contourflow.structure.RoiColour;

/**
 * Reads any system's RT Structure Set as far as it can be understood; what cannot be is left out
 * and told in {@link ReadStructureSet#problems}, never guessed. Nothing is checked here: that is
 * {@link org.contourflow.rtstruct.check.StructureSetChecker}'s.
 */
public final class StructureSetReader {
  private final DicomDataset dataset;
  private final List<String> problems = new ArrayList<>();

  private StructureSetReader(DicomDataset dataset) {
    this.dataset = dataset;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read as DICOM, or is no RT Structure Set
   */
  public static ReadStructureSet read(Path file) throws IOException {
    DicomDataset dataset = DicomFiles.read(file).dataset();
    if (!isStructureSet(dataset)) {
      throw new IOException(
          file.getFileName()
              + " is not an RT Structure Set but "
              + DicomUid.nameOf(dataset.text(DicomTag.SOPClassUID)));
    }
    return read(dataset);
  }

  /** Reads a data set, whatever its SOP class. */
  public static ReadStructureSet read(DicomDataset dataset) {
    return new StructureSetReader(dataset).read();
  }

  /** Whether the data set says it is an RT Structure Set. */
  public static boolean isStructureSet(DicomDataset dataset) {
    return dataset.text(DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)
        || dataset.text(DicomTag.Modality).equals("RTSTRUCT");
  }

  private ReadStructureSet read() {
    List<String> frames = new ArrayList<>();
    Set<String> series = new LinkedHashSet<>();
    Set<String> images = new LinkedHashSet<>();
    for (DicomDataset frame : dataset.items(DicomTag.ReferencedFrameOfReferenceSequence)) {
      frame.string(DicomTag.FrameOfReferenceUID).ifPresent(frames::add);
      for (DicomDataset study : frame.items(DicomTag.RTReferencedStudySequence)) {
        for (DicomDataset item : study.items(DicomTag.RTReferencedSeriesSequence)) {
          item.string(DicomTag.SeriesInstanceUID).ifPresent(series::add);
          images.addAll(imageUids(item));
        }
      }
    }
    RoiLinks links = new RoiLinks(dataset, problems);
    return new ReadStructureSet(
        PlainText.of(dataset.text(DicomTag.SOPInstanceUID)),
        plain(dataset.text(DicomTag.StructureSetLabel), "StructureSetLabel"),
        frames,
        series,
        images,
        links.links().stream().map(this::roi).toList(),
        problems,
        links.strays());
  }

  private static List<String> imageUids(DicomDataset item) {
    return item.items(DicomTag.ContourImageSequence).stream()
        .flatMap(image -> image.string(DicomTag.ReferencedSOPInstanceUID).stream())
        .toList();
  }

  private ReadRoi roi(RoiLinks.Link link) {
    DicomDataset definition = link.definition();
    return new ReadRoi(
        link.number(),
        plain(String.join("\\", definition.strings(DicomTag.ROIName)), "ROIName"),
        definition.text(DicomTag.ReferencedFrameOfReferenceUID),
        plain(
            link.observation().map(o -> o.text(DicomTag.RTROIInterpretedType)).orElse(""),
            "RTROIInterpretedType"),
        plain(definition.text(DicomTag.ROIGenerationAlgorithm), "ROIGenerationAlgorithm"),
        link.contourItem().flatMap(this::colour),
        link.uncertain()
            ? List.of()
            : link.contourItem().map(item -> contours(link.number(), item)).orElse(List.of()),
        link.uncertain());
  }

  private String plain(String text, String keyword) {
    String plain = PlainText.of(text);
    if (!plain.equals(text)) {
      problems.add(keyword + ": has characters that cannot be seen; they are read as blanks");
    }
    return plain;
  }

  private Optional<RoiColour> colour(DicomDataset item) {
    try {
      int[] c = item.integers(DicomTag.ROIDisplayColor);
      return c.length == 3 ? Optional.of(new RoiColour(c[0], c[1], c[2])) : Optional.empty();
    } catch (DicomValueException | IllegalArgumentException e) {
      problems.add("ROIDisplayColor: not three values of 0 to 255");
      return Optional.empty();
    }
  }

  private List<ReadContour> contours(int number, DicomDataset roiContour) {
    List<ReadContour> contours = new ArrayList<>();
    int index = 0;
    for (DicomDataset item : roiContour.items(DicomTag.ContourSequence)) {
      String type = PlainText.of(item.text(DicomTag.ContourGeometricType));
      Optional<double[]> points = points(item, path(number, index));
      // One that cannot be read stays as such: a ROI of such is no empty one.
      contours.add(
          new ReadContour(
              index,
              type,
              ContourPolyline.wrap(points.orElse(new double[0])),
              imageUids(item),
              points.isEmpty()));
      index++;
    }
    return contours;
  }

  /** Empty: they cannot be read. */
  private Optional<double[]> points(DicomDataset item, String path) {
    try {
      double[] data = item.numbers(DicomTag.ContourData);
      if (data.length % 3 != 0) {
        problems.add(path + "ContourData: not a multiple of 3 values");
      }
      if (ContourPolyline.isPlace(data)) {
        return Optional.of(data);
      }
      problems.add(path + "ContourData: a value is no place in a scanner; contour left out");
    } catch (DicomValueException e) {
      problems.add(path + "ContourData: a value is not a number; contour left out");
    }
    return Optional.empty();
  }

  private static String path(int number, int index) {
    return "ROI " + number + ", ContourSequence[" + index + "].";
  }
}
