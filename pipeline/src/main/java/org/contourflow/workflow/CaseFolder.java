package org.contourflow.workflow;

import java.nio.file.Path;

/** Where the files of one case lie. */
public record CaseFolder(Path root) {
  /** What was contoured: definitions, presence, confidence, model. */
  public Path segmentation() {
    return root.resolve("segmentation.json");
  }

  /** The mask of one structure. */
  public Path mask(String structureName) {
    return root.resolve("masks").resolve(structureName + ".mask.gz");
  }

  /** The RTSTRUCT. */
  public Path rtstruct() {
    return root.resolve("rtstruct.dcm");
  }

  /** The report for QA staff. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** The picture of the contours on the CT. */
  public Path sheet() {
    return root.resolve("contours.png");
  }
}
