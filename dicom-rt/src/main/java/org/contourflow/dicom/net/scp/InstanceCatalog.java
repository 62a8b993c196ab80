package org.contourflow.dicom.net.scp;

import org.contourflow.dicom.net.SopReference;

/** What this node holds safely: asked by peers who want storage commitment. */
@FunctionalInterface
public interface InstanceCatalog {
  /** How an instance is held. */
  enum Holding {
    HELD,
    NOT_HELD,
    /** Held under another SOP class. */
    OTHER_CLASS
  }

  /** Whether the instance is held durably. */
  Holding holding(SopReference instance);
}
