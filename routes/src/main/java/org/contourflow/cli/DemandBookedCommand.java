package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.scu.QueryScu;
import org.contourflow.dicom.net.scu.QueryScu.FindOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow demand booked}: the booked slots of a DICOM worklist as a file. */
@Command(
    name = "booked",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a DICOM modality worklist for booked CTs, and writes their times as a CSV that",
      "`demand what-if --booked` and operations.demand.booked.file read. It asks for dates and times",
      "alone: nothing of a patient is asked for, and nothing is kept of what is sent all the same."
    })
public final class DemandBookedCommand implements Callable<Integer> {
  private static final int MOST = 10_000;
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  @Spec private CommandSpec spec;
  @Mixin private PeerOptions peer;

  @Option(
      names = "--station",
      paramLabel = "AET",
      description = "Of this scanner only: its AE title.")
  private String station;

  @Option(names = "--modality", defaultValue = "CT", paramLabel = "WORD")
  private String modality;

  @Option(
      names = "--days",
      defaultValue = "14",
      paramLabel = "N",
      description = "From today on; default ${DEFAULT-VALUE}.")
  private int days;

  @Option(names = "--out", defaultValue = "booked.csv", paramLabel = "FILE")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (days < 1) {
      throw Failure.usage(List.of("--days is at least 1."));
    }
    FindOutcome found =
        new QueryScu(peer.own(), peer.node(), NetworkTimeouts.defaults()).worklist(keys(), MOST);
    List<DicomDataset> matches =
        found.accept(
            new FindOutcome.Visitor<>() {
              @Override
              public List<DicomDataset> found(FindOutcome.Found f) {
                return f.matches();
              }

              @Override
              public List<DicomDataset> refused(FindOutcome.Refused refused) {
                throw Failure.refused(
                    peer.node() + " refused: " + refused.status() + " " + refused.comment());
              }

              @Override
              public List<DicomDataset> failed(FindOutcome.Failed failed) {
                throw Failure.refused(failed.cause());
              }
            });
    List<String> lines = new ArrayList<>();
    matches.forEach(m -> time(m).ifPresent(t -> lines.add(t.toString())));
    lines.sort(null);
    lines.add(0, "time");
    // Whole or not at all: the service may be reading it.
    Path part = out.resolveSibling(out.getFileName() + ".part");
    Files.write(part, lines);
    Files.move(part, out, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    int without = matches.size() - lines.size() + 1;
    spec.commandLine()
        .getOut()
        .println(
            lines.size()
                - 1
                + " booked slots in "
                + out
                + (without > 0 ? "; " + without + " without a day and time were left out" : ""));
    return 0;
  }

  private DicomDataset keys() {
    LocalDate today = LocalDate.now();
    DicomDataset keys = DicomDataset.create();
    DicomDataset step = keys.addItem(DicomTag.ScheduledProcedureStepSequence);
    step.put(DicomTag.Modality, modality)
        .put(
            DicomTag.ScheduledProcedureStepStartDate,
            today.format(DAY) + "-" + today.plusDays(days).format(DAY))
        .putEmpty(DicomTag.ScheduledProcedureStepStartTime);
    if (station == null) {
      step.putEmpty(DicomTag.ScheduledStationAETitle);
    } else {
      step.put(DicomTag.ScheduledStationAETitle, station);
    }
    return keys;
  }

  /** Of the wall clock: the standard has no zone here. */
  private static Optional<LocalDateTime> time(DicomDataset match) {
    return match
        .firstItem(DicomTag.ScheduledProcedureStepSequence)
        .flatMap(
            step -> {
              String day = step.text(DicomTag.ScheduledProcedureStepStartDate);
              String time = step.text(DicomTag.ScheduledProcedureStepStartTime);
              try {
                String minutes = (time.replace(":", "") + "00").substring(0, 4);
                return Optional.of(
                    LocalDateTime.of(
                        LocalDate.parse(day, DAY),
                        java.time.LocalTime.of(
                            Integer.parseInt(minutes.substring(0, 2)),
                            Integer.parseInt(minutes.substring(2)))));
              } catch (DateTimeException
                  | NumberFormatException
                  | StringIndexOutOfBoundsException e) {
                return Optional.empty();
              }
            });
  }
}
