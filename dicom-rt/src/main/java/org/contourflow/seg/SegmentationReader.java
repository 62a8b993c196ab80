package org.contourflow.seg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.PlainText;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;

/**
 * Reads DICOM Segmentation of any vendor: BINARY (a bit, or 0 and 1 in bytes) and LABELMAP of 8 or
 * 16 bits. Not read: FRACTIONAL with values between none and all, whose threshold is the
 * physician's choice; frames of several orientations.
 */
public final class SegmentationReader {
  private static final int LARGEST_GRID = Integer.MAX_VALUE - 64;

  private SegmentationReader() {}

  /** Whether the file is a DICOM Segmentation. */
  public static boolean isOne(Path file) throws IOException {
    try {
      String uid = DicomFiles.readHeader(file).dataset().text(DicomTag.SOPClassUID);
      return uid.equals(DicomUid.SEGMENTATION_STORAGE)
          || uid.equals(DicomUid.LABEL_MAP_SEGMENTATION_STORAGE);
    } catch (DicomReadException e) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @throws SegmentationReadException with the reason if it gives no masks
   */
  public static ReadSegmentation read(Path file) throws IOException {
    return read(DicomFiles.read(file));
  }

  /** Reads what is in memory already. */
  public static ReadSegmentation read(DicomFile file) throws SegmentationReadException {
    try {
      return checked(file);
    } catch (DicomValueException e) {
      throw new SegmentationReadException(e.getMessage(), "Export it again.");
    }
  }

  private static ReadSegmentation checked(DicomFile file) throws SegmentationReadException {
    DicomDataset image = file.dataset();
    String type = image.text(DicomTag.SegmentationType);
    boolean labels = type.equals("LABELMAP");
    if (!labels && !type.equals("BINARY")) {
      throw new SegmentationReadException(
          "its SegmentationType is '" + type + "', which says no yes or no for a voxel",
          "Make it BINARY or LABELMAP where it was made.");
    }
    int frames = image.integer(DicomTag.NumberOfFrames).orElse(1);
    long pixels =
        (long) image.integer(DicomTag.Rows).orElse(0) * image.integer(DicomTag.Columns).orElse(0);
    if (frames < 1 || pixels < 1 || pixels * frames > 8L * LARGEST_GRID || pixels > LARGEST_GRID) {
      throw new SegmentationReadException(
          "it has " + frames + " frames of " + pixels + " pixels", "Export it again.");
    }
    boolean bits = image.integer(DicomTag.BitsAllocated).orElse(1) == 1;
    SegmentationPixels data =
        bits && !labels
            ? SegmentationPixels.bits(file, (int) pixels, frames)
            : SegmentationPixels.values(file, labels);
    return new ReadSegmentation(
        image.text(DicomTag.FrameOfReferenceUID),
        image.items(DicomTag.ReferencedSeriesSequence).stream()
            .map(item -> item.text(DicomTag.SeriesInstanceUID))
            .toList(),
        segments(image, labels, frames),
        SegmentationFrames.read(image, frames),
        data);
  }

  private static List<ReadSegment> segments(DicomDataset image, boolean labels, int frames)
      throws SegmentationReadException {
    Map<Integer, DicomDataset> described = new TreeMap<>();
    for (DicomDataset item : image.items(DicomTag.SegmentSequence)) {
      int number = item.integer(DicomTag.SegmentNumber).orElse(0);
      if (described.put(number, item) != null) {
        throw new SegmentationReadException(
            "it describes segment " + number + " twice", "Export it again.");
      }
    }
    // 0 is a label map's background (PS3.3 C.8.20.2.3.3).
    described.remove(0);
    Map<Integer, List<Integer>> framesOf = labels ? Map.of() : framesOf(image, frames);
    for (int number : framesOf.keySet()) {
      if (!described.containsKey(number)) {
        throw new SegmentationReadException(
            "a frame is of segment " + number + ", which is not described", "Export it again.");
      }
    }
    List<Integer> all = IntStream.range(0, labels ? frames : 0).boxed().toList();
    List<ReadSegment> segments = new ArrayList<>();
    described.forEach(
        (number, item) ->
            segments.add(
                segment(number, item, labels ? all : framesOf.getOrDefault(number, List.of()))));
    return segments;
  }

  private static Map<Integer, List<Integer>> framesOf(DicomDataset image, int frames)
      throws SegmentationReadException {
    Optional<DicomDataset> shared =
        image.firstItem(
            DicomTag.SharedFunctionalGroupsSequence, DicomTag.SegmentIdentificationSequence);
    List<DicomDataset> perFrame = image.items(DicomTag.PerFrameFunctionalGroupsSequence);
    Map<Integer, List<Integer>> framesOf = new HashMap<>();
    for (int i = 0; i < Math.min(frames, perFrame.size()); i++) {
      int number =
          perFrame
              .get(i)
              .firstItem(DicomTag.SegmentIdentificationSequence)
              .or(() -> shared)
              .map(item -> item.integer(DicomTag.ReferencedSegmentNumber).orElse(0))
              .orElse(0);
      if (number < 1) {
        throw new SegmentationReadException(
            "frame " + (i + 1) + " does not say of which segment it is", "Export it again.");
      }
      framesOf.computeIfAbsent(number, n -> new ArrayList<>()).add(i);
    }
    return framesOf;
  }

  private static ReadSegment segment(int number, DicomDataset item, List<Integer> frames) {
    String label = PlainText.of(item.text(DicomTag.SegmentLabel)).strip();
    int[] lab = item.integers(DicomTag.RecommendedDisplayCIELabValue);
    Optional<RoiColour> colour =
        lab.length == 3 ? Optional.of(CieLab.toRgb(lab)) : Optional.empty();
    return new ReadSegment(
        number,
        label.isEmpty() ? "Segment_" + number : label,
        item.firstItem(DicomTag.SegmentedPropertyTypeCodeSequence)
            .flatMap(SegmentationReader::code),
        colour,
        item.string(DicomTag.TrackingUID),
        frames);
  }

  private static Optional<RoiCode> code(DicomDataset item) {
    try {
      return Optional.of(
          new RoiCode(
              item.text(DicomTag.CodeValue),
              item.text(DicomTag.CodingSchemeDesignator),
              item.text(DicomTag.CodeMeaning)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
