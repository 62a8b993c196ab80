package org.contourflow.rtstruct.write;

/** ROIGenerationAlgorithm (3006,0036), PS3.3 C.8.8.5. */
public enum RoiGeneration {
  AUTOMATIC("AUTOMATIC"),
  SEMIAUTOMATIC("SEMIAUTOMATIC"),
  MANUAL("MANUAL"),
  /** Not known: the attribute is of type 2 and is written empty. */
  UNKNOWN("");

  private final String term;

  RoiGeneration(String term) {
    this.term = term;
  }

  /** The defined term; empty for {@link #UNKNOWN}. */
  public String term() {
    return term;
  }
}
