package org.contourflow.dicom.net.scu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.DicomUid;

/**
 * Which presentation contexts to propose for a set of files: one per SOP class and syntax, so that
 * the peer's answer says for each syntax whether it is taken.
 */
final class ContextPlan {
  /** One context. */
  record Proposal(String sopClassUid, String transferSyntaxUid) {}

  private static final List<String> NATIVE =
      List.of(DicomUid.EXPLICIT_VR_LITTLE_ENDIAN, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);

  private static final Set<String> RE_ENCODED =
      Set.of(
          DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_BIG_ENDIAN,
          DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);

  private final Map<Proposal, Integer> contexts = new LinkedHashMap<>();

  private ContextPlan(Set<Proposal> proposals) {
    int id = 1;
    for (Proposal proposal : proposals) {
      contexts.put(proposal, id);
      id += 2;
    }
  }

  static ContextPlan of(List<OutgoingFile> files) {
    Set<Proposal> proposals = new LinkedHashSet<>();
    files.forEach(file -> proposals.addAll(proposalsFor(file)));
    return new ContextPlan(proposals);
  }

  /**
   * The file's own syntax first, then those it may be re-encoded to. An implicit file is never
   * re-encoded as explicit: values above 64 KiB, contour data above all, would become UN.
   */
  static List<Proposal> proposalsFor(OutgoingFile file) {
    Set<String> syntaxes = new LinkedHashSet<>();
    String own = file.transferSyntaxUid();
    if (!own.equals(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)) {
      syntaxes.add(own);
    }
    if (RE_ENCODED.contains(own) && !own.equals(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN)) {
      syntaxes.addAll(NATIVE);
    }
    List<Proposal> proposals = new ArrayList<>();
    syntaxes.forEach(syntax -> proposals.add(new Proposal(file.sopClassUid(), syntax)));
    return proposals;
  }

  AAssociateRQ request() {
    AAssociateRQ request = new AAssociateRQ();
    contexts.forEach(
        (proposal, id) ->
            request.addPresentationContext(
                new Presentation(id, proposal.sopClassUid(), proposal.transferSyntaxUid())));
    return request;
  }

  /** The accepted context for a file, its own syntax preferred; null if there is none. */
  Presentation accepted(Association association, OutgoingFile file) {
    for (Proposal proposal : proposalsFor(file)) {
      Presentation answer =
          association.getAAssociateAC().getPresentationContext(contexts.get(proposal));
      if (answer != null && answer.isAccepted()) {
        return answer;
      }
    }
    return null;
  }
}
