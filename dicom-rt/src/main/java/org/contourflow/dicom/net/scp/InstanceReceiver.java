package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.contourflow.dicom.net.InstanceUids;
import org.contourflow.dicom.net.MessageHandler.Answer;
import org.contourflow.dicom.net.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one instance from a stream to durable storage and the sink, and says what to answer. The
 * order is the promise: written, checked, fsync'ed, renamed, recorded by the sink, answered.
 */
final class InstanceReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceReceiver.class);

  /** What the sender says it sends; UIDs checked. */
  record Announced(String sopClass, String sopInstance, String transferSyntax) {}

  /** Writes the data set's bytes; throws {@link IOException} if the peer fails to deliver them. */
  @FunctionalInterface
  interface DataSet {
    void copyTo(OutputStream out) throws IOException;
  }

  private final Spool spool;
  private final InstanceSink sink;

  InstanceReceiver(Spool spool, InstanceSink sink) {
    this.spool = spool;
    this.sink = sink;
  }

  /**
   * Receives one instance.
   *
   * @throws IOException if the peer fails; nothing of the instance is left then
   */
  Answer receive(
      Announced announced, ReceivedInstance.Source source, long maxBytes, DataSet dataSet)
      throws IOException {
    try {
      if (!spool.hasRoom()) {
        LOG.error("the spool's disk is below its reserve; an instance was refused (A700)");
        return new Answer(StatusCode.OUT_OF_RESOURCES, "disk almost full");
      }
      try (IncomingFile file = open(announced, source, maxBytes)) {
        dataSet.copyTo(file);
        file.flushAll();
        return finish(file, announced, source);
      }
    } catch (StorageException e) {
      LOG.error("an instance could not be stored (A700): {}", e.getMessage());
      return new Answer(StatusCode.OUT_OF_RESOURCES, "cannot be stored");
    }
  }

  private IncomingFile open(Announced announced, ReceivedInstance.Source source, long maxBytes)
      throws IOException {
    return new IncomingFile(
        spool,
        announced.sopInstance(),
        IncomingFile.fileMeta(
            announced.sopClass(),
            announced.sopInstance(),
            announced.transferSyntax(),
            source.callingAeTitle()),
        maxBytes);
  }

  private Answer finish(IncomingFile file, Announced announced, ReceivedInstance.Source source)
      throws StorageException {
    InstanceUids uids;
    try {
      uids = InstanceUids.scan(file.partial());
    } catch (IOException e) {
      LOG.warn("an instance from {} was refused (C000): {}", source.address(), e.getMessage());
      return new Answer(StatusCode.CANNOT_UNDERSTAND, "the data set cannot be parsed");
    }
    String mismatch = mismatch(uids, announced);
    if (!mismatch.isEmpty()) {
      LOG.warn("an instance from {} was refused (A900): {}", source.address(), mismatch);
      return new Answer(StatusCode.DATA_SET_DOES_NOT_MATCH, mismatch);
    }
    ReceivedInstance instance =
        new ReceivedInstance(
            file.seal(),
            announced.sopClass(),
            announced.sopInstance(),
            uids.study(),
            uids.series(),
            new ReceivedInstance.DataSet(
                announced.transferSyntax(), file.dataSetBytes(), file.sha256Hex()),
            source,
            Instant.now());
    return handOver(instance);
  }

  private static String mismatch(InstanceUids uids, Announced announced) {
    if (!uids.sopInstance().equals(announced.sopInstance())) {
      return "SOP Instance UID of data set and command differ";
    }
    if (!uids.sopClass().equals(announced.sopClass())) {
      return "SOP Class UID of data set and command differ";
    }
    boolean unsafe =
        !uids.study().isEmpty() && !InstanceUids.isSafe(uids.study())
            || !uids.series().isEmpty() && !InstanceUids.isSafe(uids.series());
    return unsafe ? "Study or Series Instance UID is not a UID" : "";
  }

  private Answer handOver(ReceivedInstance instance) {
    try {
      return sink.accept(instance).accept(new AnswerToSender(instance.file()));
    } catch (Throwable e) {
      // The edge to code of others: an Error, too, and no decision at all, must become an answer.
      LOG.error("the sink failed; the instance is refused (0110)", e);
      remove(instance.file());
      return new Answer(StatusCode.PROCESSING_FAILURE, "the arrival could not be recorded");
    }
  }

  private record AnswerToSender(Path file) implements InstanceSink.Decision.Visitor<Answer> {
    @Override
    public Answer accepted() {
      return Answer.SUCCESS;
    }

    @Override
    public Answer alreadyHeld() {
      remove(file);
      return Answer.SUCCESS;
    }

    @Override
    public Answer refused(InstanceSink.Decision.Refused refused) {
      remove(file);
      return new Answer(refused.status(), refused.comment());
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("a refused arrival stays in the spool as {}: {}", file.getFileName(), e.toString());
    }
  }
}
