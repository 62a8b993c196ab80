package org.contourflow.dicom.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.aoju.bus.image.metric.PDVInputStream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/** The data sets of storage commitment, to and from the wire (PS3.4 J.3.2, J.3.3). */
public final class CommitmentDataset {
  public static final int ACTION_REQUEST = 1;
  public static final int EVENT_ALL_COMMITTED = 1;
  public static final int EVENT_FAILURES = 2;

  /** Some 40,000 references; a request is read into memory, so it has an end. */
  private static final int MAX_BYTES = 1 << 23;

  private CommitmentDataset() {}

  /** A request's content. */
  public record Request(String transactionUid, List<SopReference> instances) {}

  public static DicomDataset request(String transactionUid, List<SopReference> instances) {
    DicomDataset dataset = DicomDataset.create().put(DicomTag.TransactionUID, transactionUid);
    instances.forEach(i -> addReference(dataset, DicomTag.ReferencedSOPSequence, i));
    return dataset;
  }

  public static DicomDataset report(CommitmentReport report) {
    DicomDataset dataset =
        DicomDataset.create().put(DicomTag.TransactionUID, report.transactionUid());
    report.committed().forEach(i -> addReference(dataset, DicomTag.ReferencedSOPSequence, i));
    report
        .failed()
        .forEach(
            failure ->
                addReference(dataset, DicomTag.FailedSOPSequence, failure.instance())
                    .putIntegers(DicomTag.FailureReason, failure.reason().code()));
    return dataset;
  }

  private static DicomDataset addReference(DicomDataset dataset, int sequence, SopReference sop) {
    return dataset
        .addItem(sequence)
        .put(DicomTag.ReferencedSOPClassUID, sop.sopClassUid())
        .put(DicomTag.ReferencedSOPInstanceUID, sop.sopInstanceUid());
  }

  /**
   * Reads a data set from an association, bounded.
   *
   * @throws IllegalArgumentException if it is too large or cannot be parsed
   */
  public static DicomDataset read(PDVInputStream data, String transferSyntaxUid)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int count = data.read(buffer, 0, buffer.length);
    while (count >= 0) {
      bytes.write(buffer, 0, count);
      if (bytes.size() > MAX_BYTES) {
        throw new IllegalArgumentException("the data set is longer than " + MAX_BYTES + " bytes");
      }
      count = data.read(buffer, 0, buffer.length);
    }
    return parse(bytes.toByteArray(), transferSyntaxUid);
  }

  private static DicomDataset parse(byte[] bytes, String transferSyntaxUid) {
    try (ImageInputStream in =
        new ImageInputStream(new ByteArrayInputStream(bytes), transferSyntaxUid)) {
      in.setAllocateLimit(bytes.length);
      Attributes attributes = in.readDataset(-1, -1);
      return DicomDataset.wrap(attributes);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      String what = e instanceof InternalException ? e.getMessage() : e.getClass().getSimpleName();
      throw new IllegalArgumentException("the data set cannot be parsed: " + what, e);
    }
  }

  public static Request toRequest(DicomDataset dataset) {
    return new Request(
        transactionUid(dataset), references(dataset.items(DicomTag.ReferencedSOPSequence)));
  }

  static CommitmentReport toReport(DicomDataset dataset, String peerAeTitle) {
    List<CommitmentReport.Failure> failures = new ArrayList<>();
    for (DicomDataset item : dataset.items(DicomTag.FailedSOPSequence)) {
      int reason = item.integer(DicomTag.FailureReason).orElse(0x0110) & 0xFFFF;
      failures.add(new CommitmentReport.Failure(reference(item), new StatusCode(reason)));
    }
    return new CommitmentReport(
        transactionUid(dataset),
        peerAeTitle,
        references(dataset.items(DicomTag.ReferencedSOPSequence)),
        failures);
  }

  private static String transactionUid(DicomDataset dataset) {
    String uid = dataset.text(DicomTag.TransactionUID);
    if (!InstanceUids.isSafe(uid)) {
      throw new IllegalArgumentException("the Transaction UID is missing or not a UID");
    }
    return uid;
  }

  private static List<SopReference> references(List<DicomDataset> items) {
    return items.stream().map(CommitmentDataset::reference).toList();
  }

  private static SopReference reference(DicomDataset item) {
    return new SopReference(
        item.text(DicomTag.ReferencedSOPClassUID), item.text(DicomTag.ReferencedSOPInstanceUID));
  }
}
