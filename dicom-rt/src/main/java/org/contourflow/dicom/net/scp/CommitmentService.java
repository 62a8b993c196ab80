package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.internal.pdu.RoleSelection;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.AssociationClient;
import org.contourflow.dicom.net.CommitmentDataset;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.MessageHandler.Answer;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.Replies;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage commitment, push model (PS3.4 Annex J): answers requests of others from the catalog and
 * takes reports on this node's own requests. A report that cannot be delivered is tried again a few
 * times and then given up; the requester may ask again.
 */
final class CommitmentService {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentService.class);
  private static final int ACTION_TYPE = 0x00001008;
  private static final List<Integer> RETRY_SECONDS = List.of(1, 10, 60, 600);

  private final CommitmentSettings settings;
  private final AeTitle ownAeTitle;
  private final NetworkTimeouts timeouts;
  private final int maxPduBytes;
  private final ScheduledExecutorService reporter;

  CommitmentService(
      CommitmentSettings settings, ListenerSettings listener, ScheduledExecutorService reporter) {
    this.settings = settings;
    this.ownAeTitle = listener.aeTitle();
    this.timeouts = listener.timeouts();
    this.maxPduBytes = listener.limits().maxPduBytes();
    this.reporter = reporter;
  }

  /** N-ACTION: takes the request; the report follows. */
  Answer requested(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException {
    Optional<InstanceCatalog> catalog = settings.catalog();
    if (catalog.isEmpty()) {
      return new Answer(StatusCode.SOP_CLASS_NOT_SUPPORTED, "storage commitment is not served");
    }
    if (command.getInt(ACTION_TYPE, 0) != CommitmentDataset.ACTION_REQUEST || data == null) {
      return new Answer(StatusCode.NO_SUCH_ACTION, "only action 1, request storage commitment");
    }
    CommitmentDataset.Request request;
    try {
      request =
          CommitmentDataset.toRequest(CommitmentDataset.read(data, context.getTransferSyntax()));
    } catch (IllegalArgumentException e) {
      return new Answer(StatusCode.INVALID_ARGUMENT, e.getMessage());
    }
    CommitmentReport report = report(request, catalog.get());
    reporter.schedule(() -> deliver(association, context, report, 0), 50, TimeUnit.MILLISECONDS);
    return Answer.SUCCESS;
  }

  private CommitmentReport report(CommitmentDataset.Request request, InstanceCatalog catalog) {
    List<SopReference> committed = new ArrayList<>();
    List<CommitmentReport.Failure> failed = new ArrayList<>();
    for (SopReference instance : request.instances()) {
      switch (catalog.holding(instance)) {
        case HELD -> committed.add(instance);
        case NOT_HELD ->
            failed.add(new CommitmentReport.Failure(instance, StatusCode.NO_SUCH_OBJECT));
        case OTHER_CLASS ->
            failed.add(new CommitmentReport.Failure(instance, new StatusCode(0x0119)));
      }
    }
    return new CommitmentReport(request.transactionUid(), ownAeTitle.value(), committed, failed);
  }

  private void deliver(
      Association association, Presentation context, CommitmentReport report, int attempt) {
    String peer = association.getCallingAET();
    Optional<RemoteNode> node = toOwnAssociation(peer);
    try {
      if (node.isPresent()) {
        deliverTo(node.get(), report);
      } else {
        send(association, context.getTransferSyntax(), report);
      }
    } catch (IOException | InternalException e) {
      retry(association, context, report, attempt, AssociationClient.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("a storage commitment report to {} failed", peer, e);
    }
  }

  private Optional<RemoteNode> toOwnAssociation(String peer) {
    return settings.reportTo().stream().filter(n -> n.aeTitle().value().equals(peer)).findFirst();
  }

  private void retry(
      Association association,
      Presentation context,
      CommitmentReport report,
      int attempt,
      String why) {
    String peer = association.getCallingAET();
    boolean over = toOwnAssociation(peer).isEmpty() && !association.isReadyForDataTransfer();
    if (over || attempt >= RETRY_SECONDS.size()) {
      LOG.warn("the storage commitment report to {} was not delivered: {}; given up", peer, why);
      return;
    }
    int seconds = RETRY_SECONDS.get(attempt);
    LOG.info("the storage commitment report to {} is tried again in {} s: {}", peer, seconds, why);
    try {
      reporter.schedule(
          () -> deliver(association, context, report, attempt + 1), seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.info("the node is shutting down; the report to {} is dropped", peer);
    }
  }

  /** On an association of its own, in the role of the provider (PS3.4 J.3.3.1). */
  private void deliverTo(RemoteNode node, CommitmentReport report)
      throws IOException, InterruptedException {
    AAssociateRQ request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(1, DicomUid.STORAGE_COMMITMENT_PUSH, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    request.addRoleSelection(new RoleSelection(DicomUid.STORAGE_COMMITMENT_PUSH, false, true));
    try (AssociationClient client =
        new AssociationClient(ownAeTitle, node, timeouts, maxPduBytes)) {
      send(client.open(request), null, report);
    }
  }

  private static void send(
      Association association, String transferSyntaxUid, CommitmentReport report)
      throws IOException, InterruptedException {
    Replies replies = new Replies(association);
    association.neventReport(
        DicomUid.STORAGE_COMMITMENT_PUSH,
        DicomUid.STORAGE_COMMITMENT_PUSH_INSTANCE,
        report.failed().isEmpty()
            ? CommitmentDataset.EVENT_ALL_COMMITTED
            : CommitmentDataset.EVENT_FAILURES,
        CommitmentDataset.report(report).unwrap(),
        transferSyntaxUid,
        replies);
    StatusCode status = replies.await().status();
    if (status.kind() != StatusCode.Kind.SUCCESS) {
      throw new IOException("the peer answered " + status);
    }
  }
}
