package org.contourflow.rtstruct.write;

/**
 * Who made a ROI, as a machine can read it: ROIDerivationAlgorithmIdentificationSequence
 * (3006,0037), PS3.3 table 10-19.
 *
 * @param name model or algorithm, at most 64 characters
 * @param version at most 64 characters
 * @param checksum of what makes it reproducible, for a model {@code sha256:...}; may be empty
 * @param source who provides it, at most 64 characters
 */
public record AlgorithmProvenance(String name, String version, String checksum, String source) {
  public AlgorithmProvenance {
    for (String value : new String[] {name, version, source}) {
      if (value.isBlank() || value.length() > 64 || !value.matches("[ -\\[\\]-~]+")) {
        throw new IllegalArgumentException(
            "algorithm name, version and source have 1 to 64 ASCII characters, not '"
                + value
                + "'");
      }
    }
  }
}
