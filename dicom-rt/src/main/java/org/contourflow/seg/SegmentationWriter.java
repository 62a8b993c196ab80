package org.contourflow.seg;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.rtstruct.write.CopiedAttributes;
import org.contourflow.rtstruct.write.Provenance;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.seg.WrittenSegmentation.Completed;
import org.contourflow.seg.WrittenSegmentation.Instance;
import org.contourflow.seg.WrittenSegmentation.Reason;
import org.contourflow.seg.WrittenSegmentation.Refused;

/**
 * Writes masks as DICOM Segmentation (PS3.3 A.51 BINARY, A.93 LABELMAP) on the CT's own slices.
 * Deterministic: the UIDs come from the content, date and time included. A segment without a voxel
 * is not written. Content is always called unapproved: the object has no attribute for approval.
 */
public final class SegmentationWriter {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final String PLACEHOLDER_UID = "2.25.0";
  private static final int MOST_LABELS_OF_A_BYTE = 255;

  private final ReferencedSeries series;
  private final SegmentationContent content;
  private final SegmentationForm form;

  private SegmentationWriter(
      ReferencedSeries series, SegmentationContent content, SegmentationForm form) {
    this.series = series;
    this.content = content;
    this.form = form;
  }

  /** Builds the data sets, or says why not. */
  public static WrittenSegmentation write(
      ReferencedSeries series, SegmentationContent content, SegmentationForm form) {
    List<Segment> present = content.segments().stream().filter(s -> !s.mask().isEmpty()).toList();
    return new SegmentationWriter(series, content.with(present), form).write();
  }

  private WrittenSegmentation write() {
    Optional<Refused> refused = refusal();
    if (refused.isPresent()) {
      return refused.get();
    }
    List<List<Segment>> apart = withoutOverlap();
    boolean binary = form == SegmentationForm.BINARY;
    boolean overlap = binary && apart.size() > 1;
    List<List<Segment>> groups = binary ? List.of(content.segments()) : apart;
    List<Instance> instances = new ArrayList<>();
    for (List<Segment> group : groups) {
      FramePlan frames = FramePlan.of(group, series.grid(), form);
      long bytes = frames.pixelBytes();
      if (bytes > DicomFiles.LARGEST_VALUE_BYTES) {
        return new Refused(
            Reason.TOO_LARGE,
            "PixelData",
            "it would have " + bytes + " bytes, more than readers take",
            "write fewer structures, or a label map");
      }
      DicomDataset dataset = dataset(group, frames, instances.size() + 1);
      dataset.put(DicomTag.SegmentsOverlap, overlap ? "YES" : "NO");
      instances.add(new Instance(dataset, group.stream().map(Segment::label).toList()));
    }
    identify(instances);
    return new Completed(instances);
  }

