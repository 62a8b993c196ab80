package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.contourflow.app.AuditSetup;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.lifecycle.HomeCheck;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.StoreBackup;
import org.contourflow.store.StoreInventory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow store}: a copy of the store, and the way back. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "Backs the store up while the service runs, checks and restores it.")
public final class StoreCommand {
  @Spec private CommandSpec spec;

  /** {@code store backup}. */
  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = {
        "Copies the store into a new zip; the service may run meanwhile.",
        "The files of cases and series lie in the home and are to be kept by other means."
      })
  int backup(
      @Mixin ConfigOption config,
      @Parameters(paramLabel = "ZIP", description = "The new backup.") Path file)
      throws IOException {
    Settings settings = config.settings();
    try (Database database = Stores.open(settings)) {
      StoreBackup.Contents contents = StoreBackup.take(database, file, Clock.systemUTC());
      String what = contents.cases() + " cases and " + contents.events() + " events";
      Stores.tell(
          Stores.runLog(database, settings), EventType.STORE_BACKED_UP, what + " were backed up");
      spec.commandLine().getOut().println(file + " (" + Files.size(file) / 1024 + " KiB): " + what);
      return 0;
    }
  }

  /** {@code store check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Without a backup: whether the store in use is whole, and the home has the files that it"
            + " names and no others; each line says what is wrong, where, and what to do.",
        "With one: whether it can be read and its run log is whole. Exit status 1 if not."
      })
  int check(
      @Mixin ConfigOption config,
      @Option(
              names = "--contents",
              description = "Read every slice and RTSTRUCT too, and compare its hash.")
          boolean contents,
      @Parameters(arity = "0..1", paramLabel = "ZIP", description = "A backup.") Path file)
      throws IOException {
    Settings settings = config.settings();
    PrintWriter out = spec.commandLine().getOut();
    if (file != null) {
      StoreBackup.Contents held = StoreBackup.check(file, AuditSetup.keysToVerify(settings));
      out.println(
          file
              + " is whole: of "
              + held.at()
              + ", "
              + held.cases()
              + " cases, "
              + held.events()
              + " events");
      return 0;
    }
    return checkHome(settings, contents, out);
  }

  private static int checkHome(Settings settings, boolean contents, PrintWriter out)
      throws IOException {
    try (Database database = Stores.open(settings)) {
      AuditTrail.Verdict verdict =
          AuditSetup.verify(new JdbcRunLog(database, Clock.systemUTC()), settings);
      HomeCheck.Result home =
          new HomeCheck(Home.open(settings), new StoreInventory(database), Clock.systemUTC())
              .run(contents);
      verdict.firstBreak().ifPresent(b -> out.println("the run log is broken: " + b));
      home.problems().forEach(out::println);
      boolean good = verdict.isWhole() && home.problems().isEmpty();
      out.println(
          (good ? "the store is whole: " : "the store is NOT whole: ")
              + verdict.events()
              + " events, "
              + home.cases()
              + " cases, "
              + home.slices()
              + " slices"
              + (contents ? ", each read" : "")
              + (good ? "" : "; " + home.problems().size() + " problems with files"));
      return good ? 0 : 1;
    }
  }

  /** {@code store restore}. */
  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = {
        "Puts a backup in the store's place, after it was checked; the service must not run.",
        "A store that is there is put aside, and only with --overwrite."
      })
  int restore(
      @Mixin ConfigOption config,
      @Option(names = "--overwrite", description = "Put a store that is there aside.")
          boolean overwrite,
      @Parameters(paramLabel = "ZIP", description = "The backup.") Path file)
      throws IOException {
    Settings settings = config.settings();
    if (!settings.store().isEmbedded()) {
      throw Failure.refused("the store is PostgreSQL: restore it with pg_restore");
    }
    Path folder = settings.home().resolve("db");
    AuditKeys keys = AuditSetup.keysToVerify(settings);
    Optional<Path> aside = StoreBackup.restore(file, folder, keys, overwrite, Clock.systemUTC());
    try (Database database = Stores.open(settings)) {
      RunLog log = new JdbcRunLog(database, Clock.systemUTC());
      AuditSetup.anchors(settings)
          .noteRestored(log, AuditSetup.keys(settings), Clock.systemUTC().instant());
      Stores.tell(
          Stores.runLog(database, settings),
          EventType.STORE_RESTORED,
          "the store was set back to a backup");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("restored from " + file);
    aside.ifPresent(old -> out.println("the store that was there: " + old));
    out.println("the next start gives slices and case folders that are newer than it their place");
    return 0;
  }
}
