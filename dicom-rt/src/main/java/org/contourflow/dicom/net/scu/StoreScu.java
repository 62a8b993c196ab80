package org.contourflow.dicom.net.scu;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.DataWriter;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.DicomToolkit;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.AssociationClient;
import org.contourflow.dicom.net.ConnectException;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.Replies;
import org.contourflow.dicom.net.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * C-STORE and C-ECHO as SCU (PS3.4 B.2, PS3.7 9.1). Every file gets a receipt. A file's data set is
 * sent byte for byte in the file's own transfer syntax; where the peer takes a native syntax other
 * than the file's, it is re-encoded; compressed data are never touched, and Deflated is never
 * proposed (re-encoded instead).
 *
 * <p>An instance is immutable and may be used by several threads; each call opens associations of
 * its own.
 */
public final class StoreScu {
  private static final Logger LOG = LoggerFactory.getLogger(StoreScu.class);
  private static final int MAX_CONTEXTS = 128;

  private final AeTitle callingAeTitle;
  private final RemoteNode node;
  private final NetworkTimeouts timeouts;
  private final int maxPduBytes;

  /** A sender with the default PDU size. */
  public StoreScu(AeTitle callingAeTitle, RemoteNode node, NetworkTimeouts timeouts) {
    this(callingAeTitle, node, timeouts, AssociationClient.DEFAULT_PDU_BYTES);
  }

  /**
   * A sender.
   *
   * @param maxPduBytes longest PDU sent and taken
   */
  public StoreScu(
      AeTitle callingAeTitle, RemoteNode node, NetworkTimeouts timeouts, int maxPduBytes) {
    this.callingAeTitle = callingAeTitle;
    this.node = node;
    this.timeouts = timeouts;
    this.maxPduBytes = maxPduBytes;
    DicomToolkit.initialise();
  }

  /** The peer. */
  public RemoteNode node() {
    return node;
  }

  /** Asks whether the peer answers. */
  public EchoOutcome echo() {
    AAssociateRQ request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(1, DicomUid.VERIFICATION, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    long start = System.nanoTime();
    try (AssociationClient client = client()) {
      Association association = client.open(request);
      if (!association.getAAssociateAC().getPresentationContext(1).isAccepted()) {
        return new EchoOutcome.Refused(node + " does not offer verification");
      }
      Replies replies = new Replies(association);
      association.invoke(
          association.getAAssociateAC().getPresentationContext(1),
          org.aoju.bus.image.metric.Commands.mkCEchoRQ(
              replies.getMessageID(), DicomUid.VERIFICATION),
          null,
          replies,
          NetworkTimeouts.millis(timeouts.response()));
      StatusCode status = replies.await().status();
      return status.kind() == StatusCode.Kind.SUCCESS
          ? new EchoOutcome.Alive((System.nanoTime() - start) / 1_000_000)
          : new EchoOutcome.Refused(node + " answered " + status);
    } catch (ConnectException e) {
      return new EchoOutcome.Failed(e.getMessage(), e.retryable());
    } catch (IOException | InternalException e) {
      return new EchoOutcome.Failed(node + ": " + AssociationClient.describe(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EchoOutcome.Failed("interrupted", true);
    }
  }

  /**
   * Sends files over one association, or over more only if they need more than 128 presentation
   * contexts. If the association breaks, what was not yet answered is {@link StoreOutcome.Failed}
   * and retryable.
   *
   * @return a receipt per file, in the order given
   */
  public List<StoreReceipt> send(Collection<Path> files) {
    Map<Path, StoreReceipt> receipts = new LinkedHashMap<>();
    List<OutgoingFile> readable = new ArrayList<>();
    for (Path file : new LinkedHashSet<>(files)) {
      receipts.put(file, null);
      try {
        readable.add(OutgoingFile.inspect(file));
      } catch (IOException e) {
        receipts.put(
            file,
            new StoreReceipt(
                file,
                "",
                "",
                new StoreOutcome.Failed(file + ": " + AssociationClient.describe(e), false)));
      }
    }
    for (List<OutgoingFile> batch : batches(readable)) {
      sendBatch(batch).forEach(receipt -> receipts.put(receipt.file(), receipt));
    }
    return List.copyOf(receipts.values());
  }

  /** Splits so that each part needs at most 128 contexts; one part nearly always. */
  private static List<List<OutgoingFile>> batches(List<OutgoingFile> files) {
    List<List<OutgoingFile>> batches = new ArrayList<>();
    Set<ContextPlan.Proposal> proposals = new LinkedHashSet<>();
    for (OutgoingFile file : files) {
      Set<ContextPlan.Proposal> grown = new LinkedHashSet<>(proposals);
      grown.addAll(ContextPlan.proposalsFor(file));
      if (batches.isEmpty() || grown.size() > MAX_CONTEXTS) {
        batches.add(new ArrayList<>());
        grown = new LinkedHashSet<>(ContextPlan.proposalsFor(file));
      }
      proposals = grown;
      batches.get(batches.size() - 1).add(file);
    }
    return batches;
  }

  private List<StoreReceipt> sendBatch(List<OutgoingFile> batch) {
    List<StoreReceipt> receipts = new ArrayList<>();
    ContextPlan plan = ContextPlan.of(batch);
    try (AssociationClient client = client()) {
      Association association = client.open(plan.request());
      String broken = "";
      for (OutgoingFile file : batch) {
        StoreOutcome outcome =
            broken.isEmpty()
                ? sendOne(association, plan, file)
                : new StoreOutcome.Failed("not sent: " + broken, true);
        if (broken.isEmpty() && !association.isReadyForDataTransfer()) {
          broken = "the association with " + node + " had ended";
        }
        receipts.add(file.receipt(outcome));
      }
    } catch (ConnectException e) {
      LOG.warn("{}", e.getMessage());
      StoreOutcome outcome = new StoreOutcome.Failed(e.getMessage(), e.retryable());
      batch.forEach(file -> receipts.add(file.receipt(outcome)));
    }
    return receipts;
  }

  private StoreOutcome sendOne(Association association, ContextPlan plan, OutgoingFile file) {
    Presentation context = plan.accepted(association, file);
    if (context == null) {
      return new StoreOutcome.Refused(
          StatusCode.SOP_CLASS_NOT_SUPPORTED,
          node
              + " takes no presentation context for "
              + DicomUid.nameOf(file.sopClassUid())
              + " in "
              + DicomUid.nameOf(file.transferSyntaxUid()));
    }
    try (InputStream in = open(file)) {
      DataWriter writer = file.writer(context.getTransferSyntax(), in);
      Replies replies = new Replies(association);
      association.cstore(
          file.sopClassUid(),
          file.sopInstanceUid(),
          0,
          writer,
          context.getTransferSyntax(),
          replies);
      return outcome(replies.await());
    } catch (IOException | InternalException e) {
      association.abort();
      return new StoreOutcome.Failed(node + ": " + AssociationClient.describe(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      association.abort();
      return new StoreOutcome.Failed("interrupted", true);
    }
  }

  private static InputStream open(OutgoingFile file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 17);
    in.skipNBytes(file.dataSetOffset());
    return in;
  }

  private static StoreOutcome outcome(Replies.Reply reply) {
    return switch (reply.status().kind()) {
      case SUCCESS -> new StoreOutcome.Stored();
      case WARNING -> new StoreOutcome.Warned(reply.status(), reply.comment());
      default -> new StoreOutcome.Refused(reply.status(), reply.comment());
    };
  }

  private AssociationClient client() {
    return new AssociationClient(callingAeTitle, node, timeouts, maxPduBytes);
  }
}
