package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.app.LifecycleSetup;
import org.contourflow.audit.Actor;
import org.contourflow.config.Settings;
import org.contourflow.lifecycle.Erasure;
import org.contourflow.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow erase}: a patient's data go. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Erases a patient's slices, cases, structure sets and what was put aside from the home.",
      "The run log names nobody and stays whole. What was handed over is its receiver's.",
      "Exit status 1: a case of the patient is not finished, nothing was erased; or an earlier",
      "erasure that was interrupted could not be ended, as is said: this patient's was done."
    })
public final class EraseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(
      names = "--patient",
      required = true,
      paramLabel = "ID",
      description = "The PatientID, exactly as the images have it.")
  private String patient;

  @Option(names = "--dry-run", description = "Say what there is, and erase nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    if (patient.isBlank()) {
      throw Failure.usage(List.of("--patient: give a PatientID"));
    }
    Settings settings = config.settings();
    PrintWriter out = spec.commandLine().getOut();
    try (Database database = Stores.open(settings)) {
      Erasure erasure = LifecycleSetup.of(settings, database).erasure();
      int status = dryRun ? 0 : endEarlier(erasure, out);
      Erasure.Found found = erasure.find(patient);
      int handedOver = erasure.handedOver(patient).size();
      if (handedOver > 0) {
        out.println(
            handedOver
                + " files of this patient lie in the export folder and stay: they are their"
                + " reader's, to be deleted there");
      }
      if (found.isEmpty()) {
        out.println("nothing of this patient is here to erase");
        return status;
      }
      if (!dryRun) {
        Actor.ofThisProcess()
            .during(
                () -> {
                  erasure.erase(found);
                  return found;
                });
      }
      out.println((dryRun ? "would be erased: " : "erased: ") + found);
      return status;
    }
  }

  /** Those that were interrupted; one that cannot be ended keeps no other patient's from it. */
  private int endEarlier(Erasure erasure, PrintWriter out) throws IOException {
    Erasure.Resumed earlier = erasure.goOn();
    if (earlier.done() > 0) {
      out.println(earlier.done() + " erasures that were interrupted are done now");
    }
    PrintWriter err = spec.commandLine().getErr();
    earlier.left().forEach(l -> err.println("an earlier erasure is not ended, see to it: " + l));
    return earlier.left().isEmpty() ? 0 : 1;
  }
}
