package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.check.Finding;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.write.ReferencedSeries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow check}: is this RTSTRUCT right? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks an RT Structure Set, by itself and against its CT. Exit 1: an error.")
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The RT Structure Set.")
  private Path file;

  @Option(names = "--ct", paramLabel = "DIR", description = "Folder with the CT's files.")
  private Path ct;

  @Option(names = "--series", paramLabel = "UID", description = "Which CT series, if several.")
  private String series;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ReferencedSeries> reference =
        ct == null
            ? Optional.empty()
            : Optional.of(load(ct, Optional.ofNullable(series), spec.commandLine().getErr()));
    List<Finding> findings = StructureSetFileCheck.check(file, reference);
    findings.forEach(f -> out.println(f + "  [" + f.rule().text() + "]"));
    long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
    out.println(errors + " errors, " + (findings.size() - errors) + " warnings");
    return errors == 0 ? 0 : 1;
  }

  /** The CT series in a folder, or a refusal. */
  static ReferencedSeries load(Path folder, Optional<String> uid, PrintWriter notes)
      throws IOException {
    return CtFolder.load(folder, uid)
        .accept(
            new CtFolder.Outcome.Visitor<>() {
              @Override
              public ReferencedSeries found(CtFolder.Outcome.Found found) {
                found.notes().forEach(notes::println);
                return found.series();
              }

              @Override
              public ReferencedSeries refused(CtFolder.Outcome.Refused no) {
                throw Failure.refused(no.reason() + ". What to do: " + no.whatToDo());
              }
            });
  }
}
