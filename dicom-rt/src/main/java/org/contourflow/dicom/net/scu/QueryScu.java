package org.contourflow.dicom.net.scu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.AssociationClient;
import org.contourflow.dicom.net.ConnectException;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.Replies;
import org.contourflow.dicom.net.StatusCode;

/** C-FIND and C-MOVE as SCU, Study Root (PS3.4 Annex C): finds studies and has them sent. */
public final class QueryScu {
  private static final int REMAINING = 0x00001020;
  private static final int COMPLETED = 0x00001021;
  private static final int FAILED = 0x00001022;
  private static final int WARNING = 0x00001023;

  /** What a C-FIND found. */
  public sealed interface FindOutcome {
    /**
     * Matches, in the peer's order.
     *
     * @param truncated whether there may be more: there were more than asked for, or the peer broke
     *     off
     */
    record Found(List<DicomDataset> matches, boolean truncated) implements FindOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.found(this);
      }
    }

    /** The peer answered a failure, or does not serve it. */
    record Refused(StatusCode status, String comment) implements FindOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.refused(this);
      }
    }

    /** No answer. */
    record Failed(String cause, boolean retryable) implements FindOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.failed(this);
      }
    }

    /** What is made of each kind; a new kind does not compile until all have it. */
    interface Visitor<R> {
      R found(Found found);

      R refused(Refused refused);

      R failed(Failed failed);
    }

    /** Hands this outcome to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);
  }

  /** What a C-MOVE moved. */
  public sealed interface MoveOutcome {
    /**
     * The peer has finished.
     *
     * @param status success, or a warning if some failed
     */
    record Moved(StatusCode status, int completed, int failed, int warnings)
        implements MoveOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.moved(this);
      }
    }

    /** The peer answered a failure, or does not serve it. */
    record Refused(StatusCode status, String comment) implements MoveOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.refused(this);
      }
    }

    /** No answer. */
    record Failed(String cause, boolean retryable) implements MoveOutcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.failed(this);
      }
    }

    /** What is made of each kind; a new kind does not compile until all have it. */
    interface Visitor<R> {
      R moved(Moved moved);

      R refused(Refused refused);

      R failed(Failed failed);
    }

    /** Hands this outcome to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);
  }

  /**
   * A C-MOVE under way.
   *
   * @param remaining -1 if the peer does not say
   */
  public record Progress(int remaining, int completed, int failed) {}

  private final AeTitle callingAeTitle;
  private final RemoteNode node;
  private final NetworkTimeouts timeouts;

  /** A requester. */
  public QueryScu(AeTitle callingAeTitle, RemoteNode node, NetworkTimeouts timeouts) {
    this.callingAeTitle = callingAeTitle;
    this.node = node;
    this.timeouts = timeouts;
  }

  /**
   * Finds.
   *
   * @param keys attributes to match, and empty ones to be returned; the level is added
   * @param limit most matches taken; the query is cancelled after them
   */
  public FindOutcome find(QueryLevel level, DicomDataset keys, int limit) {
    return find(DicomUid.STUDY_ROOT_FIND, "Study Root C-FIND", leveled(level, keys), limit);
  }

  /**
   * Asks a modality worklist (PS3.4 Annex K).
   *
   * @param keys attributes to match, and empty ones to be returned
   * @param limit most matches taken; the query is cancelled after them
   */
  public FindOutcome worklist(DicomDataset keys, int limit) {
    return find(
        DicomUid.MODALITY_WORKLIST_FIND, "a modality worklist", keys.copy().unwrap(), limit);
  }

  private FindOutcome find(String sopClassUid, String service, Attributes keys, int limit) {
    AAssociateRQ request = request(sopClassUid);
    List<DicomDataset> matches = new ArrayList<>();
    try (AssociationClient client = client()) {
      Association association = client.open(request);
      if (refused(association)) {
        return new FindOutcome.Refused(
            StatusCode.SOP_CLASS_NOT_SUPPORTED, node + " does not serve " + service);
      }
      Matches replies = new Matches(association, matches, limit);
      association.cfind(sopClassUid, 0, keys, null, replies.handler);
      return found(replies.handler.await(), matches, limit);
    } catch (ConnectException e) {
      return new FindOutcome.Failed(e.getMessage(), e.retryable());
    } catch (IOException | InternalException e) {
      return new FindOutcome.Failed(node + ": " + AssociationClient.describe(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new FindOutcome.Failed("interrupted", true);
    }
  }

  private static FindOutcome found(Replies.Reply last, List<DicomDataset> matches, int limit) {
    return switch (last.status().kind()) {
      case SUCCESS, CANCEL, WARNING ->
          new FindOutcome.Found(
              List.copyOf(matches.subList(0, Math.min(limit, matches.size()))),
              matches.size() > limit || last.status().kind() == StatusCode.Kind.CANCEL);
      default -> new FindOutcome.Refused(last.status(), last.comment());
    };
  }

  /** Keeps matches up to one above the limit, then cancels. */
  private static final class Matches {
    private final Replies handler;

    Matches(Association association, List<DicomDataset> matches, int limit) {
      this.handler =
          new Replies(
              association,
              reply -> {
                if (matches.size() <= limit && reply.data() != null) {
                  matches.add(DicomDataset.wrap(reply.data()));
                  if (matches.size() > limit) {
                    cancel(association);
                  }
                }
              });
    }

    private void cancel(Association association) {
      try {
        handler.cancel(association);
      } catch (IOException e) {
        // The association's end tells the one who waits.
        org.slf4j.LoggerFactory.getLogger(QueryScu.class).debug("cancel", e);
      }
    }
  }

  /**
   * Has the peer send what matches to a node it knows.
   *
   * @param keys unique keys of the level and above, e.g. StudyInstanceUID
   * @param destination AE title the peer sends to; it must be entered there with host and port
   * @param progress told after each part
   */
  public MoveOutcome move(
      QueryLevel level, DicomDataset keys, AeTitle destination, Consumer<Progress> progress) {
    try (AssociationClient client = client()) {
      Association association = client.open(request(DicomUid.STUDY_ROOT_MOVE));
      if (refused(association)) {
        return new MoveOutcome.Refused(
            StatusCode.SOP_CLASS_NOT_SUPPORTED, node + " does not serve Study Root C-MOVE");
      }
      Replies replies =
          new Replies(association, reply -> progress.accept(progress(reply.command())));
      association.cmove(
          DicomUid.STUDY_ROOT_MOVE, 0, leveled(level, keys), null, destination.value(), replies);
      return moved(replies.await());
    } catch (ConnectException e) {
      return new MoveOutcome.Failed(e.getMessage(), e.retryable());
    } catch (IOException | InternalException e) {
      return new MoveOutcome.Failed(node + ": " + AssociationClient.describe(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MoveOutcome.Failed("interrupted", true);
    }
  }

  private static Progress progress(Attributes command) {
    return new Progress(
        command.getInt(REMAINING, -1), command.getInt(COMPLETED, 0), command.getInt(FAILED, 0));
  }

  private static MoveOutcome moved(Replies.Reply last) {
    StatusCode.Kind kind = last.status().kind();
    if (kind == StatusCode.Kind.SUCCESS || kind == StatusCode.Kind.WARNING) {
      Attributes command = last.command();
      return new MoveOutcome.Moved(
          last.status(),
          command.getInt(COMPLETED, 0),
          command.getInt(FAILED, 0),
          command.getInt(WARNING, 0));
    }
    return new MoveOutcome.Refused(last.status(), last.comment());
  }

  private AssociationClient client() {
    return new AssociationClient(
        callingAeTitle, node, timeouts, AssociationClient.DEFAULT_PDU_BYTES);
  }

  private static AAssociateRQ request(String sopClassUid) {
    AAssociateRQ request = new AAssociateRQ();
    request.addPresentationContext(
        new Presentation(
            1,
            sopClassUid,
            DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
            DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    return request;
  }

  private static boolean refused(Association association) {
    return !association.getAAssociateAC().getPresentationContext(1).isAccepted();
  }

  private static Attributes leveled(QueryLevel level, DicomDataset keys) {
    return keys.copy().put(DicomTag.QueryRetrieveLevel, level.name()).unwrap();
  }
}
