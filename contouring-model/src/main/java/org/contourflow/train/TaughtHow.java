package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.Sha256;

/**
 * Which networks mark the cases of a run and what is held, {@code teachers.txt} of its work folder.
 * A checkpoint whose cases were marked by others is not taken up: half of it would have learnt
 * another thing than the lineage says.
 */
final class TaughtHow {
  private static final String FILE = "teachers.txt";

  private TaughtHow() {}

  /**
   * Enters a work folder.
   *
   * @param resumes whether a checkpoint is taken up there
   * @throws IOException if its cases were marked by other teachers, or held otherwise
   */
  static void enter(TrainingConfig config, boolean resumes) throws IOException {
    Path file = config.work().resolve(FILE);
    String now = describe(config);
    boolean before = Files.exists(file);
    // A checkpoint from before there was this file had at most the one teacher.
    boolean known = before || !config.teachers().isEmpty() || holds(config);
    if (resumes && known && !(before ? Files.readString(file) : "").equals(now)) {
      throw new IOException(
          config.work().getFileName()
              + " has a checkpoint taught by other teachers (teacher, teachers), or with other"
              + " structures held (held; hold of refine); start anew in an empty work folder, or"
              + " set these keys back");
    }
    Path part = file.resolveSibling(FILE + ".part");
    Files.writeString(part, now);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean holds(TrainingConfig config) {
    return !config.held().isEmpty() || config.more().stream().anyMatch(m -> !m.held().isEmpty());
  }

  private static String describe(TrainingConfig config) throws IOException {
    List<String> lines = new ArrayList<>();
    for (TeacherOf each : config.teachers()) {
      String of = each.heldOnly() ? " marks where held " : " marks ";
      lines.add(Sha256.of(each.network()) + of + each.structures().stream().sorted().toList());
    }
    if (config.teacher() != null) {
      lines.add(Sha256.of(config.teacher()) + " marks the rest");
    }
    lines.add("held " + config.held().stream().sorted().toList());
    for (TrainingConfig.More each : config.more()) {
      lines.add("held of more " + each.held().stream().sorted().toList());
    }
    return String.join("\n", lines) + "\n";
  }
}
