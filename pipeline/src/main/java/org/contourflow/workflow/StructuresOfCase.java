package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalDouble;
import org.contourflow.query.CaseStructure;

/** What a case's folder says of its structures, for lists and statistics. */
public final class StructuresOfCase {
  private StructuresOfCase() {}

  /**
   * The structures, without volumes; empty where the case is not contoured.
   *
   * @throws IOException if the folder cannot be read
   */
  public static List<CaseStructure> in(CaseFolder folder) throws IOException {
    if (!Files.exists(folder.segmentation())) {
      return List.of();
    }
    return StoredSegmentation.read(folder).structures().stream()
        .map(
            s ->
                new CaseStructure(
                    s.definition().name(),
                    s.presence().name(),
                    OptionalDouble.empty(),
                    s.confidence(),
                    s.model()))
        .toList();
  }
}
