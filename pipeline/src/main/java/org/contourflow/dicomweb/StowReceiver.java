package org.contourflow.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.fileupload.FileUploadBase;
import org.apache.commons.fileupload.MultipartStream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.OwnerOnly;
import org.contourflow.dicomweb.RequestBody.BodyException;
import org.contourflow.dicomweb.StowAnswer.NotStored;
import org.contourflow.dicomweb.StowAnswer.Rejected;
import org.contourflow.dicomweb.StowAnswer.Stored;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the instances of STOW-RS requests (PS3.18 10.5). Each part is written under a temporary
 * name, fsync'ed, renamed and taken by the same intake as an instance of the listener; only then
 * does the answer say that it is stored. Memory is bounded by two buffers a request.
 */
public final class StowReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(StowReceiver.class);
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_PART_HEADERS = 8192;

  static final int PROCESSING_FAILURE = 0x0110;
  static final int OUT_OF_RESOURCES = 0xA700;
  static final int DOES_NOT_MATCH = 0xA900;
  static final int CANNOT_UNDERSTAND = 0xC000;

  private final Path folder;
  private final Intake intake;
  private final StowLimits limits;
  private final AtomicLong requests = new AtomicLong();

  /**
   * A receiver.
   *
   * @param folder of its own, for parts on their way to intake
   */
  public StowReceiver(Path folder, Intake intake, StowLimits limits) {
    this.folder = folder;
    this.intake = intake;
    this.limits = limits;
  }

  /** What a crash left: half parts go, whole ones are taken; doing that twice changes nothing. */
  public void takeUp() throws IOException {
    OwnerOnly.folder(folder);
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.sorted().toList();
    }
    for (Path file : left) {
      if (file.getFileName().toString().startsWith(PartFile.TEMPORARY)) {
        Files.delete(file);
      } else {
        takeUp(file);
      }
    }
  }

  private void takeUp(Path file) {
    try {
      intake.take(file, file.getFileName().toString(), Intake.Source.STOW);
    } catch (IOException | RuntimeException | Error e) {
      // It stays for the next start; the others, and the server, must not wait for it.
      LOG.error("an instance that an earlier run received could not be taken", e);
    }
  }

  /**
   * Receives one request.
   *
   * @param contentType the header; may be null
   * @param contentLength the header, if given
   * @param study the Study Instance UID of the path, if given: instances of another are not stored
   */
  public StowAnswer receive(
      String contentType, OptionalLong contentLength, Optional<String> study, InputStream body) {
    try {
      MultipartRelated request = MultipartRelated.of(contentType);
      if (contentLength.orElse(0) > limits.maxRequestBytes()) {
        throw new BodyException(
            413, "the request is longer than " + limits.maxRequestBytes() + " bytes", null);
      }
      if (Files.getFileStore(folder).getUsableSpace() < limits.reserveBytes()) {
        LOG.error("the disk is below its reserve; a STOW-RS request was refused");
        return new Rejected(503, "the disk is almost full");
      }
      return noted(body, request.boundary(), study);
    } catch (BodyException e) {
      return new Rejected(e.status(), e.getMessage());
    } catch (IOException e) {
      LOG.error("a STOW-RS request could not be stored", e);
      return new Rejected(503, "the instances cannot be stored now");
    }
  }

  /** How the request ended is known of each series that it brought slices of. */
  private StowAnswer noted(InputStream body, byte[] boundary, Optional<String> study)
      throws IOException {
    long request = requests.incrementAndGet();
    boolean whole = false;
    try {
      StowAnswer answer = read(body, boundary, new Request(request, study));
      whole = true;
      return answer;
    } finally {
      intake.senders().ended(Senders.Kind.STOW, request, whole);
    }
  }

  /** A request: its number in this process, and the study of its path, if given. */
  private record Request(long number, Optional<String> study) {}

  private StowAnswer read(InputStream body, byte[] boundary, Request request) throws IOException {
    RequestBody limited = new RequestBody(body, limits.maxRequestBytes(), limits.maxDuration());
    try {
      MultipartStream multipart = new MultipartStream(limited, boundary, BUFFER, null);
      multipart.setPartHeaderSizeMax(LONGEST_PART_HEADERS);
      return parts(multipart, request);
    } catch (MultipartStream.MalformedStreamException
        | FileUploadBase.FileUploadIOException
        | IllegalArgumentException e) {
      String why = "the body is not multipart/related: " + e.getMessage();
      throw limited.failure().orElseGet(() -> new BodyException(400, why, e));
    }
  }

  private StowAnswer parts(MultipartStream multipart, Request request) throws IOException {
    List<Stored> stored = new ArrayList<>();
    List<NotStored> notStored = new ArrayList<>();
    boolean more = multipart.skipPreamble();
    while (more) {
      if (!MultipartRelated.isInstance(multipart.readHeaders())) {
        throw new BodyException(415, "a part is not application/dicom", null);
      }
      part(multipart, request, stored, notStored);
      more = multipart.readBoundary();
    }
    if (stored.isEmpty() && notStored.isEmpty()) {
      throw new BodyException(400, "the body has no part", null);
    }
    return new StowAnswer.Instances(stored, notStored);
  }

  private void part(
      MultipartStream multipart, Request request, List<Stored> stored, List<NotStored> notStored)
      throws IOException {
    try (PartFile part = new PartFile(folder, limits.maxInstanceBytes())) {
      multipart.readBodyData(part);
      if (part.isTooLong()) {
        notStored.add(new NotStored("", "", OUT_OF_RESOURCES));
        return;
      }
      Path file = part.seal();
      try {
        take(file, request, stored, notStored);
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  private void take(Path file, Request request, List<Stored> stored, List<NotStored> notStored)
      throws IOException {
    DicomDataset dataset;
    try {
      dataset = DicomFiles.readHeader(file).dataset();
    } catch (DicomReadException e) {
      notStored.add(new NotStored("", "", CANNOT_UNDERSTAND));
      return;
    }
    String sopClass = uid(dataset, DicomTag.SOPClassUID);
    String sop = uid(dataset, DicomTag.SOPInstanceUID);
    if (sopClass.isEmpty() || sop.isEmpty()) {
      notStored.add(new NotStored(sopClass, sop, CANNOT_UNDERSTAND));
    } else if (!request
        .study()
        .orElse(uid(dataset, DicomTag.StudyInstanceUID))
        .equals(uid(dataset, DicomTag.StudyInstanceUID))) {
      notStored.add(new NotStored(sopClass, sop, DOES_NOT_MATCH));
    } else if (isTaken(file, sop, request, uid(dataset, DicomTag.SeriesInstanceUID))) {
      stored.add(new Stored(sopClass, sop));
    } else {
      notStored.add(new NotStored(sopClass, sop, PROCESSING_FAILURE));
    }
  }

  /** Stored, or put aside with its reason: either way it is safe here, as it is for C-STORE. */
  private boolean isTaken(Path file, String sop, Request request, String series)
      throws IOException {
    try {
      intake.senders().sends(Senders.Kind.STOW, request.number(), series, sop);
      intake.take(file, sop + ".dcm", Intake.Source.STOW);
      return true;
    } catch (RuntimeException e) {
      LOG.error("an instance could not be recorded; it is refused (0110)", e);
      return false;
    }
  }

  private static String uid(DicomDataset dataset, int tag) {
    String text = dataset.text(tag);
    return DicomUid.isUsable(text) ? text : "";
  }
}
