package org.contourflow.dicom.deident;

import java.util.Optional;

/** The vocabulary, as de-identification needs it. */
@FunctionalInterface
public interface RoiNames {
  /** The vocabulary's own name of a ROI; empty: it is not known, and the ROI goes. */
  Optional<String> nameOf(String roiName);
}
