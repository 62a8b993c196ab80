package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.contourflow.app.AuditSetup;
import org.contourflow.audit.AuditExport;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcRunLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow audit}: the run log as a proof. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Verifies and exports the run log; see docs/operations.md.")
public final class AuditCommand {
  @Spec private CommandSpec spec;

  /** {@code audit verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Verifies the run log against its keys and its anchors, from the first event to the last.",
        "Exit status 0: it is as it was written; 1: it is not, and it says where it breaks first."
      })
  int verify(@Mixin ConfigOption config) throws IOException {
    Settings settings = config.settings();
    return verify(settings, spec.commandLine().getOut());
  }

  static int verify(Settings settings, PrintWriter out) throws IOException {
    try (Database database = Stores.open(settings)) {
      AuditTrail.Verdict verdict =
          AuditSetup.verify(new JdbcRunLog(database, Clock.systemUTC()), settings);
      verdict.restores().forEach(out::println);
      if (!verdict.isWhole()) {
        out.println("BROKEN: " + verdict.firstBreak().orElseThrow());
        out.println(verdict.events() + " events before it are as they were written");
        return 1;
      }
      out.println(
          "whole: "
              + verdict.events()
              + " events, "
              + (verdict.keyedFrom() == 0 ? "none keyed" : "keyed from " + verdict.keyedFrom())
              + ", "
              + verdict.anchors()
              + " anchors met");
      return 0;
    }
  }

  /** {@code audit export}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes the run log as CSV or JSON, every field; that it was exported is an event too.",
        "The JSON is exact. In the CSV a text that a spreadsheet would run gets an apostrophe."
      })
  int export(
      @Mixin ConfigOption config,
      @Option(names = "--csv", description = "As CSV (RFC 4180).") boolean csv,
      @Option(names = "--json", description = "As a JSON array, one event a line.") boolean json,
      @Option(
              names = "--since",
              paramLabel = "WHEN",
              description = "From then on: 2026-11-28 or 2026-11-28T08:00:00Z.")
          String since,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where to; default: standard output.")
          Path file)
      throws IOException {
    if (csv == json) {
      throw Failure.usage(List.of("give either --csv or --json"));
    }
    Settings settings = config.settings();
    try (Database database = Stores.open(settings)) {
      RunLog log = Stores.runLog(database, settings);
      AuditExport export = new AuditExport(log, instant(since));
      long count;
      if (file == null) {
        PrintWriter out = spec.commandLine().getOut();
        count = csv ? export.csv(out) : export.json(out);
      } else {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
          count = csv ? export.csv(out) : export.json(out);
        }
      }
      String format = csv ? "CSV" : "JSON";
      Stores.tell(log, EventType.AUDIT_READ, count + " events were exported as " + format);
      return 0;
    }
  }

  private static Instant instant(String since) {
    if (since == null) {
      return Instant.MIN;
    }
    try {
      return since.contains("T")
          ? Instant.parse(since)
          : LocalDate.parse(since).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeParseException e) {
      throw Failure.usage(
          List.of("--since " + since + ": give a date like 2026-11-28 or a time in UTC"));
    }
  }

  /** {@code audit roll-key}. */
  @Command(
      name = "roll-key",
      mixinStandardHelpOptions = true,
      description = {
        "Adds a new key to the key file; it seals events from the service's next start on.",
        "Old keys stay in the file: they verify what they sealed."
      })
  int rollKey(@Mixin ConfigOption config) throws IOException {
    Settings settings = config.settings();
    if (settings.operations().audit().keys() != null) {
      throw Failure.refused(
          "the keys stand in the settings (operations.audit.keys), not in a file; add the new key"
              + " there, behind the others");
    }
    AuditKeys.open(AuditSetup.keyFile(settings));
    AuditKeys keys = AuditKeys.roll(AuditSetup.keyFile(settings));
    spec.commandLine()
        .getOut()
        .println("key " + keys.currentId() + " seals events from the next start on");
    return 0;
  }
}
