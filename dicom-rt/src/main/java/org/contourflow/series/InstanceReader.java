package org.contourflow.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.DicomVr;
import org.contourflow.dicom.pixel.PixelCodec;
import org.contourflow.dicom.pixel.PixelFormat;

/** Reads one file's header and decides whether it is a slice, or several, of a CT. */
final class InstanceReader {
  private static final Set<String> MULTI_FRAME =
      Set.of(
          DicomUid.ENHANCED_CT_IMAGE_STORAGE, DicomUid.LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE);
  private static final List<String> LOCALIZER_WORDS =
      List.of("LOCALIZER", "SCOUT", "TOPOGRAM", "SCANOGRAM", "SURVIEW");

  private final MissingUids missingUids;
  private final HeaderSource headers;

  InstanceReader(MissingUids missingUids, HeaderSource headers) {
    this.missingUids = missingUids;
    this.headers = headers;
  }

  /** A slice, or the reason why it is none. */
  sealed interface Outcome {
    record Slice(CtInstance instance) implements Outcome {}

    /** Where {@code likeness} is given, it may be a slice of a series that is like it. */
    record Refused(SeriesRefusal refusal, Optional<Likeness> likeness) implements Outcome {}
  }

  /** By what a slice without a position is known to be one: matrix and kind of image. */
  record Likeness(int rows, int columns, String imageType) {
    static Likeness of(DicomDataset image) {
      return new Likeness(
          lenient(image, DicomTag.Rows).orElse(0),
          lenient(image, DicomTag.Columns).orElse(0),
          VolumeTrait.IMAGE_TYPE.normalised(String.join("\\", image.strings(DicomTag.ImageType))));
    }

    static Likeness of(CtInstance instance) {
      CtFrame frame = instance.frames().get(0);
      return new Likeness(
          frame.rows(), frame.columns(), frame.traits().getOrDefault(VolumeTrait.IMAGE_TYPE, ""));
    }
  }

  Outcome read(Path file) {
    DicomHeader header;
    try {
      header = headers.header(file);
    } catch (DicomReadException e) {
      return refused(code(e.reason()), e.seriesInstanceUid(), detail(e), file);
    } catch (IOException e) {
      return refused(RefusalCode.UNREADABLE, "", unreadable(e), file);
    }
    String series = header.dataset().text(DicomTag.SeriesInstanceUID);
    try {
      return judge(header, series, file);
    } catch (DicomValueException e) {
      return refused(code(e), series, e.getMessage(), file);
    } catch (UncheckedIOException e) {
      return refused(RefusalCode.UNREADABLE, series, unreadable(e.getCause()), file);
    }
  }

  private static RefusalCode code(DicomValueException e) {
    if (!e.getMessage().contains("is missing")) {
      return RefusalCode.INVALID_ATTRIBUTE;
    }
    return DicomTag.vr(e.tag()) == DicomVr.UI
        ? RefusalCode.MISSING_UID
        : RefusalCode.MISSING_ATTRIBUTE;
  }

  private static RefusalCode code(DicomReadException.Reason reason) {
    return switch (reason) {
      case EMPTY -> RefusalCode.EMPTY_FILE;
      case NOT_DICOM -> RefusalCode.NOT_DICOM;
      case TRUNCATED -> RefusalCode.TRUNCATED;
      case HOSTILE_NESTING, TOO_LARGE -> RefusalCode.HOSTILE;
      case MALFORMED -> RefusalCode.DAMAGED;
    };
  }

  private static String detail(DicomReadException e) {
    return e.reason() == DicomReadException.Reason.NOT_DICOM
        ? e.detail().replaceFirst("^is ", "")
        : "the file " + e.detail();
  }

  private static String unreadable(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "no right to read the file"
        : "the file cannot be read (" + e.getClass().getSimpleName() + ")";
  }

  private static Outcome refused(RefusalCode code, String series, String reason, Path file) {
    return new Outcome.Refused(SeriesRefusal.ofFile(code, series, reason, file), Optional.empty());
  }

  private Outcome judge(DicomHeader header, String series, Path file) {
    DicomDataset image = header.dataset();
    String sopClass = InstanceIdentity.sopClass(header.fileMeta(), image);
    boolean multiFrame = MULTI_FRAME.contains(sopClass);
    boolean ctImage = multiFrame || sopClass.equals(DicomUid.CT_IMAGE_STORAGE);
    if (ctImage && !image.hasValue(DicomTag.Modality)) {
      throw new DicomValueException(DicomTag.Modality, "is missing");
    }
    if (!ctImage || !image.text(DicomTag.Modality).equals("CT")) {
      return refused(RefusalCode.NOT_CT, series, kind(header), file);
    }
    int frames = lenient(image, DicomTag.NumberOfFrames).orElse(1);
    if (!multiFrame && frames > 1) {
      return refused(RefusalCode.MULTI_FRAME_CT, series, multiFrameReason(frames), file);
    }
    if (isLocalizer(image)) {
      return refused(
          RefusalCode.LOCALIZER, series, "a localizer image (scout, topogram) by ImageType", file);
    }
    if (!header.pixelData().present() && !VendorPixels.areIn(image)) {
      String of = storedSeries(header, series, file);
      return refused(RefusalCode.TRUNCATED, of, "the file has no pixel data", file);
    }
    if (!FrameReader.hasPosition(FunctionalGroups.of(image, multiFrame, 0))) {
      SeriesRefusal none =
          SeriesRefusal.ofFile(
              RefusalCode.NO_POSITION, series, "a CT image without a place in the patient", file);
      return new Outcome.Refused(none, Optional.of(Likeness.of(image)));
    }
    String unit = ValueMeaning.notHounsfield(FunctionalGroups.of(image, multiFrame, 0));
    if (!unit.isEmpty()) {
      return refused(RefusalCode.NOT_HOUNSFIELD, series, unit, file);
    }
    return slice(header, multiFrame, file);
  }

