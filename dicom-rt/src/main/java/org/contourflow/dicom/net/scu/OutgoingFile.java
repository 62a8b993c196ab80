package org.contourflow.dicom.net.scu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.aoju.bus.image.metric.DataWriter;
import org.aoju.bus.image.metric.DataWriterAdapter;
import org.aoju.bus.image.metric.InputStreamWriter;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.net.InstanceUids;

/** One file to be sent: what it is and where its data set starts. */
record OutgoingFile(
    Path path,
    String sopClassUid,
    String sopInstanceUid,
    String transferSyntaxUid,
    long dataSetOffset) {

  /**
   * Looks into a file.
   *
   * @throws IOException if it is not a Part 10 file with SOP UIDs
   */
  static OutgoingFile inspect(Path file) throws IOException {
    InstanceUids uids = InstanceUids.scan(file);
    if (!InstanceUids.isSafe(uids.sopClass()) || !InstanceUids.isSafe(uids.sopInstance())) {
      throw new IOException("SOP Class UID or SOP Instance UID is missing or not a UID");
    }
    return new OutgoingFile(
        file, uids.sopClass(), uids.sopInstance(), uids.transferSyntax(), uids.dataSetOffset());
  }

  StoreReceipt receipt(StoreOutcome outcome) {
    return new StoreReceipt(path, sopClassUid, sopInstanceUid, outcome);
  }

  /** Raw bytes where the syntax is the file's own, otherwise the data set re-encoded. */
  DataWriter writer(String acceptedSyntax, InputStream dataSet) throws IOException {
    if (acceptedSyntax.equals(transferSyntaxUid)) {
      return new InputStreamWriter(dataSet);
    }
    return new DataWriterAdapter(DicomFiles.read(path).dataset().unwrap());
  }
}
