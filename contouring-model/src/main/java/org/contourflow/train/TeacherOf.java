package org.contourflow.train;

import java.nio.file.Path;
import java.util.List;

/**
 * A teacher of some structures, an entry of a training file's key {@code teachers}.
 *
 * @param network a trained TorchScript file; its classes are the first of the label scheme
 * @param structures it speaks for
 * @param heldOnly whether it marks only what a source holds, and not also what nobody contoured
 *     elsewhere, which takes a look at every case; left out: no
 */
public record TeacherOf(Path network, List<String> structures, Boolean heldOnly) {
  public TeacherOf {
    if (network == null || structures == null || structures.isEmpty()) {
      throw new IllegalArgumentException(
          "training configuration: teachers needs a network each, and the structures that it"
              + " speaks for");
    }
    structures = List.copyOf(structures);
    heldOnly = heldOnly != null && heldOnly;
  }

  TeacherOf in(Path folder) {
    return new TeacherOf(folder.resolve(network), structures, heldOnly);
  }
}
