package org.contourflow.rtstruct.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
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
    return new ReadStructureSet(
        dataset.text(DicomTag.SOPInstanceUID),
        dataset.text(DicomTag.StructureSetLabel),
        frames,
        series,
        images,
        rois(),
        problems);
  }

  private static List<String> imageUids(DicomDataset item) {
    return item.items(DicomTag.ContourImageSequence).stream()
        .flatMap(image -> image.string(DicomTag.ReferencedSOPInstanceUID).stream())
        .toList();
  }

  private List<ReadRoi> rois() {
    Map<Integer, DicomDataset> contourItems =
        byNumber(DicomTag.ROIContourSequence, DicomTag.ReferencedROINumber);
    Map<Integer, DicomDataset> observations =
        byNumber(DicomTag.RTROIObservationsSequence, DicomTag.ReferencedROINumber);
    Map<Integer, DicomDataset> definitions =
        byNumber(DicomTag.StructureSetROISequence, DicomTag.ROINumber);
    Set<Integer> undefined = new HashSet<>(contourItems.keySet());
    undefined.removeAll(definitions.keySet());
    undefined.forEach(n -> problems.add("ROIContourSequence: ROI " + n + " is defined nowhere"));
    List<ReadRoi> rois = new ArrayList<>();
    definitions.forEach(
        (number, definition) ->
            rois.add(
                roi(
                    number,
                    definition,
                    Optional.ofNullable(contourItems.get(number)),
                    Optional.ofNullable(observations.get(number)))));
    return rois;
  }

  private Map<Integer, DicomDataset> byNumber(int sequence, int numberTag) {
    Map<Integer, DicomDataset> items = new LinkedHashMap<>();
    int index = 0;
    for (DicomDataset item : dataset.items(sequence)) {
      String path = DicomTag.keyword(sequence) + "[" + index++ + "]";
      try {
        int number = item.integer(numberTag).orElseThrow();
        if (items.putIfAbsent(number, item) != null) {
          problems.add(path + ": number " + number + " is there twice; the first counts");
        }
      } catch (DicomValueException | java.util.NoSuchElementException e) {
        problems.add(path + ": no readable " + DicomTag.keyword(numberTag));
      }
    }
    return items;
  }

  private ReadRoi roi(
      int number,
      DicomDataset definition,
      Optional<DicomDataset> contourItem,
      Optional<DicomDataset> observation) {
    return new ReadRoi(
        number,
        String.join("\\", definition.strings(DicomTag.ROIName)),
        definition.text(DicomTag.ReferencedFrameOfReferenceUID),
        observation.map(o -> o.text(DicomTag.RTROIInterpretedType)).orElse(""),
        definition.text(DicomTag.ROIGenerationAlgorithm),
        contourItem.flatMap(this::colour),
        contourItem.map(item -> contours(number, item)).orElse(List.of()));
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
      try {
        double[] data = item.numbers(DicomTag.ContourData);
        contours.add(
            new ReadContour(
                index,
                item.text(DicomTag.ContourGeometricType),
                ContourPolyline.wrap(data),
                imageUids(item)));
        if (data.length % 3 != 0) {
          problems.add(path(number, index) + "ContourData: not a multiple of 3 values");
        }
      } catch (DicomValueException e) {
        problems.add(
            path(number, index) + "ContourData: a value is not a number; contour left out");
        // It stays as one that cannot be read: a ROI of such is no empty one.
        contours.add(
            new ReadContour(
                index,
                item.text(DicomTag.ContourGeometricType),
                ContourPolyline.wrap(new double[0]),
                imageUids(item),
                true));
      }
      index++;
    }
    return contours;
  }

  private static String path(int number, int index) {
    return "ROI " + number + ", ContourSequence[" + index + "].";
  }
}
