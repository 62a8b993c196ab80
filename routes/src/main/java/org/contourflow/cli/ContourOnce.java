package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.series.CtSeries;
import org.contourflow.workflow.CaseContext;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.CaseSteps;
import org.contourflow.workflow.StepOutcome;

/** One contouring from the command line, and how it ended, on the terminal. */
final class ContourOnce {
  private ContourOnce() {}

  /** Contours, writes and tells; says whether it went well. */
  static boolean run(String caseId, CtSeries series, CaseFolder folder, CaseSteps steps)
      throws IOException {
    series.notes().forEach(note -> System.err.println("note: " + note));
    StepOutcome outcome;
    try (ProgressLine progress = new ProgressLine()) {
      outcome =
          steps.contourAndWrite(
              new CaseContext(
                  caseId,
                  Instant.now().truncatedTo(ChronoUnit.SECONDS),
                  folder,
                  () -> Optional.of(series),
                  new MemoryRunLog(),
                  progress));
    }
    return outcome.accept(new Ending(folder));
  }

  /** Tells on the terminal how it ended; says whether well. */
  private record Ending(CaseFolder folder) implements StepOutcome.Visitor<Boolean> {
    @Override
    public Boolean done() {
      System.out.println("RTSTRUCT: " + folder.rtstruct());
      if (Files.isDirectory(folder.segmentationFolder())) {
        System.out.println("SEG:      " + folder.segmentationFolder());
      }
      System.out.println("Picture:  " + folder.sheet());
      System.out.println("Report:   " + folder.report());
      System.out.println("On paper: " + folder.pdf());
      return true;
    }

    @Override
    public Boolean waiting() {
      throw new IllegalStateException("only a hand-over waits");
    }

    @Override
    public Boolean refused(StepOutcome.Refused refused) {
      return bad("refused", refused.code(), refused.reason(), refused.whatToDo());
    }

    @Override
    public Boolean failed(StepOutcome.Failed failed) {
      return bad("failed", failed.code(), failed.reason(), failed.whatToDo());
    }

    private static boolean bad(String how, String code, String reason, String whatToDo) {
      System.err.println(
          how
              + ": "
              + code
              + ": "
              + reason
              + ". "
              + whatToDo.replace("contourflow retry CASE", "try again"));
      return false;
    }
  }
}
