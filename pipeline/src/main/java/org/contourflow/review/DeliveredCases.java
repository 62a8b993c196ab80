package org.contourflow.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.CaseRecord;
import org.contourflow.series.CtSeries;

/** What was delivered of a case, and its CT. */
public interface DeliveredCases {
  /** What was written for a case and may have been sent; empty: nothing yet. */
  Optional<Delivered> of(CaseRecord record) throws IOException;

  /** The case's CT; its pixels are not read. */
  CtSeries ct(CaseRecord record) throws IOException;

  /**
   * What was delivered.
   *
   * @param set the case's own RTSTRUCT
   * @param sopInstanceUids of it, and of those that targets got otherwise
   * @param sha256s of their data sets
   * @param aliases what targets call the structures
   * @param clinicians names of structures in it that are a clinician's own, behind which ours were
   *     written: they are no work of ours
   * @param earlier whether sets went out before the present one
   * @param model the models that made them, {@code id version}, joined by {@code +}
   */
  record Delivered(
      Path set,
      Set<String> sopInstanceUids,
      Set<String> sha256s,
      Map<String, List<String>> aliases,
      Set<String> clinicians,
      boolean earlier,
      String model) {
    public Delivered {
      sopInstanceUids = Set.copyOf(sopInstanceUids);
      sha256s = Set.copyOf(sha256s);
      aliases = Map.copyOf(aliases);
      clinicians = Set.copyOf(clinicians);
    }
  }
}
