package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.contourflow.app.Daemon;
import org.contourflow.app.Protocols;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.commission.Sheet;
import org.contourflow.commission.SheetLine;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.ContouringSettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.protocols.Protocol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow commission}: known truth through the whole system. */
@Command(
    name = "commission",
    mixinStandardHelpOptions = true,
    description = {
      "Sends phantoms whose truth is known through the site's rules and models, DICOM in, RTSTRUCT"
          + " out, reads the RTSTRUCTs back, and writes a sheet with a pass or fail a line and a"
          + " place for two signatures.",
      "Works in a home of its own below --out; the site's home and listener are left alone. Its"
          + " targets are sent to with --deliver only.",
      "Exit status 0 if all lines passed, 1 if one failed."
    })
public final class CommissionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the sheet and the kit's own home; must be empty or new.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "The site's reference cases, a folder a case with one CT and the one RTSTRUCT that"
            + " clinicians drew. "
            + ReferenceLimits.FILE
            + " beside them sets limits a structure.",
        "Folder names stand in the sheet: give them names that are no patient's."
      })
  private Path data;

  @Option(
      names = "--limits",
      paramLabel = "FILE",
      description = "Limits, instead of " + ReferenceLimits.FILE + " in --data.")
  private Path limitsFile;

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "--out of an earlier run: says what changed, paired by line.")
  private Path baseline;

  @Option(
      names = "--deliver",
      description =
          "Sends the phantoms' sets to the configured targets too, and asks for receipts.")
  private boolean deliver;

  @Option(
      names = "--timeout-minutes",
      defaultValue = "60",
      description = "How long the kit may take; default ${DEFAULT-VALUE}.")
  private int minutes;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Sheet> earlier =
        baseline == null ? Optional.empty() : Optional.of(Sheet.read(baseline));
    Files.createDirectories(out);
    try (Stream<Path> present = Files.list(out)) {
      if (present.findAny().isPresent()) {
        throw Failure.refused("--out " + out + " is not empty: name a new folder");
      }
    }
    ReferenceLimits limits = limits();
    Settings site = config.settings();
    Settings settings = ofKit(site, out.toAbsolutePath().resolve("home"));
    Sheet sheet;
    try (Protocols protocols = RunCommand.protocols(settings)) {
      CommissionReference reference =
          data == null
              ? CommissionReference.none(limits)
              : CommissionReference.open(data, structures(protocols, limits), limits);
      List<SheetLine> lines = new ArrayList<>(served(settings, protocols, reference));
      lines.addAll(new CommissionMargins(out.resolve("phantoms/margins")).lines());
      lines.addAll(CommissionFaults.lines(out.resolve("phantoms/faults")));
      lines.addAll(notSentTo(site));
      sheet = new Sheet(CommissionIdentity.of(site, protocols, data), lines);
      new CommissionCards(settings, protocols).write(sheet, out);
    }
    List<String> changes = earlier.map(sheet::changesSince).orElse(List.of());
    sheet.write(out, changes);
    tell(sheet, changes);
    return sheet.isPassed() ? 0 : 1;
  }

  /** What goes through a daemon. */
  private List<SheetLine> served(
      Settings settings, Protocols protocols, CommissionReference reference)
      throws IOException, InterruptedException {
    try (Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      return new CommissionRun(daemon, out.resolve("phantoms"), Duration.ofMinutes(minutes))
          .run(settings.assembly().geometryPolicy().policy(), reference);
    }
  }

  /** The site's rules, models and way of writing; ports, store, queries and home of its own. */
  private Settings ofKit(Settings site, Path home) {
    ContouringSettings c = site.contouring();
    return new Settings(
        home,
        new Settings.Inbox(null, 1, 1, null, null),
        DicomSettings.Listener.loopback(),
        new AssemblySettings(3, 5, site.assembly().geometryPolicy(), null, null),
        new ContouringSettings(
            c.models(),
            site.inHome(c.modelFolder()),
            c.threads(),
            c.device(),
            c.memoryMb(),
            null,
            null),
        site.rules(),
        site.structureSet(),
        null,
        deliver ? site.targets() : List.of(),
        null,
        deliver ? site.webTargets() : List.of(),
        null);
  }

  private ReferenceLimits limits() throws IOException {
    if (limitsFile != null) {
      return ReferenceLimits.read(limitsFile);
    }
    Path beside = data == null ? null : data.resolve(ReferenceLimits.FILE);
    return beside != null && Files.exists(beside)
        ? ReferenceLimits.read(beside)
        : ReferenceLimits.NONE;
  }

  /** Names that reference contours are taken by. */
  private static List<String> structures(Protocols protocols, ReferenceLimits limits) {
    Set<String> names = new LinkedHashSet<>(limits.structures().keySet());
    for (Protocol protocol : protocols.rules().protocols()) {
      protocols
          .segmenter(protocol.name())
          .ifPresent(s -> s.structures().forEach(one -> names.add(one.name())));
    }
    return List.copyOf(names);
  }

  /** The site's targets that get nothing of the kit: said, lest their silence passes for a pass. */
  private List<SheetLine> notSentTo(Settings site) {
    if (deliver) {
      return List.of();
    }
    return Stream.concat(
            site.targets().stream().map(DicomSettings.Target::name),
            site.webTargets().stream().map(DicomWebSettings.Target::name))
        .map(
            name ->
                SheetLine.note(
                    "target/" + name,
                    "Delivery",
                    "target " + name,
                    "not tried: --deliver sends the phantoms' sets there"))
        .toList();
  }

  private void tell(Sheet sheet, List<String> changes) {
    PrintWriter terminal = spec.commandLine().getOut();
    sheet.lines().stream()
        .filter(line -> line.result() == Result.FAIL)
        .forEach(
            l -> terminal.println("FAIL " + l.what() + ": " + l.found() + ", limit " + l.limit()));
    changes.forEach(change -> terminal.println("changed: " + change));
    terminal.printf(
        "%s: %d lines passed, %d failed; %s%n",
        sheet.isPassed() ? "passed" : "NOT passed",
        sheet.count(Result.PASS),
        sheet.count(Result.FAIL),
        out.resolve("commissioning.html"));
    terminal.flush();
  }
}
