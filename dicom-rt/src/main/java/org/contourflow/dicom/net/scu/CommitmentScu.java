package org.contourflow.dicom.net.scu;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.AssociationClient;
import org.contourflow.dicom.net.CommitmentDataset;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.CommitmentReports;
import org.contourflow.dicom.net.ConnectException;
import org.contourflow.dicom.net.MessageHandler;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.Replies;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.StatusCode;

/** Asks a peer to take responsibility for instances it was sent (PS3.4 Annex J, push model). */
public final class CommitmentScu {
  /** What became of a request. */
  public sealed interface Outcome {
    /** The peer took the request; its report will come to this node's listener. */
    record Requested(String transactionUid) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.requested(this);
      }
    }

    /** The peer reported at once, on the same association. */
    record Reported(CommitmentReport report) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.reported(this);
      }
    }

    /** The peer does not serve it, or answered a failure. */
    record Refused(StatusCode status, String comment) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.refused(this);
      }
    }

    /** No answer. */
    record Failed(String cause, boolean retryable) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.failed(this);
      }
    }

    /** What is made of each kind; a new kind does not compile until all have it. */
    interface Visitor<R> {
      R requested(Requested requested);

      R reported(Reported reported);

      R refused(Refused refused);

      R failed(Failed failed);
    }

    /** Hands this outcome to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);
  }

  private final AeTitle callingAeTitle;
  private final RemoteNode node;
  private final NetworkTimeouts timeouts;
  private final Duration waitForReport;

  /**
   * A requester.
   *
   * @param waitForReport how long to keep the association open for a report on it; zero to let the
   *     report come to the listener
   */
  public CommitmentScu(
      AeTitle callingAeTitle, RemoteNode node, NetworkTimeouts timeouts, Duration waitForReport) {
    this.callingAeTitle = callingAeTitle;
    this.node = node;
    this.timeouts = timeouts;
    this.waitForReport = waitForReport;
  }

  /**
   * Requests commitment.
   *
   * @param transactionUid the caller's, recorded before this call, so that a report that comes to
   *     the listener first finds it
   */
  public Outcome request(String transactionUid, List<SopReference> instances) {
    return request(transactionUid, instances, new CompletableFuture<>());
  }

  /**
   * Requests commitment and waits for the report wherever it comes.
   *
   * @param report completed here by a report on the association, or by the caller with one that
   *     came to its listener
   */
  public Outcome request(
      String transactionUid,
      List<SopReference> instances,
      CompletableFuture<CommitmentReport> report) {
    AAssociateRQ request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(
            1,
            DicomUid.STORAGE_COMMITMENT_PUSH,
            DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
            DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    try (AssociationClient client =
        new AssociationClient(
            callingAeTitle, node, timeouts, AssociationClient.DEFAULT_PDU_BYTES)) {
      client.serve(new ReportHandler(node.aeTitle().value(), report));
      Association association = client.open(request);
      if (!association.getAAssociateAC().getPresentationContext(1).isAccepted()) {
        return new Outcome.Refused(
            StatusCode.SOP_CLASS_NOT_SUPPORTED, node + " does not serve storage commitment");
      }
      Replies.Reply reply = action(association, transactionUid, instances);
      return reply.status().kind() == StatusCode.Kind.SUCCESS
          ? await(transactionUid, report)
          : new Outcome.Refused(reply.status(), reply.comment());
    } catch (ConnectException e) {
      return new Outcome.Failed(e.getMessage(), e.retryable());
    } catch (IOException | InternalException e) {
      return new Outcome.Failed(node + ": " + AssociationClient.describe(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted", true);
    }
  }

  private static Replies.Reply action(
      Association association, String transactionUid, List<SopReference> instances)
      throws IOException, InterruptedException {
    Replies replies = new Replies(association);
    association.naction(
        DicomUid.STORAGE_COMMITMENT_PUSH,
        DicomUid.STORAGE_COMMITMENT_PUSH_INSTANCE,
        CommitmentDataset.ACTION_REQUEST,
        CommitmentDataset.request(transactionUid, instances).unwrap(),
        null,
        replies);
    return replies.await();
  }

  private Outcome await(String transactionUid, CompletableFuture<CommitmentReport> report)
      throws InterruptedException {
    try {
      return new Outcome.Reported(report.get(waitForReport.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Outcome.Requested(transactionUid);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the report is only ever completed with a value", e);
    }
  }

  /** Takes the report that comes on the requesting association. */
  private static final class ReportHandler extends MessageHandler {
    private final String peerAeTitle;
    private final CompletableFuture<CommitmentReport> report;

    ReportHandler(String peerAeTitle, CompletableFuture<CommitmentReport> report) {
      this.peerAeTitle = peerAeTitle;
      this.report = report;
    }

    @Override
    protected Answer handle(
        Association association,
        Presentation context,
        Dimse dimse,
        Attributes command,
        PDVInputStream data)
        throws IOException {
      if (dimse != Dimse.N_EVENT_REPORT_RQ) {
        return new Answer(StatusCode.UNRECOGNIZED_OPERATION, "");
      }
      return CommitmentReports.reported(
          Optional.of(report::complete), peerAeTitle, context, command, data);
    }
  }
}
