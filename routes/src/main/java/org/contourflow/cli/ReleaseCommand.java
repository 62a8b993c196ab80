package org.contourflow.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.dicom.DicomUid;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow release}: a person takes a held series, or case, as it is. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Has a series that is held as incomplete contoured as it is, or gives a series that no rule"
          + " matched a protocol; or has a case delivered that the findings of its review hold.",
      "Exit status 1: no such series or case is held."
    })
public final class ReleaseCommand implements Callable<Integer> {
  private static final Set<SeriesState> WAITING = Set.of(SeriesState.HELD, SeriesState.UNMATCHED);

  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Parameters(
      paramLabel = "SERIES|CASE",
      description = "The Series Instance UID or the case that reason.txt names.")
  private String series;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description = "A protocol of the rules to contour it by; default: as the rules say.")
  private String protocol;

  @Override
  public Integer call() throws IOException {
    if (DicomUid.isUsable(series)) {
      return ask(this::requireHeld);
    }
    String caseId = CaseArguments.checked(series);
    if (protocol != null) {
      throw Failure.refused("a case has its protocol; --protocol is for a series");
    }
    return ask(
        database ->
            CaseArguments.require(
                database,
                caseId,
                Set.of(CaseState.REFUSED),
                "only a case that its findings hold is released"));
  }

  private int ask(Asking.Precheck precondition) throws IOException {
    return Asking.ask(
        config.settings(),
        precondition,
        Kind.RELEASE,
        series,
        protocol == null ? "" : protocol,
        spec.commandLine().getOut());
  }

  private void requireHeld(Database database) {
    SeriesRecord record =
        new JdbcArrivalStore(database, Clock.systemUTC())
            .findSeries(series)
            .orElseThrow(() -> Failure.refused("nothing of series " + series + " has arrived"));
    if (!WAITING.contains(record.state())) {
      throw Failure.refused(
          "the series is " + record.state() + "; only one that is held or unmatched is released");
    }
  }
}
