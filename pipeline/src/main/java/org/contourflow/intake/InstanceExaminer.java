package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.ArchiveKind;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelCodec;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.InstanceIdentity;
import org.contourflow.series.MissingUids;

/** Whether a file is a CT image that can be stored, and by which UIDs. */
final class InstanceExaminer {
  private static final Set<String> CT_CLASSES =
      Set.of(
          DicomUid.CT_IMAGE_STORAGE,
          DicomUid.ENHANCED_CT_IMAGE_STORAGE,
          DicomUid.LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE);

  private final MissingUids missingUids;
  private final HeaderSource headers;

  InstanceExaminer(MissingUids missingUids, HeaderSource headers) {
    this.missingUids = missingUids;
    this.headers = headers;
  }

  /**
   * The UIDs an image is stored by.
   *
   * @param derived whether it lacks some of its own
   */
  record Identity(String sopClass, String series, String sop, boolean derived) {}

  /**
   * What was found; there is an identity where there is no refusal. An image whose pixel data broke
   * off is none here: it belongs to its series, which is held for it ({@link InstanceStorage}).
   */
  record Examined(Identity identity, Optional<Reason> refusal) {}

  Examined examine(Path file) throws IOException {
    try {
      DicomHeader header = headers.header(file);
      Identity identity = identity(header, file);
      return new Examined(identity, refusal(header, identity));
    } catch (DicomReadException e) {
      return new Examined(
          new Identity("", e.seriesInstanceUid(), "", false), Optional.of(reason(file, e)));
    }
  }

  private static Reason reason(Path file, DicomReadException e) throws IOException {
    Optional<ArchiveKind> archive = ArchiveKind.of(file);
    if (e.reason() != DicomReadException.Reason.NOT_DICOM || archive.isEmpty()) {
      return InstanceReasons.unreadable(e);
    }
    return archive.get().isZip()
        ? InstanceReasons.zipInZip()
        : InstanceReasons.archive(archive.get());
  }

  private Identity identity(DicomHeader header, Path file) {
    DicomDataset image = header.dataset();
    Identity own =
        new Identity(
            image.text(DicomTag.SOPClassUID),
            image.text(DicomTag.SeriesInstanceUID),
            image.text(DicomTag.SOPInstanceUID),
            false);
    boolean whole =
        !own.series().isEmpty()
            && !own.sop().isEmpty()
            && !own.sopClass().isEmpty()
            && image.hasValue(DicomTag.StudyInstanceUID)
            && image.hasValue(DicomTag.FrameOfReferenceUID);
    if (whole || missingUids == MissingUids.REFUSE) {
      return own;
    }
    try {
      InstanceIdentity derived = InstanceIdentity.of(header, file, missingUids);
      return new Identity(derived.sopClass(), derived.series(), derived.sopInstance(), true);
    } catch (DicomValueException e) {
      return own;
    }
  }

  private static Optional<Reason> refusal(DicomHeader header, Identity identity) {
    if (!CT_CLASSES.contains(identity.sopClass())) {
      return Optional.of(InstanceReasons.notCt(identity.sopClass()));
    }
    if (!DicomUid.isUsable(identity.sop())) {
      return Optional.of(InstanceReasons.badUid("SOP Instance UID (0008,0018)"));
    }
    if (!DicomUid.isUsable(identity.series())) {
      return Optional.of(InstanceReasons.badUid("Series Instance UID (0020,000E)"));
    }
    return PixelCodec.mismatch(header).map(InstanceReasons::mismatch);
  }
}
