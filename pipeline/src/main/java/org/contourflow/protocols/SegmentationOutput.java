package org.contourflow.protocols;

import java.util.Optional;
import org.contourflow.seg.SegmentationForm;

/** Whether the structures are delivered as DICOM Segmentation too, beside the RTSTRUCT. */
public enum SegmentationOutput {
  NONE,
  BINARY,
  LABELMAP;

  /** The form that is written; empty: none is. */
  public Optional<SegmentationForm> form() {
    return switch (this) {
      case NONE -> Optional.empty();
      case BINARY -> Optional.of(SegmentationForm.BINARY);
      case LABELMAP -> Optional.of(SegmentationForm.LABELMAP);
    };
  }
}
