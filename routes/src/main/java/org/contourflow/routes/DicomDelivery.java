package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.contourflow.camel.dicom.DicomCommand;
import org.contourflow.camel.dicom.DicomHeaders;
import org.contourflow.config.DicomSettings;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TPS, or any DICOM node, that gets the RTSTRUCT by {@code dicom:send} and, if that is asked of
 * it, commits to it before it counts as delivered.
 */
public final class DicomDelivery implements DeliveryTarget {
  private static final Logger LOG = LoggerFactory.getLogger(DicomDelivery.class);

  private final DicomSettings.Target target;
  private final Endpoint send;
  private final ProducerTemplate producer;
  private final CommitmentDesk commitments;

  /** The transaction last asked for, by SOP Instance UID. */
  private final Map<String, String> asked = new ConcurrentHashMap<>();

  public DicomDelivery(
      DicomSettings.Target target, Endpoint send, ProducerTemplate producer, CommitmentDesk desk) {
    this.target = target;
    this.send = send;
    this.producer = producer;
    this.commitments = desk;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public DeliveryOutcome deliver(Path rtstruct, String fileName) {
    try {
      return handOver(rtstruct);
    } catch (CamelExecutionException e) {
      LOG.error("the hand-over to {} failed", peer(), e);
      return new DeliveryOutcome.NotDelivered(peer() + ": " + e.getCause(), true);
    } catch (IOException e) {
      return new DeliveryOutcome.NotDelivered("the file cannot be read: " + e, true);
    }
  }

  /** By the note: DIMSE has no word to withdraw what was stored. */
  @Override
  public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
    try {
      List<?> receipts = producer.requestBody(send, note, List.class);
      return ((StoreReceipt) receipts.get(0)).outcome().accept(new AfterNote());
    } catch (CamelExecutionException e) {
      LOG.error("the rejection note to {} failed", peer(), e);
      return new DeliveryOutcome.NotDelivered(peer() + ": " + e.getCause(), true);
    }
  }

  /** A peer that knows no key objects will not learn it by being asked again. */
  private final class AfterNote implements StoreOutcome.Visitor<DeliveryOutcome> {
    @Override
    public DeliveryOutcome stored(StoreOutcome.Stored stored) {
      return new DeliveryOutcome.Delivered("rejection note: C-STORE answered 0000 by " + peer());
    }

    @Override
    public DeliveryOutcome warned(StoreOutcome.Warned warned) {
      return new DeliveryOutcome.Delivered(
          "rejection note: C-STORE answered with a WARNING, " + warned.status() + ", by " + peer());
    }

    @Override
    public DeliveryOutcome refused(StoreOutcome.Refused refused) {
      return new DeliveryOutcome.NotDelivered(
          peer() + " refused the rejection note: " + refused.status() + " " + refused.comment(),
          !refused.status().equals(StatusCode.SOP_CLASS_NOT_SUPPORTED));
    }

    @Override
    public DeliveryOutcome failed(StoreOutcome.Failed failed) {
      return new DeliveryOutcome.NotDelivered(failed.cause(), true);
    }
  }

  private DeliveryOutcome handOver(Path rtstruct) throws IOException {
    String sop = DicomFiles.readHeader(rtstruct).dataset().text(DicomTag.SOPInstanceUID);
    Optional<CommitmentReport> late =
        Optional.ofNullable(asked.get(sop)).flatMap(commitments::reportOn);
    if (late.isPresent() && late.get().commitsTo(sop)) {
      return judged(late.get(), sop);
    }
    List<?> receipts = producer.requestBody(send, rtstruct, List.class);
    StoreReceipt receipt = (StoreReceipt) receipts.get(0);
    return receipt.outcome().accept(new AfterStore(receipt));
  }

  private String peer() {
    return target.calledAeTitle() + "@" + target.host() + ":" + target.port();
  }

  /** What the peer has is committed to where that is wanted; what it has not is sent again. */
  private final class AfterStore implements StoreOutcome.Visitor<DeliveryOutcome> {
    private final StoreReceipt receipt;

    AfterStore(StoreReceipt receipt) {
      this.receipt = receipt;
    }

    @Override
    public DeliveryOutcome stored(StoreOutcome.Stored stored) {
      return answered("0000");
    }

    @Override
    public DeliveryOutcome warned(StoreOutcome.Warned warned) {
      return answered(
          "with a WARNING, " + (warned.status() + " " + warned.comment()).strip() + ",");
    }

    private DeliveryOutcome answered(String status) {
      return target.commitment()
          ? commit(receipt)
          : new DeliveryOutcome.Delivered("C-STORE answered " + status + " by " + peer());
    }

    @Override
    public DeliveryOutcome refused(StoreOutcome.Refused refused) {
      return new DeliveryOutcome.NotDelivered(
          peer() + " refused it: " + refused.status() + " " + refused.comment(), true);
    }

    @Override
    public DeliveryOutcome failed(StoreOutcome.Failed failed) {
      // Also a rejected association, or certificates that do not fit: people mend them there.
      return new DeliveryOutcome.NotDelivered(failed.cause(), true);
    }
  }

  private DeliveryOutcome commit(StoreReceipt receipt) {
    String transaction = DicomUid.create();
    asked.put(receipt.sopInstanceUid(), transaction);
    commitments.expect(transaction);
    return producer
        .requestBodyAndHeaders(
            send,
            receipt,
            Map.of(
                DicomHeaders.COMMAND,
                DicomCommand.COMMIT,
                DicomHeaders.TRANSACTION_UID,
                transaction),
            CommitmentScu.Outcome.class)
        .accept(new AfterRequest(receipt.sopInstanceUid()));
  }

  /** What the peer's answer to the request for storage commitment comes to. */
  private final class AfterRequest implements CommitmentScu.Outcome.Visitor<DeliveryOutcome> {
    private final String sop;

    AfterRequest(String sop) {
      this.sop = sop;
    }

    @Override
    public DeliveryOutcome requested(CommitmentScu.Outcome.Requested requested) {
      return notCommitted(
          "no storage commitment report within " + target.commitmentWaitSeconds() + " s");
    }

    @Override
    public DeliveryOutcome reported(CommitmentScu.Outcome.Reported reported) {
      return judged(reported.report(), sop);
    }

    @Override
    public DeliveryOutcome refused(CommitmentScu.Outcome.Refused refused) {
      return notCommitted(
          "storage commitment was refused: " + refused.status() + " " + refused.comment());
    }

    @Override
    public DeliveryOutcome failed(CommitmentScu.Outcome.Failed failed) {
      return notCommitted("storage commitment failed: " + failed.cause());
    }
  }

  private DeliveryOutcome judged(CommitmentReport report, String sop) {
    asked.remove(sop);
    if (report.commitsTo(sop)) {
      return new DeliveryOutcome.Delivered(
          "C-STORE was answered with success and storage commitment given by " + peer());
    }
    return notCommitted(
        report.failed().isEmpty()
            ? "its storage commitment report does not name it"
            : "it does not commit to it: " + report.failed().get(0).reason());
  }

  private DeliveryOutcome notCommitted(String why) {
    return new DeliveryOutcome.NotDelivered(peer() + " has stored it, but " + why, true);
  }
}
