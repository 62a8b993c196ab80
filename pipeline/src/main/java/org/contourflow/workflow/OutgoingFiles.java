package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryOutcome.Delivered;
import org.contourflow.delivery.DeliveryTarget;

/**
 * What one target gets of a case: its RTSTRUCT, and behind it the DICOM Segmentation it asked for.
 *
 * @param rtstruct its own, or the case's
 * @param segmentations may be none
 */
record OutgoingFiles(Path rtstruct, List<Path> segmentations) {
  static OutgoingFiles of(CaseFolder folder, String target) throws IOException {
    Path own = folder.rtstruct(target);
    return new OutgoingFiles(
        Files.exists(own) ? own : folder.rtstruct(), folder.segmentationsFor(target));
  }

  /**
   * Hands all over, the RTSTRUCT first; ends at the first that is not taken, and begins anew then.
   *
   * @param fileName the RTSTRUCT's, for targets that keep files
   */
  DeliveryOutcome deliverTo(DeliveryTarget target, String fileName) {
    DeliveryOutcome outcome = target.deliver(rtstruct, fileName);
    List<String> receipts = new ArrayList<>();
    for (int i = 0; i < segmentations.size(); i++) {
      if (!(outcome instanceof Delivered delivered)) {
        return outcome;
      }
      receipts.add(delivered.receipt());
      outcome = target.deliver(segmentations.get(i), segmentationName(fileName, i + 1));
    }
    if (segmentations.isEmpty() || !(outcome instanceof Delivered last)) {
      return outcome;
    }
    receipts.add(last.receipt());
    return new Delivered(
        receipts.stream().distinct().count() == 1
            ? last.receipt() + ", " + receipts.size() + " files"
            : String.join("; ", receipts));
  }

  /**
   * The same as it was sent.
   *
   * @param fileName the RTSTRUCT's
   */
  List<DeliveryTarget.Sent> sentAs(String fileName) {
    List<DeliveryTarget.Sent> sent = new ArrayList<>();
    sent.add(new DeliveryTarget.Sent(rtstruct, fileName));
    for (int i = 0; i < segmentations.size(); i++) {
      sent.add(new DeliveryTarget.Sent(segmentations.get(i), segmentationName(fileName, i + 1)));
    }
    return sent;
  }

  private static String segmentationName(String rtstruct, int number) {
    String stem =
        rtstruct.endsWith(".dcm") ? rtstruct.substring(0, rtstruct.length() - 4) : rtstruct;
    return stem + ".SEG" + number + ".dcm";
  }
}