  private Optional<Refused> refusal() {
    if (content.segments().isEmpty()) {
      return refuse(
          Reason.NO_SEGMENT,
          "SegmentSequence",
          "there is no segment to write",
          "check the masks or the model's output: no structure has a voxel");
    }
    Set<String> labels = new HashSet<>();
    for (Segment segment : content.segments()) {
      if (!labels.add(segment.label().toLowerCase(Locale.ROOT))) {
        return refuse(
            Reason.LABEL_NOT_UNIQUE,
            segment.label(),
            "two segments have this label (letter case does not count)",
            "rename one of them");
      }
      if (!segment.mask().grid().matches(series.grid(), StructureSetWriter.GRID_TOLERANCE_MM)) {
        return refuse(
            Reason.GRID_MISMATCH,
            segment.label(),
            "its grid is not the CT's",
            "resample the mask onto the CT first");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refused> refuse(Reason reason, String where, String what, String todo) {
    return Optional.of(new Refused(reason, where, what, todo));
  }

  /** In as few groups as first come, first served needs, so that no voxel has two labels. */
  private List<List<Segment>> withoutOverlap() {
    List<List<Segment>> groups = new ArrayList<>();
    List<BitSet> taken = new ArrayList<>();
    for (Segment segment : content.segments()) {
      BitSet bits = segment.mask().toBitSet();
      int group = 0;
      while (group < groups.size()
          && (groups.get(group).size() == MOST_LABELS_OF_A_BYTE
              || taken.get(group).intersects(bits))) {
        group++;
      }
      if (group == groups.size()) {
        groups.add(new ArrayList<>());
        taken.add(new BitSet());
      }
      groups.get(group).add(segment);
      taken.get(group).or(bits);
    }
    return groups;
  }

  private DicomDataset dataset(List<Segment> segments, FramePlan frames, int number) {
    DicomDataset dataset = DicomDataset.create();
    modules(dataset, segments, number);
    pixelModule(dataset, frames);
    SegmentModules.put(dataset, segments, series.frameOfReferenceUid(), form);
    new FrameModules(series, frames).put(dataset);
    references(dataset, frames);
    return dataset;
  }

  private void modules(DicomDataset dataset, List<Segment> segments, int number) {
    String date = DATE.format(content.created());
    String time = TIME.format(content.created());
    CopiedAttributes.put(dataset, series);
    dataset.put(
        DicomTag.SOPClassUID,
        form == SegmentationForm.BINARY
            ? DicomUid.SEGMENTATION_STORAGE
            : DicomUid.LABEL_MAP_SEGMENTATION_STORAGE);
    dataset.put(DicomTag.InstanceCreationDate, date).put(DicomTag.InstanceCreationTime, time);
    dataset.put(DicomTag.Modality, "SEG");
    dataset.put(DicomTag.SeriesDate, date).put(DicomTag.SeriesTime, time);
    dataset.put(DicomTag.ContentDate, date).put(DicomTag.ContentTime, time);
    dataset.put(DicomTag.SeriesDescription, content.seriesDescription());
    dataset.putIntegers(DicomTag.SeriesNumber, 1);
    dataset.putIntegers(DicomTag.InstanceNumber, number);
    dataset.put(DicomTag.Manufacturer, content.equipment().manufacturer());
    dataset.put(DicomTag.ManufacturerModelName, content.equipment().model());
    dataset.put(DicomTag.SoftwareVersions, content.equipment().softwareVersion());
    // Of type 1 here: software has none, so what stands for the implementation.
    dataset.put(DicomTag.DeviceSerialNumber, DicomUid.IMPLEMENTATION_CLASS);
    dataset.put(DicomTag.FrameOfReferenceUID, series.frameOfReferenceUid());
    dataset.put(DicomTag.ContentLabel, content.label());
    dataset.put(DicomTag.ContentDescription, "UNAPPROVED, to be reviewed by a clinician");
    dataset.putEmpty(DicomTag.ContentCreatorName);
    Provenance.putEquipment(
        dataset,
        content.equipment(),
        content.created(),
        segments.stream().flatMap(s -> s.algorithm().stream()).toList());
  }

  private void pixelModule(DicomDataset dataset, FramePlan frames) {
    int bits = form == SegmentationForm.BINARY ? 1 : 8;
    dataset.put(DicomTag.ImageType, "DERIVED", "PRIMARY");
    dataset.putIntegers(DicomTag.SamplesPerPixel, 1);
    dataset.put(DicomTag.PhotometricInterpretation, "MONOCHROME2");
    dataset.putIntegers(DicomTag.NumberOfFrames, frames.frames().size());
    dataset.putIntegers(DicomTag.Rows, series.grid().rows());
    dataset.putIntegers(DicomTag.Columns, series.grid().columns());
    dataset.putIntegers(DicomTag.BitsAllocated, bits);
    dataset.putIntegers(DicomTag.BitsStored, bits);
    dataset.putIntegers(DicomTag.HighBit, bits - 1);
    dataset.putIntegers(DicomTag.PixelRepresentation, 0);
    dataset.put(DicomTag.BurnedInAnnotation, "NO");
    dataset.put(DicomTag.LossyImageCompression, "00");
    dataset.put(DicomTag.SegmentationType, form.name());
    if (form == SegmentationForm.LABELMAP) {
      dataset.putIntegers(DicomTag.PixelPaddingValue, 0);
    }
    dataset.putEncoded(DicomTag.PixelData, DicomVr.OB, frames.pixels());
  }

  /** Common Instance Reference (PS3.3 C.12.2): every slice that a frame is drawn on. */
  private void references(DicomDataset dataset, FramePlan frames) {
    DicomDataset item = dataset.addItem(DicomTag.ReferencedSeriesSequence);
    Set<String> listed = new HashSet<>();
    for (FramePlan.Frame frame : frames.frames()) {
      var image = series.images().get(frame.slice());
      if (listed.add(image.sopInstanceUid())) {
        DicomDataset reference = item.addItem(DicomTag.ReferencedInstanceSequence);
        reference.put(DicomTag.ReferencedSOPClassUID, image.sopClassUid());
        reference.put(DicomTag.ReferencedSOPInstanceUID, image.sopInstanceUid());
      }
    }
    item.put(DicomTag.SeriesInstanceUID, series.seriesInstanceUid());
  }

  /** Series and instance UIDs from everything else that the data sets say. */
  private void identify(List<Instance> instances) {
    List<String> contents = new ArrayList<>();
    for (Instance one : instances) {
      DicomDataset dataset = one.dataset();
      dataset.put(DicomTag.SOPInstanceUID, PLACEHOLDER_UID);
      dataset.put(DicomTag.SeriesInstanceUID, PLACEHOLDER_UID);
      contents.add(DicomUid.fromContent("content", content(dataset)));
    }
    byte[] all =
        contents.stream().collect(Collectors.joining(" ")).getBytes(StandardCharsets.US_ASCII);
    String seriesUid = DicomUid.fromContent("series", all);
    for (int i = 0; i < instances.size(); i++) {
      DicomDataset dataset = instances.get(i).dataset();
      byte[] own = (seriesUid + " " + contents.get(i)).getBytes(StandardCharsets.US_ASCII);
      dataset.put(DicomTag.SeriesInstanceUID, seriesUid);
      dataset.put(DicomTag.SOPInstanceUID, DicomUid.fromContent("instance", own));
    }
  }

  /** The head and the pixels by their own UID: so the hundreds of megabytes are not copied. */
  private static byte[] content(DicomDataset dataset) {
    byte[] pixels = dataset.bytes(DicomTag.PixelData).orElseThrow();
    dataset.remove(DicomTag.PixelData);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(DicomFiles.toPart10(dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    out.writeBytes(DicomUid.fromContent("pixels", pixels).getBytes(StandardCharsets.US_ASCII));
    dataset.putEncoded(DicomTag.PixelData, DicomVr.OB, pixels);
    return out.toByteArray();
  }
}
