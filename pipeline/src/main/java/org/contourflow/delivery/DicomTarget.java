package org.contourflow.delivery;

import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.StoreOutcome;
import org.contourflow.dicom.net.StoreReceipt;
import org.contourflow.dicom.net.StoreScu;

/** A TPS, or any DICOM node, that gets the RTSTRUCT by C-STORE. */
public final class DicomTarget implements DeliveryTarget {
  private final String name;
  private final StoreScu scu;

  /** Sends to {@code node} under our own AE title. */
  public DicomTarget(String name, String callingAeTitle, RemoteNode node) {
    this.name = name;
    this.scu = new StoreScu(new AeTitle(callingAeTitle), node, NetworkTimeouts.defaults());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DeliveryOutcome deliver(Path rtstruct, String fileName) {
    StoreReceipt receipt = scu.send(List.of(rtstruct)).get(0);
    StoreOutcome outcome = receipt.outcome();
    if (outcome instanceof StoreOutcome.Stored) {
      return new DeliveryOutcome.Delivered("C-STORE answered 0000 by " + scu.node());
    }
    if (outcome instanceof StoreOutcome.Warned warned) {
      return new DeliveryOutcome.Delivered(
          "C-STORE answered " + warned.status() + " by " + scu.node());
    }
    if (outcome instanceof StoreOutcome.Refused refused) {
      return new DeliveryOutcome.NotDelivered(
          scu.node() + " refused it: " + refused.status() + " " + refused.comment(), true);
    }
    StoreOutcome.Failed failed = (StoreOutcome.Failed) outcome;
    return new DeliveryOutcome.NotDelivered(failed.cause(), failed.retryable());
  }
}
