package org.contourflow.train;

import java.util.Map;
import java.util.TreeMap;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.ReleasedCases;

/** Made-up cases need nobody's consent; in tests only. */
final class Released {
  private Released() {}

  static ReleasedCases all(CaseSource source) {
    Map<String, ReleasedCases.Grounds> grounds = new TreeMap<>();
    for (String id : source.ids()) {
      grounds.put(id, new ReleasedCases.Grounds(id, "MADE_UP", java.util.List.of()));
    }
    return new ReleasedCases(source, grounds, id -> {});
  }
}