  /** The series that its other slices are in, also where UIDs are derived. */
  private String storedSeries(DicomHeader header, String own, Path file) {
    try {
      return InstanceIdentity.of(header, file, missingUids).series();
    } catch (DicomValueException e) {
      return own;
    }
  }

  private static String multiFrameReason(int frames) {
    return "a CT Image Storage object with NumberOfFrames "
        + frames
        + ": of this SOP class an object is one slice, and nothing says where each frame lies";
  }

  private static String kind(DicomHeader header) {
    String sopClass = InstanceIdentity.sopClass(header.fileMeta(), header.dataset());
    String modality = header.dataset().text(DicomTag.Modality);
    return "not a CT image but "
        + (sopClass.isEmpty() ? "an object without SOP class" : DicomUid.nameOf(sopClass))
        + (modality.matches("[A-Z]{2,16}") ? " (modality " + modality + ")" : "");
  }

  private static boolean isLocalizer(DicomDataset image) {
    return image.strings(DicomTag.ImageType).stream()
        .map(value -> value.toUpperCase(Locale.ROOT))
        .anyMatch(value -> LOCALIZER_WORDS.stream().anyMatch(value::contains));
  }

  private Outcome slice(DicomHeader header, boolean multiFrame, Path file) {
    DicomDataset image = header.dataset();
    InstanceIdentity identity = InstanceIdentity.of(header, file, missingUids);
    String series = identity.series();
    String syntax = header.transferSyntaxUid();
    if (VendorPixels.areIn(image)) {
      return refused(RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX, series, VendorPixels.REASON, file);
    }
    if (PixelCodec.of(syntax).isEmpty()) {
      String reason =
          "transfer syntax " + DicomUid.nameOf(syntax) + " (" + syntax + ") cannot be decoded";
      return refused(RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX, series, reason, file);
    }
    PixelFormat format;
    try {
      format = PixelFormat.of(image);
    } catch (DicomValueException e) {
      return refused(RefusalCode.UNSUPPORTED_PIXEL_FORMAT, series, e.getMessage(), file);
    }
    Optional<String> mismatch = PixelCodec.mismatch(header);
    if (mismatch.isPresent()) {
      return refused(RefusalCode.ENCODING_MISMATCH, series, mismatch.get(), file);
    }
    String truncation = truncation(header, format, file);
    if (!truncation.isEmpty()) {
      return refused(RefusalCode.TRUNCATED, series, truncation, file);
    }
    List<CtFrame> frames = new ArrayList<>();
    for (int i = 0; i < (multiFrame ? format.frames() : 1); i++) {
      FunctionalGroups groups = FunctionalGroups.of(image, multiFrame, i);
      Rescale.of(groups, format);
      frames.add(FrameReader.read(groups));
    }
    return new Outcome.Slice(instance(header, identity, multiFrame, file, frames));
  }

  private static CtInstance instance(
      DicomHeader header,
      InstanceIdentity identity,
      boolean multiFrame,
      Path file,
      List<CtFrame> frames) {
    DicomDataset image = header.dataset();
    OptionalInt expected = lenient(image, DicomTag.ImagesInAcquisition);
    return new CtInstance(
        file,
        header.transferSyntaxUid(),
        PatientKey.of(image),
        identity,
        new CtInstance.Numbering(
            lenient(image, DicomTag.InstanceNumber),
            lenient(image, DicomTag.AcquisitionNumber),
            expected.isPresent() ? expected : lenient(image, DicomTag.NumberOfSlices)),
        multiFrame,
        frames,
        notes(header, identity, multiFrame));
  }

  private static List<String> notes(
      DicomHeader header, InstanceIdentity identity, boolean multiFrame) {
    List<String> notes = new ArrayList<>();
    if (identity.hasLeadingZeros()) {
      notes.add("UIDs have leading zeros, which PS3.5 9.1 forbids; they are taken verbatim");
    }
    if (FrameReader.thicknessIsText(FunctionalGroups.of(header.dataset(), multiFrame, 0))) {
      notes.add("SliceThickness is no decimal string; it informs only");
    }
    if (header.passedOverBytes() > 0) {
      notes.add("has values too long for a header, such as private data; they are not read");
    }
    String declared = header.fileMeta().text(DicomTag.TransferSyntaxUID);
    if (!declared.isEmpty() && !declared.equals(header.transferSyntaxUid())) {
      notes.add(
          "encoded as "
              + DicomUid.nameOf(header.transferSyntaxUid())
              + ", though the file declares "
              + DicomUid.nameOf(declared));
    }
    return notes;
  }

  /** Numbers that only inform: a malformed one is as good as none. */
  private static OptionalInt lenient(DicomDataset image, int tag) {
    try {
      return image.integer(tag);
    } catch (DicomValueException e) {
      return OptionalInt.empty();
    }
  }

  private static String truncation(DicomHeader header, PixelFormat format, Path file) {
    try {
      return PixelShortfall.reason(header, format, file);
    } catch (IOException e) {
      return unreadable(e);
    }
  }
}
