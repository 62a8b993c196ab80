package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.contourflow.app.Daemon;
import org.contourflow.app.Protocols;
import org.contourflow.commission.Sheet;
import org.contourflow.commission.SheetLine;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
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
    Settings site = config.settings();
    Settings settings = ofKit(site, out.toAbsolutePath().resolve("home"));
    Sheet sheet;
    try (Protocols protocols = RunCommand.protocols(settings);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      List<SheetLine> lines =
          new CommissionRun(daemon, out.resolve("phantoms"), Duration.ofMinutes(minutes)).run();
      sheet = new Sheet(identity(site, protocols), lines);
    }
    List<String> changes = earlier.map(sheet::changesSince).orElse(List.of());
    sheet.write(out, changes);
    tell(sheet, changes);
    return sheet.isPassed() ? 0 : 1;
  }

  /** The site's rules, models and way of writing; ports, store, queries and home of its own. */
  private Settings ofKit(Settings site, Path home) {
    Settings.Contouring c = site.contouring();
    return new Settings(
        home,
        new Settings.Inbox(null, 1, 1, null, null),
        DicomSettings.Listener.loopback(),
        new Settings.Assembly(3, 5, site.assembly().geometryPolicy(), null, null),
        new Settings.Contouring(
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

  private Map<String, String> identity(Settings site, Protocols protocols) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("product", Main.VERSION);
    identity.put("settings, sha256", site.fingerprint());
    protocols
        .service()
        .forEach(state -> identity.put("model " + state.model().label(), weights(state.model())));
    identity.put("java", Runtime.version().toString());
    identity.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    identity.put("run at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return identity;
  }

  private static String weights(org.contourflow.model.ModelIdentity model) {
    return "weights sha256 " + model.weightsSha256();
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
