package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.contourflow.app.Protocols;
import org.contourflow.config.Settings;
import org.contourflow.intake.FileNames;
import org.contourflow.intake.UnpackedInput;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.protocols.rules.SeriesHeaders;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeriesAssembly;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow rules}: what the selection rules do. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Selection rules: which series get which protocols.",
    subcommands = {RulesCommand.Test.class})
public final class RulesCommand {

  /** {@code contourflow rules test}: a dry run that explains every rule. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Says for every series below a folder which protocols it would get, and for every rule why"
            + " it did or did not match. Changes nothing.",
        "Exit status 0 if every CT series got a protocol, 1 if one did not or could not be used,"
            + " 2 if the rules are wrong."
      })
  static final class Test implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description = "The rules, YAML; default: those of --config, or else the built-in ones.")
    private Path rules;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, as for run.")
    private Path config;

    @Option(
        names = "--ct",
        required = true,
        paramLabel = "DIR",
        description =
            "Folder with CT series, or a zip; sub-folders and zips in it are searched, as contour"
                + " does.")
    private Path ct;

    @Option(
        names = "--strict",
        description = "Judges series by the strict geometry policy; default moderate.")
    private boolean strict;

    @Option(
        names = "--derive-uids",
        description = "Takes images without study, series or SOP UIDs, as contour does.")
    private boolean deriveUids;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      RuleSet ruleSet;
      try {
        ruleSet = rules();
      } catch (RuleException e) {
        e.problems().forEach(spec.commandLine().getErr()::println);
        return 2;
      }
      ct = FileNames.onDisk(ct);
      try (UnpackedInput input =
          UnpackedInput.open(ct, Settings.defaults().inbox().maxZipBytes())) {
        return explain(ruleSet, input, out) ? 0 : 1;
      }
    }

    private boolean explain(RuleSet ruleSet, UnpackedInput input, PrintWriter out)
        throws IOException {
      input.refused().forEach(out::println);
      if (input.files().isEmpty() && input.refused().isEmpty()) {
        throw Failure.refused("--ct " + ct + ": there is no file in it");
      }
      SeriesAssembly assembly = assemble(input);
      boolean allSelected = !assembly.accepted().isEmpty();
      for (CtSeries series : assembly.accepted()) {
        out.println(series);
        var selection = ruleSet.select(new SeriesHeaders(series));
        selection.explain().forEach(line -> out.println("  " + line));
        allSelected &= !selection.protocols().isEmpty();
      }
      return printRest(assembly, out) && allSelected && input.refused().isEmpty();
    }

    private RuleSet rules() throws RuleException {
      if (rules != null) {
        return RuleReader.read(rules);
      }
      return config == null ? RuleReader.builtIn() : Protocols.rules(RunCommand.settings(config));
    }

    private SeriesAssembly assemble(UnpackedInput input) throws IOException {
      GeometryPolicy policy = strict ? GeometryPolicy.STRICT : GeometryPolicy.MODERATE;
      MissingUids missing = deriveUids ? MissingUids.DERIVE : MissingUids.REFUSE;
      return new CtSeriesAssembler(policy, missing).assemble(input.files());
    }

    /** What no rule gets to see; whether there is nothing of it that matters. */
    private static boolean printRest(SeriesAssembly assembly, PrintWriter out) {
      assembly
          .incomplete()
          .forEach(
              held -> out.println(held.asItIs() + ": held, " + held.whatIsMissing().describe()));
      assembly
          .refused()
          .forEach(
              no ->
                  out.printf(
                      "%d file(s) %s: %s. %s%n",
                      no.files().size(),
                      no.code().isSetAside() ? "set aside" : "refused",
                      no.reason(),
                      no.whatToDo()));
      return assembly.incomplete().isEmpty()
          && assembly.refused().stream().allMatch(no -> no.code().isSetAside());
    }
  }
}
